"""The first step: the phantom lies on the couch and is imaged; structures are drawn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from codewell.kernel.errors import InputError
from codewell.radonc.facts import Point
from codewell.radonc.lab.phantom import Phantom
from codewell.radonc.lab.phantoms.making import make_phantom
from codewell.radonc.lab.presets.choices import PhantomChoice
from codewell.radonc.lab.quality import Quality
from codewell.radonc.volume import Grid


def image_phantom(choice: PhantomChoice, quality: Quality, seed: int) -> Phantom:
    """Return the phantom with the names and isocentres that a scenario gives it.

    Raises:
        InputError: the scenario renames a structure that the phantom does not have.
    """
    made = make_phantom(choice.name, spacing=quality.ct, seed=seed, side=choice.side)
    missing = sorted(set(choice.names) - {structure.name for structure in made.structures})
    if missing:
        raise InputError(f"The phantom “{choice.name}” has no structure “{missing[0]}”.", slug="rt.preset")
    structures = tuple(replace(one, name=choice.names.get(one.name, one.name)) for one in made.structures)
    main = made.isocentres["main"]
    added = {name: Point(main.x + x, main.y + y, main.z + z) for name, (x, y, z) in choice.isocentres.items()}
    return replace(made, structures=structures, isocentres={**made.isocentres, **added})


def dose_grid(phantom: Phantom, quality: Quality) -> Grid:
    """Return a dose grid that covers the body."""
    ct = phantom.ct.grid
    body = np.logical_or.reduce([one.mask for one in phantom.structures if one.kind == "EXTERNAL"])
    shape, origin = [], []
    for axis in range(3):
        used = np.flatnonzero(body.any(axis=tuple(other for other in range(3) if other != axis)))
        low = ct.origin[axis] + ct.spacing[axis] * float(used[0])
        high = ct.origin[axis] + ct.spacing[axis] * float(used[-1])
        step = quality.dose[axis]
        count = int(np.ceil((high - low) / step)) + 1
        shape.append(count)
        origin.append((low + high) / 2 - step * (count - 1) / 2)
    z, y, x = origin
    return Grid((shape[0], shape[1], shape[2]), quality.dose, (z, y, x))


def on_grid(phantom: Phantom, name: str, grid: Grid) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Return a structure's mask on a dose grid, by the nearest voxel of the CT."""
    ct = phantom.ct.grid
    places = []
    for axis, coordinates in enumerate(grid.axes()):
        nearest = np.rint((coordinates - ct.origin[axis]) / ct.spacing[axis]).astype(np.int64)
        places.append(np.clip(nearest, 0, ct.shape[axis] - 1))
    mask: np.ndarray[tuple[int, ...], np.dtype[np.bool_]] = phantom.structure(name).mask[np.ix_(*places)]
    return mask
