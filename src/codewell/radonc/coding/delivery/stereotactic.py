"""Stereotactic treatment: which plans are, and what their sessions are billed as, in both delivery regimes."""

from __future__ import annotations

from collections.abc import Sequence

from codewell.radonc.coding.lines import Family
from codewell.radonc.coding.readings import site_of
from codewell.radonc.coding.visits import Visit
from codewell.radonc.coding.workbench import Draft, Workbench, proofs_of
from codewell.radonc.facts import NoteFact, PlanFacts

_RULE = "rt.delivery.stereotactic-body"


def stereotactic_plans(bench: Workbench, visits: Sequence[Visit]) -> frozenset[str]:
    """Return UIDs of plans that are stereotactic: stated by the note or their label, and of at most five fractions."""
    most = bench.rule(_RULE, bench.any_day()).count("most_fractions")
    stated = bool(bench.stated(NoteFact.STEREOTACTIC))
    found = set()
    for plan in bench.episode.plans:
        if not plan.intent.is_treatment:
            continue
        given = sum(plan.uid in session.plans for visit in visits for session in visit.sessions[:1])
        few = (planned_fractions(plan) or given) <= most and given <= most
        if few and (stated or _is_labelled(bench, plan)):
            found.add(plan.uid)
        elif few:
            _ask_about_large_fractions(bench, plan)
    return frozenset(found)


def is_stereotactic(visit: Visit, plans: frozenset[str]) -> bool:
    """Say whether all plans of a visit are stereotactic."""
    return bool(visit.plans) and all(plan.uid in plans for plan in visit.plans)


def deliver_stereotactic(bench: Workbench, visit: Visit) -> Draft:
    """Return the delivery of a stereotactic visit: brain radiosurgery in one session, else one fraction of a short course."""
    surgery, body = bench.rule("rt.delivery.radiosurgery", visit.day), bench.rule(_RULE, visit.day)
    found = site_of(bench, visit.plans)
    evidence = proofs_of(visit.evidence, *bench.stated(NoteFact.STEREOTACTIC), found)
    once = all(planned_fractions(plan) == 1 for plan in visit.plans)
    is_brain = found is not None and found.value.site.value in surgery.texts("sites")
    rule, code, other = (
        (surgery, surgery.text("code"), body.text("code"))
        if once and is_brain
        else (body, body.text("code"), surgery.text("code"))
    )
    flags: tuple[str, ...] = ()
    if once and found is None:
        flags = ("The site is not shown: 77372 where it is the brain, treated in this one session.",)
        bench.ask(
            "the site of the stereotactic session", "stereotactic treatment of the brain, lung, spine, ...", ("77372", "77373")
        )
    why = (
        "The brain is treated in one session."
        if rule is surgery
        else "It is a fraction of a course of at most five, not brain surgery in one session."
    )
    day = visit.day
    beside = "A stereotactic session is not also a conventional or IMRT session."
    others = ("77385", "77386", "77412") if bench.regime(day) == "until-2025" else ("77407", "77412")
    rejected = (
        bench.reject(other, day, why, rule.ruling.id),
        bench.reject(surgery.text("other"), day, "It is for machines with many cobalt sources.", surgery.ruling.id),
        *(bench.reject(one, day, beside, rule.ruling.id) for one in others),
    )
    return Draft(code, Family.DELIVERY, day, rule.ruling, 1, evidence, rejected, flags, visit.key, visit.plan)


def planned_fractions(plan: PlanFacts) -> int | None:
    """Return the fractions of a plan; None where it states none."""
    groups = [group.fractions for group in plan.groups if group.fractions]
    written = [one.fractions for one in plan.prescriptions if one.fractions]
    return max(groups or written, default=None)


def _is_labelled(bench: Workbench, plan: PlanFacts) -> bool:
    words = bench.rule("rt.delivery.stereotactic-not-stated", bench.any_day()).texts("words")
    names = " ".join((plan.label, *(one.target for one in plan.prescriptions))).upper()
    parts = "".join(sign if sign.isalpha() else " " for sign in names).split()
    return any(word in parts for word in words)


def _ask_about_large_fractions(bench: Workbench, plan: PlanFacts) -> None:
    least = bench.rule("rt.delivery.stereotactic-not-stated", bench.any_day()).number("least_gray")
    fractions = planned_fractions(plan)
    if not fractions:
        return
    if any(one.dose / fractions >= least for one in plan.prescriptions) or any((one.dose or 0) >= least for one in plan.groups):
        bench.ask(
            f"whether the plan of {fractions} large fractions is stereotactic",
            "stereotactic body radiotherapy (SBRT, SABR) or radiosurgery",
            ("77372", "77373", "77432", "77435"),
        )
