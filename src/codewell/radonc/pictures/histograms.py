"""Dose-volume histograms: computed from a dose and structures, and drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from codewell.radonc.pictures.drawing import PNG, SMALL, TEXT, Picture, dressed, finished, headed, sheet
from codewell.radonc.pictures.masks import BoolArray
from codewell.radonc.pictures.themes import LIGHT, Theme, Width
from codewell.radonc.volume import Volume

FloatArray = npt.NDArray[np.float64]
DASHES = ("solid", (0, (5, 1.5)), (0, (1.2, 1.2)), (0, (7, 1.5, 1.5, 1.5)))
"""Lines differ by dash as well as by colour."""


@dataclass(frozen=True, slots=True)
class Histogram:
    """A cumulative dose-volume histogram.

    Args:
        name: of the structure.
        is_target: whether it is to be treated rather than spared.
        doses: Gy of its voxels, sorted, lowest first.
    """

    name: str
    is_target: bool
    doses: FloatArray

    def at_least(self, volume: float) -> float:
        """Return the dose (Gy) that a share of the volume gets at least: D95 at 0.95."""
        return float(np.quantile(self.doses, 1 - volume))

    @property
    def mean(self) -> float:
        """Return the mean dose, Gy."""
        return float(self.doses.mean())

    def curve(self, doses: FloatArray) -> FloatArray:
        """Return the share of the volume that gets at least each dose, 0 to 1."""
        return np.asarray(1 - np.searchsorted(self.doses, doses, side="left") / self.doses.size)


def histogram(dose: Volume, mask: BoolArray, name: str, *, is_target: bool) -> Histogram | None:
    """Return the histogram of a structure on the dose's grid; None where it holds no voxel of it."""
    inside = np.sort(np.asarray(dose.values, dtype=np.float64)[mask])
    return Histogram(name, is_target, inside) if inside.size else None


def histogram_picture(
    histograms: Sequence[Histogram],
    *,
    prescription: float | None = None,
    goals: Sequence[tuple[str, float, float]] = (),
    theme: Theme = LIGHT,
    width: int = Width.DESKTOP,
    is_laboratory: bool = False,
    media_type: str = PNG,
) -> Picture:
    """Draw histograms; targets are drawn thicker, organs dashed, and each line is named where there is room.

    Args:
        histograms: by structure.
        prescription: Gy, drawn as a line; None leaves it out.
        goals: name of the structure, Gy, share of the volume: drawn as marks in the structure's colour.
        theme: colours.
        width: CSS pixels.
        is_laboratory: whether the dose is a phantom's.
        media_type: PNG or SVG.
    """
    is_narrow = width < 700
    rows = -(-len(histograms) // 2) if is_narrow else 0
    figure = sheet(width, (300 + 19 * rows) if is_narrow else 480, theme, is_laboratory=is_laboratory)
    axes = dressed(figure.subplots(), theme)
    highest = max((float(one.doses[-1]) for one in histograms), default=1.0) * 1.04
    doses = np.linspace(0, highest, 400)
    for place, one in enumerate(histograms):
        colour, dash = theme.series[place % len(theme.series)], DASHES[0] if one.is_target else DASHES[1 + place % 3]
        reached = doses[doses <= one.doses[-1]]
        axes.plot(
            reached,
            100 * one.curve(reached),
            color=colour,
            linestyle=dash,
            linewidth=2.4 if one.is_target else 1.8,
            label=one.name,
        )
        for name, dose, volume in goals:
            if name == one.name:
                axes.plot([dose], [100 * volume], "v" if not one.is_target else "^", color=colour, markersize=7)
    if prescription is not None:
        axes.axvline(prescription, color=theme.quiet, linewidth=1)
        axes.annotate(
            f"{prescription:g} Gy",
            (prescription, 101),
            ha="center",
            va="bottom",
            fontsize=SMALL,
            color=theme.quiet,
            annotation_clip=False,
        )
    axes.set_xlim(0, highest)
    axes.set_ylim(0, 100.5)
    axes.grid(color=theme.line, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_xlabel("Dose (Gy)")
    axes.set_ylabel("Volume (%)")
    headed(axes, "Dose-volume histogram\n" if prescription is not None else "Dose-volume histogram", theme, size=10.5)
    where = {"loc": "outside lower left", "ncols": 2} if is_narrow else {"loc": "outside right upper", "ncols": 1}
    figure.legend(frameon=False, fontsize=SMALL if is_narrow else TEXT, labelcolor=theme.ink, handlelength=2.6, **where)
    return finished(figure, theme, describe_histograms(histograms), media_type=media_type)


def describe_histograms(histograms: Sequence[Histogram]) -> str:
    """Return the alternative text: the numbers a reader takes off the lines."""
    parts = [
        f"{one.name}: D95 {one.at_least(0.95):.1f} Gy, D10 {one.at_least(0.1):.1f} Gy"
        if one.is_target
        else f"{one.name}: mean {one.mean:.1f} Gy, D10 {one.at_least(0.1):.1f} Gy"
        for one in histograms
    ]
    return f"Dose-volume histogram. {'; '.join(parts)}." if parts else "Dose-volume histogram without structures."
