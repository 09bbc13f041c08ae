"""Dose of fields in a phantom by superposing pencil beams: prepare a field once, then ask for any fluence.

Points are voxel centres of the dose grid inside the body. Dose is Gy; fluence is monitor units through each place of the
isocentre plane (transmission times meterset). Photons only; electron fields have a plain depth curve of their
own in `lab.steps.electrons`. Not for clinical use.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter, map_coordinates

from codewell.radonc.lab.dose.densities import densities
from codewell.radonc.lab.dose.frames import beam_frame
from codewell.radonc.lab.dose.kernel import PencilBeam, covered, pencil_beam
from codewell.radonc.lab.dose.tracing import Window, trace
from codewell.radonc.lab.phantom import Phantom
from codewell.radonc.lab.plan import Field
from codewell.radonc.volume import Grid

FloatArray = npt.NDArray[np.float32]

TRUNCATE = 4.0
"""Standard deviations after which a Gaussian blur stops."""


@dataclass(frozen=True, slots=True)
class FieldGeometry:
    """The points of a dose grid as a field sees them.

    Args:
        grid: of the dose.
        voxels: flat indices (C order) of the points, rising.
        x: of the ray through each point at the isocentre plane, along the collimator's x, mm.
        y: along the collimator's y, mm.
        inverse_square: (source to axis / source to point)^2, the latter along the point's own ray.
        depth: radiological, mm of water.
        beam: pencil beam.
    """

    grid: Grid
    voxels: npt.NDArray[np.int64]
    x: FloatArray
    y: FloatArray
    inverse_square: FloatArray
    depth: FloatArray
    beam: PencilBeam

    def weights(self) -> FloatArray:
        """Return what each Gaussian gives at each point under a wide fluence of 1 MU, array (points, Gaussians), Gy."""
        return self.beam.weights(self.depth) * self.inverse_square[:, None]

    def volume(self, dose: npt.NDArray[np.floating]) -> FloatArray:
        """Return doses of the points as an array of the grid's shape, 0 elsewhere."""
        flat = np.zeros(int(np.prod(self.grid.shape)), dtype=np.float32)
        flat[self.voxels] = dose
        return flat.reshape(self.grid.shape)


@dataclass(frozen=True, slots=True)
class FluenceMap:
    """Monitor units through the isocentre plane.

    Args:
        values: MU, rows along the collimator's y from low to high, columns along x.
        origin: y and x of the centre of element (0, 0), mm.
        spacing: between rows and between columns, mm; 1 mm to 2.5 mm resolve the penumbra.
    """

    values: FloatArray
    origin: tuple[float, float]
    spacing: tuple[float, float]


def prepare(
    phantom: Phantom,
    field: Field,
    grid: Grid,
    *,
    gantry: float | None = None,
    window: Window | None = None,
    density: FloatArray | None = None,
    voxels: npt.NDArray[np.int64] | None = None,
) -> FieldGeometry:
    """Find rays, distances and radiological depths of a field at the points of a dose grid.

    Args:
        phantom: CT and the EXTERNAL structure.
        field: photon field.
        grid: of the dose.
        gantry: angle instead of the field's, for a control point of an arc.
        window: lowest x, highest x, lowest y, highest y at the isocentre plane beyond which no point is wanted; None takes the
            whole body.
        density: `densities(phantom.ct)` where it is at hand, so that several fields share it.
        voxels: flat indices of the points, rising; None takes every voxel of the body.

    Raises:
        InputError: there is no beam of the field's energy.
    """
    beam = pencil_beam(field.energy)
    frame = beam_frame(field, beam.sad, gantry)
    if voxels is None:
        voxels = body_voxels(phantom, grid)
    z, y, x = (axis.astype(np.float32) for axis in grid.axes())
    level, row, column = np.unravel_index(voxels, grid.shape)
    place = np.stack([x[column], y[row], z[level]], axis=1) - frame.isocentre.astype(np.float32)
    axes = np.stack([frame.across, frame.along, frame.up], axis=1).astype(np.float32)
    own = place @ axes
    distance = np.float32(frame.sad) - own[:, 2]
    beam_x, beam_y = (own[:, axis] * np.float32(frame.sad) / distance for axis in (0, 1))
    if window is not None:
        kept = (beam_x >= window[0]) & (beam_x <= window[1]) & (beam_y >= window[2]) & (beam_y <= window[3])
        voxels, own, distance, beam_x, beam_y = voxels[kept], own[kept], distance[kept], beam_x[kept], beam_y[kept]
    traced = densities(phantom.ct) if density is None else density
    fan = trace(traced, phantom.ct.grid, frame, _extent(beam_x, beam_y))
    depth = fan.at(beam_x, beam_y, distance)
    square = np.float32(frame.sad**2) / (own[:, 0] ** 2 + own[:, 1] ** 2 + distance**2)
    return FieldGeometry(grid, voxels, beam_x, beam_y, square, depth, beam)


