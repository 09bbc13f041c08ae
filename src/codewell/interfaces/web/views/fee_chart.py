"""Amounts over time as the geometry of a small chart; the table beside it says the same in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from codewell.fees.over_time import FeePoint
from codewell.fees.payment import dollars

WIDTH, HEIGHT = 600, 190
_LEFT, _RIGHT, _TOP, _BOTTOM = 96, 12, 14, 30
_MARGIN = Decimal("0.08")
"""Of the range of amounts, kept free above and below the lines."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One amount in the chart.

    Args:
        x, y: its place in the chart's units.
        title: what it stands for, in words.
    """

    x: int
    y: int
    title: str


@dataclass(frozen=True, slots=True)
class Line:
    """The amounts of one kind of place.

    Args:
        name: of the CSS class: "nonfacility" or "facility".
        title: in words.
        runs: points of each unbroken run, as SVG writes them; a run breaks where a file sets no amount and over days of which
            no file is loaded.
        marks: each amount.
    """

    name: str
    title: str
    runs: tuple[str, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A word on an axis.

    Args:
        at: its place along the axis.
        text: the word.
    """

    at: int
    text: str


@dataclass(frozen=True, slots=True)
class FeeChart:
    """A chart and what it says in a sentence.

    Args:
        lines: by place.
        amounts: ticks of the upright axis, lowest first.
        years: ticks of the level axis.
        summary: the first and last amounts in a sentence.
    """

    lines: tuple[Line, ...]
    amounts: tuple[Tick, ...]
    years: tuple[Tick, ...]
    summary: str


def fee_chart(points: Sequence[FeePoint]) -> FeeChart | None:
    """Return the chart of amounts, earliest first; None where fewer than two files set one."""
    paid = [one for one in points if one.nonfacility is not None or one.facility is not None]
    if len(paid) < 2:
        return None
    first, last = paid[0].validity.first_day, paid[-1].validity.first_day
    amounts = [amount for one in paid for amount in (one.nonfacility, one.facility) if amount is not None]
    low, high = min(amounts), max(amounts)
    spare = (high - low) * _MARGIN or high * _MARGIN or Decimal(1)
    scale = _Scale(first, last, max(Decimal(0), low - spare), high + spare)
    lines = (
        _line("nonfacility", "Non-facility", points, [one.nonfacility for one in points], scale),
        _line("facility", "Facility", points, [one.facility for one in points], scale),
    )
    years = tuple(
        Tick(scale.x(max(first, date(year, 1, 1))), str(year))
        for year in range(first.year, last.year + 1)
        if date(year, 1, 1) >= first or first.month < 9
    )
    ticks = tuple(Tick(scale.y(amount), dollars(amount)) for amount in dict.fromkeys((low, high)))
    return FeeChart(tuple(line for line in lines if line.marks), ticks, years, _summary(points))


@dataclass(frozen=True, slots=True)
class _Scale:
    """From days and dollars to places in the chart."""

    first: date
    last: date
    low: Decimal
    high: Decimal

    def x(self, day: date) -> int:
        """Return the place of a day along the level axis."""
        span = (self.last - self.first).days or 1
        return _LEFT + round((WIDTH - _LEFT - _RIGHT) * (day - self.first).days / span)

    def y(self, amount: Decimal) -> int:
        """Return the place of an amount along the upright axis, counted from the top."""
        share = (amount - self.low) / (self.high - self.low)
        return round(HEIGHT - _BOTTOM - share * (HEIGHT - _BOTTOM - _TOP))


def _line(name: str, title: str, points: Sequence[FeePoint], amounts: Sequence[Decimal | None], scale: _Scale) -> Line:
    runs: list[list[str]] = [[]]
    marks = []
    before: date | None = None
    for point, amount in zip(points, amounts, strict=True):
        if before is not None and (point.validity.first_day - before).days > 1:
            runs.append([])
        before = point.validity.last_day
        if amount is None:
            runs.append([])
            continue
        x, y = scale.x(point.validity.first_day), scale.y(amount)
        runs[-1].append(f"{x},{y}")
        marks.append(Mark(x, y, f"{title} from {point.validity.first_day}: {dollars(amount)}"))
    return Line(name, title, tuple(" ".join(run) for run in runs if len(run) > 1), tuple(marks))


def _summary(points: Sequence[FeePoint]) -> str:
    said = []
    for title, amounts in (
        ("Non-facility", [(one.validity.first_day, one.nonfacility) for one in points]),
        ("Facility", [(one.validity.first_day, one.facility) for one in points]),
    ):
        known = [(day, amount) for day, amount in amounts if amount is not None]
        if known:
            (begin, old), (end, new) = known[0], known[-1]
            said.append(f"{title}: {dollars(old)} from {begin}, {dollars(new)} from {end}.")
    return " ".join(said)
