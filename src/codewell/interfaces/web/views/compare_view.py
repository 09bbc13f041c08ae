"""A comparison arranged for reading: what differs is said in words and marked within long texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from codewell.codebook.comparison import ComparedRow, ComparedSection, Difference, Stated
from codewell.codebook.standing import Standing
from codewell.interfaces.wording import STANDING_WORDS, compared_section, compared_title, difference_words
from codewell.tasks.compare_codes import Comparison

_FEWEST_WORDS, _MOST_WORDS = 4, 400
"""Of a text within which the differing words are marked."""
_ALIKE = 0.5
"""Share of words in common below which a text is another one, and marks would only hide that."""
FEW_ROWS = 12
"""Rows of a long list that show before the reader opens the rest."""


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of a text.

    Args:
        text: itself.
        differs: whether the other side has no such words there.
    """

    text: str
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """What one side states.

    Args:
        value: in pieces; empty where the side states nothing.
        meaning: in words.
        beside: words that are not compared.
        release: source and release; empty where none is named.
        holds_on_day: False where the release does not cover the side's day.
    """

    value: tuple[Words, ...]
    meaning: str = ""
    beside: str = ""
    release: str = ""
    holds_on_day: bool = True


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of the table.

    Args:
        title: what it is about.
        detail: what it holds for.
        first, second: the two sides.
        kind: id of the difference, for its colour.
        words: the difference in words.
        differs: whether it is one.
    """

    title: str
    detail: str
    first: Cell
    second: Cell
    kind: str
    words: str
    differs: bool


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A section of the comparison.

    Args:
        id: anchor.
        title: heading.
        rows: that are shown.
        differing: how many rows of the section differ.
        count: how many rows it has.
    """

    id: str
    title: str
    rows: tuple[ShownRow, ...]
    differing: int
    count: int


def shown_parts(compared: Comparison, *, everything: bool) -> tuple[ShownPart, ...]:
    """Return the sections of a comparison.

    Args:
        compared: the comparison.
        everything: False leaves out rows that are the same, and sections without any other.
    """
    parts = (_part(section, everything) for section in compared.sections)
    return tuple(part for part in parts if part.rows)


def _part(section: ComparedSection, everything: bool) -> ShownPart:
    rows = section.rows if everything else section.differing
    return ShownPart(
        section.id,
        compared_section(section.id),
        tuple(_shown(row) for row in rows),
        len(section.differing),
        len(section.rows),
    )


def _shown(row: ComparedRow) -> ShownRow:
    first, second = _pieces(row)
    return ShownRow(
        compared_title(row),
        row.detail,
        _cell(row.first, first),
        _cell(row.second, second),
        row.difference.value,
        difference_words(row),
        row.difference is not Difference.SAME,
    )


def _cell(stated: Stated | None, value: tuple[Words, ...]) -> Cell:
    if stated is None:
        return Cell(())
    release = f"{stated.origin.source} {stated.origin.release}" if stated.origin else ""
    return Cell(value, stated.meaning, stated.beside, release, stated.holds_on_day)


def _pieces(row: ComparedRow) -> tuple[tuple[Words, ...], tuple[Words, ...]]:
    first = _value(row, row.first) if row.first else ""
    second = _value(row, row.second) if row.second else ""
    old, new = first.split(), second.split()
    long = min(len(old), len(new)) >= _FEWEST_WORDS and max(len(old), len(new)) <= _MOST_WORDS
    if row.difference is not Difference.DIFFERENT or not long:
        return (Words(first),), (Words(second),)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return (Words(first),), (Words(second),)
    steps = matcher.get_opcodes()
    return (
        _marked(old, [(begin, end, kind != "equal") for kind, begin, end, _, _ in steps]),
        _marked(new, [(begin, end, kind != "equal") for kind, _, _, begin, end in steps]),
    )


def _marked(words: Sequence[str], runs: Sequence[tuple[int, int, bool]]) -> tuple[Words, ...]:
    return tuple(Words(" ".join(words[begin:end]), differs) for begin, end, differs in runs if end > begin)


def _value(row: ComparedRow, stated: Stated) -> str:
    """Return the value in a reader's words where it is published as an id."""
    return STANDING_WORDS[Standing(stated.value)] if row.id == "standing.standing" else stated.value
