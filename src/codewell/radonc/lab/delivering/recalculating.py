"""Dose of what is delivered rather than of what was wished: through leaves with transmission, round ends and tongues.

The same way serves planned and delivered control points, so that their difference is that of the delivery alone. Not for
clinical use.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.ndimage import map_coordinates

from codewell.radonc.lab.delivering.fluence import Raster, fluence, raster_around, step_fluences
from codewell.radonc.lab.delivering.machine import Machine
from codewell.radonc.lab.delivering.motion import Motion, jaws_of, motion_of
from codewell.radonc.lab.dose.densities import densities
from codewell.radonc.lab.dose.engine import FieldGeometry, FluenceMap, field_dose, prepare
from codewell.radonc.lab.phantom import Phantom
from codewell.radonc.lab.plan import Compensator, LabBeam, LabPlan
from codewell.radonc.volume import Grid, Volume

Array = npt.NDArray[np.float64]
FloatArray = npt.NDArray[np.float32]

SECTOR = 5.0
"""Degrees of an arc that are calculated from one direction."""

KEPT = 80
"""Directions that are kept prepared: an arc in sectors, some megabytes each."""


class Geometries:
    """Prepared fields of a phantom, the last directions kept, so that each is prepared once.

    Args:
        phantom: CT and structures.
        grid: of the dose.
        voxels: flat indices of the voxels that are asked for, rising, elsewhere the dose stays 0; None takes every voxel of
            the body.
    """

    def __init__(self, phantom: Phantom, grid: Grid, voxels: npt.NDArray[np.int64] | None = None) -> None:
        self.phantom = phantom
        self.grid = grid
        self._voxels = voxels
        self._density: FloatArray | None = None
        self._prepared: dict[tuple[float, ...], FieldGeometry] = {}

    def at(self, beam: LabBeam, gantry: float) -> FieldGeometry:
        """Return a beam's geometry at a gantry angle; angles are taken to a quarter of a degree."""
        angle = round(gantry * 4) / 4 % 360
        where = beam.field.isocentre
        key = (angle, beam.field.collimator, beam.field.energy, where.x, where.y, where.z)
        if key not in self._prepared:
            if self._density is None:
                self._density = densities(self.phantom.ct)
            if len(self._prepared) >= KEPT:
                self._prepared.pop(next(iter(self._prepared)))
            self._prepared[key] = prepare(
                self.phantom, beam.field, self.grid, gantry=angle, density=self._density, voxels=self._voxels
            )
        return self._prepared[key]


@dataclass(frozen=True, slots=True)
class _Sector:
    """Steps of a beam that are calculated from one direction."""

    gantry: float
    motion: Motion


def _sectors(motion: Motion) -> tuple[_Sector, ...]:
    """Split a beam's steps where the gantry has turned by a sector."""
    middles = motion.gantry.mean(axis=1)
    numbers = np.floor(np.abs(middles - motion.gantry[0, 0]) / SECTOR).astype(np.int64)
    sectors = []
    for number in np.unique(numbers):
        these = numbers == number
        part = Motion(motion.mu[these], motion.left[these], motion.right[these], motion.gantry[these])
        weight = part.mu if part.mu.sum() > 0 else np.ones(len(part.mu))
        sectors.append(_Sector(float(np.average(middles[these], weights=weight)), part))
    return tuple(sectors)


def beam_dose(beam: LabBeam, machine: Machine, geometries: Geometries) -> FloatArray:
    """Return the dose of a beam in one fraction on the dose grid, Gy.

    Args:
        beam: planned or as delivered.
        machine: leaves and compensator material.
        geometries: of the phantom.
    """
    jaws = jaws_of(beam, machine.leaves)
    raster = raster_around(jaws)
    behind = _behind_compensator(beam.compensator, raster, machine)
    total = np.zeros(int(np.prod(geometries.grid.shape)), dtype=np.float32)
    for sector in _sectors(motion_of(beam)):
        geometry = geometries.at(beam, sector.gantry)
        values = fluence(sector.motion, machine, jaws, raster) * behind
        total[geometry.voxels] += field_dose(geometry, _fluence_map(values, raster))
    return total.reshape(geometries.grid.shape)


