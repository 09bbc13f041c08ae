"""Two entries side by side, as rows that say what each states and whether they differ."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from codewell.codebook.provenance import Origin

Answers = Callable[[str, date], bool]
"""Whether a whole release of a source answers for a day, so that what it leaves out does not exist."""


class Difference(Enum):
    """How the two sides of a row stand to one another."""

    SAME = "same"
    DIFFERENT = "different"
    ONLY_FIRST = "only_first"
    ONLY_SECOND = "only_second"


@dataclass(frozen=True, slots=True)
class Stated:
    """What one side states.

    Args:
        value: as published.
        meaning: in words; empty where the value speaks for itself.
        origin: the release; None for what is worked out from several.
        holds_on_day: False where the release does not cover the side's day.
        beside: what a reader wants to see with it and what is not compared, such as the words of a related code.
    """

    value: str
    meaning: str = ""
    origin: Origin | None = None
    holds_on_day: bool = True
    beside: str = ""


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One thing that at least one side states.

    Args:
        id: of the thing, family first: `mpfs.status`, `note.excludes1`.
        title: as a coder reads it; the code itself for a code of a list.
        detail: what it holds for, such as a modifier or the level of a note; empty for the code as a whole.
        first, second: what each side states; None where it states nothing.
        difference: between the two.
        certain: False where a side answers from a release that does not cover its day, or where the silent side has no whole
            release that could have spoken; the difference then holds for what is loaded only.
        change: second less first, with its sign, where both are figures that differ; else empty.
    """

    id: str
    title: str
    detail: str
    first: Stated | None
    second: Stated | None
    difference: Difference
    certain: bool
    change: str = ""


@dataclass(frozen=True, slots=True)
class ComparedSection:
    """Rows about one subject.

    Args:
        id: stable: "standing", "words", "notes", the prefix of a family of facts such as "mpfs".
        rows: in the order of the first side, what only the second states behind.
    """

    id: str
    rows: tuple[ComparedRow, ...]

    @property
    def differing(self) -> tuple[ComparedRow, ...]:
        """The rows whose sides differ."""
        return tuple(row for row in self.rows if row.difference is not Difference.SAME)


@dataclass(frozen=True, slots=True)
class RowKey:
    """What makes two statements speak of the same thing.

    Args:
        id, title, detail: as in `ComparedRow`.
        mark: tells things of one id and detail apart, such as the text of a note; not shown.
    """

    id: str
    title: str
    detail: str = ""
    mark: str = ""


Statements = Mapping[RowKey, Stated]


@dataclass(frozen=True, slots=True)
class Days:
    """The days of the two sides, and who answers on them.

    Args:
        first, second: days of service.
        answers: whether a source answers whole on a day.
    """

    first: date
    second: date
    answers: Answers


def compared(id: str, first: Statements, second: Statements, days: Days) -> ComparedSection | None:
    """Pair what two sides state of one subject; None where neither states anything."""
    keys = dict.fromkeys((*first, *second))
    if not keys:
        return None
    return ComparedSection(id, tuple(_row(key, first.get(key), second.get(key), days) for key in keys))


def joined(statements: Iterable[tuple[RowKey, Stated]]) -> dict[RowKey, Stated]:
    """Return statements by what they speak of; several about one thing become one with all values."""
    found: dict[RowKey, Stated] = {}
    for key, stated in statements:
        held = found.get(key)
        if held is None:
            found[key] = stated
        elif stated.value not in held.value.split(", "):
            meaning = "; ".join(part for part in (held.meaning, stated.meaning) if part)
            found[key] = Stated(f"{held.value}, {stated.value}", meaning, held.origin, held.holds_on_day)
    return found


def _row(key: RowKey, first: Stated | None, second: Stated | None, days: Days) -> ComparedRow:
    if first is None or second is None:
        said = first or second
        assert said is not None
        silent = days.second if second is None else days.first
        certain = said.holds_on_day and (said.origin is None or days.answers(said.origin.source, silent))
        difference = Difference.ONLY_FIRST if second is None else Difference.ONLY_SECOND
        return ComparedRow(key.id, key.title, key.detail, first, second, difference, certain)
    change = _change(first.value, second.value)
    same = (first.value == second.value or change == 0) and first.meaning == second.meaning
    return ComparedRow(
        key.id,
        key.title,
        key.detail,
        first,
        second,
        Difference.SAME if same else Difference.DIFFERENT,
        first.holds_on_day and second.holds_on_day,
        _signed(change, first.value) if change else "",
    )


_FIGURE = re.compile(r"(\$?)(\d[\d,]*(?:\.\d+)?)")


def _change(first: str, second: str) -> Decimal | None:
    """Return the second figure less the first; None where they are no figures of one kind.

    Files of different years print one figure differently: 1.3 and 1.30.
    """
    old, new = _FIGURE.fullmatch(first), _FIGURE.fullmatch(second)
    if old is None or new is None or old.group(1) != new.group(1):
        return None
    return Decimal(new.group(2).replace(",", "")) - Decimal(old.group(2).replace(",", ""))


def _signed(change: Decimal, figure: str) -> str:
    """Return a change as "+0.35", or "-$12.10" where the figures are dollars."""
    return f"{'-' if change < 0 else '+'}{'$' if figure.startswith('$') else ''}{abs(change):,}"
