"""The first step: the phantom lies on the couch and is imaged; structures are drawn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import ndimage

from codewell.kernel.errors import InputError
from codewell.radonc.facts import Point
from codewell.radonc.lab.phantom import Phantom, Structure
from codewell.radonc.lab.phantoms.making import make_phantom
from codewell.radonc.lab.presets.choices import Ball, PhantomChoice
from codewell.radonc.lab.quality import Quality
from codewell.radonc.volume import Grid, Volume


def image_phantom(
    choice: PhantomChoice, quality: Quality, seed: int, *, noise: float | None = None, inhaled: float = 0.0
) -> Phantom:
    """Return the phantom with the names and isocentres that a scenario gives it.

    Args:
        choice: of the scenario.
        quality: spacing of the CT.
        seed: of the noise.
        noise: standard deviation, HU; None takes the phantom's own.
        inhaled: mm by which what the scenario adds and images lies towards the feet.

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
    structures += [_rind(name, depth, made) for name, depth in choice.rind.items()]
    values = made.ct.values.copy()
    for ball in choice.added:
        if ball.hu is not None:
            x, y, z = ball.centre
            there = _ball(ball.model_copy(update={"centre": (x, y, z - inhaled)}), made, main)
            values[there.mask] = round(ball.hu)
    added = {name: Point(main.x + x, main.y + y, main.z + z) for name, (x, y, z) in choice.isocentres.items()}
    ct = Volume(made.ct.grid, values)
    return replace(made, ct=ct, structures=tuple(structures), isocentres={**made.isocentres, **added})


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


def _rind(name: str, depth: float, phantom: Phantom) -> Structure:
    """Return the outermost layer of the body."""
    body = np.logical_or.reduce([one.mask for one in phantom.structures if one.kind == "EXTERNAL"])
    # A rim of air lets the surface begin where the images end.
    inside = np.asarray(ndimage.distance_transform_edt(np.pad(body, 1), sampling=phantom.ct.grid.spacing))[1:-1, 1:-1, 1:-1]
    return Structure(name, "PTV", _COLOURS["PTV"], body & (inside <= depth))


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
