"""Fluence behind the leaves: transmission, rounded leaf ends, their spread, tongue and groove.

The fluence at a place is the transmission of the leaves plus what opens, inside the jaws; jaws let nothing pass. Between two
control points leaves move evenly, and the time for which each bin is open is integrated exactly. The strip along the line
between two leaves opens only where both do (for moving leaves: as long as the one that opens for the shorter time, which is an
upper bound).

Source:
    LoSasso T, Chui CS, Ling CC, Med Phys 25 (1998) 1919-1927 (leaf ends); Deng J et al., Phys Med Biol 46 (2001) 1039-1060
    (tongue and groove).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter1d

from codewell.radonc.lab.delivering.machine import Machine
from codewell.radonc.lab.delivering.motion import Jaws, Motion
from codewell.radonc.lab.sequencing.leaf_fluence import overlaps

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Raster:
    """Equal bins at the isocentre plane.

    Args:
        x: edges, mm.
        y: edges, mm.
    """

    x: Array
    y: Array

    @property
    def spacing(self) -> tuple[float, float]:
        """Height and width of a bin, mm."""
        return float(self.y[1] - self.y[0]), float(self.x[1] - self.x[0])

    @property
    def origin(self) -> tuple[float, float]:
        """y and x of the centre of the first bin, mm."""
        return float(self.y[0] + self.y[1]) / 2, float(self.x[0] + self.x[1]) / 2


def raster_around(jaws: Jaws, spacing: tuple[float, float] = (2.5, 1.25), margin: float = 5.0) -> Raster:
    """Return bins that cover jaws with a margin, on whole multiples of the spacing (height, width)."""
    edges = []
    for low, high, step in ((jaws[0], jaws[1], spacing[1]), (jaws[2], jaws[3], spacing[0])):
        first, last = np.floor((low - margin) / step), np.ceil((high + margin) / step)
        edges.append(step * np.arange(first, last + 1))
    return Raster(edges[0], edges[1])


def exposures(motion: Motion, machine: Machine, x: Array) -> Array:
    """Return for each step and pair the share of its meterset for which each bin along x is open, (steps, pairs, bins)."""
    to_right = _passed(motion.right + machine.end_offset, x)
    to_left = _passed(motion.left - machine.end_offset, x)
    return np.clip(to_right - to_left, 0.0, 1.0)


def _passed(positions: Array, x: Array) -> Array:
    """Return the mean share of each bin that lies below a leaf edge moving from start to stop, (steps, pairs, bins)."""
    start, stop = positions[:, 0, :, None], positions[:, 1, :, None]
    low, width = x[:-1], x[1] - x[0]
    moved = stop - start
    still = np.clip(((start + stop) / 2 - low) / width, 0.0, 1.0)
    if not np.any(moved):
        return np.asarray(still)
    integrals = [_integral((edge - low) / width) * width for edge in (start, stop)]
    swept = np.divide(integrals[1] - integrals[0], moved, out=still.copy(), where=np.abs(moved) > 1e-3)
    return np.asarray(swept)


def _integral(share: Array) -> Array:
    """Return the integral of a ramp from 0 at 0 to 1 at 1, and 1 beyond."""
    inside = np.clip(share, 0.0, 1.0)
    return np.asarray(inside**2 / 2 + np.maximum(share - 1.0, 0.0))


def step_fluences(motion: Motion, machine: Machine, jaws: Jaws, raster: Raster) -> Array:
    """Return the fluence of 1 MU of each step, (steps, rows, columns).

    Args:
        motion: of the beam.
        machine: leaves.
        jaws: beyond which there is nothing.
        raster: bins.
    """
    opened = exposures(motion, machine, raster.x)
    if machine.end_sigma > 0:
        opened = gaussian_filter1d(opened, machine.end_sigma / raster.spacing[1], axis=2, mode="nearest")
    inner, strips = _rows(machine, raster.y)
    between = np.minimum(opened[:, :-1], opened[:, 1:])
    openings = inner @ opened + strips @ between
    x_inside = overlaps(raster.x, np.array(jaws[:2])) / raster.spacing[1]
    y_inside = overlaps(raster.y, np.array(jaws[2:])) / raster.spacing[0]
    inside = y_inside * x_inside.T
    return np.asarray((machine.transmission + (1 - machine.transmission) * openings) * inside)


def _rows(machine: Machine, y: Array) -> tuple[Array, Array]:
    """Return the share of each row that lies behind each pair, (rows, pairs), and in each strip between two, (rows, lines)."""
    boundaries = np.asarray(machine.leaves.boundaries)
    low, high = boundaries[:-1].copy(), boundaries[1:].copy()
    low[1:] += machine.tongue
    high[:-1] -= machine.tongue
    height = y[1] - y[0]
    inner = np.maximum(np.minimum(y[1:, None], high) - np.maximum(y[:-1, None], low), 0.0) / height
    lines = boundaries[1:-1]
    strips = np.maximum(np.minimum(y[1:, None], lines + machine.tongue) - np.maximum(y[:-1, None], lines - machine.tongue), 0.0)
    return inner, strips / height


def fluence(motion: Motion, machine: Machine, jaws: Jaws, raster: Raster) -> Array:
    """Return the fluence of all steps together, MU, (rows, columns)."""
    return np.asarray(np.tensordot(motion.mu, step_fluences(motion, machine, jaws, raster), axes=1))
