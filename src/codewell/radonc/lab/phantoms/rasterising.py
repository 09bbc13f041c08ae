"""Shapes on a grid: which voxel centres lie in a solid."""

from __future__ import annotations

import numpy as np

from codewell.radonc.lab.phantoms.shapes import BoolArray, Shape, Triple
from codewell.radonc.volume import Grid


def grid_over(low: Triple, high: Triple, spacing: Triple) -> Grid:
    """Return the grid of voxels that fill a box, centred in it.

    Args:
        low: x, y, z of the box's lower corner, mm.
        high: of its upper corner.
        spacing: mm between centres (z, y, x).
    """
    ends = [(low[axis], high[axis]) for axis in (2, 1, 0)]
    counts = [max(1, round((end - start) / step)) for (start, end), step in zip(ends, spacing, strict=True)]
    origin = [(start + end) / 2 - (count - 1) / 2 * step for (start, end), step, count in zip(ends, spacing, counts, strict=True)]
    return Grid((counts[0], counts[1], counts[2]), spacing, (origin[0], origin[1], origin[2]))


def rasterise(shape: Shape, grid: Grid) -> BoolArray:
    """Return the voxels whose centres lie in a shape.

    A shape too small to hold any centre takes the voxel nearest its middle, so that a fiducial marker does not vanish
    on a coarse grid.

    Args:
        shape: in the patient's frame.
        grid: of the mask.
    """
    mask = np.zeros(grid.shape, dtype=np.bool_)
    low, high = shape.box()
    axes = grid.axes()
    slices = []
    for axis, centres in zip((2, 1, 0), axes, strict=True):
        slices.append(slice(*np.searchsorted(centres, (low[axis], high[axis] + 1e-3))))
    z, y, x = (centres[one] for centres, one in zip(axes, slices, strict=True))
    if z.size and y.size and x.size:
        mask[tuple(slices)] = shape.inside(x[None, None, :], y[None, :, None], z[:, None, None])
    if not mask.any():
        middle = [(low[axis] + high[axis]) / 2 for axis in (2, 1, 0)]
        steps = [round((at - start) / step) for at, start, step in zip(middle, grid.origin, grid.spacing, strict=True)]
        if all(0 <= step < count for step, count in zip(steps, grid.shape, strict=True)):
            mask[tuple(steps)] = True
    return mask
