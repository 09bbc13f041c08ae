"""The PTP edits that a code stands in, on a day: counted, narrowed down, a page at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from codewell.codebook import procedure_words
from codewell.codebook.origins import answering, origin_of
from codewell.codebook.provenance import Origin
from codewell.kernel.codes import Code
from codewell.releases.shelf import OpenRelease, Shelf

SETTINGS = {"ncci-ptp-practitioner": "practitioner", "ncci-ptp-outpatient": "outpatient hospital"}
"""Source -> its setting as a reader names it."""


@dataclass(frozen=True, slots=True)
class PtpColumn:
    """The edits of one setting that hold on a day and have the code in one of their columns.

    Args:
        opened: the release.
        setting: as a reader names it.
        column: the code's own column, 1 or 2.
        code: the code.
        day: the day asked about, or the last one of a release that ended before it.
        covers: whether the release covers the day asked about.
    """

    opened: OpenRelease
    setting: str
    column: int
    code: str
    day: str
    covers: bool

    @property
    def partner(self) -> str:
        """Name of the partners' column."""
        return f"column_{3 - self.column}"

    def condition(self, *more: str) -> str:
        """Return a WHERE clause; `?1` is the code and `?2` the day."""
        return " AND ".join(
            (
                f"column_{self.column} = ?1",
                "modifier_indicator <> 9",
                "(effective IS NULL OR effective <= ?2)",
                "(deleted IS NULL OR deleted >= ?2)",
                *more,
            )
        )

    def rows(self, columns: str, *more: str, beyond: tuple[str | int | None, ...] = (), end: str = "") -> list[tuple[Any, ...]]:
        """Return columns of the edits, narrowed down by further conditions whose values are `?3` and on."""
        question = f"SELECT {columns} FROM edits WHERE {self.condition(*more)} {end}"
        return self.opened.database.all(question, self.code, self.day, *beyond)


def ptp_columns(shelf: Shelf, code: Code, on: date) -> Iterator[PtpColumn]:
    """Yield both columns of each setting of which a release is loaded; without one for the day, of the nearest release."""
    for source, setting in SETTINGS.items():
        answer = answering(shelf, source, on)
        if answer.opened is None:
            continue
        day = on if answer.covers else answer.opened.release.validity.last_day or on
        for column in (1, 2):
            yield PtpColumn(answer.opened, setting, column, code.value, day.isoformat(), answer.covers)


@dataclass(frozen=True, slots=True)
class PtpPair:
    """An edit between the code and a partner.

    Args:
        partner: the other code.
        system: id of the partner's code system.
        label: the partner's words on the day; empty where nothing is loaded.
        column: the code's own column: in column 1 it is paid, in column 2 denied beside its partner.
        setting: whose table.
        modifier_indicator: 0 no modifier releases the pair, 1 an NCCI-associated modifier does.
        effective, deleted: first and last day of the edit; None where the release leaves it open.
        rationale: the publisher's words; empty where the release has none.
        origin: the release.
        holds_on_day: False where the release does not cover the day asked about.
    """

    partner: str
    system: str
    label: str
    column: int
    setting: str
    modifier_indicator: int
    effective: date | None
    deleted: date | None
    rationale: str
    origin: Origin
    holds_on_day: bool


@dataclass(frozen=True, slots=True)
class PtpCount:
    """How many edits of one kind a code stands in.

    Args:
        setting: whose table.
        column: the code's own.
        modifier_indicator: of the edits.
        count: how many.
    """

    setting: str
    column: int
    modifier_indicator: int
    count: int


@dataclass(frozen=True, slots=True)
class PtpNarrowing:
    """Which of a code's edits are wanted.

    Args:
        setting: one of `SETTINGS`; empty for both.
        column: the code's own; None for both.
        modifier_indicator: None for all.
        beginning: letters and digits with which the partner's code begins; empty for all.
    """

    setting: str = ""
    column: int | None = None
    modifier_indicator: int | None = None
    beginning: str = ""

    def wants(self, setting: str, column: int) -> bool:
        """Say whether edits of a setting and column are wanted at all."""
        return self.setting in ("", setting) and self.column in (None, column)


def ptp_counts(shelf: Shelf, code: Code, on: date) -> tuple[PtpCount, ...]:
    """Return how many edits of each setting, column and modifier indicator hold on the day."""
    return tuple(
        PtpCount(one.setting, one.column, indicator, count)
        for one in ptp_columns(shelf, code, on)
        for indicator, count in one.rows("modifier_indicator, COUNT(*)", end="GROUP BY 1 ORDER BY 1")
    )


def ptp_pairs(
    shelf: Shelf,
    code: Code,
    on: date,
    wanted: PtpNarrowing,
    *,
    skip: int = 0,
    most: int | None = None,
    counts: Sequence[PtpCount] = (),
) -> tuple[int, tuple[PtpPair, ...]]:
    """Return how many edits are wanted, and some of them: practitioner first, column 1 first, by the partner's code.

    Args:
        shelf: the releases.
        code: the code whose edits they are.
        on: the day of service.
        wanted: which edits.
        skip: how many to pass over.
        most: how many to return; None for all.
        counts: what `ptp_counts` returned for the code and day, where the caller has it: counting anew takes as long as reading.
    """
    beyond = (wanted.modifier_indicator, wanted.beginning)
    total, found = 0, list[PtpPair]()
    for one in ptp_columns(shelf, code, on):
        if not wanted.wants(one.setting, one.column):
            continue
        conditions = ("(?3 IS NULL OR modifier_indicator = ?3)", f"{one.partner} GLOB ?4 || '*'")
        count = _counted(one, wanted, counts)
        if count is None:
            count = one.rows("COUNT(*)", *conditions, beyond=beyond)[0][0]
        offset = max(0, skip - total)
        room = count if most is None else most - len(found)
        total += count
        if room > 0 and offset < count:
            columns = f"{one.partner}, modifier_indicator, effective, deleted, rationale"
            end = f"ORDER BY 1, 2 LIMIT {room} OFFSET {offset}"
            found += [_pair(one, *row) for row in one.rows(columns, *conditions, beyond=beyond, end=end)]
    words = procedure_words.displays(shelf, {pair.partner for pair in found}, on)
    return total, tuple(_with_words(pair, words.get(pair.partner, "")) for pair in found)


def _counted(column: PtpColumn, wanted: PtpNarrowing, counts: Sequence[PtpCount]) -> int | None:
    """Return how many edits of a column are wanted, from counts that are known; None where those do not say it."""
    if not counts or wanted.beginning:
        return None
    return sum(
        one.count
        for one in counts
        if (one.setting, one.column) == (column.setting, column.column)
        and wanted.modifier_indicator in (None, one.modifier_indicator)
    )


def _pair(one: PtpColumn, partner: str, indicator: int, effective: str | None, deleted: str | None, why: str | None) -> PtpPair:
    return PtpPair(
        partner,
        procedure_words.system_of(partner).value,
        "",
        one.column,
        one.setting,
        indicator,
        date.fromisoformat(effective) if effective else None,
        date.fromisoformat(deleted) if deleted else None,
        why or "",
        origin_of(one.opened),
        one.covers,
    )


def _with_words(pair: PtpPair, words: str) -> PtpPair:
    return replace(pair, label=words)
