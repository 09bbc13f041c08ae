"""The physician's management of treatment: for five fractions, short and stereotactic courses, special procedures."""

from __future__ import annotations

from collections.abc import Sequence

from codewell.radonc.coding.delivery.stereotactic import is_stereotactic
from codewell.radonc.coding.lines import Family, Rejected
from codewell.radonc.coding.rulebook import Rule
from codewell.radonc.coding.series import Series
from codewell.radonc.coding.visits import Visit
from codewell.radonc.coding.workbench import Draft, Workbench, proofs_of
from codewell.radonc.facts import Evidence, NoteFact

_ENDED = "statement that treatment has ended, with the number of fractions given"


def code_management(bench: Workbench, series: Series, stereotactic: frozenset[str]) -> None:
    """Bill the management of a series.

    Args:
        bench: the coding.
        series: visits counted together.
        stereotactic: UIDs of stereotactic plans.
    """
    short = tuple(visit for visit in series.visits if is_stereotactic(visit, stereotactic))
    counted = tuple(visit for visit in series.visits if not is_stereotactic(visit, stereotactic))
    if short:
        _stereotactic(bench, short, series.is_complete)
    if not counted:
        return
    rule = bench.rule("rt.management.short-course", counted[-1].day)
    if len(counted) <= rule.count("most_fractions") and not short:
        _short_course(bench, counted, series.is_complete)
    else:
        _weekly(bench, counted, series.is_complete)


def _weekly(bench: Workbench, visits: Sequence[Visit], is_complete: bool | None) -> None:
    size = bench.rule("rt.management.weekly", visits[-1].day).count("fractions")
    for place in range(size - 1, len(visits), size):
        _week(bench, visits[place - size + 1 : place + 1], ())
    rest = len(visits) % size
    if rest < bench.rule("rt.management.weekly", visits[-1].day).count("least_remainder"):
        return
    if is_complete is False:
        bench.ask(f"whether the course has ended with the last {rest} fractions", _ENDED, ("77427",), visits[-1].day)
        return
    flag = "The planned number of fractions is not shown: the unit holds only where the course ended with these fractions."
    _week(bench, visits[-rest:], (flag,) if is_complete is None else ())


def _week(bench: Workbench, week: Sequence[Visit], flags: tuple[str, ...]) -> None:
    last = week[-1]
    rule = bench.rule("rt.management.weekly", last.day)
    evidence = proofs_of(*(proof for visit in week for session in visit.sessions for proof in (session.proofs[:1],)))
    evidence = proofs_of(evidence, *bench.stated(NoteFact.WEEKLY_MANAGEMENT))
    days = [visit.day for visit in week]
    if len(set(days)) < len(days):
        flags = (*flags, "Two sessions of a day are counted as two fractions: a distinct break must be documented.")
    because = "It is for a whole course of one or two fractions, never for a part of a longer one."
    rejected = (bench.reject("77431", last.day, because, "rt.management.short-course"),)
    _bill(bench, rule, last, evidence, rejected, flags)


def _short_course(bench: Workbench, visits: Sequence[Visit], is_complete: bool | None) -> None:
    last = visits[-1]
    rule = bench.rule("rt.management.short-course", last.day)
    if is_complete is False:
        bench.ask("whether the course has ended", _ENDED, (rule.text("code"), "77427"), last.day)
        return
    flag = "The planned number of fractions is not shown: the code holds only where these fractions are the whole course."
    because = "The whole course has one or two fractions."
    rejected = (bench.reject("77427", last.day, because, rule.ruling.id),)
    evidence = proofs_of(*(visit.evidence for visit in visits))
    flags = (flag,) if is_complete is None else ()
    _bill(bench, rule, last, evidence, rejected, flags)


def _stereotactic(bench: Workbench, visits: Sequence[Visit], is_complete: bool | None) -> None:
    """Bill the management of a stereotactic course once, on its last day."""
    last = visits[-1]
    surgery = any(line.code in ("77371", "77372") and line.session in {visit.key for visit in visits} for line in bench.lines)
    rule = bench.rule("rt.management.radiosurgery" if surgery else "rt.management.stereotactic-body", last.day)
    if is_complete is False:
        bench.ask("whether the stereotactic course has ended", _ENDED, (rule.text("code"),), last.day)
        return
    because = "Management of stereotactic treatment has a code of its own."
    rejected = tuple(bench.reject(one, last.day, because, rule.ruling.id) for one in ("77427", "77431"))
    evidence = proofs_of(*(visit.evidence for visit in visits), *bench.stated(NoteFact.STEREOTACTIC))
    _bill(bench, rule, last, evidence, rejected)


def code_special_procedure(bench: Workbench, visits: Sequence[Visit]) -> None:
    """Bill a special treatment procedure once, where the note gives a listed reason; a mere mention is denied."""
    rule = bench.rule("rt.management.special-procedure", bench.any_day())
    reasons = bench.stated(*(NoteFact(one) for one in rule.texts("reasons")))
    mentioned = bench.stated(NoteFact.SPECIAL_TREATMENT_BOILERPLATE)
    named = next((fact.day for fact in (*reasons, *mentioned) if fact.day and bench.in_tables(fact.day)), None)
    day = named or (visits[0].day if visits else None)
    code = rule.text("code")
    if reasons and day is not None:
        flags = () if named else ("The day of the extra work is not stated: the first day of treatment stands for it.",)
        evidence = proofs_of(*reasons)
        bench.bill(Draft(code, Family.MANAGEMENT, day, bench.ruling(rule.ruling.id, day), evidence=evidence, flags=flags))
    elif mentioned:
        because = "The note gives none of the listed reasons for extra work."
        bench.deny(code, day, because, rule.ruling.id, proofs_of(*mentioned))


def _bill(
    bench: Workbench,
    rule: Rule,
    last: Visit,
    evidence: tuple[Evidence, ...],
    rejected: tuple[Rejected, ...],
    flags: tuple[str, ...] = (),
) -> None:
    """Bill management on the day of the last of the visits that it is for."""
    code = rule.text("code")
    bench.bill(
        Draft(
            code,
            Family.MANAGEMENT,
            last.day,
            rule.ruling,
            evidence=evidence,
            rejected=rejected,
            flags=flags,
            session=last.key,
            plan=last.plan,
        )
    )
