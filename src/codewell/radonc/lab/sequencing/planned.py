"""From an optimised fluence to a plan that can be delivered: sequence, weigh again, normalise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import numpy.typing as npt

from codewell.kernel.errors import InputError
from codewell.radonc.lab.delivering.machine import Machine
from codewell.radonc.lab.delivering.recalculating import Geometries, step_doses
from codewell.radonc.lab.influence import Influence
from codewell.radonc.lab.plan import Delivery, LabBeam
from codewell.radonc.lab.sequencing.apertures import NO_LIMITS, Method, SegmentLimits, for_round_ends, step_and_shoot
from codewell.radonc.lab.sequencing.leaf_fluence import leaf_fluences
from codewell.radonc.lab.sequencing.refining import BixelCost, refine
from codewell.radonc.lab.sequencing.reweighting import Penalty, normalise_d95, reweight, with_metersets
from codewell.radonc.lab.sequencing.sliding_window import sliding_window

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Weighing:
    """How metersets are found again after sequencing.

    Args:
        points: flat indices of the dose grid at which the penalty is asked, rising.
        penalty: of the doses there, Gy over all fractions.
        target: which of the points lie in the target.
        dose: Gy over all fractions that 95 % of the target must get.
        fractions: planned.
    """

    points: npt.NDArray[np.int64]
    penalty: Penalty
    target: npt.NDArray[np.bool_]
    dose: float
    fractions: int


OVER_TWO_SQUARE_CENTIMETRES = SegmentLimits(minimum_area=200.0)


@dataclass(frozen=True, slots=True)
class StepAndShoot:
    """How a fluence becomes apertures.

    Args:
        levels: intensity levels above zero.
        method: decomposition. The sweep's more and narrower shapes leave refining more to choose from; the areal one ends
            with fewer apertures.
        limits: of segments before refining.
        minimum_mu: of an aperture in a fraction.
        iterations: of refining leaf positions; 0 leaves them on the borders of bixels.
    """

    levels: int = 12
    method: Method = Method.SWEEP
    limits: SegmentLimits = OVER_TWO_SQUARE_CENTIMETRES
    minimum_mu: float = 0.7
    iterations: int = 80


USUAL = StepAndShoot()


class DoseObjective(Protocol):
    """A wish for a structure's dose, as `planning.objectives` has them."""

    @property
    def structure(self) -> str:
        """Name of the structure."""

    @property
    def priority(self) -> float:
        """Weight among the objectives."""

    def penalty(self, doses: Array, /) -> tuple[float, Array]:
        """Return the penalty of the structure's doses and its slope by each."""


def weighing_of(
    objectives: Sequence[DoseObjective],
    masks: Mapping[str, npt.NDArray[np.bool_]],
    target: str,
    *,
    dose: float,
    fractions: int,
    most: int = 3000,
) -> Weighing:
    """Return how metersets are weighed by a plan's objectives.

    Structures of many voxels count by an even sample; the target by all of its voxels, since its D95 is what is normalised.

    Args:
        objectives: of the plan, Gy over all fractions.
        masks: structures on the dose grid, by name.
        target: whose D95 must reach the dose.
        dose: Gy over all fractions.
        fractions: planned.
        most: voxels of a structure that count.

    Raises:
        InputError: a structure is unknown or holds no voxel.
    """
    chosen: dict[str, npt.NDArray[np.int64]] = {}
    for name in {target, *(one.structure for one in objectives)}:
        places = np.flatnonzero(masks[name].ravel()) if name in masks else np.zeros(0, dtype=np.int64)
        if not places.size:
            raise InputError(
                f"{name} holds no voxel of the dose grid.",
                next_step="Name a structure that is drawn.",
                slug="input.empty-structure",
            )
        if name != target and places.size > most:
            places = places[np.floor(np.arange(most) * (places.size / most)).astype(np.int64)]
        chosen[name] = places
    points = np.unique(np.concatenate(list(chosen.values()))).astype(np.int64)
    where = {name: np.searchsorted(points, places) for name, places in chosen.items()}

    def penalty(doses: Array) -> tuple[float, Array]:
        total, slope = 0.0, np.zeros(len(points))
        for one in objectives:
            value, by_dose = one.penalty(doses[where[one.structure]])
            total += one.priority * value
            slope[where[one.structure]] += one.priority * by_dose
        return total, slope

    return Weighing(points, penalty, np.isin(points, chosen[target]), dose, fractions)


def sequence_beams(
    influence: Influence,
    weights: Array,
    machine: Machine,
    *,
    levels: int,
    method: Method = Method.AREAL,
    limits: SegmentLimits = NO_LIMITS,
) -> tuple[LabBeam, ...]:
    """Return step-and-shoot beams of an optimised plan, metersets in the count of fractions of the weights.

    Beams without fluence are left out.
    """
    beams = []
    for grid, fluence in zip(influence.beams, leaf_fluences(influence, weights, machine.leaves), strict=True):
        found = step_and_shoot(fluence, levels, method, limits)
        shapes = tuple(for_round_ends(one, machine.end_offset) for one in found.apertures)
        if shapes:
            beams.append(LabBeam(grid.field, shapes, Delivery.STEP_AND_SHOOT))
    return tuple(beams)


