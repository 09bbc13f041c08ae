"""The Official Guidelines as a person reads them: their contents, one passage, and the passages that speak of a code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from codewell.codebook.entry import Origin
from codewell.codebook.origins import Answering, answering, origin_of
from codewell.kernel.codes import Icd10CmCode
from codewell.releases.shelf import OpenRelease, Shelf

SOURCE = "guidelines"
_NAMED = re.compile(r"\b([A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?)(?:\s?[-–]\s?([A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?))?")
"""A code, a category or a range of them, as the guidelines print it."""
_MOST_ON_A_CODE = 12


@dataclass(frozen=True, slots=True)
class GuidelineHeading:
    """A passage by its heading.

    Args:
        section: the guidelines' own number, `I.C.4.a`.
        title: as printed.
        page: the page on which it begins.
    """

    section: str
    title: str
    page: int


@dataclass(frozen=True, slots=True)
class GuidelinePassage:
    """A passage of the guidelines.

    Args:
        section: the guidelines' own number.
        title: as printed.
        page_first: page on which it begins, as printed.
        page_last: page on which it ends.
        text: its paragraphs, parted by empty lines.
        above: headings it stands under, the widest first.
        below: headings that stand directly under it.
        previous: the passage before it; None at the first.
        following: the passage after it; None at the last.
        origin: the release.
        covers: whether the release's days cover the day asked about.
    """

    section: str
    title: str
    page_first: int
    page_last: int
    text: str
    above: tuple[GuidelineHeading, ...]
    below: tuple[GuidelineHeading, ...]
    previous: GuidelineHeading | None
    following: GuidelineHeading | None
    origin: Origin
    covers: bool


@dataclass(frozen=True, slots=True)
class GuidelineContents:
    """Headings of the guidelines.

    Args:
        headings: in document order.
        origin: the release.
        covers: whether the release's days cover the day asked about.
    """

    headings: tuple[GuidelineHeading, ...]
    origin: Origin
    covers: bool


def contents(shelf: Shelf, on: date, words: str = "") -> GuidelineContents | None:
    """Return the headings, or those of passages that hold all of some words; None where no guidelines are loaded."""
    found = answering(shelf, SOURCE, on)
    if found.opened is None:
        return None
    rows = found.opened.database.all(
        "SELECT section, title, page_first, lower(title || ' ' || text) FROM passages ORDER BY ordinal"
    )
    wanted = words.lower().split()
    if wanted:
        rows = [row for row in rows if row[0].lower() == words.strip().lower() or all(word in row[3] for word in wanted)]
        rows.sort(key=lambda row: not all(word in row[1].lower() for word in wanted))
    headings = tuple(GuidelineHeading(*row[:3]) for row in rows)
    return GuidelineContents(headings, origin_of(found.opened), found.covers)


def passage(shelf: Shelf, section: str, on: date) -> GuidelinePassage | None:
    """Return a passage on a day; None where no guidelines are loaded or they have no such section."""
    found = answering(shelf, SOURCE, on)
    if found.opened is None:
        return None
    row = found.opened.database.one(
        "SELECT section, title, page_first, page_last, text, parent, ordinal FROM passages WHERE section = ? COLLATE NOCASE",
        section,
    )
    if row is None:
        return None
    return _passage(found, found.opened, row)


def _passage(found: Answering, opened: OpenRelease, row: tuple[str, str, int, int, str, str | None, int]) -> GuidelinePassage:
    section, title, first, last, text, parent, ordinal = row
    database = opened.database
    above: list[GuidelineHeading] = []
    while parent:
        up = database.one("SELECT section, title, page_first, parent FROM passages WHERE section = ?", parent)
        if up is None:
            break
        above.insert(0, GuidelineHeading(*up[:3]))
        parent = up[3]
    below = database.all("SELECT section, title, page_first FROM passages WHERE parent = ? ORDER BY ordinal", section)
    beside = {
        row[3]: GuidelineHeading(*row[:3])
        for row in database.all(
            "SELECT section, title, page_first, ordinal FROM passages WHERE ordinal IN (?, ?)", ordinal - 1, ordinal + 1
        )
    }
    return GuidelinePassage(
        section,
        title,
        first,
        last,
        text,
        tuple(above),
        tuple(GuidelineHeading(*row) for row in below),
        beside.get(ordinal - 1),
        beside.get(ordinal + 1),
        origin_of(opened),
        found.covers,
    )


def on_code(shelf: Shelf, code: Icd10CmCode, on: date) -> GuidelineContents | None:
    """Return the passages that name a code, a category above it or a range it lies in, those that name it closest first.

    None where no guidelines are loaded. A chapter's own passage, which names its whole range, comes last.
    """
    found = answering(shelf, SOURCE, on)
    if found.opened is None:
        return None
    named = ((_closeness(code.value, passage), passage) for passage in _passages_naming(found.opened))
    close = sorted(((near, passage) for near, passage in named if near), key=lambda one: (-one[0], one[1].ordinal))
    headings = tuple(passage.heading for _, passage in close[:_MOST_ON_A_CODE])
    return GuidelineContents(headings, origin_of(found.opened), found.covers)


@dataclass(frozen=True, slots=True)
class _Naming:
    """A passage that names codes.

    Args:
        heading: the passage.
        ordinal: its place in the guidelines.
        is_chapter: True for a chapter's own passage.
        names: first and last code of each range without dots; a single code has no last.
    """

    heading: GuidelineHeading
    ordinal: int
    is_chapter: bool
    names: tuple[tuple[str, str], ...]


@lru_cache(maxsize=8)
def _passages_naming(opened: OpenRelease) -> tuple[_Naming, ...]:
    """Return the passages of a release that name codes; read once, for every code's page asks."""
    rows = opened.database.all("SELECT section, title, page_first, text, ordinal FROM passages WHERE section LIKE 'I.%'")
    found = (
        _Naming(
            GuidelineHeading(section, title, page),
            ordinal,
            section.count(".") == 2,
            tuple(dict.fromkeys((a.replace(".", ""), z.replace(".", "")) for a, z in _NAMED.findall(f"{title} {text}"))),
        )
        for section, title, page, text, ordinal in rows
    )
    return tuple(passage for passage in found if passage.names)


def _closeness(code: str, passage: _Naming) -> int:
    """Return how closely a passage names a code: by as many of its characters, 2 by a range, 1 by a chapter's, 0 not at all.

    A range of a whole letter or of several (A00-T88, Z00-Z99) says something of all codes and so of none; only a chapter's
    own counts.
    """
    best = 0
    for low, high in passage.names:
        if not high:
            best = max(best, len(low) if code.startswith(low) else 0)
        elif low <= code[: len(low)] and code[: len(high)] <= high and (passage.is_chapter or not _is_wide(low, high)):
            best = max(best, 1 if passage.is_chapter else 2)
    return best


def _is_wide(first: str, last: str) -> bool:
    return first[0] != last[0] or (first[1:3] == "00" and last[1:3] in ("99", "9A"))
