"""Claims of a course as FHIR R4 Claim resources in a Bundle; who is billed and who bills is left to be filled in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from codewell.kernel.claims import Claim, ClaimLine, DiagnosisRole

CPT = "http://www.ama-assn.org/go/cpt"
HCPCS = "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"
_TYPE = "http://terminology.hl7.org/CodeSystem/claim-type"
_PRIORITY = "http://terminology.hl7.org/CodeSystem/processpriority"
_DIAGNOSIS_TYPE = "http://terminology.hl7.org/CodeSystem/ex-diagnosistype"
_PLACE = "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set"
_REVENUE = "https://www.nubc.org/CodeSystem/RevenueCodes"


def claims_as_fhir(claims: Sequence[Claim], made_on: date) -> dict[str, Any]:
    """Return a Bundle of claims in draft; patient, provider and insurer are words in place of references.

    Args:
        claims: in order.
        made_on: the day that the claims are created.
    """
    entries = [{"fullUrl": f"urn:codewell:claim:{claim.id}", "resource": _claim(claim, made_on)} for claim in claims]
    return {"resourceType": "Bundle", "type": "collection", **({"entry": entries} if entries else {})}


def _claim(claim: Claim, made_on: date) -> dict[str, Any]:
    kind = "institutional" if claim.setting.is_institutional else "professional"
    found: dict[str, Any] = {
        "resourceType": "Claim",
        "id": claim.id,
        "identifier": [{"system": "urn:codewell:claim", "value": claim.id}],
        "status": "draft",
        "type": {"coding": [{"system": _TYPE, "code": kind}]},
        "use": "claim",
        "patient": {"display": "to be filled in: patient"},
        "created": made_on.isoformat(),
        "provider": {"display": "to be filled in: billing provider"},
        "priority": {"coding": [{"system": _PRIORITY, "code": "normal"}]},
        "insurance": [{"sequence": 1, "focal": True, "coverage": {"display": "to be filled in: coverage"}}],
    }
    if claim.diagnoses:
        found["diagnosis"] = [
            {
                "sequence": number,
                "diagnosisCodeableConcept": {"coding": [{"system": ICD10CM, "code": _dotted(one.code)}]},
                **(_principal() if one.role is DiagnosisRole.FIRST_LISTED else {}),
            }
            for number, one in enumerate(claim.diagnoses, start=1)
        ]
    found["item"] = [_item(claim, line) for line in claim.lines]
    return found


def _item(claim: Claim, line: ClaimLine) -> dict[str, Any]:
    item: dict[str, Any] = {"sequence": line.number}
    if line.diagnosis_pointers:
        item["diagnosisSequence"] = list(line.diagnosis_pointers)
    if line.revenue_code:
        item["revenue"] = {"coding": [{"system": _REVENUE, "code": line.revenue_code}]}
    item["productOrService"] = {"coding": [{"system": system_of(line.procedure), "code": line.procedure}]}
    if line.modifiers:
        item["modifier"] = [{"coding": [{"system": CPT if one.isdigit() else HCPCS, "code": one}]} for one in line.modifiers]
    item["servicedDate"] = line.date_of_service.isoformat()
    place = claim.place_of(line)
    if place:
        item["locationCodeableConcept"] = {"coding": [{"system": _PLACE, "code": place}]}
    item["quantity"] = {"value": int(line.units)}
    return item


def system_of(code: str) -> str:
    """Return the FHIR system of a procedure code: CPT begins with a digit, HCPCS Level II with a letter."""
    return CPT if code[:1].isdigit() else HCPCS


def _principal() -> dict[str, Any]:
    return {"type": [{"coding": [{"system": _DIAGNOSIS_TYPE, "code": "principal"}]}]}


def _dotted(code: str) -> str:
    return f"{code[:3]}.{code[3:]}" if len(code) > 3 else code
