"""Modulated beams: fluence is optimised, then sequenced into apertures or turned into compensators."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from codewell.radonc.lab.delivering.machine import machine
from codewell.radonc.lab.delivering.recalculating import Geometries, step_doses
from codewell.radonc.lab.dose.influencing import dose_influence
from codewell.radonc.lab.influence import BixelGrid, Influence
from codewell.radonc.lab.phantom import Phantom
from codewell.radonc.lab.plan import Aperture, Delivery, Field, LabBeam
from codewell.radonc.lab.presets.choices import PlanChoice
from codewell.radonc.lab.quality import Quality
from codewell.radonc.lab.sequencing.apertures import Method, SegmentLimits, step_and_shoot
from codewell.radonc.lab.sequencing.leaf_fluence import LeafFluence
from codewell.radonc.lab.sequencing.reweighting import reweight, with_metersets
from codewell.radonc.lab.steps.fields import arc_angles
from codewell.radonc.lab.steps.wishes import Penalty, least_cost, penalty_of
from codewell.radonc.volume import Grid

Array = npt.NDArray[np.float64]
Progress = Callable[[int, int], None]

LIMITS = SegmentLimits(leaf_gap=0.0, minimum_area=400.0, minimum_mu=1.0)


def modulated_beams(
    choice: PlanChoice,
    phantom: Phantom,
    fields: Sequence[Field],
    grid: Grid,
    geometries: Geometries,
    quality: Quality,
    progress: Progress,
) -> tuple[LabBeam, ...]:
    """Return modulated beams of about the prescribed dose.

    Args:
        choice: of the scenario.
        phantom: imaged.
        fields: photon fields; arcs are planned from directions along them.
        grid: of the dose.
        geometries: for the dose behind leaves.
        quality: bixels and iterations.
        progress: called with work done and all work.
    """
    directions = [(field, angle) for field in fields for angle in arc_angles(field, quality.arc_step)]
    fixed = [replace(field, gantry=angle, gantry_stop=None, number=index) for index, (field, angle) in enumerate(directions, 1)]
    mill = machine()
    influence = dose_influence(
        phantom, fixed, bixel_mm=quality.bixel, leaves=mill.leaves, grid=grid, targets=(choice.target,), progress=progress
    )
    penalty = penalty_of(choice, phantom, grid, influence.voxels)
    weights = least_cost(influence.matrix, penalty, choice.dose_per_fraction, quality.iterations)
    if choice.technique == "vmat":
        return tuple(_arc(field, directions, influence, weights, choice.levels, quality.arc_step) for field in fields)
    beams = [
        LabBeam(field, _apertures(influence, weights, index, choice.levels, Method.AREAL), Delivery.STEP_AND_SHOOT)
        for index, field in enumerate(fields)
    ]
    return _weighted(tuple(beams), penalty, influence.voxels, geometries, quality)


def _weighted(
    beams: tuple[LabBeam, ...],
    penalty: Penalty,
    voxels: npt.NDArray[np.int64],
    geometries: Geometries,
    quality: Quality,
) -> tuple[LabBeam, ...]:
    """Find the metersets of the apertures again, at voxels of the target and of organs with a limit."""
    counted = (penalty.under > 0) | (penalty.over > penalty.over.min())
    part = Penalty(penalty.low[counted], penalty.high[counted], penalty.under[counted], penalty.over[counted])
    doses = step_doses(beams, machine(), geometries, voxels[counted])
    start = np.array([one.mu for beam in beams for one in beam.apertures])
    found = reweight(doses, start, part, iterations=quality.iterations)
    return with_metersets(beams, found.mu, minimum_mu=LIMITS.minimum_mu)


def _apertures(influence: Influence, weights: Array, index: int, levels: int, method: Method) -> tuple[Aperture, ...]:
    grid = influence.beams[index]
    fluence = _on_pairs(grid, influence.fluence(weights, index))
    return step_and_shoot(fluence, levels, method, LIMITS).apertures


def _on_pairs(grid: BixelGrid, fluence: Array) -> LeafFluence:
    """Return a fluence whose rows are leaf pairs already as one over all pairs of the machine."""
    leaves = machine().leaves
    first = int(np.argmin(np.abs(np.asarray(leaves.boundaries) - grid.row_edges()[0])))
    values = np.zeros((leaves.pairs, len(grid.xs)))
    values[first : first + len(fluence)] = fluence
    middles = np.asarray(grid.xs, dtype=np.float64)
    edges = np.concatenate([middles[:1] - grid.size[0] / 2, middles + grid.size[0] / 2])
    return LeafFluence(values, edges, leaves)


def _arc(
    field: Field,
    directions: Sequence[tuple[Field, float]],
    influence: Influence,
    weights: Array,
    levels: int,
    step: float,
) -> LabBeam:
    """Return an arc whose apertures are given one after another about the direction they were planned for.

    Leaves sweep to and fro from direction to direction, so that they travel little in between.
    """
    mine = [index for index, (owner, _) in enumerate(directions) if owner is field]
    way = 1 if field.clockwise else -1
    shapes: list[Aperture] = []
    for order, index in enumerate(mine):
        found = _apertures(influence, weights, index, levels, Method.SWEEP)
        if order % 2:
            found = found[::-1]
        reach = (0.0 if order == 0 else 0.5, 0.0 if order == len(mine) - 1 else 0.5)
        places = np.linspace(-reach[0] * step, reach[1] * step, 2 * len(found) + 1)[1::2]
        shapes += [
            replace(one, gantry=float((directions[index][1] + way * place) % 360))
            for one, place in zip(found, places, strict=True)
        ]
    first = replace(shapes[0], mu=0.0, gantry=field.gantry)
    last = replace(shapes[-1], gantry=field.gantry_stop)
    return LabBeam(field, (first, *shapes[:-1], last), Delivery.ARC)
