"""The third step: the simulated machine delivers every fraction of the schedule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from codewell.radonc.lab.delivering.checking import delivered_plan, delivered_share
from codewell.radonc.lab.delivering.delivered import DeliveredFraction, Termination
from codewell.radonc.lab.delivering.delivering import Interruption, deliver_fraction
from codewell.radonc.lab.delivering.gating import Gating
from codewell.radonc.lab.delivering.machine import machine
from codewell.radonc.lab.delivering.recalculating import Geometries, plan_dose
from codewell.radonc.lab.gamma import gamma
from codewell.radonc.lab.guiding.tracking import EXHALE_GATE, PROSTATE_GATE, Breathing, ProstateMotion
from codewell.radonc.lab.phantom import Phantom
from codewell.radonc.lab.presets.choices import MotionChoice
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
    gating = _gating(planned.choice.motion)
    stop = None
    if event is not None:
        who = Termination.MACHINE if event.kind == "interrupted" else Termination.OPERATOR
        stop = Interruption(event.share, who)
    first = deliver_fraction(planned.plan, machine(), due.fraction, start, seed=seed, interruption=stop, gating=gating)
    if event is None or event.kind != "interrupted":
        return Session(due, planned, (first,))
    again = first.stop + timedelta(minutes=event.pause)
    rest = deliver_fraction(planned.plan, machine(), due.fraction, again, seed=seed, gating=gating, earlier=(first,))
    return Session(due, planned, (first, rest))


def _gating(motion: MotionChoice | None) -> Gating | None:
    """Return what moves and what holds the beam: markers followed inside the prostate, or breathing."""
    if motion is None:
        return None
    if motion.technique in ("TRACKING", "REALTIME"):
        return Gating(ProstateMotion(), PROSTATE_GATE)
    return Gating(Breathing(), EXHALE_GATE)


def delivery_figures(sessions: Sequence[Session], phantom: Phantom) -> tuple[Figure, ...]:
    """Return how many fractions were given, and how far the dose of the first whole one of each plan lies from the plan's."""
    figures = [
        Figure("delivery", "sessions", sum(session.share > 0 for session in sessions)),
        Figure("delivery", "treatment records", sum(len(session.parts) for session in sessions)),
        Figure("delivery", "smallest delivered share of a fraction", 100 * min(one.share for one in sessions), "%"),
    ]
    for label in dict.fromkeys(session.planned.plan.label for session in sessions):
        its = [session for session in sessions if session.planned.plan.label == label]
        figures += _tracking_figures(label, its)
        whole = [session for session in its if session.share > 0.99]
        figures += _dose_figures(whole[0], phantom) if whole else []
    return tuple(figures)


def _tracking_figures(label: str, sessions: Sequence[Session]) -> list[Figure]:
    """Return how far the target moved and how often the gate held the beam; nothing where no target was followed."""
    parts = [part for session in sessions for part in session.parts]
    signals = [beam.signal for part in parts for beam in part.beams if beam.signal is not None]
    if not signals:
        return []
    excursions = np.concatenate([one.trace.excursion for one in signals])
    beam_on = np.concatenate([one.beam_on for one in signals])
    return [
        Figure("delivery", f"{label}: target's distance from set-up, median", float(np.median(excursions)), "mm"),
        Figure("delivery", f"{label}: target's distance from set-up, largest", float(excursions.max()), "mm"),
        Figure("delivery", f"{label}: target's distance while the beam is on, largest", _largest(excursions[beam_on]), "mm"),
        Figure("delivery", f"{label}: part of the gated time with the beam on", 100 * float(beam_on.mean()), "%"),
        Figure("delivery", f"{label}: holds by the gate", sum(len(one.holds) for one in signals)),
    ]


def _largest(values: npt.NDArray[np.float64]) -> float:
    return float(values.max(initial=0.0))


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
