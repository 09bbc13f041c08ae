"""Findings as JSON: the one form of the command line, the API and the exports. Nothing of the patient is in it."""

from __future__ import annotations

from codewell.claims.issue import Issue
from codewell.claims.x12.remittance import AnsweredLine
from codewell.edits.finding import Verdict
from codewell.kernel.claims import Position
from codewell.tasks.check_claims_file import ReportedClaim, ReportedFinding, Totals
from codewell.tasks.wire import Wire, to_wire


def claim_to_wire(reported: ReportedClaim) -> dict[str, Wire]:
    """Return a claim's findings as JSON values."""
    answers = [_answer(line, answered) for line, answered in sorted((reported.answered_lines or {}).items())]
    wire: dict[str, Wire] = {
        "claim": reported.claim.id,
        "verdict": reported.verdict.value,
        "setting": reported.claim.setting.value,
        "payer": reported.claim.payer,
        "position": position_to_wire(reported.claim.position),
        "findings": [finding_to_wire(one) for one in reported.findings],
    }
    if reported.answers:
        wire["answers"] = answers
        wire["claim_answers"] = [{"status": one.status, "adjustments": to_wire(one.adjustments)} for one in reported.answers]
    return wire


def finding_to_wire(one: ReportedFinding) -> dict[str, Wire]:
    """Return a finding as JSON values."""
    finding = one.finding
    return {
        "claim": one.claim,
        "line": one.line,
        "lines": list(finding.lines),
        "diagnoses": list(finding.diagnoses),
        "edit": finding.edit,
        "verdict": finding.verdict.value,
        "message": finding.message,
        "because": [
            {
                "what": fact.what,
                "value": fact.value,
                "release": fact.release or None,
                "first_day": fact.validity.first_day.isoformat() if fact.validity else None,
                "last_day": fact.validity.last_day.isoformat() if fact.validity and fact.validity.last_day else None,
            }
            for fact in finding.because
        ],
        "remedy": finding.remedy,
        "source": finding.source,
        "releases": list(finding.releases),
        "position": position_to_wire(one.position),
    }


def issue_to_wire(issue: Issue) -> dict[str, Wire]:
    """Return an issue of the file as JSON values."""
    return {
        "issue": issue.slug,
        "message": issue.message,
        "claim": issue.claim or None,
        "lost": issue.lost,
        "position": position_to_wire(issue.position),
    }


def totals_to_wire(totals: Totals) -> dict[str, Wire]:
    """Return the counts of a run as JSON values."""
    return {
        "claims": totals.claims,
        Verdict.FAIL.value: totals.failing,
        Verdict.NO_DATA.value: totals.unsure,
        Verdict.PASS.value: totals.claims - totals.failing - totals.unsure,
        "issues": totals.issues,
        "lost": totals.lost,
    }


def position_to_wire(position: Position | None) -> Wire:
    """Return what a position states, and nothing of what it leaves open."""
    if position is None:
        return None
    wire = to_wire(position)
    assert isinstance(wire, dict)
    return {name: value for name, value in wire.items() if value not in (None, "")}


def place_words(position: Position | None) -> str:
    """Return a position in words: `segment 27 (SV1), character 913`."""
    if position is None:
        return ""
    segment = f"segment {position.segment}" if position.segment else ""
    if segment and position.segment_id:
        segment += f" ({position.segment_id}{position.element:02d})" if position.element else f" ({position.segment_id})"
    line = f"line {position.line}" if position.line else ""
    column = f"column {position.element}" if position.element and not position.segment_id else ""
    character = f"character {position.character}" if position.character is not None else ""
    return ", ".join(part for part in (segment, line, column, position.path, character) if part)


def _answer(line: int, answered: AnsweredLine) -> Wire:
    return {
        "line": line,
        "procedure": answered.procedure,
        "paid": to_wire(answered.paid),
        "carc": [f"{one.group}-{one.reason}" for one in answered.adjustments],
        "rarc": list(answered.remarks),
        "position": position_to_wire(answered.position),
    }
