"""Pages without their running header, the table of contents among them, and headings known beforehand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from codewell.kernel.errors import PublisherFileError
from codewell.sources.guidelines.document import Bookmark
from codewell.sources.guidelines.layout import CONTENTS_ENTRY_END, DOCUMENT_TITLE, LEADER, RUNNING_HEADER
from codewell.sources.guidelines.numbering import Place, following, markers_of, section_id


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """A numbered line of the table of contents.

    Args:
        section: id in the guidelines' numbering.
        heading: number and title as printed.
        page: page that the table names.
    """

    section: str
    heading: str
    page: int


def without_headers(pages: Sequence[str], *, file: str) -> tuple[tuple[int, str], ...]:
    """Return 1-based number and text of each page.

    Raises:
        PublisherFileError: the first page is not the guidelines' title page, or a page does not bear its number.
    """
    if not pages or not pages[0].lstrip().startswith(DOCUMENT_TITLE):
        found = " ".join(pages[0].split()) if pages else "no page"
        raise PublisherFileError(file=f"{file}, page 1", expected=f"the title {DOCUMENT_TITLE}", found=found or "no text")
    numbered = [(1, pages[0])]
    for number, page in enumerate(pages[1:], start=2):
        header = RUNNING_HEADER.match(page)
        if header is None or int(header["number"]) != number:
            found = header[0] if header else page
            raise PublisherFileError(
                file=f"{file}, page {number}",
                expected=f"the header of the guidelines with Page {number}",
                found=" ".join(found.split()) or "no text",
            )
        numbered.append((number, page[header.end() :]))
    return tuple(numbered)


def pages_announced(pages: Sequence[str]) -> int | None:
    """Return the number of pages that the running headers promise, None when there is none."""
    for page in pages[1:]:
        if header := RUNNING_HEADER.match(page):
            return int(header["total"])
    return None


def is_contents(page: str) -> bool:
    """Say whether a page belongs to the table of contents."""
    return sum(1 for line in page.splitlines() if LEADER.search(line)) >= 3


def table_of_contents(pages: Iterable[tuple[int, str]]) -> Iterator[ContentsEntry]:
    """Yield the numbered entries of the table of contents, in order; an entry may wrap over lines."""
    place: Place = ()
    heading = ""
    for _, page in pages:
        if not is_contents(page):
            continue
        for line in page.splitlines():
            heading = _joined(heading, line.strip())
            end = CONTENTS_ENTRY_END.search(heading)
            if end is None:
                continue
            title = heading[: end.start()].strip()
            heading = ""
            if opened := following(place, markers_of(title + " ")):
                place = opened
                yield ContentsEntry(section_id(place) or "", title, int(end["page"]))


def squeezed(text: str) -> str:
    """Return text without any white space, for comparing what wraps differently."""
    return re.sub(r"\s+", "", text)


class KnownHeadings:
    """Headings that bookmarks or the table of contents give in full, by page."""

    def __init__(self, bookmarks: Iterable[Bookmark], contents: Iterable[ContentsEntry]) -> None:
        self._by_page: dict[int, list[str]] = {}
        for known in bookmarks:
            self._by_page.setdefault(known.page, []).append(" ".join(known.title.split()))
        for entry in contents:
            self._by_page.setdefault(entry.page, []).append(" ".join(entry.heading.split()))

    def __bool__(self) -> bool:
        return bool(self._by_page)

    def match(self, page: int, lines: Sequence[str]) -> tuple[str, int] | None:
        """Return the heading that `lines` begin with, as printed there, and how many of them it takes.

        The table of contents drops the full stop that a few headings end in.
        """
        for heading in self._by_page.get(page, ()):
            wanted, taken = squeezed(heading).rstrip(".:"), ""
            for count, line in enumerate(lines, start=1):
                taken += squeezed(line)
                if taken.rstrip(".:") == wanted:
                    return heading + taken[len(squeezed(heading)) :], count
                if not wanted.startswith(taken):
                    break
        return None


def _joined(before: str, line: str) -> str:
    if not before:
        return line
    return before + line if before.endswith("-") else f"{before} {line}"
