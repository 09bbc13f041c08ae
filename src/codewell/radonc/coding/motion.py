"""Whether motion was managed while the beam was on: gated or steered, breath held only, or nothing shown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from codewell.radonc.coding.visits import Visit
from codewell.radonc.coding.workbench import Workbench, proofs_of
from codewell.radonc.facts import Evidence, Guidance, GuidanceFacts, MotionManagement, NoteFact, Shown

ACTIVE = ("GATING", "TRACKING", "REALTIME")
HOLD_ONLY = ("BREATH_HOLD",)


class Control(Enum):
    """How motion was managed."""

    ACTIVE = "active"
    HOLD_ONLY = "breath-hold-only"
    NOT_SHOWN = "not-shown"


@dataclass(frozen=True, slots=True)
class MotionReading:
    """Motion management of a visit.

    Args:
        control: how.
        source: `record`, `guidance`, `plan` or `note`; empty where nothing shows it.
        how: in words.
        evidence: what shows it.
    """

    control: Control
    source: str = ""
    how: str = ""
    evidence: tuple[Evidence, ...] = ()


def motion_of(bench: Workbench, visit: Visit) -> MotionReading:
    """Return how motion was managed; the record speaks before tracking signals, the plan and the note.

    Absence in the files means not shown, never no.
    """
    records = [session.motion for session in visit.sessions if isinstance(session.motion, Shown)]
    plans = [plan.motion for plan in visit.plans if isinstance(plan.motion, Shown)]
    for source, motions in (("record", records), ("plan", plans)):
        for motion in motions:
            if motion.value.technique.upper() in ACTIVE:
                return MotionReading(Control.ACTIVE, source, _words(motion.value), motion.proofs)
        if source == "record":
            tracked = [one for one in guidance_of(bench, visit) if one.kind is Guidance.INTRAFRACTION_TRACKING]
            if tracked:
                return MotionReading(
                    Control.ACTIVE, "guidance", "the target tracked during the beam", proofs_of(tracked[0].proofs)
                )
    stated = bench.stated(NoteFact.ACTIVE_MOTION_MANAGEMENT, NoteFact.GATING, NoteFact.TRACKING)
    if stated:
        return MotionReading(Control.ACTIVE, "note", stated[0].kind.value.replace("-", " "), proofs_of(*stated))
    holds = [one for one in (*records, *plans) if one.value.technique.upper() in HOLD_ONLY]
    held = bench.stated(NoteFact.BREATH_HOLD_ONLY)
    if holds or held:
        return MotionReading(Control.HOLD_ONLY, "plan" if holds else "note", "breath hold", proofs_of(*holds, *held))
    return MotionReading(Control.NOT_SHOWN)


def guidance_of(bench: Workbench, visit: Visit) -> tuple[GuidanceFacts, ...]:
    """Return the guidance of a visit: what names its sessions, and what names none but is of its day, for the first visit."""
    keys = {session.key for session in visit.sessions}
    return tuple(
        one
        for one in bench.episode.guidance
        if one.session in keys or (not one.session and one.day == visit.day and visit.number == 1)
    )


def _words(motion: MotionManagement) -> str:
    signal = f" by {motion.signal.lower().replace('_', ' ')}" if motion.signal else ""
    return motion.technique.lower().replace("_", " ") + signal
