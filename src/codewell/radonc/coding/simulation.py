"""Simulation: planning CTs and dated sentences of the note, billed or part of the IMRT plan that they serve."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from codewell.radonc.coding import complexity
from codewell.radonc.coding.lines import Family
from codewell.radonc.coding.plans import PlanUse, imrt_plan_around
from codewell.radonc.coding.workbench import Draft, Workbench
from codewell.radonc.facts import Evidence, NoteFact, StatedFact

_STATED = (NoteFact.SIMULATION_SIMPLE, NoteFact.SIMULATION_COMPLEX)


def simulation_days(bench: Workbench) -> dict[date, tuple[Evidence, ...]]:
    """Return the days of simulation with what shows them: planning CTs, and days that the note gives."""
    found: dict[date, tuple[Evidence, ...]] = {}
    for image in bench.episode.imaging:
        if image.modality == "CT" and not image.is_cone_beam and image.day is not None:
            found[image.day] = (*found.get(image.day, ()), *image.proofs)
    for fact in bench.stated(*_STATED):
        if fact.day is not None:
            found[fact.day] = (*found.get(fact.day, ()), fact.proof)
    return dict(sorted(found.items()))


def code_simulation(bench: Workbench, uses: Sequence[PlanUse]) -> None:
    """Bill each day of simulation by what it serves; listed as denied where an IMRT plan takes it in."""
    days = simulation_days(bench)
    undated = [fact for fact in bench.stated(*_STATED) if fact.day is None]
    if not days and undated:
        bench.ask("the day of the simulation", "simulation with its date", ("77280", "77285", "77290"))
    for place, (day, evidence) in enumerate(days.items()):
        if not bench.answers(day):
            continue
        later = list(days)[place + 1] if place + 1 < len(days) else None
        served = [use for use in uses if use.day >= day and (later is None or use.day < later)]
        _code_day(bench, uses, served, day, evidence)


def _code_day(
    bench: Workbench, uses: Sequence[PlanUse], served: Sequence[PlanUse], day: date, evidence: tuple[Evidence, ...]
) -> None:
    around = imrt_plan_around(bench, served or uses, None, day)
    if around is not None and (not served or any(use.is_imrt for use in served)):
        code, _, _ = _level(bench, around, day)
        because = f"The simulation is part of the IMRT plan of {around.day}, also on another day."
        rule = bench.payer.switch("imrt-bundle-days-before", day).ruling
        bench.deny(code, day, f"{because} {bench.payer.title}: {rule.says}", "rt.planning.bundled", evidence)
        return
    if not served:
        bench.ask("what the planning CT serves", "new plan or simulation after this CT", ("77280", "77290"), day)
        return
    code, rule_id, flags = _level(bench, served[0], day)
    if any(use.is_imrt for use in served):
        flags = (*flags, "An IMRT plan follows outside the payer's window: other payers take the simulation into it.")
    others = [one for one in bench.rule("rt.simulation.level", day).texts("codes") if one != code]
    why = f"The fields have {complexity.of_plan(bench, served[0].plan).why}."
    rejected = tuple(bench.reject(one, day, why, rule_id) for one in others)
    bench.bill(
        Draft(
            code, Family.SIMULATION, day, bench.ruling(rule_id, day), 1, evidence, rejected, flags, plan=served[0].plan.uid
        )
    )  # fmt: skip


def _level(bench: Workbench, use: PlanUse, day: date) -> tuple[str, str, tuple[str, ...]]:
    """Return the code of a simulation, the rule that decided and what is open: the note's level, else that of the fields."""
    simple, intermediate, complex_ = bench.rule("rt.simulation.level", day).texts("codes")
    stated = [fact for fact in bench.stated(*_STATED) if fact.day in (None, day)]
    kinds = {fact.kind for fact in stated}
    if len(kinds) == 1:
        return (complex_ if _is_complex(stated[0]) else simple), "rt.simulation.stated", ()
    found = complexity.of_plan(bench, use.plan)
    flag = f"The level is that of the fields ({found.why}): the simulation note must bear it out."
    return (simple, intermediate, complex_)[found.level], "rt.simulation.level", (flag,)


def _is_complex(fact: StatedFact) -> bool:
    return fact.kind is NoteFact.SIMULATION_COMPLEX


def planning_day(bench: Workbench, use: PlanUse) -> date | None:
    """Return the last day of simulation on or before the day of a plan; None where none is shown."""
    return max((day for day in simulation_days(bench) if day <= use.day), default=None)