def sliding_window_beams(
    influence: Influence, weights: Array, machine: Machine, *, fractions: int, control_points: int | None = 120
) -> tuple[LabBeam, ...]:
    """Return sliding-window beams of an optimised plan, metersets of one fraction.

    Args:
        influence: bixels.
        weights: MU of each bixel over all fractions.
        machine: leaf speed, dose rate, round ends.
        fractions: planned.
        control_points: of each beam.
    """
    beams = []
    for grid, fluence in zip(influence.beams, leaf_fluences(influence, weights, machine.leaves), strict=True):
        if not np.any(fluence.values > 0):
            continue
        shapes = sliding_window(
            replace(fluence, values=fluence.values / fractions),
            leaf_speed=machine.leaf_speed,
            dose_rate=machine.dose_rate,
            control_points=control_points,
            leaf_gap=machine.leaf_gap,
        )
        narrowed = tuple(for_round_ends(one, machine.end_offset) for one in shapes)
        beams.append(LabBeam(grid.field, narrowed, Delivery.SLIDING_WINDOW))
    return tuple(beams)


def weigh_again(
    beams: Sequence[LabBeam],
    machine: Machine,
    geometries: Geometries,
    weighing: Weighing,
    *,
    minimum_mu: float = 1.0,
    iterations: int = 150,
) -> tuple[LabBeam, ...]:
    """Return beams with metersets of one fraction that cost least, normalised to the target's D95.

    Doses of the steps are calculated behind the real leaves, so that what they let through is planned for. Apertures below the
    least meterset are dropped and the rest weighed once more; one that falls below it then is dropped as well.

    Args:
        beams: sequenced, metersets over all fractions.
        machine: leaves.
        geometries: phantom and dose grid.
        weighing: penalty and normalisation.
        minimum_mu: of an aperture in a fraction.
        iterations: of the optimiser, at most, each time.

    Raises:
        InputError: no aperture is left.
    """
    given, mu = tuple(beams), np.array([mu for beam in beams for mu in _step_metersets(beam)])
    for _ in range(2):
        doses = step_doses(given, machine, geometries, weighing.points)
        mu = normalise_d95(doses[weighing.target], mu, weighing.dose)
        mu = reweight(doses, mu, weighing.penalty, iterations=iterations).mu
        mu = normalise_d95(doses[weighing.target], mu, weighing.dose)
        moving = np.array([_moves(beam) for beam in given for _ in _step_metersets(beam)])
        kept = moving | (mu / weighing.fractions >= minimum_mu)
        if not np.any(kept):
            raise InputError("No aperture has enough meterset.", next_step="Lower the least meterset.", slug="input.no-aperture")
        given = with_metersets(given, np.where(kept, mu, 0.0))
        if np.all(kept):
            break
        mu = mu[kept]
    # Dropped apertures may have let jaws come closer: the last normalisation is with the beams as they are.
    metersets = np.array([one for beam in given for one in _step_metersets(beam)])
    target = weighing.points[weighing.target]
    last = normalise_d95(step_doses(given, machine, geometries, target), metersets, weighing.dose)
    return with_metersets(given, last / weighing.fractions)


def plan_step_and_shoot(
    influence: Influence,
    weights: Array,
    cost_of: BixelCost,
    machine: Machine,
    geometries: Geometries,
    weighing: Weighing,
    how: StepAndShoot = USUAL,
) -> tuple[LabBeam, ...]:
    """Return step-and-shoot beams of an optimised fluence, metersets of one fraction, the target's D95 at its dose.

    Sequence, refine leaf positions, weigh again behind the real leaves, drop what is too small, normalise. A smooth fluence
    (`smoothing` of the optimiser) needs less meterset, and less leaks through closed leaves.

    Args:
        influence: bixels.
        weights: MU of each bixel over all fractions.
        cost_of: what bixel weights cost.
        machine: leaves.
        geometries: phantom and dose grid.
        weighing: penalty at the points and normalisation.
        how: levels, limits, refining.
    """
    beams = sequence_beams(influence, weights, machine, levels=how.levels, method=how.method, limits=how.limits)
    if how.iterations > 0:
        beams = refine(beams, influence.beams, cost_of, machine, iterations=how.iterations)
    return weigh_again(beams, machine, geometries, weighing, minimum_mu=how.minimum_mu)


def _moves(beam: LabBeam) -> bool:
    return beam.delivery in (Delivery.SLIDING_WINDOW, Delivery.ARC)


def _step_metersets(beam: LabBeam) -> list[float]:
    return [one.mu for one in beam.apertures[1 if _moves(beam) else 0 :]]
