"""Delivery of treatment: one line for each visit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from codewell.radonc.coding.delivery.from_2026 import deliver_from_2026
from codewell.radonc.coding.delivery.stereotactic import deliver_stereotactic, is_stereotactic
from codewell.radonc.coding.delivery.surface import deliver_surface, is_surface
from codewell.radonc.coding.delivery.until_2025 import deliver_until_2025
from codewell.radonc.coding.visits import Visit
from codewell.radonc.coding.workbench import Draft, Workbench

REGIMES: Mapping[str, Callable[[Workbench, Visit], Draft | None]] = {
    "until-2025": deliver_until_2025,
    "from-2026": deliver_from_2026,
}
"""Name of a regime in `rules/regimes.toml` -> its way of coding a visit."""

_COVERED = {"PHOTON", "ELECTRON"}


def code_delivery(bench: Workbench, visits: Sequence[Visit], stereotactic: frozenset[str]) -> None:
    """Bill the delivery of every visit.

    Args:
        bench: the coding.
        visits: of the episode, in order of time.
        stereotactic: UIDs of stereotactic plans.
    """
    for visit in visits:
        draft = _deliver(bench, visit, stereotactic)
        if draft is not None:
            bench.bill(_with_circumstances(bench, visit, _carried_over(bench, visit, draft)))


def _deliver(bench: Workbench, visit: Visit, stereotactic: frozenset[str]) -> Draft | None:
    others = sorted(visit.radiations - _COVERED)
    if others:
        bench.problem(
            "rt.radiation-not-covered",
            f"The rule tables do not cover {' and '.join(one.lower() for one in others)} beams ({visit.day}).",
            "Code these sessions by hand.",
        )
        return None
    if is_stereotactic(visit, stereotactic):
        return deliver_stereotactic(bench, visit)
    if is_surface(bench, visit):
        return deliver_surface(bench, visit)
    return REGIMES[bench.regime(visit.day)](bench, visit)


def _carried_over(bench: Workbench, visit: Visit, draft: Draft) -> Draft:
    """Return the delivery with what becomes of the authorisation of a course that began under the codes until 2025."""
    switch = bench.payer.switch("grandfathered-authorisations", visit.day)
    starts = [one.first_day for one in bench.episode.courses if visit.key in one.sessions and one.first_day]
    straddles = any(bench.in_tables(day) and bench.regime(day) != bench.regime(visit.day) for day in starts)
    if switch.value != "yes" or not straddles:
        return draft
    return replace(draft, flags=(*draft.flags, f"{bench.payer.title}: {switch.ruling.says}"))


def _with_circumstances(bench: Workbench, visit: Visit, draft: Draft) -> Draft:
    """Return the delivery with what the session's circumstances add: a second session, a partial fraction, an interruption."""
    flags = list(draft.flags)
    whole = bench.rule("rt.delivery.partial", visit.day).number("whole_share")
    share = visit.sessions[0].share if len(visit.sessions) == 1 else None
    if visit.is_incomplete or (share is not None and share < whole):
        given = f" ({share:.0%} of the planned meterset)" if share is not None else ""
        flags.append(f"The fraction ended short of its plan{given}: it is a session; the record must say why it ended.")
    if visit.was_interrupted:
        flags.append("Delivery broke off and went on the same day: one session.")
    if visit.missing and not draft.flags:
        flags.append("A plan of this session is not among the files.")
    modifiers = draft.modifiers
    if visit.number > 1:
        if any((one.code, one.date_of_service) == (draft.code, draft.day) for one in bench.lines):
            modifiers = (*modifiers, bench.payer.says("second-session-modifier", visit.day))
        flags.append(_break_flag(bench, visit))
    return replace(draft, flags=tuple(dict.fromkeys(flags)), modifiers=modifiers)


def _break_flag(bench: Workbench, visit: Visit) -> str:
    least = timedelta(minutes=bench.rule("rt.delivery.second-session", visit.day).number("break_minutes"))
    if visit.break_before is None:
        return "Second session of the day: the times are not shown; a distinct break between the sessions must be documented."
    minutes = int(visit.break_before.total_seconds() // 60)
    if visit.break_before < least:
        return f"Second session of the day after only {minutes} minutes: it counts separately only with a distinct break."
    return f"Second session of the day, {minutes} minutes after the first: the order for two a day must be in the record."
