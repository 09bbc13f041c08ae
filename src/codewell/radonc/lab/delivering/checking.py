"""What was delivered against what was planned: as metersets, and as a plan whose dose can be calculated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from codewell.kernel.errors import InputError
from codewell.radonc.lab.delivering.delivered import DeliveredBeam, DeliveredFraction
from codewell.radonc.lab.plan import Aperture, Delivery, LabBeam, LabPlan

TOLERANCE = 0.01
"""Share of a beam's meterset that may be missing or too much before a fraction counts as not complete; house policy."""


@dataclass(frozen=True, slots=True)
class MetersetCheck:
    """A beam's meterset in a fraction.

    Args:
        number: Beam Number.
        planned: MU.
        delivered: MU, over all parts of the fraction; 0 where the beam never came on.
    """

    number: int
    planned: float
    delivered: float

    @property
    def is_complete(self) -> bool:
        """Say whether the beam gave its meterset within `TOLERANCE`."""
        return abs(self.delivered - self.planned) <= TOLERANCE * self.planned


def check_metersets(plan: LabPlan, parts: Sequence[DeliveredFraction]) -> tuple[MetersetCheck, ...]:
    """Compare the metersets of a fraction, one for each planned beam.

    Args:
        plan: planned.
        parts: of one fraction, before and after breaks.

    Raises:
        InputError: parts belong to different fractions.
    """
    if len({part.number for part in parts}) > 1:
        raise InputError("Parts of different fractions were compared as one.", next_step="Compare each fraction by itself.")
    given = {beam.field.number: 0.0 for beam in plan.beams}
    for part in parts:
        for one in part.beams:
            given[one.number] = given.get(one.number, 0.0) + one.meterset
    return tuple(MetersetCheck(beam.field.number, beam.mu, given[beam.field.number]) for beam in plan.beams)


def delivered_share(plan: LabPlan, parts: Sequence[DeliveredFraction]) -> float:
    """Return the meterset given in a fraction by the planned one."""
    planned = sum(beam.mu for beam in plan.beams)
    return sum(part.meterset for part in parts) / planned


def delivered_plan(plan: LabPlan, parts: Sequence[DeliveredFraction]) -> LabPlan:
    """Return the plan as it was delivered in a fraction: leaf positions, angles and metersets of the log.

    Beams that never came on are left out; a beam in two parts appears twice.
    """
    beams = {beam.field.number: beam for beam in plan.beams}
    given = tuple(_as_given(beams[one.number], one) for part in parts for one in part.beams if one.meterset > 0)
    return replace(plan, beams=given)


def _as_given(beam: LabBeam, given: DeliveredBeam) -> LabBeam:
    points = given.control_points
    moves = beam.delivery in (Delivery.SLIDING_WINDOW, Delivery.ARC)
    if moves:
        before = [points[0].meterset, *[one.meterset for one in points[:-1]]]
        shapes = [
            Aperture(one.left, one.right, one.meterset - start, one.gantry) for one, start in zip(points, before, strict=True)
        ]
    else:
        # Static steps come as start and stop; the leaves stand still in between, so the start shows where.
        shapes = [
            Aperture(first.left, first.right, last.meterset - first.meterset, first.gantry)
            for first, last in zip(points[::2], points[1::2], strict=True)
        ]
    return replace(beam, apertures=tuple(shapes))
