"""Lines of a course that say the same on many days, as one: what a reader wants to see once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from codewell.radonc.coding.lines import CodedEpisode, Denied, OpenQuestion, RtLine
from codewell.tasks.radonc.coded_rt_episode import CodedRtEpisode


@dataclass(frozen=True, slots=True)
class LineGroup:
    """Lines with one code, one component and one reason.

    Args:
        first: the first of them, whose evidence and neighbours stand for all.
        places: of the lines, in order.
        days: of service, in order, each once.
        units: over all.
        allowed: sum of the amounts that can be told; None where none can.
        unpriced: why an amount cannot be told; empty where each can.
        flags: of any of them, each once.
    """

    first: RtLine
    places: tuple[int, ...]
    days: tuple[date, ...]
    units: int
    allowed: Decimal | None
    unpriced: str
    flags: tuple[str, ...]


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
class Service:
    """Lines with one code and one reason, the physician's part beside the technical one.

    Args:
        first: the first of them, whose evidence and neighbours stand for all.
        parts: by modifiers and component.
        days: of service, in order, each once.
        rejected: neighbours, those with the same reason together.
        flags: of any of them, each once.
    """

    first: RtLine
    parts: tuple[LineGroup, ...]
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
    return line.code, line.modifiers, line.component, line.ruling.id, line.plan, tuple(one.code for one in line.rejected)


def _group(result: CodedRtEpisode, places: list[int]) -> LineGroup:
    lines = [result.coded.lines[place] for place in places]
    money = [result.money[place] for place in places]
    amounts = [one.amount for one in money if one.amount is not None]
    return LineGroup(
        lines[0],
        tuple(places),
        tuple(sorted({line.date_of_service for line in lines})),
        sum(line.units for line in lines),
        sum(amounts, Decimal(0)) if amounts else None,
        next((one.reason for one in money if one.reason), ""),
        tuple(dict.fromkeys(flag for line in lines for flag in line.flags)),
    )


def services(result: CodedRtEpisode) -> tuple[Service, ...]:
    """Return the lines by service, in the order in which each first appears."""
    together: dict[tuple[object, ...], list[LineGroup]] = {}
    for group in line_groups(result):
        line = group.first
        key = (line.code, line.ruling.id, line.plan, tuple(one.code for one in line.rejected))
        together.setdefault(key, []).append(group)
    return tuple(_service(parts) for parts in together.values())


def _service(parts: list[LineGroup]) -> Service:
    return Service(
        parts[0].first,
        tuple(parts),
        tuple(sorted({day for part in parts for day in part.days})),
        _rejected(parts[0].first),
        tuple(dict.fromkeys(flag for part in parts for flag in part.flags)),
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
