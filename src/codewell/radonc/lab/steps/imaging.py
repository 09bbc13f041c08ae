"""The first step: the phantom lies on the couch and is imaged; structures are drawn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from codewell.kernel.errors import InputError
from codewell.radonc.facts import Point
from codewell.radonc.lab.phantom import Phantom, Structure
from codewell.radonc.lab.phantoms.making import make_phantom
from codewell.radonc.lab.presets.choices import Ball, PhantomChoice
from codewell.radonc.lab.quality import Quality
from codewell.radonc.volume import Grid


def image_phantom(choice: PhantomChoice, quality: Quality, seed: int, *, noise: float | None = None) -> Phantom:
    """Return the phantom with the names and isocentres that a scenario gives it.

    Raises:
        InputError: the scenario renames a structure that the phantom does not have.
    """
    made = make_phantom(choice.name, spacing=quality.ct, seed=seed, noise=noise, side=choice.side)
    drawn = {structure.name for structure in made.structures}
    missing = sorted((set(choice.names) | set(choice.without)) - drawn)
    if missing:
        raise InputError(f"The phantom “{choice.name}” has no structure “{missing[0]}”.", slug="rt.preset")
    kept = [one for one in made.structures if one.name not in choice.without]
    structures = [replace(one, name=choice.names.get(one.name, one.name)) for one in kept]
    main = made.isocentres["main"]
    structures += [_ball(ball, made, main) for ball in choice.added]
    added = {name: Point(main.x + x, main.y + y, main.z + z) for name, (x, y, z) in choice.isocentres.items()}
    return replace(made, structures=tuple(structures), isocentres={**made.isocentres, **added})


_COLOURS = {"PTV": (220, 30, 30), "CTV": (255, 140, 0), "GTV": (255, 90, 90), "BOLUS": (0, 200, 200)}


def _ball(ball: Ball, phantom: Phantom, main: Point) -> Structure:
    """Return a ball's voxels inside the body; at least the one nearest its centre where the grid is coarse."""
    z, y, x = phantom.ct.grid.axes()
    offsets = (z - main.z - ball.centre[2], y - main.y - ball.centre[1], x - main.x - ball.centre[0])
    square = offsets[0][:, None, None] ** 2 + offsets[1][None, :, None] ** 2 + offsets[2][None, None, :] ** 2
    inside = square <= max(ball.radius**2, float(square.min()))
    body = np.logical_or.reduce([one.mask for one in phantom.structures if one.kind == "EXTERNAL"])
    mask = inside if ball.kind == "BOLUS" else inside & body
    if not mask.any():
        raise InputError(f"The structure “{ball.name}” lies outside the body.", slug="rt.preset")
    return Structure(ball.name, ball.kind, _COLOURS.get(ball.kind, (60, 120, 220)), mask)


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
