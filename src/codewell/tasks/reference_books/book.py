"""A book of reference: entries under headings, each with an anchor, what it rests on and the days it holds for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum

from codewell.kernel.validity import Validity

_GAP = re.compile(r"[^a-z0-9]+")


class BookId(Enum):
    """The books; the value is the last part of the address."""

    GLOSSARY = "glossary"
    INDICATORS = "indicators"
    MODIFIERS = "modifier-rules"
    RADIATION = "radiation-rules"
    PLACES = "places-of-service"
    POLICIES = "policies"


@dataclass(frozen=True, slots=True)
class BookEntry:
    """One entry.

    Args:
        anchor: id of its place in the page.
        name: what it is about, `N`, `modifier 25`, `global period`.
        says: what it says, paragraph by paragraph.
        cites: what it rests on; empty where the heading above says it.
        notes: further lines, as name and text.
        validity: days on which it holds; None where it does not depend on one.
        see: anchors and names of entries beside it.
    """

    anchor: str
    name: str
    says: tuple[str, ...]
    cites: str = ""
    notes: tuple[tuple[str, str], ...] = ()
    validity: Validity | None = None
    see: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    """Entries under a heading.

    Args:
        anchor: id of the heading's place in the page.
        title: of the heading; empty where the book has one chapter.
        cites: what all its entries rest on; empty where each says it.
        entries: in order.
    """

    anchor: str
    title: str
    cites: str
    entries: tuple[BookEntry, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """A book on a day.

    Args:
        id: which.
        title: of the page.
        lede: what it holds.
        chapters: in order.
    """

    id: BookId
    title: str
    lede: str
    chapters: tuple[Chapter, ...]


def anchor_of(*parts: str) -> str:
    """Return the id of an entry: its words in lower case, joined by hyphens."""
    return "-".join(filter(None, (_GAP.sub("-", part.lower()).strip("-") for part in parts)))


def entry_link(book: BookId, on: date | None, *parts: str) -> str:
    """Return the address that opens an entry of a book.

    Args:
        book: which.
        on: the day that decides; None where none matters.
        parts: that name the entry, as for `anchor_of`; none for the book itself.
    """
    day = f"?on={on.isoformat()}" if on else ""
    place = f"#{anchor_of(*parts)}" if parts else ""
    return f"/reference/{book.value}{day}{place}"
