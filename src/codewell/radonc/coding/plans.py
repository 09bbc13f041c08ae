"""Plans as they are billed: which were used, on which day, in which course."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from codewell.radonc.coding.delivery.surface import is_surface_plan
from codewell.radonc.coding.readings import TechniqueReading, technique_of_plan
from codewell.radonc.coding.visits import Visit
from codewell.radonc.coding.workbench import Workbench, proofs_of
from codewell.radonc.facts import Evidence, PlanFacts, Shown, Technique


@dataclass(frozen=True, slots=True)
class PlanUse:
    """A plan that was approved or delivered.

    Args:
        plan: the facts.
        day: date of service of its planning.
        course: number of its course; 0 where it is in none.
        reading: technique.
        flags: what is open about its day.
    """

    plan: PlanFacts
    day: date
    course: int
    reading: TechniqueReading
    flags: tuple[str, ...]

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Proofs of the plan, its technique and its approval."""
        beams = (beam.proofs for beam in self.plan.treating)
        return proofs_of(self.plan.proofs, self.reading.evidence, self.plan.approval, *beams)

    @property
    def is_imrt(self) -> bool:
        """Say whether the plan is intensity modulated."""
        return self.reading.is_modulated

    @property
    def is_volumetric(self) -> bool:
        """Say whether the plan is three-dimensional."""
        if self.reading.techniques & {Technique.FIELD_IN_FIELD, Technique.CONFORMAL_ARC}:
            return True
        return isinstance(self.plan.volumetric, Shown) and self.plan.volumetric.value


def used_plans(bench: Workbench, visits: Sequence[Visit]) -> tuple[PlanUse, ...]:
    """Return plans that are billed, by day and label; drafts are listed as denied, plans without a day as problems."""
    delivered: dict[str, date] = {}
    for visit in visits:
        for plan in visit.plans:
            delivered.setdefault(plan.uid, visit.day)
    found = []
    for plan in bench.episode.plans:
        if plan.intent.is_treatment and plan.treating and _is_used(bench, plan, plan.uid in delivered):
            use = _use(bench, plan, delivered.get(plan.uid))
            if use is not None:
                found.append(use)
    return tuple(sorted(found, key=lambda use: (use.day, use.plan.label, use.plan.uid)))


def _approved(plan: PlanFacts) -> bool:
    return isinstance(plan.approval, Shown) and plan.approval.value.status.upper() == "APPROVED"


def _is_used(bench: Workbench, plan: PlanFacts, delivered: bool) -> bool:
    if delivered or _approved(plan) or (not bench.episode.sessions and not isinstance(plan.approval, Shown)):
        return True
    because = "The plan is neither approved nor delivered: a draft is not billed."
    code = "77301" if technique_of_plan(bench, plan).is_modulated else "77295"
    bench.deny(code, plan.day, because, "rt.planning.not-used", plan.proofs)
    bench.ask("the approval of a plan that nobody delivered", "plan approved and signed, with its date", (code,), plan.day)
    return False


def _use(bench: Workbench, plan: PlanFacts, first: date | None) -> PlanUse | None:
    approved = plan.approval.value.day if isinstance(plan.approval, Shown) and _approved(plan) else None
    day, flags = approved, list[str]()
    if day is None:
        day = plan.day or first
        what = "the plan's own day" if plan.day else "the day of the first treatment"
        flags.append(f"The day of approval is not shown: {what} stands for it.")
    if day is None:
        bench.problem("rt.plan-without-day", "A plan has no day and was not delivered.", "Code its planning by hand.", plan.file)
        return None
    if approved is not None and first is not None and approved > first:
        flags.append(f"The plan was approved after its first treatment on {first}.")
    if not bench.answers(day):
        return None
    course = next((one.number for one in bench.episode.courses if plan.uid in one.plans), 0)
    return PlanUse(plan, day, course, technique_of_plan(bench, plan), tuple(flags))


def is_surface_use(bench: Workbench, use: PlanUse) -> bool:
    """Say whether a plan is of superficial or orthovoltage treatment."""
    return is_surface_plan(bench, use.plan)


def imrt_plan_around(bench: Workbench, uses: Sequence[PlanUse], course: int | None, day: date) -> PlanUse | None:
    """Return the IMRT plan into which a service of a day falls by the payer's window; None where none takes it in.

    Args:
        bench: the coding.
        uses: plans.
        course: to look in; None for every course.
        day: of the service.
    """
    for use in uses:
        if not use.is_imrt or (course is not None and use.course != course):
            continue
        ahead = (use.day - day).days
        before = bench.payer.switch("imrt-bundle-days-before", day).value
        after = int(bench.payer.switch("imrt-bundle-days-after", day).value)
        if (ahead >= 0 and (before == "any" or ahead <= int(before))) or -after <= ahead < 0:
            return use
    return None
