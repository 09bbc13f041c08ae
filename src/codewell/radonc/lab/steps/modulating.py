"""Modulated beams: fluence is optimised, then sequenced into apertures or turned into compensators."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from codewell.radonc.lab.delivering.machine import Machine, machine
from codewell.radonc.lab.delivering.recalculating import Geometries
from codewell.radonc.lab.dose.influencing import dose_influence
from codewell.radonc.lab.influence import Influence
from codewell.radonc.lab.phantom import Phantom
from codewell.radonc.lab.plan import Field, LabBeam
from codewell.radonc.lab.planning.optimising import optimise
from codewell.radonc.lab.presets.choices import PlanChoice
from codewell.radonc.lab.quality import Quality
from codewell.radonc.lab.sequencing.apertures import SegmentLimits
from codewell.radonc.lab.sequencing.arcs import AngleFluence, modulated_arc
from codewell.radonc.lab.sequencing.compensators import compensator_beam
from codewell.radonc.lab.sequencing.leaf_fluence import leaf_fluences
from codewell.radonc.lab.sequencing.planned import Weighing, sequence_beams, sliding_window_beams, weigh_again
from codewell.radonc.lab.steps.wishes import masks_of, objectives_of, points_of
from codewell.radonc.volume import Grid

Array = npt.NDArray[np.float64]
Progress = Callable[[int, int], None]

LIMITS = SegmentLimits(minimum_area=400.0)
SMOOTHING = 0.05
"""Priority of smooth fluence: little, so that small targets stay modulated."""


@dataclass(frozen=True, slots=True)
class Direction:
    """A direction from which a field is planned: its own gantry angle, or one along its arc.

    Args:
        owner: field of the plan.
        field: fixed field of that direction.
    """

    owner: Field
    field: Field


def modulated_beams(
    choice: PlanChoice,
    phantom: Phantom,
    fields: Sequence[Field],
    grid: Grid,
    geometries: Geometries,
    quality: Quality,
    progress: Progress,
) -> tuple[LabBeam, ...]:
    """Return modulated beams with metersets of about one fraction.

    Args:
        choice: of the scenario.
        phantom: imaged.
        fields: photon fields; arcs are planned from directions along them.
        grid: of the dose.
        geometries: for the dose behind leaves.
        quality: bixels and iterations.
        progress: called with work done and all work.

    Raises:
        InputError: an objective names no structure, or nothing can be sequenced.
    """
    mill = machine()
    directions = [one for field in fields for one in _directions(field, quality.arc_step, len(fields))]
    directions = [replace(one, field=replace(one.field, number=place)) for place, one in enumerate(directions, start=1)]
    influence = dose_influence(
        phantom,
        [one.field for one in directions],
        bixel_mm=quality.bixel,
        leaves=mill.leaves,
        grid=grid,
        targets=(choice.target,),
        progress=progress,
    )
    masks, objectives = masks_of(choice, phantom, grid), objectives_of(choice)
    weights = optimise(influence, objectives, masks, iterations=quality.iterations, smoothing=SMOOTHING).weights
    if choice.technique == "compensator":
        fluences = leaf_fluences(influence, weights / choice.fractions, mill.leaves)
        return tuple(compensator_beam(one.owner, fluence, mill) for one, fluence in zip(directions, fluences, strict=True))
    if choice.technique == "sliding-window":
        count = quality.window_points
        return _named(
            sliding_window_beams(influence, weights, mill, fractions=choice.fractions, control_points=count), directions
        )
    if choice.technique == "vmat":
        beams = _arcs(fields, directions, influence, weights, mill, choice)
    else:
        beams = _named(sequence_beams(influence, weights, mill, levels=choice.levels, limits=LIMITS), directions)
    points = points_of(objectives, masks, influence.voxels)
    target = masks[choice.target].ravel()[points.voxels]
    dose = choice.fractions * choice.dose_per_fraction
    weighing = Weighing(points.voxels, points, target, dose, choice.fractions)
    return weigh_again(beams, mill, geometries, weighing, iterations=quality.iterations)


def _directions(field: Field, step: float, arcs: int) -> tuple[Direction, ...]:
    """Return the directions of a field; of an arc the middles of equal sectors, with more arcs wider ones."""
    if field.gantry_stop is None:
        return (Direction(field, field),)
    way = 1 if field.clockwise else -1
    turn = (way * (field.gantry_stop - field.gantry)) % 360 or 360.0
    count = max(3, round(turn / (step * arcs)))
    angles = [(field.gantry + way * turn * (place + 0.5) / count) % 360 for place in range(count)]
    return tuple(Direction(field, replace(field, gantry=angle, gantry_stop=None)) for angle in angles)


def _named(beams: Sequence[LabBeam], directions: Sequence[Direction]) -> tuple[LabBeam, ...]:
    """Give beams their fields' own numbers back."""
    owners = {one.field.number: one.owner for one in directions}
    return tuple(replace(beam, field=owners[beam.field.number]) for beam in beams)


def _arcs(
    fields: Sequence[Field],
    directions: Sequence[Direction],
    influence: Influence,
    weights: Array,
    mill: Machine,
    choice: PlanChoice,
) -> tuple[LabBeam, ...]:
    fluences = leaf_fluences(influence, weights, mill.leaves)
    beams = []
    for field in fields:
        angles = [
            AngleFluence(one.field.gantry, fluence)
            for one, fluence in zip(directions, fluences, strict=True)
            if one.owner is field
        ]
        beams.append(modulated_arc(field, angles, shapes=choice.levels, offset=mill.end_offset))
    return tuple(beams)
