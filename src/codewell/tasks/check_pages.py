"""Check written pages: their form, their language, and what they state against the loaded releases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from codewell.codebook.written.agreement import compare
from codewell.codebook.written.backing import backing_faults
from codewell.codebook.written.faults import PageFault
from codewell.codebook.written.language import language_faults
from codewell.codebook.written.library import PageFolder, open_folder, our_pages
from codewell.codebook.written.page import PageFile
from codewell.kernel.codes import Code
from codewell.tasks.workplace import Workplace


@dataclass(frozen=True, slots=True)
class CheckedPages:
    """What the check of one folder found.

    Args:
        folder: its origin as shown.
        files: how many pages it holds.
        codes: how many codes they cover.
        faults: what is wrong, by file and line.
        due: files whose review is due on the day of the check.
        compared: stated facts that a loaded release answers for.
        not_compared: a sentence for each that none answers for.
        unread: files with a fault of form, whose language and facts were not looked at.
    """

    folder: str
    files: int
    codes: int
    faults: tuple[PageFault, ...]
    due: tuple[str, ...]
    compared: int
    not_compared: tuple[str, ...]
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListedPage:
    """One page of a folder.

    Args:
        origin: of the folder.
        file: its name.
        title: of the page; empty where the file is no page.
        codes: that it covers.
        reviewed: day of the last review; None where the file is no page.
        due: first day on which a review is due.
        is_due: whether that day has come on the day of the list.
        faults: how many faults of form the file has.
    """

    origin: str
    file: str
    title: str
    codes: tuple[str, ...]
    reviewed: date | None
    due: date | None
    is_due: bool
    faults: int


def check_pages(workplace: Workplace, folder: Path | None, on: date | None = None) -> CheckedPages:
    """Return every fault of the pages of a folder.

    Args:
        workplace: the desk; its releases are what facts are compared with.
        folder: a hospital's folder, or one file; None for the pages that come with Codewell.
        on: the day of the check; None for today.

    Raises:
        ConfigurationError: the folder is not one.
    """
    opened = open_folder(folder) if folder else our_pages()
    day = on or workplace.today
    faults: list[PageFault] = []
    not_compared: list[str] = []
    codes: set[Code] = set()
    due: list[str] = []
    unread: list[str] = []
    compared = 0
    for name in opened.names:
        page = opened.read(name)
        if not isinstance(page, PageFile):
            faults += page
            unread.append(name)
            continue
        codes |= set(page.codes)
        agreement = compare(page, lambda code, asked: workplace.book.entry(code, on=asked), today=day)
        faults += (*language_faults(page), *backing_faults(page), *agreement.faults)
        compared += agreement.compared
        not_compared += agreement.not_compared
        if day >= page.due:
            due.append(name)
    faults += (*_covered_twice(opened), *_not_read(opened))
    return CheckedPages(
        folder=opened.origin,
        files=len(opened.names),
        codes=len(codes),
        faults=tuple(sorted(faults)),
        due=tuple(due),
        compared=compared,
        not_compared=tuple(not_compared),
        unread=tuple(unread),
    )


def _not_read(folder: PageFolder) -> Iterator[PageFault]:
    """Yield files that look like pages and are none, and the folder where it holds no page: silence would pass for agreement."""
    for name in folder.passed_over:
        yield PageFault(name, 1, "The file is not read: the name of a page ends in .md, in small letters.")
    if not folder.names:
        yield PageFault(
            folder.only or folder.origin, 1, "There is no page: a page is a file whose name ends in .md, but not README.md."
        )


def _covered_twice(folder: PageFolder) -> Iterator[PageFault]:
    """Yield codes that two pages of a folder cover on the same day: which one answers would be left to chance."""
    seen: dict[Code, list[PageFile]] = {}
    for name in folder.names:
        page = folder.read(name)
        if not isinstance(page, PageFile):
            continue
        for code in page.codes:
            for other in seen.setdefault(code, []):
                if _overlap(page, other):
                    yield PageFault(name, 1, f"The code {code} is covered by {other.name} on the same days.")
            seen[code].append(page)


def _overlap(one: PageFile, other: PageFile) -> bool:
    first = max(one.first_day or date.min, other.first_day or date.min)
    last = min(one.last_day or date.max, other.last_day or date.max)
    return first <= last


def list_pages(workplace: Workplace, on: date | None = None) -> tuple[ListedPage, ...]:
    """Return the pages of all folders of the desk, the hospital's before ours, each by file name.

    Args:
        workplace: the desk.
        on: the day of the list; None for today.
    """
    day = on or workplace.today
    return tuple(_listed(folder, name, day) for folder in workplace.pages.folders for name in folder.names)


def _listed(folder: PageFolder, name: str, day: date) -> ListedPage:
    page = folder.read(name)
    if not isinstance(page, PageFile):
        return ListedPage(folder.origin, name, "", (), None, None, False, len(page))
    codes = tuple(str(code) for code in page.codes)
    return ListedPage(folder.origin, name, page.title, codes, page.reviewed, page.due, day >= page.due, 0)
