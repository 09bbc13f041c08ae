"""Medical physics: continuing physics for five treatments, special physics consultation."""

from __future__ import annotations

from collections.abc import Sequence

from codewell.radonc.coding.lines import Component, Family
from codewell.radonc.coding.plans import PlanUse, imrt_plan_around
from codewell.radonc.coding.series import Series
from codewell.radonc.coding.workbench import Draft, Workbench, proofs_of
from codewell.radonc.facts import NoteFact


def code_weekly_physics(bench: Workbench, series: Series) -> None:
    """Bill continuing physics on the day of each fifth treatment; the last partial week by the payer."""
    visits = series.visits
    if not visits:
        return
    size = bench.rule("rt.physics.weekly", visits[-1].day).count("fractions")
    for place in range(size - 1, len(visits), size):
        visit = visits[place]
        rule = bench.rule("rt.physics.weekly", visit.day)
        week = visits[place - size + 1 : place + 1]
        evidence = proofs_of(*(one.evidence for one in week), *bench.stated(NoteFact.WEEKLY_PHYSICS))
        bench.bill(
            Draft(rule.text("code"), Family.PHYSICS, visit.day, rule.ruling, 1, evidence, session=visit.key, plan=visit.plan)
        )
    rest = len(visits) % size
    if not rest or series.is_complete is False:
        return
    last = visits[-1]
    rule = bench.rule("rt.physics.remainder", last.day)
    if bench.payer.says("physics-remainder", last.day) == "bill":
        flag = f"The last {rest} treatments of the course are a partial week: the payer's policy must allow the unit."
        bench.bill(Draft("77336", Family.PHYSICS, last.day, rule.ruling, 1, last.evidence, flags=(flag,), session=last.key))
    else:
        bench.ask(
            f"whether the payer takes continuing physics for the last {rest} treatments",
            "physics check of the last partial week",
            ("77336",),
            last.day,
        )


def code_consultation(bench: Workbench, uses: Sequence[PlanUse]) -> None:
    """Bill a special physics consultation that was requested and does not feed an IMRT plan."""
    requested, feeds = bench.stated(NoteFact.PHYSICS_CONSULT_REQUESTED), bench.stated(NoteFact.PHYSICS_CONSULT_FEEDS_PLAN)
    if not requested and not feeds:
        return
    stated = (*requested, *feeds)
    named = next((fact.day for fact in stated if fact.day), None)
    day = named or (uses[0].day if uses else None)
    if day is None or not bench.answers(day):
        bench.ask("the day of the special physics consultation", "date of the physicist's report", ("77370",))
        return
    rule = bench.rule("rt.physics.consultation", day)
    around = imrt_plan_around(bench, uses, None, day)
    if feeds:
        because = "The consultation's work feeds the plan."
        bench.deny(rule.text("code"), day, because, rule.ruling.id, proofs_of(*stated))
    elif around is not None:
        because = f"The consultation is part of the IMRT plan of {around.day}, also on another day."
        bench.deny(rule.text("code"), day, because, "rt.planning.bundled", proofs_of(*stated))
    else:
        flags = ["The signed request for this patient and the physicist's report must be in the record."]
        if named is None:
            flags.append("The day of the consultation is not stated: the day of the plan stands for it.")
        bench.bill(
            Draft(
                rule.text("code"),
                Family.PHYSICS,
                day,
                rule.ruling,
                evidence=proofs_of(*stated),
                flags=tuple(flags),
                only=Component.TECHNICAL,
            )
        )
