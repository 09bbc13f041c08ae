"""Contours on a grid: which voxels lie in a structure."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from codewell.radonc.geometry import Polygon, StructureContours
from codewell.radonc.volume import Grid

BoolArray = npt.NDArray[np.bool_]


def mask_of(structure: StructureContours, grid: Grid) -> BoolArray:
    """Return the voxels whose centres lie in a structure.

    A plane of the grid takes the contours of the nearest contoured plane, up to half the contours' own distance away. A
    polygon inside another on the same plane is a hole (even-odd rule).

    Args:
        structure: its contours.
        grid: of the mask.
    """
    mask = np.zeros(grid.shape, dtype=np.bool_)
    planes: dict[float, list[Polygon]] = {}
    for polygon in structure.polygons:
        planes.setdefault(round(float(polygon.z), 2), []).append(polygon)
    if not planes:
        return mask
    heights = np.array(sorted(planes))
    apart = float(np.min(np.diff(heights))) if heights.size > 1 else grid.spacing[0]
    zs, ys, xs = grid.axes()
    for plane, z in enumerate(zs):
        nearest = float(heights[np.argmin(np.abs(heights - z))])
        if abs(nearest - z) <= apart / 2 + 1e-3:
            for polygon in planes[nearest]:
                _paint(mask[plane], polygon, np.asarray(xs, dtype=np.float64), np.asarray(ys, dtype=np.float64))
    return mask


def _paint(plane: BoolArray, polygon: Polygon, xs: npt.NDArray[np.float64], ys: npt.NDArray[np.float64]) -> None:
    """Turn over the pixels of a plane that lie in a polygon."""
    points = np.asarray(polygon.points, dtype=np.float64)
    low, high = points.min(axis=0), points.max(axis=0)
    columns, rows = slice(*np.searchsorted(xs, (low[0], high[0]))), slice(*np.searchsorted(ys, (low[1], high[1])))
    px, py = xs[columns][None, :], ys[rows][:, None]
    inside = np.zeros((py.size, px.size), dtype=np.bool_)
    for (ax, ay), (bx, by) in zip(points, np.roll(points, -1, axis=0), strict=True):
        if ay == by:
            continue
        inside ^= ((ay > py) != (by > py)) & (px < (bx - ax) * (py - ay) / (by - ay) + ax)
    plane[rows, columns] ^= inside