def _extent(x: FloatArray, y: FloatArray) -> Window:
    """Return the lowest and highest x and y of points, or a point at the axis when there is none."""
    if not x.size:
        return (0.0, 0.0, 0.0, 0.0)
    return (float(x.min()), float(x.max()), float(y.min()), float(y.max()))


def body_voxels(phantom: Phantom, grid: Grid) -> npt.NDArray[np.int64]:
    """Return flat indices of the dose grid's voxels whose centre lies in an EXTERNAL voxel of the CT.

    A phantom without EXTERNAL gives all voxels.
    """
    masks = [one.mask for one in phantom.structures if one.kind == "EXTERNAL"]
    if not masks:
        return np.arange(int(np.prod(grid.shape)), dtype=np.int64)
    ct = phantom.ct.grid
    inside = []
    for axis, coordinates in enumerate(grid.axes()):
        nearest = np.rint((coordinates - ct.origin[axis]) / ct.spacing[axis]).astype(np.int64)
        inside.append((np.clip(nearest, 0, ct.shape[axis] - 1), (nearest >= 0) & (nearest < ct.shape[axis])))
    within = inside[0][1][:, None, None] & inside[1][1][None, :, None] & inside[2][1][None, None, :]
    mask = masks[0][np.ix_(inside[0][0], inside[1][0], inside[2][0])] & within
    return np.flatnonzero(mask).astype(np.int64)


def bixel_dose(geometry: FieldGeometry, x: tuple[float, float], y: tuple[float, float]) -> FloatArray:
    """Return the dose of 1 MU through an open rectangle at each point, Gy.

    Args:
        geometry: of the field.
        x: edges along the collimator's x at the isocentre plane, mm.
        y: edges along the collimator's y, mm.
    """
    sigmas = geometry.beam.sigmas
    spread = covered(geometry.x, x[0], x[1], sigmas) * covered(geometry.y, y[0], y[1], sigmas)
    return np.asarray((geometry.weights() * spread).sum(axis=1), dtype=np.float32)


def field_dose(geometry: FieldGeometry, fluence: FluenceMap) -> FloatArray:
    """Return the dose of a fluence at each point, Gy.

    The fluence is blurred with each Gaussian on its own grid and read at each point's ray; the element's own width is part of
    the blur, so that elements of 1 mm to 2.5 mm give a rectangle's penumbra.

    Args:
        geometry: of the field.
        fluence: monitor units; taken as 0 outside the map.
    """
    dose = np.zeros(len(geometry.voxels), dtype=np.float32)
    weights = geometry.weights()
    for number, sigma in enumerate(geometry.beam.sigmas):
        blurred, origin, spacing = _blurred(fluence, float(sigma))
        where = np.stack([(geometry.y - origin[0]) / spacing[0], (geometry.x - origin[1]) / spacing[1]])
        dose += weights[:, number] * map_coordinates(blurred, where, order=1, mode="constant", cval=0.0, prefilter=False)
    return dose


def _blurred(fluence: FluenceMap, sigma: float) -> tuple[FloatArray, tuple[float, float], tuple[float, float]]:
    """Blur a fluence with a Gaussian on a padded grid; a wide Gaussian gets a coarser grid.

    Returns:
        Blurred fluence, centre of its element (0, 0) and its spacing (y, x).
    """
    values, origin, spacing = np.asarray(fluence.values, dtype=np.float32), fluence.origin, fluence.spacing
    merge = [max(1, int(sigma / 4 / step)) for step in spacing]
    if max(merge) > 1:
        values, origin, spacing = _merged(values, origin, spacing, merge)
    pads = [int(np.ceil(TRUNCATE * sigma / step)) + 1 for step in spacing]
    padded = np.pad(values, [(pads[0], pads[0]), (pads[1], pads[1])])
    # The variance of an element's own width is taken off, so that element and Gaussian together spread by sigma.
    own = [np.sqrt(max(sigma**2 - step**2 / 12, (0.3 * step) ** 2)) / step for step in spacing]
    blurred = gaussian_filter(padded, own, mode="constant", truncate=TRUNCATE)
    return blurred, (origin[0] - pads[0] * spacing[0], origin[1] - pads[1] * spacing[1]), spacing


def _merged(
    values: FloatArray, origin: tuple[float, float], spacing: tuple[float, float], merge: list[int]
) -> tuple[FloatArray, tuple[float, float], tuple[float, float]]:
    """Average blocks of elements, keeping the sum of fluence times area."""
    rows, columns = (-(-count // block) for count, block in zip(values.shape, merge, strict=True))
    filled = np.zeros((rows * merge[0], columns * merge[1]), dtype=np.float32)
    filled[: values.shape[0], : values.shape[1]] = values
    blocks = filled.reshape(rows, merge[0], columns, merge[1]).mean(axis=(1, 3))
    start = (origin[0] + (merge[0] - 1) / 2 * spacing[0], origin[1] + (merge[1] - 1) / 2 * spacing[1])
    return blocks, start, (spacing[0] * merge[0], spacing[1] * merge[1])
