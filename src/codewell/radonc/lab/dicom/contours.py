"""Contours of a mask, plane by plane, holes as contours of their own."""

from __future__ import annotations

import contourpy
import numpy as np
import numpy.typing as npt

from codewell.radonc.geometry import Polygon
from codewell.radonc.volume import Grid


def trace_mask(mask: npt.NDArray[np.bool_], grid: Grid) -> tuple[Polygon, ...]:
    """Return the contours of a mask.

    A contour runs midway between voxel centres inside and outside, so that filling it by the even-odd rule gives the mask back.

    Args:
        mask: boolean array of the grid's shape.
        grid: where it lies.

    Returns:
        Closed polygons by plane, from feet to head; a hole is a polygon inside another of its plane.
    """
    _, y, x = grid.axes()
    columns = np.concatenate([[x[0] - grid.spacing[2]], x, [x[-1] + grid.spacing[2]]])
    rows = np.concatenate([[y[0] - grid.spacing[1]], y, [y[-1] + grid.spacing[1]]])
    found: list[Polygon] = []
    for plane in np.flatnonzero(mask.any(axis=(1, 2))):
        padded = np.pad(mask[plane], 1).astype(np.float64)
        z = grid.origin[0] + float(plane) * grid.spacing[0]
        for line in contourpy.contour_generator(columns, rows, padded).lines(0.5):
            points = _without_straight_points(np.asarray(line, dtype=np.float64)[:-1])
            if len(points) >= 3:
                found.append(Polygon(z, points.T.copy()))
    return tuple(found)


def _without_straight_points(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return a closed line without the points that lie on a straight line between their neighbours."""
    ahead = np.roll(points, -1, axis=0) - points
    behind = points - np.roll(points, 1, axis=0)
    turn = ahead[:, 0] * behind[:, 1] - ahead[:, 1] * behind[:, 0]
    return points[np.abs(turn) > 1e-6]
