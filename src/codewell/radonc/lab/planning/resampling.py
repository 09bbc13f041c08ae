"""From the CT's grid to the dose grid: where the dose grid lies and which of its voxels belong to a structure."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from codewell.radonc.lab.phantom import Phantom
from codewell.radonc.volume import Grid

Mask = npt.NDArray[np.bool_]


def dose_grid(phantom: Phantom, spacing: float, *, margin: float = 0.0) -> Grid:
    """Return a grid of cubes over the body, one voxel centred on the main isocentre.

    Args:
        phantom: EXTERNAL is read; without one the whole CT counts as body.
        spacing: mm.
        margin: mm added around the body.
    """
    masks = [one.mask for one in phantom.structures if one.kind == "EXTERNAL"]
    body = masks[0] if masks and masks[0].any() else np.ones(phantom.ct.grid.shape, dtype=bool)
    centre = phantom.isocentres["main"]
    shape, origin = [], []
    for axis, middle in enumerate((centre.z, centre.y, centre.x)):
        filled = np.flatnonzero(body.any(axis=tuple(one for one in range(3) if one != axis)))
        start, step = phantom.ct.grid.origin[axis], phantom.ct.grid.spacing[axis]
        low = start + (filled[0] - 0.5) * step - margin
        high = start + (filled[-1] + 0.5) * step + margin
        first, last = int(np.floor((low - middle) / spacing)), int(np.ceil((high - middle) / spacing))
        shape.append(last - first + 1)
        origin.append(middle + first * spacing)
    return Grid((shape[0], shape[1], shape[2]), (spacing, spacing, spacing), (origin[0], origin[1], origin[2]))


def on_grid(mask: Mask, grid: Grid, wanted: Grid) -> Mask:
    """Return which voxels of another grid have their centre inside a structure.

    Membership is that of the nearest voxel, as contours drawn on the CT would give it.

    Args:
        mask: of the structure, on `grid`.
        grid: of the CT.
        wanted: of the dose.
    """
    places, within = [], []
    for axis, coordinates in enumerate(wanted.axes()):
        nearest = np.rint((coordinates - grid.origin[axis]) / grid.spacing[axis]).astype(np.int64)
        within.append((nearest >= 0) & (nearest < grid.shape[axis]))
        places.append(np.clip(nearest, 0, grid.shape[axis] - 1))
    inside = within[0][:, None, None] & within[1][None, :, None] & within[2][None, None, :]
    found: Mask = mask[np.ix_(*places)] & inside
    return found


def structure_masks(phantom: Phantom, wanted: Grid) -> dict[str, Mask]:
    """Return every structure of a phantom on a dose grid, by name."""
    return {one.name: on_grid(one.mask, phantom.ct.grid, wanted) for one in phantom.structures}
