"""Where a plan is asked for its dose: every voxel of a fine grid near what matters, a coarse lattice elsewhere.

Between a target and the organ beside it the dose falls by a tenth or more within a millimetre. A coarse dose grid has its voxel
centres away from both surfaces, so that a plan made on it looks better than it is. A fine grid over the whole body would cost
much and say nothing more where the dose is even.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.ndimage import distance_transform_edt

from codewell.radonc.lab.dose.engine import body_voxels
from codewell.radonc.lab.phantom import Phantom
from codewell.radonc.volume import Grid

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class PlanningPoints:
    """Voxels of a dose grid at which a plan is judged while it is made.

    Args:
        voxels: flat indices of the grid, rising.
        lattice: of all voxels of the grid, those that lie on the coarse lattice.
    """

    voxels: npt.NDArray[np.int64]
    lattice: Mask

    def masks(self, masks: Mapping[str, Mask]) -> dict[str, Mask]:
        """Return structures as the points know them, so that all points of one stand for equal volumes.

        A structure all of whose voxels are points keeps them; another keeps only those on the lattice.

        Args:
            masks: structures on the grid, by name.
        """
        known = np.zeros(self.lattice.size, dtype=bool)
        known[self.voxels] = True
        near = known.reshape(self.lattice.shape)
        return {name: mask & near if np.all(near[mask]) else mask & near & self.lattice for name, mask in masks.items()}


def planning_points(
    phantom: Phantom,
    grid: Grid,
    masks: Mapping[str, Mask],
    near: Sequence[str],
    *,
    within: float = 6.0,
    stride: int = 3,
) -> PlanningPoints:
    """Return all voxels of the body in or near some structures, and a lattice of the others.

    Args:
        phantom: EXTERNAL is read.
        grid: of the dose.
        masks: structures on the grid, by name.
        near: names of the target and of the organs that matter beside it.
        within: mm around them.
        stride: steps of the grid between the lattice's points, along each axis.
    """
    chosen = np.logical_or.reduce([masks[name] for name in near])
    lattice = np.zeros(grid.shape, dtype=bool)
    lattice[::stride, ::stride, ::stride] = True
    close = np.asarray(distance_transform_edt(~chosen, sampling=grid.spacing)) <= within
    body = body_voxels(phantom, grid)
    return PlanningPoints(body[(close | lattice).ravel()[body]], lattice)
