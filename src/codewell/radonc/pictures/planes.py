"""Planes through a volume: transverse, coronal and sagittal images at a point, of a CT and of what lies over it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from codewell.radonc.facts import Point
from codewell.radonc.volume import Grid, Volume

FloatArray = npt.NDArray[np.float64]
AFFINE = npt.NDArray[np.float64]


class Plane(Enum):
    """A plane of the body."""

    TRANSVERSE = "transverse"
    CORONAL = "coronal"
    SAGITTAL = "sagittal"

    @property
    def left_edge(self) -> str:
        """Return the letter of what lies at the picture's left: R, the patient's right; A, the front."""
        return "A" if self is Plane.SAGITTAL else "R"


@dataclass(frozen=True, slots=True)
class Cut:
    """A plane to be drawn, as radiologists look at it: the patient's right at the left, the head or the front on top;
    of a sagittal plane the front at the left.

    Args:
        plane: which.
        x: coordinates of the pixels, one row for each row of the picture.
        y: likewise.
        z: likewise.
        extent: left, right, bottom, top in millimetres, for drawing with the first row on top.
    """

    plane: Plane
    x: FloatArray
    y: FloatArray
    z: FloatArray
    extent: tuple[float, float, float, float]

    @property
    def points(self) -> FloatArray:
        """Return z, y, x of the pixels, (3, rows, columns)."""
        return np.stack([self.z, self.y, self.x])


def cut(grid: Grid, plane: Plane, at: Point, *, step: float = 1.0) -> Cut:
    """Return the plane of a grid through a point.

    Args:
        grid: whose extent is drawn.
        plane: which.
        at: point it goes through.
        step: mm of a pixel.
    """
    zs, ys, xs = (
        np.arange(start - size / 2, start + (count - 0.5) * size, step)
        for start, size, count in zip(grid.origin, grid.spacing, grid.shape, strict=True)
    )
    if plane is Plane.TRANSVERSE:
        y, x = np.meshgrid(ys, xs, indexing="ij")
        return Cut(plane, x, y, np.full_like(x, at.z), (xs[0], xs[-1], ys[-1], ys[0]))
    if plane is Plane.CORONAL:
        z, x = np.meshgrid(zs[::-1], xs, indexing="ij")
        return Cut(plane, x, np.full_like(x, at.y), z, (xs[0], xs[-1], zs[0], zs[-1]))
    z, y = np.meshgrid(zs[::-1], ys, indexing="ij")
    return Cut(plane, np.full_like(y, at.x), y, z, (ys[0], ys[-1], zs[0], zs[-1]))


def sampled(volume: Volume, where: Cut, *, outside: float, taking: AFFINE | None = None, order: int = 1) -> FloatArray:
    """Return a volume's values at a plane's pixels.

    Args:
        volume: sampled.
        where: the plane.
        outside: value where the volume does not reach.
        taking: 4 x 4 matrix (x, y, z) that takes the plane's points to the volume's frame; None where they share it.
        order: 1 interpolates linearly, 0 takes the nearest voxel.
    """
    points = where.points
    if taking is not None:
        x, y, z = np.tensordot(taking[:3, :3], points[::-1], axes=1) + taking[:3, 3][:, None, None]
        points = np.stack([z, y, x])
    origin, spacing = (np.asarray(one)[:, None, None] for one in (volume.grid.origin, volume.grid.spacing))
    values = np.asarray(volume.values, dtype=np.float32)
    return np.asarray(
        ndimage.map_coordinates(values, (points - origin) / spacing, order=order, mode="constant", cval=outside),
        dtype=np.float64,
    )
