"""The folders of written pages: ours, and before it the one that a hospital added.

Folders are opened and files parsed when a code first needs them: a cold look-up of a diagnosis waits for none of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from codewell.kernel.codes import Code, CodeSystem
from codewell.kernel.errors import ConfigurationError

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from codewell.codebook.written.faults import PageFault
    from codewell.codebook.written.page import PageFile, WrittenPage

OURS = "Codewell"
ENDING = ".md"
"""Of the file names of pages, in small letters."""
FENCE = "+++"
"""The line before and after the fields of a page."""
_CODES = re.compile(r"^codes\s*=\s*\[(.*?)\]", re.MULTILINE | re.DOTALL)
_QUOTED = re.compile(r"\"([^\"]*)\"|'([^']*)'")


@dataclass(frozen=True)
class PageFolder:
    """One folder of pages.

    Args:
        origin: as shown beside the texts.
        place: the folder.
        systems: of the codes that its pages cover; empty for any.
        only: the one file of it that is read; empty for all.
    """

    origin: str
    place: Traversable | Path
    systems: frozenset[CodeSystem] = frozenset()
    only: str = ""
    _read: dict[str, PageFile | tuple[PageFault, ...]] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def _texts(self) -> Mapping[str, str]:
        found = {
            entry.name: entry.read_bytes().decode("utf-8", errors="replace")
            for entry in self.place.iterdir()
            if entry.name.endswith(ENDING)
            and entry.name.upper() != "README.MD"
            and self.only in ("", entry.name)
            and entry.is_file()
        }
        return {name: found[name] for name in sorted(found)}

    @cached_property
    def _names_of(self) -> Mapping[str, list[str]]:
        """File names by the codes that their `codes` line names, read without parsing the files."""
        found: dict[str, list[str]] = {}
        for name, text in self._texts.items():
            named = _CODES.search(text.split(f"\n{FENCE}", 1)[0])
            for double, single in _QUOTED.findall(named[1]) if named else ():
                found.setdefault(double or single, []).append(name)
        return found

    @property
    def names(self) -> tuple[str, ...]:
        """The files, by name."""
        return tuple(self._texts)

    @cached_property
    def passed_over(self) -> tuple[str, ...]:
        """Files whose name almost says that they are pages, by name; a hospital should learn that they are not read."""
        almost = (ENDING, ".markdown", ".md.txt", ".mdown")
        names = (entry.name for entry in self.place.iterdir() if entry.is_file() and not self.only)
        return tuple(sorted(name for name in names if name.lower().endswith(almost) and not name.endswith(ENDING)))

    def read(self, name: str) -> PageFile | tuple[PageFault, ...]:
        """Return a page, or why its file is none."""
        if name not in self._read:
            from codewell.codebook.written.faults import UnreadablePageError
            from codewell.codebook.written.reading import read_page

            try:
                self._read[name] = read_page(name, self._texts[name])
            except UnreadablePageError as refusal:
                self._read[name] = refusal.faults
        return self._read[name]

    def of(self, code: Code) -> Iterator[PageFile | tuple[PageFault, ...]]:
        """Yield the pages that name a code, by file name, whatever days they speak of."""
        if self.systems and code.system not in self.systems:
            return
        for name in self._names_of.get(str(code), ()):
            yield self.read(name)


@cache
def our_pages() -> PageFolder:
    """Return the pages that come with Codewell; they cover procedures only."""
    from importlib.resources import files

    return PageFolder(OURS, files("codewell.codebook.written") / "texts", frozenset({CodeSystem.CPT, CodeSystem.HCPCS}))


def open_folder(folder: Path) -> PageFolder:
    """Return the pages of a hospital's own folder, or the one page where a file is named.

    Raises:
        ConfigurationError: it is neither or cannot be read.
    """
    one = folder.resolve() if folder.is_file() else None
    if one is None and not folder.is_dir():
        raise ConfigurationError(
            f"The folder of pages {folder} does not exist.", next_step="Name another with --pages or CODEWELL_PAGES."
        )
    opened = PageFolder(one.parent.name, one.parent, only=one.name) if one else PageFolder(folder.resolve().name, folder)
    try:
        _ = opened.names
    except OSError as refusal:
        raise ConfigurationError(f"The folder of pages {folder} cannot be read: {refusal.strerror}.") from refusal
    return opened


@dataclass(frozen=True, slots=True)
class PageLibrary:
    """All folders, the hospital's before ours.

    Args:
        folders: in the order in which their pages are shown.
    """

    folders: tuple[PageFolder, ...] = ()

    def pages(self, code: Code, on: date) -> tuple[WrittenPage, ...]:
        """Return the pages that speak of a code on a day of service; a file at fault is left out."""
        found = [(folder, file) for folder in self.folders for file in folder.of(code)]
        if not found:
            return ()
        from codewell.codebook.written.page import page_of

        return tuple(
            page_of(file, code, on, folder.origin) for folder, file in found if not isinstance(file, tuple) and file.covers(on)
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
