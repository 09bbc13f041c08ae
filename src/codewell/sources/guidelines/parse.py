"""Pages of the guidelines to passages, one per numbered paragraph."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from codewell.kernel.errors import PublisherFileError
from codewell.sources.guidelines.document import Bookmark
from codewell.sources.guidelines.layout import INTRODUCTION
from codewell.sources.guidelines.numbering import (
    MarkerStyle,
    Place,
    following,
    markers_of,
    section_id,
    without_marker,
)
from codewell.sources.guidelines.pages import KnownHeadings, is_contents, table_of_contents, without_headers
from codewell.sources.guidelines.paragraphs import running_text


@dataclass(frozen=True, slots=True)
class Passage:
    """A numbered paragraph of the guidelines, as it can be cited.

    Args:
        section: id in the guidelines' own numbering, `I.C.4.a.3`; `Introduction` for the title page.
        title: as printed, without its number; empty where a numbered paragraph has none.
        page_first: page on which its number stands.
        page_last: page on which its own text ends, without its sub-paragraphs.
        text: paragraphs separated by an empty line, list items by a line end; empty where sub-paragraphs follow at once.
        parent: the section above, None at the top.
    """

    section: str
    title: str
    page_first: int
    page_last: int
    text: str
    parent: str | None


def parse_guidelines(
    pages: Sequence[str], bookmarks: Sequence[Bookmark] = (), *, file: str = "the guidelines"
) -> Iterator[Passage]:
    """Yield the passages in document order, the title page first.

    A line opens a passage when its number continues the numbering. Where bookmarks or a table of contents tell the
    headings, a section, a capital letter or a number opens one only if they name it, and they tell where a wrapped title
    ends; elsewhere the title is taken to be the one line.

    Args:
        pages: text of every page from the title page on, with the publisher's line breaks.
        bookmarks: the document's outline.
        file: named in errors.

    Raises:
        PublisherFileError: a page is missing or of another document, or a heading is out of its order.
    """
    numbered = without_headers(pages, file=file)
    known = KnownHeadings(bookmarks, table_of_contents(numbered))
    yield _title_page(numbered[0][1])
    draft: _Draft | None = None
    for number, page in numbered[1:]:
        if is_contents(page):
            continue
        lines = page.splitlines()
        at = 0
        while at < len(lines):
            heading = _heading(lines[at:], number, place=draft.place if draft else (), known=known, file=file)
            if heading is None:
                if draft is not None:
                    draft.add(number, lines[at])
                at += 1
                continue
            if draft is not None:
                yield draft.passage()
            draft = _Draft(heading.place, heading.title, number)
            if heading.text:
                draft.add(number, heading.text)
            at += heading.lines
    if draft is not None:
        yield draft.passage()


@dataclass(frozen=True, slots=True)
class _Heading:
    """Where a passage opens: its place and title, the lines these take, and text that stands on its first line."""

    place: Place
    title: str
    lines: int = 1
    text: str = ""


@dataclass(slots=True)
class _Draft:
    place: Place
    title: str
    page: int
    lines: dict[int, list[str]] = field(default_factory=dict)

    def add(self, page: int, line: str) -> None:
        self.lines.setdefault(page, []).append(line)

    def passage(self) -> Passage:
        written = [page for page, lines in self.lines.items() if any(line.strip() for line in lines)]
        return Passage(
            section=section_id(self.place) or "",
            title=self.title,
            page_first=self.page,
            page_last=max(written, default=self.page),
            text=running_text([self.lines[page] for page in written]),
            parent=section_id(self.place[:-1]),
        )


def _title_page(page: str) -> Passage:
    title, _, text = page.strip().partition("\n")
    return Passage(INTRODUCTION, title.strip(), 1, 1, running_text([text.splitlines()]), None)


def _heading(lines: Sequence[str], page: int, *, place: Place, known: KnownHeadings, file: str) -> _Heading | None:
    """Return the heading that `lines` begin with, or None if they are text."""
    first = " ".join(lines[0].split())
    markers = markers_of(first + " ")
    if not markers:
        return None
    named = known.match(page, lines)
    opened = following(place, markers, is_titled=named is not None)
    if opened is None:
        if named is None:
            return None
        raise PublisherFileError(file=f"{file}, page {page}", expected=f"the paragraph after {section_id(place)}", found=named[0])
    style = opened[-1].style
    if style is MarkerStyle.APPENDIX:
        # Its number stands alone on a line, its title on the next.
        return _Heading(opened, " ".join(lines[1].split()), 2) if first == opened[-1].label and lines[1:] else None
    if named is not None:
        return _Heading(opened, without_marker(named[0], style), named[1])
    if known and style in (MarkerStyle.SECTION, MarkerStyle.CAPITAL, MarkerStyle.NUMBER):
        return None
    below = lines[1].strip() if len(lines) > 1 else ""
    written = without_marker(first, style)
    if below[:1].islower():
        return _Heading(opened, "", text=written)
    return _Heading(opened, written)
