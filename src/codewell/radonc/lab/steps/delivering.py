"""The third step: the simulated machine delivers every fraction of the schedule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from codewell.radonc.lab.delivering.breathing import Breathing, Gate
from codewell.radonc.lab.delivering.checking import delivered_plan, delivered_share
from codewell.radonc.lab.delivering.delivered import DeliveredFraction, Termination
from codewell.radonc.lab.delivering.delivering import Interruption, deliver_fraction
from codewell.radonc.lab.delivering.machine import machine
from codewell.radonc.lab.delivering.recalculating import Geometries, plan_dose
from codewell.radonc.lab.gamma import gamma
from codewell.radonc.lab.phantom import Phantom
from codewell.radonc.lab.steps.figures import Figure
from codewell.radonc.lab.steps.imaging import on_grid
from codewell.radonc.lab.steps.planning import Planned
from codewell.radonc.lab.steps.scheduling import Appointment


@dataclass(frozen=True, slots=True)
class Session:
    """A fraction that was given, or tried.

    Args:
        appointment: what was due.
        planned: plan.
        parts: what the machine logged, one record each.
    """

    appointment: Appointment
    planned: Planned
    parts: tuple[DeliveredFraction, ...]

    @property
    def share(self) -> float:
        """Delivered part of the fraction's meterset."""
        return delivered_share(self.planned.plan, self.parts)


def deliver(due: Appointment, planned: Planned, seed: int) -> Session:
    """Deliver a fraction, with what the scenario lets happen to it."""
    event, start = due.event, due.start
    if event is not None and event.kind == "setup-only":
        return Session(due, planned, (DeliveredFraction(due.fraction, 1, start, start, ()),))
    motion = planned.choice.motion
    gate = Gate(Breathing()) if motion is not None and motion.technique in ("GATING", "BREATH_HOLD") else None
    stop = None
    if event is not None:
        who = Termination.MACHINE if event.kind == "interrupted" else Termination.OPERATOR
        stop = Interruption(event.share, who)
    first = deliver_fraction(planned.plan, machine(), due.fraction, start, seed=seed, interruption=stop, gate=gate)
    if event is None or event.kind != "interrupted":
        return Session(due, planned, (first,))
    again = first.stop + timedelta(minutes=event.pause)
    rest = deliver_fraction(planned.plan, machine(), due.fraction, again, seed=seed, gate=gate, earlier=(first,))
    return Session(due, planned, (first, rest))


def delivery_figures(sessions: Sequence[Session], phantom: Phantom) -> tuple[Figure, ...]:
    """Return how many fractions were given, and how far the dose of the first whole one of each plan lies from the plan's."""
    figures = [
        Figure("delivery", "sessions", sum(session.share > 0 for session in sessions)),
        Figure("delivery", "treatment records", sum(len(session.parts) for session in sessions)),
        Figure("delivery", "smallest delivered share of a fraction", 100 * min(one.share for one in sessions), "%"),
    ]
    seen: set[str] = set()
    for session in sessions:
        label = session.planned.plan.label
        if label not in seen and session.share > 0.99:
            seen.add(label)
            figures += _dose_figures(session, phantom)
    return tuple(figures)


def _dose_figures(session: Session, phantom: Phantom) -> list[Figure]:
    """Return how the dose as logged agrees with the planned one; nothing for a plan with electrons."""
    planned = session.planned
    label = planned.plan.label
    if any(beam.field.radiation != "PHOTON" for beam in planned.plan.beams):
        return []
    grid = planned.fraction_dose.grid
    inside = on_grid(phantom, planned.plan.target, grid)
    given = plan_dose(delivered_plan(planned.plan, session.parts), machine(), Geometries(phantom, grid))
    before = float(np.asarray(planned.fraction_dose.values, dtype=np.float64)[inside].mean())
    after = float(np.asarray(given.values, dtype=np.float64)[inside].mean())
    passed = 100 * gamma(planned.fraction_dose, given).passed
    return [
        Figure("delivery", f"{label}: mean target dose, delivered against planned", 100 * (after / before - 1), "%"),
        Figure("delivery", f"{label}: gamma 3 % / 3 mm, delivered against planned", passed, "%"),
    ]
