"""What an episode is meant to show, as facts and never as codes: a reader of its files should find the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from codewell.radonc.facts import Guidance, Intent, Technique
from codewell.radonc.lab.presets.choices import Preset
from codewell.radonc.lab.steps.delivering import Session
from codewell.radonc.lab.steps.guiding import Guided
from codewell.radonc.lab.steps.planning import Planned


@dataclass(frozen=True, slots=True)
class ExpectedPlan:
    """A plan as it was meant.

    Args:
        label: of the plan.
        technique: of the beams that treat.
        intent: of the plan.
        fractions: planned.
        beams: that treat; one whose fluence came out as nothing is left out.
        isocentres: distinct ones.
    """

    label: str
    technique: Technique
    intent: Intent
    fractions: int
    beams: int
    isocentres: int


@dataclass(frozen=True, slots=True)
class ExpectedSession:
    """A fraction as it was given.

    Args:
        plan: label.
        fraction: number.
        start: when the patient was on the couch.
        share: delivered part of the meterset.
        records: one, or two where it was interrupted.
    """

    plan: str
    fraction: int
    start: datetime
    share: float
    records: int


@dataclass(frozen=True, slots=True)
class Expected:
    """What the files of an episode are meant to show.

    Args:
        plans: in the scenario's order.
        sessions: in order of time, those without beam among them.
        guidance: kind of the images, and how often; None without images.
    """

    plans: tuple[ExpectedPlan, ...]
    sessions: tuple[ExpectedSession, ...]
    guidance: tuple[Guidance, int] | None


_INTENTS = {
    "CURATIVE": Intent.CURATIVE,
    "PALLIATIVE": Intent.PALLIATIVE,
    "VERIFICATION": Intent.VERIFICATION,
    "MACHINE_QA": Intent.MACHINE_QA,
}


def expected_facts(
    preset: Preset, planned: tuple[Planned, ...], sessions: tuple[Session, ...], guided: tuple[Guided, ...]
) -> Expected:
    """Return what an episode's files are meant to show."""
    plans = tuple(_expected_plan(one) for one in planned)
    given = tuple(
        ExpectedSession(
            one.planned.plan.label, one.appointment.fraction, one.appointment.start, round(one.share, 4), len(one.parts)
        )
        for one in sessions
    )
    kind = None
    if preset.guidance is not None and guided:
        kind = (Guidance(preset.guidance.kind), len(guided))
    return Expected(plans, given, kind)


def _expected_plan(planned: Planned) -> ExpectedPlan:
    choice = planned.choice
    has_photons = bool(choice.gantries or choice.arcs)
    technique = Technique.MIXED if has_photons and choice.electrons else Technique(choice.technique)
    return ExpectedPlan(
        choice.label,
        technique,
        _INTENTS[choice.intent],
        choice.fractions,
        len(planned.plan.beams),
        len(choice.isocentres),
    )
