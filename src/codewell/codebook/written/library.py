"""The folders of written pages: ours, and before it the one that a hospital added."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from codewell.codebook.written.faults import PageFault, UnreadablePageError
from codewell.codebook.written.page import PageFile, WrittenPage, page_of
from codewell.codebook.written.reading import FENCE, read_page
from codewell.kernel.codes import Code
from codewell.kernel.errors import ConfigurationError

OURS = "Codewell"
_CODES = re.compile(r"^codes\s*=\s*\[(.*?)\]", re.MULTILINE | re.DOTALL)
_QUOTED = re.compile(r"\"([^\"]*)\"|'([^']*)'")


@dataclass(frozen=True)
class PageFolder:
    """One folder of pages; a file is parsed when one of its codes is first asked for.

    Args:
        origin: as shown beside the texts.
        place: the folder.
    """

    origin: str
    place: Traversable | Path
    _texts: dict[str, str] = field(default_factory=dict, init=False, repr=False)
    _read: dict[str, PageFile | tuple[PageFault, ...]] = field(default_factory=dict, init=False, repr=False)
    _by_code: dict[str, list[str]] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        for name, text in sorted(_pages_in(self.place)):
            self._texts[name] = text
            head = text.split(f"\n{FENCE}", 1)[0]
            named = _CODES.search(head)
            for double, single in _QUOTED.findall(named[1]) if named else ():
                self._by_code.setdefault(double or single, []).append(name)

    @property
    def names(self) -> tuple[str, ...]:
        """The files, by name."""
        return tuple(self._texts)

    def read(self, name: str) -> PageFile | tuple[PageFault, ...]:
        """Return a page, or why its file is none."""
        if name not in self._read:
            try:
                self._read[name] = read_page(name, self._texts[name])
            except UnreadablePageError as refusal:
                self._read[name] = refusal.faults
        return self._read[name]

    def of(self, code: Code) -> Iterator[PageFile | tuple[PageFault, ...]]:
        """Yield the pages that name a code, by file name, whatever days they speak of."""
        for name in self._by_code.get(str(code), ()):
            yield self.read(name)


def _pages_in(place: Traversable | Path) -> Iterator[tuple[str, str]]:
    for entry in place.iterdir():
        if entry.name.endswith(".md") and entry.name.upper() != "README.MD" and entry.is_file():
            yield entry.name, entry.read_bytes().decode("utf-8", errors="replace")


@cache
def our_pages() -> PageFolder:
    """Return the pages that come with Codewell."""
    return PageFolder(OURS, files("codewell.codebook.written") / "texts")


def open_folder(folder: Path) -> PageFolder:
    """Return the pages of a hospital's own folder.

    Raises:
        ConfigurationError: it is not a folder or cannot be read.
    """
    if not folder.is_dir():
        raise ConfigurationError(
            f"The folder of pages {folder} does not exist.", next_step="Name another with --pages or CODEWELL_PAGES."
        )
    try:
        return PageFolder(folder.resolve().name, folder)
    except OSError as refusal:
        raise ConfigurationError(f"The folder of pages {folder} cannot be read: {refusal.strerror}.") from refusal


@dataclass(frozen=True, slots=True)
class PageLibrary:
    """All folders, the hospital's before ours.

    Args:
        folders: in the order in which their pages are shown.
    """

    folders: tuple[PageFolder, ...] = ()

    def pages(self, code: Code, on: date) -> tuple[WrittenPage, ...]:
        """Return the pages that speak of a code on a day of service; a file at fault is left out."""
        return tuple(
            page_of(file, code, on, folder.origin)
            for folder in self.folders
            for file in folder.of(code)
            if isinstance(file, PageFile) and file.covers(on)
        )

    def faults(self, code: Code) -> tuple[PageFault, ...]:
        """Return the first fault of each file that names the code and cannot be read."""
        return tuple(found[0] for folder in self.folders for found in folder.of(code) if isinstance(found, tuple))


def library_of(folder: Path | None) -> PageLibrary:
    """Return our pages, after those of a hospital's folder where one is named.

    Raises:
        ConfigurationError: the folder is not one.
    """
    return PageLibrary((open_folder(folder), our_pages()) if folder else (our_pages(),))
