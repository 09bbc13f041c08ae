"""A coded course on a terminal: the course, its days, each code with what shows it, what was left out and why, open questions."""

from __future__ import annotations

from collections.abc import Sequence

from codewell.edits.finding import Verdict
from codewell.fees.payment import dollars
from codewell.interfaces.cli.rt_facts_sheet import write_course, write_problems
from codewell.interfaces.cli.sheet import Sheet
from codewell.interfaces.rt_words import (
    COMPONENTS,
    FAMILIES,
    NOT_FOR_CLINICAL_USE,
    code_words,
    counted,
    dated_plan_words,
    days_words,
    evidence_words,
    guidance_words,
    imaging_words,
    made_from_words,
    session_words,
    telling,
)
from codewell.tasks.radonc.coded_rt_episode import CodedRtEpisode
from codewell.tasks.radonc.course_calendar import RtDay
from codewell.tasks.radonc.line_groups import Service, denied_groups, question_groups, services
from codewell.tasks.radonc.rt_claim import CheckedRtClaim

_DAY = 14
_CODE = 16
_PROOFS = 3
"""Proofs of a code that are written out; --json has all."""


def write_coded_episode(sheet: Sheet, result: CodedRtEpisode, checked: Sequence[CheckedRtClaim]) -> None:
    """Write a coded episode."""
    coded = result.coded
    write_course(sheet, result.episode)
    sheet.line(f"Coded for: {coded.setting.value}, payer {coded.payer}.")
    _write_calendar(sheet, result)
    _write_lines(sheet, result)
    _write_denied(sheet, result)
    _write_questions(sheet, result)
    _write_checked(sheet, checked)
    write_problems(sheet, result.episode, coded.problems)
    sheet.line()
    sheet.line(f"Made from: {made_from_words(coded)}.", "dim")
    sheet.line(NOT_FOR_CLINICAL_USE, "dim")


def _write_calendar(sheet: Sheet, result: CodedRtEpisode) -> None:
    """Write the days; a run of days on which the same is done and billed is one row."""
    sheet.heading("Days")
    if not result.calendar:
        sheet.line("No day: the files hold no treatment record and no plan with a date.")
    runs: list[tuple[str, str, list[RtDay]]] = []
    for day in result.calendar:
        did, billed = _did(result, day), ", ".join(code_words(result.coded.lines[place]) for place in day.lines)
        if runs and runs[-1][:2] == (_alike(did), billed):
            runs[-1][2].append(day)
        else:
            runs.append((_alike(did), billed, [day]))
    for _, billed, days in runs:
        first, last = days[0], days[-1]
        did = _did(result, first)
        if len(days) > 1:
            did = f"{did} ... {_did(result, last)}; {len(days)} days alike, through {last.day}"
        sheet.row(f"{first.day}", did or "nothing recorded", width=_DAY)
        sheet.row("", billed or "nothing billed", "green" if billed else "dim", width=_DAY)


def _did(result: CodedRtEpisode, day: RtDay) -> str:
    episode = result.episode
    said = [imaging_words(episode.imaging[place]) for place in day.imaging if not episode.imaging[place].is_cone_beam]
    said += dated_plan_words(episode, day.day)
    said += [session_words(episode.session(key), episode) for key in day.sessions]
    said += [guidance_words(episode.guidance[place]) for place in day.guidance]
    return "; ".join(said)


def _alike(words: str) -> str:
    """Return words without their numbers, by which days are told to be alike."""
    return "".join(letter for letter in words if not letter.isdigit() and letter != ".")


def _write_lines(sheet: Sheet, result: CodedRtEpisode) -> None:
    sheet.heading("Codes, and what shows them")
    groups = services(result)
    if not groups:
        sheet.line("No code: nothing that is billed was shown.")
    family = None
    for group in sorted(groups, key=lambda one: list(FAMILIES).index(one.first.family)):
        if group.first.family is not family:
            family = group.first.family
            sheet.line(FAMILIES[family], "cyan")
        _write_group(sheet, result, group)
    unpriced = sum(one.amount is None for one in result.money)
    told = f"; {counted(unpriced, 'line')} without an amount" if unpriced else ""
    sheet.line()
    sheet.line(f"Medicare would allow {dollars(result.allowed)} in all, before packaging and deductible{told}.", "bold")


