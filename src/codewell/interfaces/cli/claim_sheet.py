"""Checked claims on a terminal, as a biller reads them: what would deny first, why, what mends it."""

from __future__ import annotations

from codewell.claims.issue import Issue
from codewell.edits.finding import Verdict
from codewell.interfaces.claim_outputs.as_json import place_words
from codewell.interfaces.claim_outputs.report import VERDICT_WORDS, ReportContent
from codewell.interfaces.cli.sheet import Sheet
from codewell.tasks.check_claims_file import ReportedClaim, ReportedFinding

_STYLES = {Verdict.FAIL: "red", Verdict.BYPASSED: "cyan", Verdict.NO_DATA: "yellow", Verdict.PASS: "green"}
_INDENT = 2
_WIDTH = 12


def write_told(sheet: Sheet, told: ReportedClaim | Issue) -> None:
    """Write one claim or one issue of the file."""
    if isinstance(told, Issue):
        whose = f"Claim {told.claim}: " if told.claim else ""
        sheet.notice(f"{whose}{'not read. ' if told.lost else ''}{told.message} ({place_words(told.position)}; {told.slug})")
        return
    claim = told.claim
    count = len(claim.lines)
    sheet.heading(f"Claim {claim.id}: {VERDICT_WORDS[told.verdict]}")
    sheet.line(
        f"{count} line{'' if count == 1 else 's'}, {claim.setting.value}, {claim.payer}; {place_words(claim.position)}", "dim"
    )
    for one in told.findings:
        if one.finding.verdict is not Verdict.NO_DATA:
            _write_finding(sheet, one)
    for number, answered in sorted((told.answered_lines or {}).items()):
        reasons = " ".join(f"{one.group}-{one.reason} {one.amount}" for one in answered.adjustments)
        said = " ".join(part for part in (reasons, *answered.remarks) if part)
        if said:
            sheet.row(f"line {number}", f"the payer answered: {said}", width=_WIDTH, indent=_INDENT)
    lacking = {one.finding.edit for one in told.of_verdict(Verdict.NO_DATA)}
    if lacking:
        sheet.line(f"Not known: {len(lacking)} edits lacked data (see the end).", "yellow", indent=_INDENT)


def _write_finding(sheet: Sheet, one: ReportedFinding) -> None:
    finding = one.finding
    left = f"line {one.line}" if one.line is not None else "claim"
    what = {Verdict.FAIL: "DENY", Verdict.BYPASSED: "released", Verdict.PASS: "packaged"}[finding.verdict]
    sheet.row(left, f"{what}: {finding.message}", _STYLES[finding.verdict], width=_WIDTH, indent=_INDENT)
    if finding.remedy:
        label = "Note" if finding.verdict is Verdict.PASS else "Mend"
        sheet.row("", f"{label}: {finding.remedy}", width=_WIDTH, indent=_INDENT)
    facts = "; ".join(f"{fact.what.replace('_', ' ')} {fact.value}" for fact in finding.because)
    releases = f" [{', '.join(finding.releases)}]" if finding.releases else ""
    if facts or releases:
        sheet.row("", f"{facts}{releases}", "dim", width=_WIDTH, indent=_INDENT)
    sheet.row("", f"{finding.edit}; {finding.source}; {place_words(one.position)}", "dim", width=_WIDTH, indent=_INDENT)


def write_totals(sheet: Sheet, content: ReportContent) -> None:
    """Write the counts and, once for all claims, what could not be asked."""
    totals = content.totals
    sheet.heading("In all")
    passed = totals.claims - totals.failing - totals.unsure
    sheet.row("claims", f"{totals.claims:,} read, {totals.lost:,} errors of things not read", width=_WIDTH)
    sheet.row("denied", f"{totals.failing:,} would be denied", "red" if totals.failing else "", width=_WIDTH)
    sheet.row("not known", f"{totals.unsure:,} where nothing was found and edits lacked data: no pass", width=_WIDTH)
    sheet.row("passed", f"{passed:,}", width=_WIDTH)
    lacks = content.lacks()
    if lacks:
        sheet.heading("What could not be asked")
        for lack in lacks[:12]:
            sheet.row(f"{lack.claims:,} claims", f"{lack.reason} ({lack.edits} edits)", width=14)
        if len(lacks) > 12:
            sheet.line(f"and {len(lacks) - 12} more; --json names all.", "dim")
