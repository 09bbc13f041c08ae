"""Makes a phantom: paints its parts on a grid, delineates its structures, blurs and adds noise. Not for clinical use."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from codewell.radonc.facts import Side
from codewell.radonc.lab.phantom import Phantom, Structure
from codewell.radonc.lab.phantoms.rasterising import grid_over, rasterise
from codewell.radonc.lab.phantoms.scenes import Recipe, Scene, UnknownPhantomError, scene_of
from codewell.radonc.lab.phantoms.shapes import BoolArray, Triple
from codewell.radonc.volume import Grid, Volume

AIR = -1000.0
LOWEST, HIGHEST = -1024, 3071
"""The 12-bit range that a CT scanner stores."""
BLUR = 0.5
"""Standard deviation of the imaging blur in voxels: edges show partial volume as in a reconstructed CT."""
GRAIN = 0.6
"""Standard deviation, in voxels of the transverse plane, over which CT noise is alike."""


def make_phantom(
    name: str,
    *,
    spacing: Triple = (3.0, 2.0, 2.0),
    seed: int = 0,
    noise: float | None = None,
    side: Side = Side.NOT_STATED,
) -> Phantom:
    """Make a phantom; the same arguments give the same voxels.

    Args:
        name: `c-shape`, `pelvis`, `breast`, `head-and-neck`.
        spacing: mm between voxel centres (z, y, x).
        seed: of the noise.
        noise: standard deviation, HU; None takes the phantom's own, 0 gives a CT without noise.
        side: treated side of the breast phantom: LEFT (also taken for NOT_STATED), RIGHT or BOTH; of no effect on the others.

    Raises:
        UnknownPhantomError: no phantom has that name, or it has no such side.
    """
    scene = scene_of(name)
    treated = _treated(scene, side)
    grid = grid_over(scene.low, scene.high, spacing)
    masks: dict[str, BoolArray] = {}
    image = np.full(grid.shape, AIR, dtype=np.float32)
    for part in scene.parts:
        mask = rasterise(part.shape, grid)
        if part.within:
            mask &= _union(part.within, masks)
        if part.minus:
            mask &= ~_union(part.minus, masks)
        masks[part.id] = masks[part.id] | mask if part.id in masks else mask
        if part.hu is not None:
            image[mask] = part.hu
    structures = tuple(
        Structure(one.name, one.kind, one.colour, delineate(one, masks, grid))
        for one in scene.recipes
        if not one.sides or treated in one.sides
    )
    ct = Volume(grid, _imaged(image, scene.noise if noise is None else noise, seed))
    return Phantom(name, ct, structures, dict(scene.isocentres[treated]), scene.diagnoses[treated])


def delineate(recipe: Recipe, masks: dict[str, BoolArray], grid: Grid) -> BoolArray:
    """Return a structure's mask: its parts united, grown by its margin, kept within its bounds, less what it leaves out."""
    mask = _union(recipe.parts, masks).copy()
    if recipe.margin > 0:
        mask = grown(mask, recipe.margin, grid)
    if recipe.within:
        bound = _union(recipe.within, masks)
        mask &= ~grown(~bound, recipe.inset, grid) if recipe.inset > 0 else bound
    if recipe.minus:
        mask &= ~_union(recipe.minus, masks)
    return mask


def grown(mask: BoolArray, margin: float, grid: Grid) -> BoolArray:
    """Return a mask grown by a margin in mm, the same in all directions."""
    reach = [slice(None)] * 3
    for axis in range(3):
        used = np.flatnonzero(mask.any(axis=tuple(other for other in range(3) if other != axis)))
        if used.size == 0:
            return mask
        steps = int(np.ceil(margin / grid.spacing[axis])) + 1
        reach[axis] = slice(max(0, int(used[0]) - steps), int(used[-1]) + steps + 1)
    box = tuple(reach)
    answer = mask.copy()
    away = np.asarray(ndimage.distance_transform_edt(~mask[box], sampling=grid.spacing))
    answer[box] = away <= margin
    return answer


def _union(parts: tuple[str, ...], masks: dict[str, BoolArray]) -> BoolArray:
    united = masks[parts[0]]
    for one in parts[1:]:
        united = united | masks[one]
    return united


def _treated(scene: Scene, side: Side) -> Side:
    """Return the side a scene is made for: its first one where none is stated or where it has but one."""
    sides = tuple(scene.diagnoses)
    if side in sides:
        return side
    if side is Side.NOT_STATED or len(sides) == 1:
        return sides[0]
    raise UnknownPhantomError(f"The phantom “{scene.name}” has no side “{side.value}”.")


def _imaged(image: npt.NDArray[np.float32], noise: float, seed: int) -> npt.NDArray[np.int16]:
    blurred = ndimage.gaussian_filter(image, BLUR, mode="nearest")
    if noise > 0:
        grain = np.random.default_rng(seed).standard_normal(image.shape, dtype=np.float32)
        grain = ndimage.gaussian_filter(grain, (0, GRAIN, GRAIN))
        blurred += grain * np.float32(noise / grain.std())
    return np.asarray(np.clip(np.rint(blurred), LOWEST, HIGHEST), dtype=np.int16)
