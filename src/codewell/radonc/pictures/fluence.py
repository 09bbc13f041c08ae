"""What passes a collimator: the monitor units through each point of the isocentre plane, summed over apertures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from codewell.radonc.geometry import BeamShapes, Shape

FloatArray = npt.NDArray[np.float64]
BETWEEN = 8
"""Positions taken between two control points while leaves move."""
NEAR = 12.0
"""mm of closed collimator shown around the openings."""
SMALLEST = 60.0
"""mm that a view is wide at least."""


@dataclass(frozen=True, slots=True)
class View:
    """The part of the isocentre plane that is drawn.

    Args:
        x: lowest and highest, mm.
        y: lowest and highest, mm.
    """

    x: tuple[float, float]
    y: tuple[float, float]


@dataclass(frozen=True, slots=True)
class FluenceMap:
    """Monitor units through each point.

    Args:
        values: rows along y from low to high, columns along x; MU.
        xs: centres of the columns, mm.
        ys: centres of the rows, mm.
    """

    values: FloatArray
    xs: FloatArray
    ys: FloatArray


def view_of(beam: BeamShapes) -> View:
    """Return the view that holds every opening of a beam with some closed collimator around it."""
    boxes = [box for shape in beam.shapes if (box := _opening(beam, shape)) is not None]
    if not boxes:
        return View((-SMALLEST / 2, SMALLEST / 2), (-SMALLEST / 2, SMALLEST / 2))
    low_x, high_x = min(box[0] for box in boxes), max(box[1] for box in boxes)
    low_y, high_y = min(box[2] for box in boxes), max(box[3] for box in boxes)
    side = max(high_x - low_x, high_y - low_y, SMALLEST - 2 * NEAR) / 2 + NEAR
    x, y = (low_x + high_x) / 2, (low_y + high_y) / 2
    return View((x - side, x + side), (y - side, y + side))


def transmission(beam: BeamShapes, shape: Shape, xs: FloatArray, ys: FloatArray) -> FloatArray:
    """Return how much of each pixel an aperture leaves open, 0 to 1, (y, x); leaves and jaws stop everything."""
    along, across = (ys, xs) if beam.leaf_axis == "y" else (xs, ys)
    open_ = np.ones((across.size, along.size))
    if beam.leaf_axis and shape.left.size:
        pair = np.clip(np.searchsorted(beam.boundaries, across, side="right") - 1, 0, shape.left.size - 1)
        inside = (across >= beam.boundaries[0]) & (across <= beam.boundaries[-1])
        open_ = _covered(shape.left[pair][:, None], shape.right[pair][:, None], along[None, :]) * inside[:, None]
    if beam.leaf_axis == "y":
        open_ = open_.T
    if shape.jaws_x is not None:
        open_ = open_ * _covered(np.array([[shape.jaws_x[0]]]), np.array([[shape.jaws_x[1]]]), xs[None, :])
    if shape.jaws_y is not None:
        open_ = open_ * _covered(np.array([[shape.jaws_y[0]]]), np.array([[shape.jaws_y[1]]]), ys[:, None])
    return open_


def fluence_map(beam: BeamShapes, view: View, *, pixels: int = 160, moving: bool = False) -> FluenceMap:
    """Sum the meterset through each point of a view.

    Args:
        beam: its apertures.
        view: of the isocentre plane.
        pixels: along each side.
        moving: whether leaves move between apertures while the beam is on (sliding window, arc); an aperture's meterset is
            then given on the way to it. Shapes read from a plan already stand half-way.
    """
    total = np.zeros((pixels, pixels))
    for built in built_up(beam, view, pixels=pixels, moving=moving):
        total = built
    return FluenceMap(total.copy(), _centres(view.x, pixels), _centres(view.y, pixels))


def built_up(beam: BeamShapes, view: View, *, pixels: int, moving: bool = False) -> Iterator[FloatArray]:
    """Yield the fluence after each aperture, in order; one array, which grows."""
    xs, ys = _centres(view.x, pixels), _centres(view.y, pixels)
    total = np.zeros((pixels, pixels))
    last: Shape | None = None
    for shape in beam.shapes:
        if shape.mu > 0:
            for part in _way(last, shape) if moving and last is not None else (shape,):
                total += part.mu * transmission(beam, part, xs, ys)
        last = shape
        yield total


def distinct_intensities(beam: BeamShapes, view: View, *, pixels: int = 90) -> int:
    """Return how many different intensities a beam gives, told apart to a hundredth of the highest; the closed part counts not.

    Points are either open or shut here, so that a leaf's edge through a pixel makes no intensity of its own.
    """
    xs, ys = _centres(view.x, pixels), _centres(view.y, pixels)
    total = np.zeros((pixels, pixels))
    for shape in beam.shapes:
        total += shape.mu * (transmission(beam, shape, xs, ys) > 0.5)
    highest = float(total.max(initial=0.0))
    return int((np.unique(np.rint(total / highest * 100)) > 0).sum()) if highest > 0 else 0


def _way(start: Shape, stop: Shape) -> list[Shape]:
    """Return the shapes that leaves pass through from one control point to the next, with equal parts of the meterset."""
    if start.left.shape != stop.left.shape:
        return [stop]
    shapes = []
    for share in (np.arange(BETWEEN) + 0.5) / BETWEEN:
        left = start.left + share * (stop.left - start.left)
        right = start.right + share * (stop.right - start.right)
        shapes.append(Shape(left, right, stop.jaws_x, stop.jaws_y, stop.mu / BETWEEN, stop.gantry))
    return shapes


def _covered(low: FloatArray, high: FloatArray, centres: FloatArray) -> FloatArray:
    """Return the share of each pixel that lies between two edges."""
    size = abs(float(centres.ravel()[1] - centres.ravel()[0]))
    between = np.minimum(high, centres + size / 2) - np.maximum(low, centres - size / 2)
    return np.asarray(np.clip(between / size, 0.0, 1.0))


def _opening(beam: BeamShapes, shape: Shape) -> tuple[float, float, float, float] | None:
    """Return the box (low x, high x, low y, high y) of an aperture's opening; None where it is shut."""
    x, y = list(shape.jaws_x or (-1e6, 1e6)), list(shape.jaws_y or (-1e6, 1e6))
    if beam.leaf_axis and shape.left.size:
        along, across = (y, x) if beam.leaf_axis == "y" else (x, y)
        lows, highs = beam.boundaries[:-1], beam.boundaries[1:]
        used = (shape.right - shape.left > 0.5) & (highs > across[0]) & (lows < across[1])
        used &= (shape.right > along[0]) & (shape.left < along[1])
        if not used.any():
            return None
        across[:] = max(across[0], float(lows[used].min())), min(across[1], float(highs[used].max()))
        along[:] = max(along[0], float(shape.left[used].min())), min(along[1], float(shape.right[used].max()))
    if x[1] <= x[0] or y[1] <= y[0] or max(x[1] - x[0], y[1] - y[0]) > 1e5:
        return None
    return x[0], x[1], y[0], y[1]


def _centres(ends: tuple[float, float], count: int) -> FloatArray:
    step = (ends[1] - ends[0]) / count
    return np.asarray(ends[0] + step * (np.arange(count) + 0.5))
