"""Plan quality against intensity levels: what more apertures buy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from codewell.radonc.pictures.drawing import PNG, SMALL, TEXT, Picture, dressed, finished, headed, sheet
from codewell.radonc.pictures.themes import LIGHT, Theme, Width


@dataclass(frozen=True, slots=True)
class LevelPoint:
    """A plan sequenced with a number of intensity levels.

    Args:
        levels: intensity levels of each beam.
        apertures: of all beams together.
        values: Gy of each measure, in the order of the study's goals.
    """

    levels: int
    apertures: int
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Goal:
    """A measure of plan quality with its goal.

    Args:
        name: `PTV D10`.
        limit: Gy.
        is_upper: whether the measure is to stay below the limit rather than above.
    """

    name: str
    limit: float
    is_upper: bool

    def is_met(self, value: float) -> bool:
        """Say whether a value meets the goal."""
        return value <= self.limit if self.is_upper else value >= self.limit


def levels_study(
    points: Sequence[LevelPoint],
    goals: Sequence[Goal],
    *,
    marked: int | None = None,
    theme: Theme = LIGHT,
    width: int = Width.DESKTOP,
    is_laboratory: bool = True,
    media_type: str = PNG,
) -> Picture:
    """Draw each measure against the number of apertures, with the side of the goal it has to be on.

    Args:
        points: by number of levels.
        goals: one panel each, in the order of the points' values.
        marked: number of levels to point out (a slider's position); None points out none.
        theme: colours.
        width: CSS pixels.
        is_laboratory: whether plans are a phantom's.
        media_type: PNG or SVG.
    """
    is_narrow = width < 700
    rows, columns = (len(goals), 1) if is_narrow else (1, len(goals))
    figure = sheet(width, rows * (210 if is_narrow else 320) + 8, theme, is_laboratory=is_laboratory)
    panels = figure.subplots(rows, columns, squeeze=False).ravel()
    for place, (axes, goal) in enumerate(zip(panels, goals, strict=True)):
        dressed(axes, theme)
        values = [point.values[place] for point in points]
        counts = [point.apertures for point in points]
        low, high = min([*values, goal.limit]), max([*values, goal.limit])
        pad = max(0.4, (high - low) * 0.22)
        axes.set_ylim(low - pad, high + pad)
        axes.set_xlim(0, max(counts) * 1.08)
        far = low - pad if goal.is_upper else high + pad
        axes.axhspan(far, goal.limit, color=theme.accent, alpha=0.12, linewidth=0)
        axes.axhline(goal.limit, color=theme.accent, linewidth=1.2, linestyle=(0, (5, 2)))
        axes.plot(counts, values, color=theme.quiet, linewidth=1.4, zorder=2)
        for point, value in zip(points, values, strict=True):
            colour = theme.accent if goal.is_met(value) else theme.warn
            is_marked = point.levels == marked
            axes.plot(
                [point.apertures],
                [value],
                "o" if goal.is_met(value) else "X",
                color=colour,
                markersize=12 if is_marked else 7,
                markeredgecolor=theme.ink if is_marked else theme.ground,
                zorder=3,
            )
            axes.annotate(
                str(point.levels),
                (point.apertures, value),
                xytext=(0, 9 if not is_marked else 11),
                textcoords="offset points",
                ha="center",
                fontsize=SMALL,
                color=theme.ink,
            )
        axes.grid(axis="y", color=theme.line, linewidth=0.6)
        axes.set_axisbelow(True)
        axes.set_xlabel("Apertures of the plan (figures: intensity levels)")
        axes.set_ylabel("Gy")
        sign = "at most" if goal.is_upper else "at least"
        headed(axes, f"{goal.name}, goal {sign} {goal.limit:g} Gy", theme, size=TEXT + 0.5)
    return finished(figure, theme, describe_levels(points, goals), media_type=media_type)


def describe_levels(points: Sequence[LevelPoint], goals: Sequence[Goal]) -> str:
    """Return the alternative text: the values at the fewest and the most levels, and from where the goals are met."""
    if not points:
        return "Plan quality against intensity levels, without plans."
    first, last = points[0], points[-1]
    parts = []
    for place, goal in enumerate(goals):
        met = next((point for point in points if goal.is_met(point.values[place])), None)
        when = f"met from {met.levels} levels" if met else "not met"
        parts.append(f"{goal.name} {first.values[place]:.1f} to {last.values[place]:.1f} Gy, goal {goal.limit:g} Gy {when}")
    return (
        f"Plan quality from {first.levels} intensity levels ({first.apertures} apertures) to {last.levels} "
        f"({last.apertures} apertures): {'; '.join(parts)}."
    )
