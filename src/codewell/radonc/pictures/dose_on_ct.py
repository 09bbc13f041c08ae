"""Dose on CT in three planes, with isodose lines and the outlines of structures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.lines import Line2D

from codewell.radonc.facts import Point
from codewell.radonc.geometry import StructureContours
from codewell.radonc.lab.phantom import Structure
from codewell.radonc.pictures.drawing import SMALL, Picture, dressed, finished, headed, lettered, ramp, sheet
from codewell.radonc.pictures.masks import mask_of
from codewell.radonc.pictures.planes import Cut, Plane, cut, sampled
from codewell.radonc.pictures.themes import LIGHT, Theme, Width
from codewell.radonc.volume import Volume

WINDOW = (-180.0, 240.0)
"""HU shown from black to white: soft tissue."""
ISODOSES = (20, 50, 80, 95, 105)
"""Percent of the prescription."""
FAINTEST = 0.1
"""Share of the prescription below which no dose is painted."""


def dose_on_ct(
    ct: Volume,
    dose: Volume,
    structures: Sequence[StructureContours | Structure],
    *,
    at: Point,
    prescription: float,
    reference: str = "prescription",
    theme: Theme = LIGHT,
    width: int = Width.DESKTOP,
    is_laboratory: bool = False,
) -> Picture:
    """Draw dose over CT through a point.

    Args:
        ct: Hounsfield units.
        dose: Gy, on any grid of the same frame.
        structures: contours of an episode, or masks of a phantom on the CT's grid.
        at: point the planes go through, as a rule the isocentre or a target's middle.
        prescription: Gy, 100 %.
        reference: what those Gy are, as the picture names them.
        theme: colours.
        width: CSS pixels.
        is_laboratory: whether the CT is a phantom's.
    """
    cuts = [cut(ct.grid, plane, at) for plane in Plane]
    is_narrow = width < 700
    ratios = [one.x.shape[0] / one.x.shape[1] for one in cuts]
    if is_narrow:
        figure = sheet(width, sum((width - 16) * ratio + 24 for ratio in ratios) + 92, theme, is_laboratory=is_laboratory)
        panels = figure.subplots(3, 1, height_ratios=ratios)
    else:
        wide = [one.x.shape[1] / one.x.shape[0] for one in cuts]
        figure = sheet(width, (width - 30) / sum(wide) + 128, theme, is_laboratory=is_laboratory)
        panels = figure.subplots(1, 3, width_ratios=wide)
    drawn = [(_named(one), Volume(ct.grid, _mask(one, ct).astype(np.float32))) for one in structures]
    shown: set[str] = set()
    painted = None
    for axes, where in zip(np.ravel(panels), cuts, strict=True):
        painted = _panel(axes, where, ct, dose, prescription, theme)
        for (name, colour), mask in drawn:
            inside = sampled(mask, where, outside=0.0, order=1)
            if (inside > 0.5).any():
                shown.add(name)
                axes.contour(inside, levels=[0.5], colors=[colour], linewidths=1.5, extent=where.extent, origin="upper")
        headed(axes, _title(where.plane, at), theme, size=SMALL)
        lettered(axes, where.plane.left_edge)
    bar = figure.colorbar(
        painted, ax=panels, orientation="horizontal", location="bottom", shrink=0.9 if is_narrow else 0.45, aspect=40, pad=0.02
    )
    _bar(bar, reference, theme)
    marks = [(name, colour) for (name, colour), _ in drawn if name in shown]
    figure.legend(
        [Line2D([], [], color=colour, linewidth=2) for _, colour in marks],
        [name for name, _ in marks],
        loc="outside lower left",
        ncols=3 if is_narrow else min(10, max(1, len(marks))),
        frameon=False,
        fontsize=SMALL,
        labelcolor=theme.ink,
        handlelength=1.4,
        columnspacing=1.2,
    )
    alt = describe_dose(dose, at, prescription, sorted(shown), reference)
    return finished(figure, theme, alt)


def describe_dose(dose: Volume, at: Point, prescription: float, structures: Sequence[str], reference: str) -> str:
    """Return the alternative text of dose on CT."""
    highest = float(np.asarray(dose.values).max(initial=0.0))
    named = f", with outlines of {', '.join(structures)}" if structures else ""
    return (
        f"Dose on CT in transverse, coronal and sagittal planes through x {at.x:.0f}, y {at.y:.0f}, z {at.z:.0f} mm{named}. "
        f"{reference.capitalize()} {prescription:.1f} Gy, highest dose {highest:.1f} Gy ({100 * highest / prescription:.0f} %)."
    )


def _panel(axes: Any, where: Cut, ct: Volume, dose: Volume, prescription: float, theme: Theme) -> Any:
    dressed(axes, theme, frame=False)
    image = sampled(ct, where, outside=-1000.0)
    share = sampled(dose, where, outside=0.0) / prescription
    axes.imshow(image, cmap="gray", vmin=WINDOW[0], vmax=WINDOW[1], extent=where.extent, interpolation="bilinear")
    veil = np.clip((share - FAINTEST) * 3, 0, 0.52)
    painted = axes.imshow(
        100 * share, cmap=ramp(theme.dose), vmin=0, vmax=110, alpha=veil, extent=where.extent, interpolation="bilinear"
    )
    levels = [level for level in ISODOSES if level / 100 < share.max(initial=0.0)]
    if levels:
        colours = [ramp(theme.dose)(min(1.0, level / 110)) for level in levels]
        axes.contour(
            100 * share, levels=levels, colors=colours, linewidths=0.9, linestyles="dashed", extent=where.extent, origin="upper"
        )
    axes.set_xticks([])
    axes.set_yticks([])
    return painted


def _bar(bar: Any, reference: str, theme: Theme) -> None:
    bar.set_alpha(1)
    bar.solids.set_alpha(1)
    bar.set_ticks([0, *ISODOSES])
    bar.ax.tick_params(colors=theme.quiet, labelsize=SMALL, length=3)
    bar.outline.set_edgecolor(theme.line)
    bar.set_label(f"Dose, % of the {reference}; dashed lines at the marked values", fontsize=SMALL, color=theme.quiet)


def _title(plane: Plane, at: Point) -> str:
    along = {Plane.TRANSVERSE: f"z {at.z:.0f} mm", Plane.CORONAL: f"y {at.y:.0f} mm", Plane.SAGITTAL: f"x {at.x:.0f} mm"}
    return f"{plane.value.capitalize()}, {along[plane]}"


def _named(structure: StructureContours | Structure) -> tuple[str, tuple[float, float, float]]:
    red, green, blue = structure.colour
    return structure.name, (red / 255, green / 255, blue / 255)


def _mask(structure: StructureContours | Structure, ct: Volume) -> np.ndarray[Any, np.dtype[np.bool_]]:
    return structure.mask if isinstance(structure, Structure) else mask_of(structure, ct.grid)
