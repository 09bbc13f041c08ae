"""Planning CT and cone-beam CT in alternate squares, before and after the correction of a shift."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from codewell.radonc.facts import Point
from codewell.radonc.pictures.drawing import SMALL, Picture, dressed, finished, headed, lettered, sheet
from codewell.radonc.pictures.planes import Cut, Plane, cut, sampled
from codewell.radonc.pictures.themes import LIGHT, Theme, Width
from codewell.radonc.volume import Volume

FloatArray = npt.NDArray[np.float64]
SQUARE = 32.0
"""mm of a square's side."""
TINT = np.array([0.62, 0.93, 1.0])
"""The cone-beam CT's squares are bluish, so that they are told from the planning CT's by lightness alone as well."""


def checkerboard(
    planning: Volume,
    daily: Volume,
    to_treatment: FloatArray,
    *,
    at: Point,
    theme: Theme = LIGHT,
    width: int = Width.DESKTOP,
    is_laboratory: bool = False,
) -> Picture:
    """Draw the images as they lay on the couch, and after the shift between them was taken out.

    Args:
        planning: planning CT.
        daily: cone-beam CT, in coordinates of the treatment room.
        to_treatment: 4 x 4 matrix from a planning point to where it lay at treatment (`RigidShift.to_treatment`, or the
            inverse of a Spatial Registration's matrix).
        at: point the planes go through.
        theme: colours.
        width: CSS pixels.
        is_laboratory: whether a phantom was imaged.
    """
    is_narrow = width < 700
    cuts = [_around(cut(planning.grid, plane, at), at, daily) for plane in Plane]
    heights = [one.x.shape[0] / one.x.shape[1] for one in cuts]
    if is_narrow:
        figure = sheet(width, sum((width - 20) / 2 * height for height in heights) + 130, theme, is_laboratory=is_laboratory)
        panels = figure.subplots(3, 2, height_ratios=heights, squeeze=False)
    else:
        wide = [1 / height for height in heights]
        tall = min(300.0, (width - 40) / sum(wide))
        figure = sheet(width, 2 * tall + 110, theme, is_laboratory=is_laboratory)
        panels = figure.subplots(2, 3, width_ratios=wide, squeeze=False).T
    for row, where in zip(panels, cuts, strict=True):
        for axes, taking, when in zip(row, (None, to_treatment), ("before", "after"), strict=True):
            dressed(axes, theme, frame=False)
            axes.imshow(_squares(planning, daily, where, taking), extent=where.extent, interpolation="nearest")
            axes.set_xticks([])
            axes.set_yticks([])
            lettered(axes, where.plane.left_edge)
            headed(axes, f"{where.plane.value.capitalize()}, {when}", theme, size=SMALL)
    words = "Grey squares: planning CT. Blue squares: cone-beam CT."
    figure.suptitle(words, x=0.01, ha="left", fontsize=SMALL + 0.5, color=theme.quiet)
    return finished(figure, theme, describe_shift(to_treatment, at))


def describe_shift(to_treatment: FloatArray, at: Point) -> str:
    """Return the alternative text of a checkerboard."""
    point = np.array([at.x, at.y, at.z])
    x, y, z = to_treatment[:3, :3] @ point + to_treatment[:3, 3] - point
    turned = np.degrees(np.arccos(np.clip((np.trace(to_treatment[:3, :3]) - 1) / 2, -1, 1)))
    side, depth, height = ("left" if x >= 0 else "right"), ("back" if y >= 0 else "front"), ("head" if z >= 0 else "foot")
    return (
        "Checkerboard of planning CT and cone-beam CT before and after correction. The patient lay "
        f"{abs(x):.1f} mm to the {side}, {abs(y):.1f} mm to the {depth}, {abs(z):.1f} mm to the {height} "
        f"and turned by {turned:.1f} degrees; after correction edges meet."
    )


def _squares(planning: Volume, daily: Volume, where: Cut, taking: FloatArray | None) -> FloatArray:
    """Return the red, green and blue of a checkerboard, 0 to 1."""
    plan = _grey(sampled(planning, where, outside=-1000.0))
    seen = sampled(daily, where, outside=-1024.0, taking=taking)
    day = _grey(seen)
    across, along = np.meshgrid(*(np.arange(count) for count in where.x.shape), indexing="ij")
    odd = ((across // SQUARE + along // SQUARE) % 2 == 1) & (seen > -1020)
    image = np.repeat(plan[:, :, None], 3, axis=2)
    image[odd] = day[odd][:, None] * TINT
    return image


def _grey(values: FloatArray) -> FloatArray:
    """Return values from black to white, window set by the body itself, as Hounsfield units of cone beams are off."""
    body = values[values > -300]
    middle = float(np.median(body)) if body.size else 0.0
    return np.asarray(np.clip((values - middle + 220) / 500, 0, 1))


def _around(where: Cut, at: Point, daily: Volume) -> Cut:
    """Return the part of a plane that the cone-beam CT reaches."""
    low = np.asarray(daily.grid.origin) - 10
    high = low + np.asarray(daily.grid.spacing) * np.asarray(daily.grid.shape) + 20
    kept = np.all((where.points >= low[:, None, None]) & (where.points <= high[:, None, None]), axis=0)
    if not kept.any():
        return where
    rows, columns = np.flatnonzero(kept.any(axis=1)), np.flatnonzero(kept.any(axis=0))
    box = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    left, right, bottom, top = where.extent
    tall, wide = where.x.shape
    across, down = (right - left) / (wide - 1), (bottom - top) / (tall - 1)
    extent = (left + columns[0] * across, left + columns[-1] * across, top + rows[-1] * down, top + rows[0] * down)
    return Cut(where.plane, where.x[box], where.y[box], where.z[box], extent)
