"""The days of a course of radiation therapy as months of weeks, each day with its codes."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from codewell.radonc.coding.lines import RtLine
from codewell.tasks.radonc.coded_rt_episode import CodedRtEpisode
from codewell.tasks.radonc.course_calendar import RtDay


@dataclass(frozen=True, slots=True)
class DayCode:
    """A code on a day.

    Args:
        code: CPT or HCPCS.
        modifiers: of its lines.
        units: over its lines of the day.
        family: what it is for.
    """

    code: str
    modifiers: tuple[str, ...]
    units: int
    family: str


@dataclass(frozen=True, slots=True)
class DayCell:
    """A day of the calendar.

    Args:
        day: of the calendar.
        sessions: treatment sessions.
        guidance: image guidance.
        codes: in the lines' order, each once.
        denied: services that are not billed.
    """

    day: date
    sessions: int
    guidance: int
    codes: tuple[DayCode, ...]
    denied: int

    @property
    def is_empty(self) -> bool:
        """Say whether nothing is known of the day."""
        return not (self.sessions or self.guidance or self.codes or self.denied)


@dataclass(frozen=True, slots=True)
class Month:
    """A month as weeks from Monday to Sunday; None where a day belongs to another month.

    Args:
        first: its first day.
        weeks: of seven.
    """

    first: date
    weeks: tuple[tuple[DayCell | None, ...], ...]

    @property
    def days(self) -> tuple[DayCell, ...]:
        """Days on which something is known, for a narrow screen."""
        return tuple(cell for week in self.weeks for cell in week if cell is not None and not cell.is_empty)


def months_of(result: CodedRtEpisode) -> tuple[Month, ...]:
    """Return the months in which something is known, in order."""
    cells = {one.day: _cell(result, one) for one in result.calendar}
    found = dict.fromkeys((day.year, day.month) for day in sorted(cells))
    return tuple(Month(date(year, month, 1), tuple(_weeks(year, month, cells))) for year, month in found)


def _weeks(year: int, month: int, cells: dict[date, DayCell]) -> Iterator[tuple[DayCell | None, ...]]:
    for week in calendar.Calendar().monthdatescalendar(year, month):
        yield tuple(cells.get(day, DayCell(day, 0, 0, (), 0)) if day.month == month else None for day in week)


def _cell(result: CodedRtEpisode, one: RtDay) -> DayCell:
    codes: dict[tuple[str, tuple[str, ...]], list[RtLine]] = {}
    for place in one.lines:
        line = result.coded.lines[place]
        codes.setdefault((line.code, line.modifiers), []).append(line)
    shown = tuple(
        DayCode(code, modifiers, sum(line.units for line in lines), lines[0].family.value)
        for (code, modifiers), lines in codes.items()
    )
    return DayCell(one.day, len(one.sessions), len(one.guidance), shown, len(one.denied))
