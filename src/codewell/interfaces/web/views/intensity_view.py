"""Studies of intensity levels as the geometry of small drawings: a fluence map for each, and dose against apertures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from codewell.tasks.radonc.intensity_levels import ShownLevels, ShownStudy

WIDTH, HEIGHT = 460, 230
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 14, 16, 40
CELL = 12


@dataclass(frozen=True, slots=True)
class Cell:
    """A square of a fluence map.

    Args:
        x, y: its corner.
        shade: 0 to 10, the share of the brightest.
    """

    x: int
    y: int
    shade: int


@dataclass(frozen=True, slots=True)
class Dot:
    """A plan in the chart.

    Args:
        x, y: its place.
        words: what it stands for.
    """

    x: float
    y: float
    words: str


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan with its drawings.

    Args:
        plan: figures.
        cells: of the fluence map.
        width, height: of the map.
        dots: where the chart marks the plan: target, organ.
    """

    plan: ShownLevels
    cells: tuple[Cell, ...]
    width: int
    height: int
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class StudyView:
    """A study with its chart.

    Args:
        study: figures.
        plans: by rising levels.
        lines: points of the target's and the organ's line, as SVG writes them.
        doses: ticks of the dose axis: place, Gy.
        counts: ticks of the axis of apertures: place, number.
    """

    study: ShownStudy
    plans: tuple[PlanView, ...]
    lines: tuple[str, str]
    doses: tuple[tuple[float, int], ...]
    counts: tuple[tuple[float, int], ...]


def views_of(studies: Iterable[ShownStudy]) -> tuple[StudyView, ...]:
    """Return the studies with their drawings."""
    return tuple(_view(study) for study in studies)


def _view(study: ShownStudy) -> StudyView:
    most = max(plan.apertures for plan in study.plans) * 1.05
    top = 60.0

    def across(apertures: float) -> float:
        return round(_LEFT + (WIDTH - _LEFT - _RIGHT) * apertures / most, 1)

    def up(dose: float) -> float:
        return round(HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * dose / top, 1)

    plans = []
    for plan in study.plans:
        where = across(plan.apertures)
        target = Dot(where, up(plan.target_d10), f"{plan.apertures} apertures: target D10 {plan.target_d10:.1f} Gy")
        organ = Dot(where, up(plan.organ_d10), f"{plan.apertures} apertures: {study.organ} D10 {plan.organ_d10:.1f} Gy")
        plans.append(PlanView(plan, _cells(plan), len(plan.counts[0]) * CELL, len(plan.counts) * CELL, (target, organ)))
    lines = tuple(" ".join(f"{plan.dots[place].x},{plan.dots[place].y}" for plan in plans) for place in (0, 1))
    return StudyView(
        study,
        tuple(plans),
        (lines[0], lines[1]),
        tuple((up(dose), dose) for dose in range(0, 61, 20)),
        tuple((across(count), count) for count in range(0, int(most) + 1, 25)),
    )


def _cells(plan: ShownLevels) -> tuple[Cell, ...]:
    return tuple(
        Cell(column * CELL, row * CELL, max(1, round(10 * count / plan.levels)))
        for row, counts in enumerate(plan.counts)
        for column, count in enumerate(counts)
        if count
    )