def _write_group(sheet: Sheet, result: CodedRtEpisode, group: Service) -> None:
    line = group.first

    def told(text: str, style: str = "") -> None:
        sheet.row("", text, style, width=_CODE, indent=2)

    sheet.row(line.code, line.label or "no words of ours", width=_CODE, indent=2)
    told(days_words(group.days))
    for part in group.parts:
        code = "-".join([part.first.code, *part.first.modifiers])
        money = dollars(part.allowed) if part.allowed is not None else "no amount"
        why = f" ({part.unpriced})" if part.unpriced else ""
        told(f"{COMPONENTS[part.first.component]}: {code}, {counted(part.units, 'unit')}, {money}{why}", "green")
    told(f"because: {line.ruling.says}")
    told(f"({line.ruling.basis}: {line.ruling.cites})", "dim")
    plan = result.episode.plan(line.plan)
    if plan is not None:
        told(f"plan: {plan.label or plan.file}")
    for other in group.rejected:
        successor = f" Instead: {', '.join(other.successor)}." if other.successor else ""
        told(f"not {', '.join(other.codes)}: {other.because}{successor}")
    shown = telling(line.evidence)[:_PROOFS]
    for proof in shown:
        told(f"shown by {evidence_words(proof)}", "dim")
    more = [counted(len(line.evidence) - len(shown), "further place")] if len(line.evidence) > len(shown) else []
    if group.count > 1:
        more.append(f"as much for each of {counted(group.count - 1, 'further line')}")
    if more:
        told(f"and {' and '.join(more)}; --json names all", "dim")
    for flag in group.flags:
        told(f"! {flag}", "yellow")


def _write_denied(sheet: Sheet, result: CodedRtEpisode) -> None:
    groups = denied_groups(result.coded)
    if not groups:
        return
    sheet.heading("Not billed, though done or often billed")
    for group in groups:
        one = group.first
        when = f" {days_words(group.days)}." if group.days else ""
        sheet.row(one.code or "no code", f"{one.because}{when}", width=_CODE, indent=2)
        sheet.row("", f"{one.ruling.says} ({one.ruling.basis}: {one.ruling.cites})", "dim", width=_CODE, indent=2)


def _write_questions(sheet: Sheet, result: CodedRtEpisode) -> None:
    groups = question_groups(result.coded)
    if not groups:
        return
    sheet.heading("Open questions: what the files do not show")
    for number, group in enumerate(groups, start=1):
        one = group.first
        when = f" on {days_words(group.days)}" if group.days else ""
        sheet.row(f"{number}.", f"{one.what}{when}", width=4)
        sheet.row("", f"look for: {one.look_for}", width=4)
        if one.would_change:
            sheet.row("", f"it could change: {', '.join(one.would_change)}", "dim", width=4)
    if not result.episode.stated:
        sheet.line("Give the course's note with --note FILE: these sentences are then looked for in it.", "cyan")


def _write_checked(sheet: Sheet, checked: Sequence[CheckedRtClaim]) -> None:
    """Write what the claim editor finds of units and pairs, its other findings counted."""
    if not checked:
        return
    sheet.heading("The same lines in the claim editor")
    for one in checked:
        claim = one.checked.claim
        told = [f for f in one.checked.findings if f.edit.startswith(("ptp.", "mue.")) and f.verdict is not Verdict.NO_DATA]
        lacking = {f.edit for f in one.checked.findings if f.verdict is Verdict.NO_DATA}
        head = f"Claim {claim.id} ({claim.setting.value}, {counted(len(claim.lines), 'line')})"
        if not told:
            sheet.line(f"{head}: no pair and no unit limit denies a line.", indent=2)
        else:
            sheet.line(f"{head}:", indent=2)
        for finding in told[:20]:
            where = claim.lines[finding.lines[0] - 1] if finding.lines else None
            left = f"{where.procedure}" if where else "claim"
            day = f" ({where.date_of_service})" if where else ""
            what = {Verdict.FAIL: "DENY", Verdict.BYPASSED: "released", Verdict.PASS: "packaged"}[finding.verdict]
            style = "red" if finding.verdict is Verdict.FAIL else "dim"
            sheet.row(left, f"{what}{day}: {finding.message}", style, width=_CODE, indent=4)
        if len(told) > 20:
            sheet.line(f"and {len(told) - 20} more; `codewell claim check` on the export names all.", "dim", indent=4)
        if lacking:
            sheet.line(f"{counted(len(lacking), 'edit')} lacked data for some day, which is no pass.", "yellow", indent=4)
