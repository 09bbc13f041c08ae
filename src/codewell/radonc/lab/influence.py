"""What a dose calculation hands to planning: a sparse matrix from bixels to voxels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from codewell.radonc.lab.plan import Field
from codewell.radonc.volume import Grid


@dataclass(frozen=True, slots=True)
class BixelGrid:
    """The bixels of a field: rows are leaf pairs, columns lie along leaf travel, both at the isocentre plane.

    Args:
        field: geometry.
        xs: centres of the columns, mm.
        ys: centres of the rows, mm.
        size: width (x) and height (y) of a bixel, mm.
        index: array (rows, columns) of columns of the influence matrix; -1 where a bixel is not used.
        edges: between the rows, mm, one more than rows; empty where all rows are as high as `size` says.
    """

    field: Field
    xs: npt.NDArray[np.float32]
    ys: npt.NDArray[np.float32]
    size: tuple[float, float]
    index: npt.NDArray[np.int32]
    edges: tuple[float, ...] = ()

    def row_edges(self) -> tuple[float, ...]:
        """Return the edges between the rows, mm, one more than rows."""
        if self.edges:
            return self.edges
        lows = (float(one) - self.size[1] / 2 for one in self.ys)
        return (*lows, float(self.ys[-1]) + self.size[1] / 2)


@dataclass(frozen=True, slots=True)
class Influence:
    """Dose of each bixel in each voxel.

    Args:
        grid: of the dose.
        voxels: flat indices (C order) of the grid's voxels that are the matrix's rows.
        matrix: (voxels, bixels), float32, Gy for 1 MU through an open bixel.
        beams: in order.
    """

    grid: Grid
    voxels: npt.NDArray[np.int64]
    matrix: sparse.csc_matrix
    beams: tuple[BixelGrid, ...]

    def fluence(self, weights: npt.NDArray[np.float64], beam: int) -> npt.NDArray[np.float64]:
        """Return a beam's weights as an array (rows, columns), MU, 0 where no bixel is used."""
        index = self.beams[beam].index
        return np.where(index >= 0, weights[np.maximum(index, 0)], 0.0)

    def dose(self, weights: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
        """Return the dose of a set of weights on the whole grid, Gy."""
        flat = np.zeros(int(np.prod(self.grid.shape)), dtype=np.float32)
        # In single precision: SciPy would otherwise copy the whole matrix to double.
        flat[self.voxels] = self.matrix @ np.asarray(weights, dtype=np.float32)
        return flat.reshape(self.grid.shape)
