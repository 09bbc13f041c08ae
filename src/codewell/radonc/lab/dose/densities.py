"""Relative electron densities of Hounsfield units, from the table kept beside this module."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from codewell.radonc.volume import Grid, Volume

FloatArray = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class DensityTable:
    """Relative electron density by Hounsfield unit.

    Args:
        hounsfield: rising.
        density: relative electron density at each, water 1.
        cites: publication.
    """

    hounsfield: tuple[float, ...]
    density: tuple[float, ...]
    cites: str


@cache
def density_table() -> DensityTable:
    """Return the laboratory's table (`densities.toml`)."""
    read = tomllib.loads(Path(__file__).with_name("densities.toml").read_text(encoding="utf-8"))
    return DensityTable(tuple(read["hounsfield"]), tuple(read["relative_electron_density"]), read["cites"])


def densities(ct: Volume) -> FloatArray:
    """Return relative electron densities on a CT's grid.

    Each Hounsfield unit that occurs is looked up once, so that a large CT costs one gather.
    """
    table = density_table()
    if np.issubdtype(ct.values.dtype, np.integer):
        low, high = int(ct.values.min()), int(ct.values.max())
        steps = np.interp(np.arange(low, high + 1), table.hounsfield, table.density).astype(np.float32)
        found: FloatArray = steps[ct.values.astype(np.int32) - low]
        return found
    return np.interp(ct.values.astype(np.float64), table.hounsfield, table.density).astype(np.float32)


def body_box(density: FloatArray, grid: Grid) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the lowest and highest corner (z, y, x; mm) of everything denser than a twentieth of water.

    An empty CT gives its own corners.
    """
    low, high = np.empty(3), np.empty(3)
    filled = density > 0.05
    for axis in range(3):
        others = tuple(one for one in range(3) if one != axis)
        at = np.flatnonzero(filled.any(axis=others))
        first, last = (int(at[0]), int(at[-1])) if at.size else (0, grid.shape[axis] - 1)
        low[axis] = grid.origin[axis] + (first - 1) * grid.spacing[axis]
        high[axis] = grid.origin[axis] + (last + 1) * grid.spacing[axis]
    return low, high
