"""From the facts of an episode to its codes: a pure function of facts, setting, payer and code reference."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from codewell.radonc.coding.conflicts import in_billing_order, settle
from codewell.radonc.coding.delivery import code_delivery
from codewell.radonc.coding.delivery.stereotactic import stereotactic_plans
from codewell.radonc.coding.devices import code_devices
from codewell.radonc.coding.guidance import code_guidance, code_port_films, code_tracking_until_2025
from codewell.radonc.coding.lines import CodedEpisode, RtSetting
from codewell.radonc.coding.management import code_management, code_special_procedure
from codewell.radonc.coding.payers import Payer, payer_named
from codewell.radonc.coding.physics import code_consultation, code_weekly_physics
from codewell.radonc.coding.planning import code_clinical_planning, code_plans
from codewell.radonc.coding.plans import used_plans
from codewell.radonc.coding.reference import CodeReference
from codewell.radonc.coding.rulebook import rule_book
from codewell.radonc.coding.series import series_of
from codewell.radonc.coding.simulation import code_simulation
from codewell.radonc.coding.visits import Visit, visits_of
from codewell.radonc.coding.workbench import Workbench
from codewell.radonc.facts import Episode


def code_episode(episode: Episode, setting: RtSetting, payer: Payer | str, reference: CodeReference) -> CodedEpisode:
    """Return the codes of an episode, each with the rule and the evidence that decided.

    Every service is coded by the rules of its own day, so that a course across New Year 2026 has both ways of coding. What the
    files do not show is asked for; what is shown and not billed is listed with the reason.

    Args:
        episode: the facts; the order of its sessions does not matter.
        setting: where the technical part is furnished.
        payer: a profile or its id.
        reference: of codes on their days.

    Raises:
        InputError: there is no payer profile of that id.
        ConfigurationError: a rule table is not as it must be.
    """
    profile = payer_named(payer) if isinstance(payer, str) else payer
    bench = Workbench(episode, setting, profile, reference, rule_book())
    visits = visits_of(bench, episode.sessions)
    _code_treatment(bench, visits)
    uses = used_plans(bench, visits)
    code_simulation(bench, uses)
    code_plans(bench, uses)
    code_clinical_planning(bench, uses)
    code_devices(bench, uses)
    code_consultation(bench, uses)
    settle(bench)
    return _coded(bench)


def _code_treatment(bench: Workbench, visits: Sequence[Visit]) -> None:
    stereotactic = stereotactic_plans(bench, visits)
    code_delivery(bench, visits, stereotactic)
    code_guidance(bench, visits, stereotactic)
    code_tracking_until_2025(bench, visits, stereotactic)
    for series in series_of(bench, visits):
        code_port_films(bench, series.visits)
        code_management(bench, series, stereotactic)
        code_weekly_physics(bench, series)
    code_special_procedure(bench, visits)


def _coded(bench: Workbench) -> CodedEpisode:
    lines = in_billing_order(bench.lines)
    reviewed = {table: bench.book.reviewed_through[table] for table in sorted(bench.used)}
    last = max((line.date_of_service for line in lines), default=None)
    if last is not None:
        _say_what_is_beyond_review(bench, last, {**reviewed, f"payers/{bench.payer.id}": bench.payer.reviewed_through})
    return CodedEpisode(
        bench.setting,
        bench.payer.id,
        lines,
        tuple(sorted(bench.denied, key=lambda one: (one.date_of_service or date.min, one.code, one.because))),
        tuple(sorted(bench.questions, key=lambda one: (one.day or date.min, one.what))),
        (*bench.episode.problems, *bench.problems),
        tuple(f"{table}.toml, reviewed through {day}" for table, day in reviewed.items()),
        bench.reference.releases(),
    )


def _say_what_is_beyond_review(bench: Workbench, last: date, reviewed: dict[str, date]) -> None:
    beyond = sorted(table for table, day in reviewed.items() if day < last)
    if beyond:
        bench.problem(
            "rt.rules-not-reviewed",
            f"Services through {last} are coded by tables that were gone through up to {min(reviewed.values())}.",
            "Look whether rules have changed since: " + ", ".join(beyond) + ".",
        )
