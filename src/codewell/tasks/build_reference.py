"""Make a home folder ready for work: the bundled releases, then the search index over them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from codewell.kernel.errors import StorageError
from codewell.releases.bundle import build_bundled
from codewell.releases.shelf import Shelf
from codewell.tasks.readiness import index_path, mark_built

Progress = Callable[[str, int, int], None]
"""Called with what is being made, the steps done and the steps in all."""


@dataclass(frozen=True, slots=True)
class BuiltReference:
    """What a build did.

    Args:
        releases: bundled releases that were imported now.
        index_built: True where the search index was made now.
    """

    releases: int
    index_built: bool


def build_reference(home: Path, progress: Progress = lambda what, done, total: None, *, workers: int = 2) -> BuiltReference:
    """Import the bundled releases that are missing and build the search index where it is out of date.

    Interrupted, it goes on where it stopped.

    Raises:
        StorageError: the disk refused.
        CodewellError: a bundled release could not be built; the others are ready.
    """
    built = build_bundled(
        home,
        workers=workers,
        progress=lambda entry, done, total: progress(f"{entry.source} {entry.identity.release}", done, total),
    )
    made = build_search_index(home, progress)
    mark_built(home)
    return BuiltReference(built, made)


def build_search_index(home: Path, progress: Progress = lambda what, done, total: None) -> bool:
    """Build the index over the ready releases unless it is there; say whether it was built.

    It is made beside the old one and renamed, so that a search during the build still answers.

    Raises:
        StorageError: the disk refused.
    """
    from codewell.search.index import build_index

    shelf = Shelf(home)
    ready = index_path(shelf)
    if ready.exists():
        return False
    staged = ready.with_name(f"{ready.name}.{os.getpid()}.staging")
    try:
        ready.parent.mkdir(parents=True, exist_ok=True)
        build_index(shelf, staged, lambda done, total: progress("search index", done, total))
        with suppress(FileExistsError):
            os.rename(staged, ready)
    except OSError as refusal:
        raise StorageError(
            f"The search index could not be stored ({refusal.strerror or refusal}).", next_step=f"Free some space under {home}."
        ) from refusal
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    for old in ready.parent.iterdir():
        if old != ready and ".staging" not in old.name:
            shutil.rmtree(old, ignore_errors=True)
    return True
