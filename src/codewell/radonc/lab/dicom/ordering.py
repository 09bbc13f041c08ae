"""From what a scenario chooses to what is written to a plan beside its beams."""

from __future__ import annotations

from datetime import date, time

from codewell.radonc.lab.dicom.objects import Header
from codewell.radonc.lab.dicom.orders import Fixation, Motion, PlanOrder
from codewell.radonc.lab.presets.choices import PlanChoice

PLANNED_AT = time(14, 0)


def plan_order(header: Header, choice: PlanChoice, day: date, approval_day: date) -> PlanOrder:
    """Return the order of a plan.

    Args:
        header: of the episode, for the UID of a plan that this one verifies.
        choice: of the scenario.
        day: of planning.
        approval_day: on which the physician approves, where that happens.
    """
    electrons = choice.electrons
    return PlanOrder(
        day=day,
        at=PLANNED_AT,
        approved=(approval_day, time(16, 30)) if choice.approve else None,
        geometry="PATIENT" if choice.is_volumetric else "TREATMENT_DEVICE",
        site=choice.site,
        setup_beams=choice.setup_beams,
        fixations=tuple(Fixation(one.kind, one.label) for one in choice.devices),
        boluses=choice.boluses,
        motion=None if choice.motion is None else Motion(choice.motion.technique, choice.motion.signal),
        applicator=None if electrons is None else electrons.applicator or None,
        ssd=None if electrons is None else electrons.ssd,
        verifies=header.uid("plan", choice.verifies) if choice.verifies else "",
    )
