"""Lines of a course that say the same on many days, as one: what a reader wants to see once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from codewell.radonc.coding.lines import CodedEpisode, Denied, OpenQuestion, RtLine
from codewell.tasks.radonc.coded_rt_episode import CodedRtEpisode


@dataclass(frozen=True, slots=True)
class LinePart:
    """Lines of a group with the same modifiers, for one biller.

    Args:
        first: the first of them.
        places: of the lines among the coded lines, in order.
        units: over all.
        allowed: sum of the amounts that can be told; None where none can.
        unpriced: why an amount cannot be told; empty where each can.
    """

    first: RtLine
    places: tuple[int, ...]
    units: int
    allowed: Decimal | None
    unpriced: str


@dataclass(frozen=True, slots=True)
class RejectedTogether:
    """Neighbours that one reason rejects.

    Args:
        codes: in the line's order.
        because: the reason.
        successor: codes that took a deleted code's place.
    """

    codes: tuple[str, ...]
    because: str
    successor: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LineGroup:
    """Lines with one code and one reason, the physician's part beside the technical one.

    Args:
        first: the first of them, whose evidence and neighbours stand for all.
        parts: by modifiers and component.
        days: of service, in order, each once.
        rejected: neighbours, those with the same reason together.
        flags: of any of them, each once.
    """

    first: RtLine
    parts: tuple[LinePart, ...]
    days: tuple[date, ...]
    rejected: tuple[RejectedTogether, ...]
    flags: tuple[str, ...]

    @property
    def count(self) -> int:
        """Number of lines."""
        return sum(len(part.places) for part in self.parts)


@dataclass(frozen=True, slots=True)
class DeniedGroup:
    """Services that are not billed, for one reason.

    Args:
        first: the first of them.
        days: in order, each once.
    """

    first: Denied
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """Open questions in the same words.

    Args:
        first: the first of them.
        days: that it concerns; empty where the whole course.
    """

    first: OpenQuestion
    days: tuple[date, ...]


def line_groups(result: CodedRtEpisode) -> tuple[LineGroup, ...]:
    """Return the lines in groups, in the order in which each first appears."""
    groups: dict[tuple[object, ...], list[int]] = {}
    for place, line in enumerate(result.coded.lines):
        groups.setdefault(_key(line), []).append(place)
    return tuple(_group(result, places) for places in groups.values())


def _key(line: RtLine) -> tuple[object, ...]:
    return line.code, line.ruling.id, line.plan, tuple(one.code for one in line.rejected)


def _group(result: CodedRtEpisode, places: list[int]) -> LineGroup:
    lines = [result.coded.lines[place] for place in places]
    alike: dict[tuple[object, ...], list[int]] = {}
    for place, line in zip(places, lines, strict=True):
        alike.setdefault((line.modifiers, line.component), []).append(place)
    return LineGroup(
        lines[0],
        tuple(_part(result, held) for held in alike.values()),
        tuple(sorted({line.date_of_service for line in lines})),
        _rejected(lines[0]),
        tuple(dict.fromkeys(flag for line in lines for flag in line.flags)),
    )


def _part(result: CodedRtEpisode, places: list[int]) -> LinePart:
    money = [result.money[place] for place in places]
    amounts = [one.amount for one in money if one.amount is not None]
    return LinePart(
        result.coded.lines[places[0]],
        tuple(places),
        sum(result.coded.lines[place].units for place in places),
        sum(amounts, Decimal(0)) if amounts else None,
        next((one.reason for one in money if one.reason), ""),
    )


def _rejected(line: RtLine) -> tuple[RejectedTogether, ...]:
    together: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for one in line.rejected:
        together.setdefault((one.because, one.successor), []).append(one.code)
    return tuple(RejectedTogether(tuple(codes), because, successor) for (because, successor), codes in together.items())


def denied_groups(coded: CodedEpisode) -> tuple[DeniedGroup, ...]:
    """Return what is not billed in groups of one code and one reason."""
    groups: dict[tuple[str, str, str], list[Denied]] = {}
    for one in coded.denied:
        groups.setdefault((one.code, one.ruling.id, one.because), []).append(one)
    return tuple(DeniedGroup(held[0], _days(one.date_of_service for one in held)) for held in groups.values())


def question_groups(coded: CodedEpisode) -> tuple[QuestionGroup, ...]:
    """Return the open questions, those in the same words once."""
    groups: dict[tuple[str, str, tuple[str, ...]], list[OpenQuestion]] = {}
    for one in coded.questions:
        groups.setdefault((one.what, one.look_for, one.would_change), []).append(one)
    return tuple(QuestionGroup(held[0], _days(one.day for one in held)) for held in groups.values())


def _days(days: Iterable[date | None]) -> tuple[date, ...]:
    return tuple(sorted({day for day in days if day is not None}))
