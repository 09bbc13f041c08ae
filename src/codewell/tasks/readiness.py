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


def index_folder(home: Path) -> Path:
    """Return where the search index of a home lies."""
    return home / "search"


def index_is_current(shelf: Shelf) -> bool:
    """Say whether the search index was made from the releases on the shelf and the word lists of this installation."""
    from codewell.search.building import is_current  # numpy comes with it
    from codewell.tasks.texts_to_search import texts_to_search

    return is_current(shelf, index_folder(shelf.home), texts_to_search())
