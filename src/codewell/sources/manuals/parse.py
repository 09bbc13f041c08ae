"""A manual's lines cut into sections: by its own headings where it has some, else page by page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from codewell.sources.manuals.document import Line, ManualDocument
from codewell.sources.manuals.layout import CHAPTER, EFFECTIVE, LEADER, LETTERED, NUMBERED, REVISED

_ITEM = re.compile(r"(?:\d{1,2}\.|\(\d{1,2}\)|\([a-z]\)|[a-z]\.|[•·*-])\s")
_FIELD = re.compile(r"(?:title|edition|first_day|last_day)\s?:", re.IGNORECASE)
_LINES_TO_REVISION = 3


@dataclass(slots=True)
class ManualSection:
    """A section.

    Args:
        chapter: as the manual numbers it; empty where it has none.
        section: its number; empty where it has none.
        title: empty where it has none.
        pages: on which it stands, in order.
        effective: first day that the section states; None where it states none.
        lines: of its text.
    """

    chapter: str
    section: str
    title: str
    pages: list[str] = field(default_factory=list)
    effective: date | None = None
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text as paragraphs."""
        found: list[list[str]] = [[]]
        for line in self.lines:
            if not line or (_ITEM.match(line) and found[-1]):
                found.append([])
            if line:
                found[-1].append(line)
        return "\n\n".join(" ".join(lines) for lines in found if lines)


@dataclass(frozen=True, slots=True)
class _Heading:
    number: str
    title: str
    taken: int = 1


_Reads = Callable[[Sequence[str], int, str], _Heading | None]
"""Reads the heading that begins at a line; the last is the number of the section before it in the chapter."""


def parse_manual(document: ManualDocument) -> tuple[ManualSection, ...]:
    """Return the sections that have text, in order."""
    lines = [line for line in document.lines if not LEADER.search(line.text)]
    while lines and (_FIELD.match(lines[0].text) or not lines[0].text):
        lines.pop(0)
    texts = [line.text for line in lines]
    reads = _style(texts)
    found = _by_page(lines) if reads is None else _by_headings(lines, texts, reads)
    return tuple(one for one in found if one.text)


def _style(texts: Sequence[str]) -> _Reads | None:
    """Return how this manual writes its headings; None where it has none that are known."""
    for reads in (_marked, _revised, _lettered):
        if any(reads(texts, at, "") for at in range(len(texts))):
            return reads
    return None


def _marked(texts: Sequence[str], at: int, before: str) -> _Heading | None:
    return _Heading("", texts[at].strip("# ")) if texts[at].startswith("#") and texts[at].strip("# ") else None


def _revised(texts: Sequence[str], at: int, before: str) -> _Heading | None:
    """Read a numbered heading; the revision below it tells it from the table of contents, and where its title ends."""
    match = NUMBERED.fullmatch(texts[at])
    if match is None:
        return None
    for ahead, text in enumerate(texts[at + 1 : at + 1 + _LINES_TO_REVISION], start=1):
        if REVISED.match(text):
            return _Heading(match["number"], " ".join([match["title"], *texts[at + 1 : at + ahead]]).strip(), ahead)
        if NUMBERED.fullmatch(text):
            return None
    return None


def _lettered(texts: Sequence[str], at: int, before: str) -> _Heading | None:
    """Read a lettered heading; a letter opens a section only where it follows the one before, or begins anew with A."""
    match = LETTERED.fullmatch(texts[at])
    if match is None or match["title"].endswith((".", ";", ",")):
        return None
    follows = before and ord(match["number"]) == ord(before) + 1
    return _Heading(match["number"], match["title"].strip()) if follows or match["number"] == "A" else None


def _by_headings(lines: Sequence[Line], texts: Sequence[str], reads: _Reads) -> Iterator[ManualSection]:
    current, chapter, before, at = ManualSection("", "", ""), "", "", 0
    while at < len(lines):
        opened = CHAPTER.fullmatch(texts[at])
        heading = None if opened else reads(texts, at, before)
        if opened and opened["number"] != chapter:
            yield current
            chapter, before = opened["number"], ""
            current = ManualSection(chapter, "", opened["title"].strip())
        elif heading:
            yield current
            before = heading.number
            current = ManualSection(chapter, heading.number, heading.title)
        else:
            if not REVISED.match(texts[at]):
                current.lines.append(texts[at])
            current.effective = current.effective or _effective(texts[at])
        if lines[at].page not in current.pages:
            current.pages.append(lines[at].page)
        at += heading.taken if heading else 1
    yield current


def _by_page(lines: Sequence[Line]) -> Iterator[ManualSection]:
    current = ManualSection("", "", "")
    for line in lines:
        if current.pages and line.page != current.pages[-1]:
            yield current
            current = ManualSection("", "", "")
        current.pages = [line.page]
        current.lines.append(line.text)
    yield current


def _effective(text: str) -> date | None:
    match = EFFECTIVE.search(text)
    if match is None:
        return None
    year = int(match["year"]) + (2000 if len(match["year"]) == 2 else 0)
    try:
        return date(year, int(match["month"]), int(match["day"]))
    except ValueError:
        return None
