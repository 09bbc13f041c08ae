"""Grids and volumes in the patient's frame: LPS axes, arrays ordered (z, y, x), millimetres."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Grid:
    """A regular grid of voxel centres of a head-first supine patient.

    Args:
        shape: planes, rows, columns (z, y, x).
        spacing: mm between centres (z, y, x).
        origin: centre of voxel (0, 0, 0), mm (z, y, x).
    """

    shape: tuple[int, int, int]
    spacing: tuple[float, float, float]
    origin: tuple[float, float, float]

    def axes(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return the coordinates of the centres along z, y and x, mm."""
        z, y, x = (
            np.asarray(start + step * np.arange(count), dtype=np.float32)
            for start, step, count in zip(self.origin, self.spacing, self.shape, strict=True)
        )
        return z, y, x


@dataclass(frozen=True, slots=True)
class Volume:
    """Values on a grid.

    Args:
        grid: where.
        values: array of the grid's shape: Hounsfield units of a CT (int16), Gy of a dose (float32).
    """

    grid: Grid
    values: npt.NDArray[np.generic]
