"""From an optimised fluence to a plan that can be delivered: sequence, weigh again, normalise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from codewell.kernel.errors import InputError
from codewell.radonc.lab.delivering.machine import Machine
from codewell.radonc.lab.delivering.recalculating import Geometries, step_doses
from codewell.radonc.lab.influence import Influence
from codewell.radonc.lab.plan import Delivery, LabBeam
from codewell.radonc.lab.sequencing.apertures import NO_LIMITS, Method, SegmentLimits, for_round_ends, step_and_shoot
from codewell.radonc.lab.sequencing.leaf_fluence import leaf_fluences
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
    least meterset are dropped and the rest weighed once more.

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
    doses = step_doses(beams, machine, geometries, weighing.points)
    start = np.array([mu for beam in beams for mu in _step_metersets(beam)])
    start = normalise_d95(doses[weighing.target], start, weighing.dose)
    mu = reweight(doses, start, weighing.penalty, iterations=iterations).mu
    mu = normalise_d95(doses[weighing.target], mu, weighing.dose)
    moving = np.array([_moves(beam) for beam in beams for _ in _step_metersets(beam)])
    kept = moving | (mu / weighing.fractions >= minimum_mu)
    if not np.any(kept):
        raise InputError("No aperture has enough meterset.", next_step="Lower the least meterset.", slug="input.no-aperture")
    if not np.all(kept):
        again = reweight(doses[:, kept], mu[kept], weighing.penalty, iterations=iterations).mu
        mu = np.zeros_like(mu)
        mu[kept] = np.maximum(again, np.where(moving[kept], 0.0, minimum_mu * weighing.fractions))
        mu = normalise_d95(doses[weighing.target], mu, weighing.dose)
    return with_metersets(tuple(beams), mu / weighing.fractions)


def _moves(beam: LabBeam) -> bool:
    return beam.delivery in (Delivery.SLIDING_WINDOW, Delivery.ARC)


def _step_metersets(beam: LabBeam) -> list[float]:
    return [one.mu for one in beam.apertures[1 if _moves(beam) else 0 :]]
