"""Findings as FHIR R4 ClaimResponse resources: a prediction (use `predetermination`), never a payer's word."""

from __future__ import annotations

import re
from datetime import datetime

from codewell.edits.finding import Verdict
from codewell.tasks.check_claims_file import ReportedClaim, ReportedFinding
from codewell.tasks.wire import Wire

_CATEGORY = "http://terminology.hl7.org/CodeSystem/adjudication"
_EDIT = "urn:codewell:claim-edit"
_VERDICT = "urn:codewell:verdict"
_TYPE = "http://terminology.hl7.org/CodeSystem/claim-type"
_DISPOSITIONS = {
    Verdict.FAIL: "Would be denied as it stands.",
    Verdict.NO_DATA: "Nothing found by what is loaded; some edits lacked data, which is no pass.",
    Verdict.PASS: "Nothing found that would be denied.",
}
_SHOWN = (Verdict.FAIL, Verdict.BYPASSED, Verdict.PASS)
_WORDS = {
    Verdict.FAIL: "would be denied",
    Verdict.BYPASSED: "released by a modifier",
    Verdict.PASS: "paid within another service, not denied",
}


def claim_response(reported: ReportedClaim, made_at: datetime) -> dict[str, Wire]:
    """Return the response to one claim; the patient is told by the claim's number alone.

    Args:
        reported: the claim with its findings.
        made_at: instant of the check, with its time zone.
    """
    claim = reported.claim
    setting = "institutional" if claim.setting.is_institutional else "oral" if claim.setting.value == "dental" else "professional"
    shown = [one for one in reported.findings if one.finding.verdict in _SHOWN]
    numbers = list(dict.fromkeys(one.line for one in shown if one.line is not None and one.line > 0))
    response: dict[str, Wire] = {
        "resourceType": "ClaimResponse",
        "identifier": [{"system": "urn:codewell:checked-claim", "value": claim.id}],
        "status": "active",
        "type": {"coding": [{"system": _TYPE, "code": setting}]},
        "use": "predetermination",
        "patient": {"display": "as on the claim"},
        "created": made_at.isoformat(timespec="seconds"),
        "insurer": {"display": f"payer profile {claim.payer}"},
        "request": {"identifier": {"value": claim.id}},
        "outcome": "complete",
        "disposition": _DISPOSITIONS[reported.verdict],
    }
    if numbers:
        response["item"] = [_item(number, [one for one in shown if one.line == number]) for number in numbers]
    whole = [one for one in shown if one.line is None or one.line <= 0]
    if whole:
        response["adjudication"] = [_adjudication(one) for one in whole]
    notes = [_note(number, one) for number, one in enumerate(shown, start=1)]
    lacking = len({one.finding.edit for one in reported.findings if one.finding.verdict is Verdict.NO_DATA})
    if lacking:
        text = f"{lacking} edits could not be asked, for what they read is not loaded. That is no pass."
        notes.append({"number": len(notes) + 1, "type": "display", "text": text})
    if notes:
        response["processNote"] = list(notes)
    return response


def bundle(responses: list[Wire]) -> dict[str, Wire]:
    """Return several responses as a collection."""
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in responses]}


def _item(number: int, findings: list[ReportedFinding]) -> Wire:
    return {"itemSequence": number, "adjudication": [_adjudication(one) for one in findings]}


def _adjudication(one: ReportedFinding) -> Wire:
    finding = one.finding
    return {
        "category": {"coding": [{"system": _CATEGORY, "code": "submitted"}], "text": _WORDS[finding.verdict]},
        "reason": {
            "coding": [{"system": _EDIT, "code": finding.edit}, {"system": _VERDICT, "code": finding.verdict.value}],
            "text": _plain(finding.message),
        },
    }


def _note(number: int, one: ReportedFinding) -> dict[str, Wire]:
    finding = one.finding
    text = " ".join(part for part in (finding.message, finding.remedy, f"[{finding.edit}: {finding.source}]") if part)
    return {"number": number, "type": "display", "text": _plain(text)}


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
