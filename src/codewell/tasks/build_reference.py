"""Make a home folder ready for work: the bundled releases, then the search index over them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from multiprocessing import get_context
from pathlib import Path

from codewell.releases.bundle import BundledFile, build_bundled, missing_bundled
from codewell.releases.shelf import Shelf
from codewell.tasks.readiness import LICENSED, has_licensed, index_folder, index_is_current, mark_built

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

    The index and the note coder's dictionary are made from some of the sources: those come first, and the others are
    imported beside them. Interrupted, the
    build goes on where it stopped.

    Raises:
        StorageError: the disk refused.
        CodewellError: a bundled release could not be built; the others are ready.
    """
    from codewell.search.building import SOURCES
    from codewell.tasks.note_coder import compile_dictionary

    entries = missing_bundled(home)
    finished = count(1)

    def imported(entry: BundledFile) -> None:
        progress(f"{entry.source} {entry.identity.release}", next(finished), len(entries))

    build_bundled(home, [entry for entry in entries if entry.source in SOURCES], workers=workers, progress=imported)
    others = [entry for entry in entries if entry.source not in SOURCES]
    with ThreadPoolExecutor(1) as aside, ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
        importing = aside.submit(build_bundled, home, others, workers=max(1, workers - 1), progress=imported)
        compiling = apart.submit(compile_dictionary, home)
        made = build_search_index(home, progress)
        importing.result()
        compiling.result()
    mark_built(home)
    return BuiltReference(len(entries), made)


def build_search_index(home: Path, progress: Progress = lambda what, done, total: None) -> bool:
    """Build the search index unless it is current; say whether it was built.

    Where licensed text is loaded there are two: readers without the licence are answered from one that was built without it.
    The previous index answers until the new one is complete.

    Raises:
        NotLoadedError: no code list is loaded.
        StorageError: the disk refused.
    """
    from codewell.search.index import build_index

    shelf = Shelf(home)
    if index_is_current(shelf):
        return False
    from codewell.tasks.texts_to_search import texts_to_search

    build_index(shelf, index_folder(home), lambda step: progress(f"search index: {step}", 0, 0), texts_to_search())
    if has_licensed(shelf):
        folder = index_folder(home, unlicensed=True)
        told = "index without licensed text"
        build_index(Shelf(home, LICENSED), folder, lambda step: progress(f"{told}: {step}", 0, 0), texts_to_search())
    return True
