"""Whether a home folder is ready for work, told by a few cheap looks at the disk: every cold look-up pays for them."""

from __future__ import annotations

from pathlib import Path

import codewell
from codewell.kernel.errors import StorageError
from codewell.releases.shelf import Shelf

_MARK = "reference.ready"


def reference_is_built(home: Path) -> bool:
    """Say whether the bundled releases of this installation were built here."""
    try:
        return (home / _MARK).read_text(encoding="utf-8") == _bundle_stamp() and (home / "catalogue.sqlite").exists()
    except OSError:
        return False


def mark_built(home: Path) -> None:
    """Record that every bundled release of this installation is ready.

    Raises:
        StorageError: the folder cannot be written.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
        (home / _MARK).write_text(_bundle_stamp(), encoding="utf-8")
    except OSError as refusal:
        raise StorageError(
            f"The folder {home} cannot be written ({refusal.strerror}).", next_step="Choose another with --home."
        ) from refusal


def _bundle_stamp() -> str:
    """Return a value that changes when an installation brings other bundled files."""
    seen = (Path(codewell.__file__).parent / "bundled" / "MANIFEST.toml").stat()
    return f"{codewell.__version__} {seen.st_size} {seen.st_mtime_ns}"


LICENSED = frozenset({"cpt"})
"""Sources whose text only people within a licence may see."""


def index_folder(home: Path, *, unlicensed: bool = False) -> Path:
    """Return where the search index of a home lies; the one without licensed text where it is asked for."""
    return home / ("search-unlicensed" if unlicensed else "search")


def has_licensed(shelf: Shelf) -> bool:
    """Say whether a licensed source is on the shelf."""
    return any(shelf.all(source) for source in LICENSED)


def index_is_current(shelf: Shelf) -> bool:
    """Say whether the search index was made from the releases on the shelf and the word lists of this installation."""
    from codewell.search.building import is_current  # numpy comes with it
    from codewell.tasks.texts_to_search import texts_to_search

    texts = texts_to_search()
    if not is_current(shelf, index_folder(shelf.home), texts):
        return False
    unlicensed = index_folder(shelf.home, unlicensed=True)
    return not has_licensed(shelf) or is_current(Shelf(shelf.home, LICENSED), unlicensed, texts)
