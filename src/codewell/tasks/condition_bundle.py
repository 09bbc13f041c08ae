"""The codes of a note as FHIR R4 Conditions, with their evidence; nothing is stated that the note does not say."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from uuid import UUID, uuid5

from codewell.tasks.code_note import CodedNote
from codewell.tasks.review_codes import Decision, ReviewedCode
from codewell.tasks.wire import Wire

ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"
_VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
_CATEGORY = "http://terminology.hl7.org/CodeSystem/condition-category"
_OURS = "https://github.com/codewell/codewell/fhir"
_NAMES = UUID("0d5b9c3e-6f0a-5d0e-9a53-2f2b1c7f4e11")
"""Namespace of the resources' names, so that the same note gives the same ones."""


def condition_bundle(codes: Iterable[ReviewedCode], coded: CodedNote, text: str, *, recorded: date | None) -> dict[str, Wire]:
    """Return a Bundle (type collection) with one Condition for each code that stays on the list, in reporting order.

    Left out because the note's codes do not tell it: clinical status, onset, the patient's identity. A code that a reviewer
    accepted, chose or added is *confirmed*; one that nobody looked at is *unconfirmed*, one coded from an uncertain
    diagnosis of an inpatient stay *provisional*.

    Args:
        codes: as reviewed.
        coded: the note's answer, for its releases.
        text: the note, which the evidence quotes.
        recorded: date of service or discharge; None where nobody named it.

    Source:
        HL7 FHIR R4 (4.0.1), Condition and Bundle; R4B reads the same.
    """
    digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    entries: list[Wire] = []
    for one in codes:
        if one.is_reported:
            name = uuid5(_NAMES, f"{digest}|{coded.on}|{one.code.value}")
            entries.append({"fullUrl": f"urn:uuid:{name}", "resource": _condition(one, coded, text, recorded)})
    return {"resourceType": "Bundle", "type": "collection", "entry": entries} if entries else _empty()


def _empty() -> dict[str, Wire]:
    return {"resourceType": "Bundle", "type": "collection"}


def _condition(one: ReviewedCode, coded: CodedNote, text: str, recorded: date | None) -> dict[str, Wire]:
    condition: dict[str, Wire] = {
        "resourceType": "Condition",
        "extension": _extensions(one),
        "verificationStatus": _coded(_VERIFICATION, _verification(one)),
        "category": [_coded(_CATEGORY, "encounter-diagnosis")],
        "code": {"coding": [_coding(one, coded)]},
        "subject": {"display": "Patient of the note"},
    }
    if recorded is not None:
        condition["recordedDate"] = recorded.isoformat()
    condition["evidence"] = [
        {
            "detail": [
                {
                    "extension": [_span(span.start, span.end)],
                    "display": " ".join(text[span.start : span.end].split()),
                }
            ]
        }
        for span in one.evidence
    ]
    if one.path:
        condition["note"] = [{"text": f"Path: {' > '.join(one.path)}"}]
    return {name: value for name, value in condition.items() if value}


def _extensions(one: ReviewedCode) -> list[Wire]:
    found: list[Wire] = [{"url": f"{_OURS}/review", "valueCode": one.decision.value}]
    if one.confidence is not None:
        found.append({"url": f"{_OURS}/confidence", "valueDecimal": one.confidence})
    if one.proposed is not None:
        proposed: Wire = {"system": ICD10CM, "code": str(one.proposed)}
        found.append({"url": f"{_OURS}/proposed-code", "valueCoding": proposed})
    return found


def _span(start: int, end: int) -> Wire:
    """Return half-open character offsets into the note as received."""
    return {
        "url": f"{_OURS}/evidence-span",
        "extension": [{"url": "start", "valueUnsignedInt": start}, {"url": "end", "valueUnsignedInt": end}],
    }


def _verification(one: ReviewedCode) -> str:
    if one.decision is not Decision.OPEN:
        return "confirmed"
    return "provisional" if any(step.cites == "II.H" for step in one.trace) else "unconfirmed"


def _coding(one: ReviewedCode, coded: CodedNote) -> Wire:
    year = next((title.partition(" FY")[2] for title in coded.releases if title.startswith("icd10cm FY")), "")
    version: dict[str, Wire] = {"version": year} if year else {}
    return {"system": ICD10CM, **version, "code": str(one.code), "display": one.display}


def _coded(system: str, code: str) -> Wire:
    return {"coding": [{"system": system, "code": code}]}
