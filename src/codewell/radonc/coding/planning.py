"""Planning: the plan itself, basic dose calculation, the study of breathing motion, clinical planning."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from codewell.radonc.coding import complexity
from codewell.radonc.coding.lines import Family
from codewell.radonc.coding.plans import PlanUse, is_surface_use
from codewell.radonc.coding.workbench import Draft, Workbench, proofs_of
from codewell.radonc.facts import Evidence, NoteFact, Shown, Technique

_VOLUME_CODES = ("77301", "77295")


def code_plans(bench: Workbench, uses: Sequence[PlanUse]) -> None:
    """Bill every plan that was used, with its dose calculations and the study of motion that it rests on."""
    billed: dict[tuple[int, str], list[PlanUse]] = {}
    for use in uses:
        draft = _plan_draft(bench, use)
        if draft is None:
            continue
        earlier = billed.setdefault((use.course, draft.code), [])
        same_day = [one for one in earlier if one.day == use.day]
        if same_day:
            because = f"A plan of the same course is billed on {use.day}: phases and targets planned together are one plan."
            bench.deny(draft.code, use.day, because, "rt.planning.one-plan-a-day", use.evidence)
        else:
            bench.bill(_as_new_plan(bench, draft, earlier))
            earlier.append(use)
        if draft.code in _VOLUME_CODES:
            _basic_dose(bench, use)
    _motion_study(bench, [use for (_, code), found in billed.items() if code in _VOLUME_CODES for use in found])


def _as_new_plan(bench: Workbench, draft: Draft, earlier: Sequence[PlanUse]) -> Draft:
    if not earlier or draft.code == "77436":
        return draft
    rule = bench.ruling("rt.planning.new-plan", draft.day)
    flag = f"A plan of this course was billed on {earlier[-1].day}: the record must say what change needs another."
    return Draft(
        draft.code, draft.family, draft.day, rule, 1, draft.evidence, draft.rejected, (*draft.flags, flag), plan=draft.plan
    )


def _plan_draft(bench: Workbench, use: PlanUse) -> Draft | None:
    if is_surface_use(bench, use):
        return _surface(bench, use)
    if use.is_imrt:
        return _imrt(bench, use)
    if use.is_volumetric:
        return _three_dimensional(bench, use)
    if use.reading.techniques == {Technique.ELECTRON}:
        rule = bench.rule("rt.planning.special-beam", use.day)
        because = "There is no volumetric plan of the electron fields among the files."
        rejected = (bench.reject("77295", use.day, because, rule.ruling.id),)
        return Draft(
            rule.text("code"), Family.PLANNING, use.day, rule.ruling, 1, use.evidence, rejected, use.flags, plan=use.plan.uid
        )
    return _isodose(bench, use)


def _imrt(bench: Workbench, use: PlanUse) -> Draft:
    rule = bench.rule("rt.planning.imrt", use.day)
    flags = [*use.flags, *use.reading.flags]
    if not isinstance(use.plan.constraints, Shown) and not bench.stated(NoteFact.INVERSE_PLANNED):
        flags.append("Dose constraints are not in the files: inverse planning must be documented.")
    because = "The plan is modulated, and one plan has one planning code."
    rejected = tuple(bench.reject(code, use.day, because, rule.ruling.id) for code in ("77295", "77307"))
    evidence = proofs_of(use.evidence, use.plan.constraints, *bench.stated(NoteFact.INVERSE_PLANNED))
    return Draft(rule.text("code"), Family.PLANNING, use.day, rule.ruling, 1, evidence, rejected, tuple(flags), plan=use.plan.uid)


def _three_dimensional(bench: Workbench, use: PlanUse) -> Draft:
    rule = bench.rule("rt.planning.three-dimensional", use.day)
    flags = (*use.flags, *use.reading.flags)
    if not isinstance(use.plan.volumetric, Shown):
        flags = (*flags, "Structures with a dose volume are not in the files: dose-volume histograms must be documented.")
    decides = "rt.delivery.field-in-field" if Technique.FIELD_IN_FIELD in use.reading.techniques else rule.ruling.id
    rejected = (
        bench.reject("77301", use.day, "The plan is not optimised inversely: it is no IMRT plan.", decides),
        bench.reject("77307", use.day, "The plan is three-dimensional.", rule.ruling.id),
    )
    evidence = proofs_of(use.evidence, use.plan.volumetric)
    return Draft(rule.text("code"), Family.PLANNING, use.day, rule.ruling, 1, evidence, rejected, flags, plan=use.plan.uid)


def _isodose(bench: Workbench, use: PlanUse) -> Draft:
    rule = bench.rule("rt.planning.isodose", use.day)
    found = complexity.of_plan(bench, use.plan)
    simple = found.level == 0
    code, other = (rule.text("simple"), rule.text("complex")) if simple else (rule.text("complex"), rule.text("simple"))
    rejected = (
        bench.reject(other, use.day, f"The plan has {found.why}.", rule.ruling.id),
        bench.reject("77300", use.day, "Basic dose calculation is part of the isodose plan.", "rt.planning.basic-dose-included"),
        bench.reject("77295", use.day, "No structures with a dose volume are among the files.", rule.ruling.id),
    )
    flags = (*use.flags, "The isodose plan itself must be in the record.")
    return Draft(code, Family.PLANNING, use.day, rule.ruling, 1, use.evidence, rejected, flags, plan=use.plan.uid)


def _surface(bench: Workbench, use: PlanUse) -> Draft | None:
    rule = bench.book.find("rt.planning.surface", use.day)
    if rule is None:
        return None
    return Draft(rule.text("code"), Family.PLANNING, use.day, rule.ruling, 1, use.evidence, flags=use.flags, plan=use.plan.uid)


def _basic_dose(bench: Workbench, use: PlanUse) -> None:
    rule = bench.rule("rt.planning.basic-dose", use.day)
    counted, most = complexity.ports(use.plan.treating), rule.count("most")
    if counted > most:
        because = f"{counted} gantry angles or arcs are calculated; more than {most} a day are not paid."
        bench.deny(rule.text("code"), use.day, because, rule.ruling.id, use.evidence)
    flag = "Each calculation must be in the record, independent of the planning system."
    bench.bill(
        Draft(
            rule.text("code"),
            Family.PLANNING,
            use.day,
            rule.ruling,
            min(counted, most),
            use.evidence,
            flags=(*use.flags, flag),
            plan=use.plan.uid,
        )
    )


def _motion_study(bench: Workbench, uses: Sequence[PlanUse]) -> None:
    """Add the study of breathing motion once for each course, to the first plan that can rest on it."""
    stated = bench.stated(NoteFact.RESPIRATORY_SIMULATION)
    done: set[int] = set()
    for use in sorted(uses, key=lambda one: one.day):
        rule = bench.rule("rt.planning.motion-study", use.day)
        evidence = proofs_of(_phases(bench, use, rule.count("least_phases")), *stated)
        if use.course in done or not evidence:
            continue
        done.add(use.course)
        flags = ("Packaged in a hospital: nothing is paid of its own.",) if bench.hospital else ()
        bench.bill(Draft(rule.text("code"), Family.PLANNING, use.day, rule.ruling, 1, evidence, flags=flags, plan=use.plan.uid))


def _phases(bench: Workbench, use: PlanUse, least: int) -> tuple[Evidence, ...]:
    """Return proofs of the 4D CT before a plan that no other course's plan stands nearer to."""
    days = sorted({other.day for other in bench.episode.plans if other.day and other.day < use.day and other.uid != use.plan.uid})
    own = {uid for course in bench.episode.courses if course.number == use.course for uid in course.plans}
    earlier = [day for day in days if any(plan.day == day and plan.uid not in own for plan in bench.episode.plans)]
    since = earlier[-1] if earlier else date.min
    return tuple(
        proof
        for image in bench.episode.imaging
        if image.modality == "CT" and not image.is_cone_beam and image.phases >= least
        and (image.day is None or since < image.day <= use.day)
        for proof in image.proofs
    )  # fmt: skip


def code_clinical_planning(bench: Workbench, uses: Sequence[PlanUse]) -> None:
    """Bill the physician's clinical planning where the note says that it was done; once, for the first course."""
    stated = bench.stated(NoteFact.CLINICAL_TREATMENT_PLANNING)
    if not uses:
        return
    if not stated:
        bench.ask(
            "the physician's clinical treatment planning",
            "clinical treatment planning with its complexity",
            ("77261", "77262", "77263"),
        )
        return
    images = sorted(one.day for one in bench.episode.imaging if one.day and one.modality == "CT" and not one.is_cone_beam)
    named = stated[0].day
    day = named or (images[0] if images else uses[0].day)
    if not bench.answers(day):
        return
    rule = bench.rule("rt.planning.clinical", day)
    found = complexity.of_plan(bench, uses[0].plan)
    codes = rule.texts("codes")
    flags = () if named else ("The day of the clinical planning is not stated: the day of the planning images stands for it.",)
    because = f"The plan has {found.why}."
    rejected = tuple(bench.reject(code, day, because, rule.ruling.id) for code in codes if code != codes[found.level])
    bench.bill(Draft(codes[found.level], Family.PLANNING, day, rule.ruling, 1, proofs_of(*stated), rejected, flags))