def _fluence_map(values: Array, raster: Raster) -> FluenceMap:
    return FluenceMap(values.astype(np.float32), raster.origin, raster.spacing)


def _behind_compensator(compensator: Compensator | None, raster: Raster, machine: Machine) -> Array:
    """Return the share of the fluence that a compensator lets pass in each bin; 1 without one, full thickness beyond its map."""
    if compensator is None:
        return np.ones((len(raster.y) - 1, len(raster.x) - 1))
    rows = (raster.y[:-1] + raster.y[1:]) / 2
    columns = (raster.x[:-1] + raster.x[1:]) / 2
    where = np.meshgrid(
        (rows - compensator.origin[0]) / compensator.spacing[0],
        (columns - compensator.origin[1]) / compensator.spacing[1],
        indexing="ij",
    )
    thickness = map_coordinates(compensator.thickness.astype(np.float64), np.stack(where), order=1, mode="nearest")
    slant = np.sqrt(1 + (rows[:, None] ** 2 + columns[None, :] ** 2) / machine.sad**2)
    return np.asarray(np.exp(-machine.attenuation * thickness * slant))


def plan_dose(
    plan: LabPlan,
    machine: Machine,
    geometries: Geometries,
    *,
    fractions: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Volume:
    """Return the dose of a plan, Gy.

    Args:
        plan: planned, or as delivered in one fraction (`delivered_plan`).
        machine: that delivers.
        geometries: phantom and dose grid.
        fractions: by how many the dose of one is multiplied.
        progress: called with beams done and all beams.
    """
    total = np.zeros(geometries.grid.shape, dtype=np.float32)
    for done, beam in enumerate(plan.beams):
        if beam.mu > 0:
            total += beam_dose(beam, machine, geometries)
        if progress is not None:
            progress(done + 1, len(plan.beams))
    return Volume(geometries.grid, total * np.float32(fractions))


def step_doses(beams: Sequence[LabBeam], machine: Machine, geometries: Geometries, points: npt.NDArray[np.int64]) -> FloatArray:
    """Return the dose of 1 MU of each step of each beam at chosen voxels, (points, steps), Gy.

    A step is an aperture of a static beam, or the way between two control points of a moving one; steps follow beams in order.
    Weights of segments are found with it (`sequencing.reweighting`).

    Args:
        beams: of a plan.
        machine: leaves.
        geometries: of the phantom.
        points: flat indices of the dose grid, rising.
    """
    columns: list[FloatArray] = []
    for beam in beams:
        jaws = jaws_of(beam, machine.leaves)
        raster = raster_around(jaws)
        behind = _behind_compensator(beam.compensator, raster, machine)
        for sector in _sectors(motion_of(beam)):
            whole = geometries.at(beam, sector.gantry)
            geometry, place = _at_points(whole, points)
            for one in step_fluences(sector.motion, machine, jaws, raster):
                column = np.zeros(len(points), dtype=np.float32)
                column[place] = field_dose(geometry, _fluence_map(one * behind, raster))
                columns.append(column)
    return np.stack(columns, axis=1)


def _at_points(geometry: FieldGeometry, points: npt.NDArray[np.int64]) -> tuple[FieldGeometry, npt.NDArray[np.int64]]:
    """Return the geometry of those chosen voxels that the field knows, and their places among the chosen."""
    _, place, mine = np.intersect1d(points, geometry.voxels, assume_unique=True, return_indices=True)
    part = replace(
        geometry,
        voxels=geometry.voxels[mine],
        x=geometry.x[mine],
        y=geometry.y[mine],
        inverse_square=geometry.inverse_square[mine],
        depth=geometry.depth[mine],
    )
    return part, place.astype(np.int64)
