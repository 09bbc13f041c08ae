"""Radiological depth: the water that a ray has passed, by marching a fan of rays through relative electron densities."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.ndimage import map_coordinates

from codewell.radonc.lab.dose.densities import body_box
from codewell.radonc.lab.dose.frames import BeamFrame
from codewell.radonc.volume import Grid

FloatArray = npt.NDArray[np.float32]
Window = tuple[float, float, float, float]

RAY_SPACING = 3.0
"""Between rays at the isocentre plane, mm: about a voxel of a planning CT."""
STEP = 2.0
"""Along the axis between samples, mm: below a voxel of a planning CT."""


@dataclass(frozen=True, slots=True)
class Fan:
    """Radiological depths along a fan of rays.

    Args:
        start: x, y of the first ray at the isocentre plane and the first distance from the source along the axis, mm.
        spacing: of the three, mm.
        depth: mm of water, array (distances, y, x).
    """

    start: tuple[float, float, float]
    spacing: tuple[float, float, float]
    depth: FloatArray

    def at(self, x: FloatArray, y: FloatArray, distance: FloatArray) -> FloatArray:
        """Return the depth at points given by ray (x, y at the isocentre plane) and distance from the source along the axis."""
        where = np.stack(
            [
                (distance - self.start[2]) / self.spacing[2],
                (y - self.start[1]) / self.spacing[1],
                (x - self.start[0]) / self.spacing[0],
            ]
        )
        found: FloatArray = map_coordinates(self.depth, where, order=1, mode="nearest", prefilter=False)
        return found


def trace(density: FloatArray, grid: Grid, frame: BeamFrame, window: Window) -> Fan:
    """March rays from the source through the body.

    Density is interpolated in straight lines between voxel centres and taken as 0 outside the CT; the depth of a sample counts
    half its own step.

    Args:
        density: relative electron density on `grid`.
        grid: of the CT.
        frame: of the beam.
        window: lowest x, highest x, lowest y, highest y of the rays at the isocentre plane, mm.
    """
    low, high = body_box(density, grid)
    corners = np.array([[x, y, z] for z in (low[0], high[0]) for y in (low[1], high[1]) for x in (low[2], high[2])])
    along_axis = frame.sad - (corners - frame.isocentre) @ frame.up
    near = max(float(along_axis.min()) - 2 * STEP, STEP)
    distances = np.arange(near, float(along_axis.max()) + 2 * STEP, STEP, dtype=np.float32)
    xs = np.arange(window[0] - RAY_SPACING, window[1] + 2 * RAY_SPACING, RAY_SPACING, dtype=np.float32)
    ys = np.arange(window[2] - RAY_SPACING, window[3] + 2 * RAY_SPACING, RAY_SPACING, dtype=np.float32)
    samples = _sampled(density, grid, frame, xs, ys, distances)
    slant = np.sqrt(1.0 + (xs[None, :] ** 2 + ys[:, None] ** 2) / frame.sad**2).astype(np.float32)
    depth = np.cumsum(samples, axis=0, dtype=np.float32)
    depth -= 0.5 * samples
    depth *= STEP * slant
    return Fan((float(xs[0]), float(ys[0]), near), (RAY_SPACING, RAY_SPACING, STEP), depth)


def _sampled(
    density: FloatArray, grid: Grid, frame: BeamFrame, xs: FloatArray, ys: FloatArray, distances: FloatArray
) -> FloatArray:
    """Return densities along the fan, array (distances, y, x)."""
    samples = np.empty((len(distances), len(ys), len(xs)), dtype=np.float32)
    axes = np.stack([frame.across, frame.along, -frame.up])
    fixed = frame.source - np.array(grid.origin[::-1])
    spacing = np.array(grid.spacing[::-1])
    for place, distance in enumerate(distances):
        scale = float(distance) / frame.sad
        parts = [
            (fixed[axis] + float(distance) * axes[2, axis] + scale * (xs[None, :] * axes[0, axis] + ys[:, None] * axes[1, axis]))
            / spacing[axis]
            for axis in (2, 1, 0)
        ]
        samples[place] = map_coordinates(density, np.stack(parts), order=1, mode="constant", cval=0.0, prefilter=False)
    return samples
