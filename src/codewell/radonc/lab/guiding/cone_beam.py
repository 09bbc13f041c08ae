"""A cone-beam CT of a phantom that lies shifted on the couch. Not for clinical use."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from codewell.radonc.facts import Point
from codewell.radonc.lab.guiding.itk_images import resampled
from codewell.radonc.lab.guiding.shifts import RigidShift
from codewell.radonc.lab.phantom import Phantom
from codewell.radonc.volume import Grid, Volume

NOT_IMAGED = -1024
"""Value of voxels outside the field of view."""


@dataclass(frozen=True, slots=True)
class ConeBeam:
    """An on-board imager.

    Args:
        spacing: mm between voxel centres (z, y, x).
        diameter: of the field of view, mm.
        length: of the field of view along z, mm.
        noise: standard deviation in the middle of the body, HU.
        cupping: HU by which scatter lowers the middle against the rim.
        gain: slope of its Hounsfield units against those of the planning CT.
        offset: HU added to all.
    """

    spacing: tuple[float, float, float] = (2.5, 1.6, 1.6)
    diameter: float = 260.0
    length: float = 160.0
    noise: float = 30.0
    cupping: float = 70.0
    gain: float = 0.94
    offset: float = 25.0


FULL_FAN = ConeBeam()
HALF_FAN = ConeBeam(spacing=(2.5, 2.0, 2.0), diameter=440.0, noise=36.0)
"""The panel set aside, for trunks wider than a full fan."""


def cone_beam_ct(phantom: Phantom, shift: RigidShift, *, isocentre: Point, imager: ConeBeam = FULL_FAN, seed: int = 0) -> Volume:
    """Image a phantom that lies shifted; the same arguments give the same voxels.

    The volume is centred on the machine's isocentre, which carries the coordinates of the planned one. Hand in a phantom
    made without noise (and on a fine grid), so that planning and guidance do not share their noise.

    Args:
        phantom: as it is on the day.
        shift: from planning to treatment.
        isocentre: planned.
        imager: resolution, field of view, noise, scatter.
        seed: of the noise.

    Returns:
        Hounsfield units as the imager sees them, int16; `NOT_IMAGED` outside the field of view.
    """
    grid = _grid(imager, isocentre)
    values = resampled(phantom.ct, grid, shift.to_planning(), -1000.0)
    away = _from_axis(grid, isocentre)
    body = values > -400
    values = values * np.float32(imager.gain) + np.float32(imager.offset)
    depth = np.clip(1 - (away / (imager.diameter / 2)) ** 2, 0, 1)
    softened = ndimage.gaussian_filter(body.astype(np.float32), 2.0)
    values -= np.float32(imager.cupping) * depth * softened
    if imager.noise > 0:
        grain = np.random.default_rng(seed).standard_normal(grid.shape, dtype=np.float32)
        grain = ndimage.gaussian_filter(grain, (0.4, 0.7, 0.7))
        values += grain * np.float32(imager.noise / grain.std()) * (0.4 + 0.6 * depth)
    image = np.clip(np.rint(values), NOT_IMAGED, 3071).astype(np.int16)
    image[np.broadcast_to(away > imager.diameter / 2, image.shape)] = NOT_IMAGED
    return Volume(grid, image)


def field_of_view(volume: Volume) -> npt.NDArray[np.bool_]:
    """Return where a cone-beam CT saw anything: the columns along z that are not all `NOT_IMAGED`."""
    seen = (np.asarray(volume.values, dtype=np.float32) > NOT_IMAGED).any(axis=0)
    return np.broadcast_to(seen, volume.values.shape)


def _grid(imager: ConeBeam, isocentre: Point) -> Grid:
    lengths = (imager.length, imager.diameter, imager.diameter)
    planes, rows, columns = (max(1, round(length / step)) for length, step in zip(lengths, imager.spacing, strict=True))
    z, y, x = (
        at - (count - 1) / 2 * step
        for at, count, step in zip((isocentre.z, isocentre.y, isocentre.x), (planes, rows, columns), imager.spacing, strict=True)
    )
    return Grid((planes, rows, columns), imager.spacing, (z, y, x))


def _from_axis(grid: Grid, isocentre: Point) -> npt.NDArray[np.float32]:
    """Return the distance of each column from the axis of rotation, (1, y, x)."""
    _, y, x = grid.axes()
    return np.asarray(np.hypot(y[:, None] - isocentre.y, x[None, :] - isocentre.x)[None], dtype=np.float32)
