"""What the OpenAPI document says of the FHIR service: its operations with parameters, bodies and examples."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any, Final

from codewell.accounts.roles import Permission

_NOTE: Final = "ASSESSMENT\n1. Type 2 diabetes with neuropathy.\n2. Hypertension.\n"
_DATA: Final = base64.b64encode(_NOTE.encode()).decode()
_ICD10CM: Final = "http://hl7.org/fhir/sid/icd-10-cm"
_DOCUMENT: Final[dict[str, Any]] = {
    "resourceType": "DocumentReference",
    "status": "current",
    "context": {"period": {"start": "2026-06-02"}},
    "content": [{"attachment": {"contentType": "text/plain", "data": _DATA}}],
}
_PATIENT: Final[dict[str, Any]] = {
    "resourceType": "Patient",
    "name": [{"family": "Miller", "given": ["Jane"]}],
    "birthDate": "1950-02-03",
    "gender": "female",
}
_CLAIM: Final[dict[str, Any]] = {
    "resourceType": "Claim",
    "id": "1",
    "status": "active",
    "type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/claim-type", "code": "professional"}]},
    "use": "claim",
    "patient": {"reference": "Patient/1"},
    "created": "2026-06-02",
    "provider": {"reference": "Practitioner/1"},
    "priority": {"coding": [{"code": "normal"}]},
    "insurance": [{"sequence": 1, "focal": True, "coverage": {"reference": "Coverage/1"}}],
    "diagnosis": [{"sequence": 1, "diagnosisCodeableConcept": {"coding": [{"system": _ICD10CM, "code": "I10"}]}}],
    "item": [
        {
            "sequence": 1,
            "productOrService": {"coding": [{"system": "http://www.ama-assn.org/go/cpt", "code": "99213"}]},
            "servicedDate": "2026-05-02",
            "diagnosisSequence": [1],
        }
    ],
}
_BATCH: Final[dict[str, Any]] = {
    "resourceType": "Bundle",
    "type": "batch",
    "entry": [{"request": {"method": "GET", "url": f"CodeSystem/$lookup?system={_ICD10CM}&code=E11.22"}}],
}


@dataclass(frozen=True, slots=True)
class Described:
    """An interaction that the OpenAPI document tells of.

    Args:
        method: of HTTP.
        path: below the base address.
        summary: in words.
        permission: that it needs.
        fields: name -> example of what may stand in the address.
        body: an example of what is sent; None where nothing is.
    """

    method: str
    path: str
    summary: str
    permission: Permission
    fields: tuple[tuple[str, str], ...] = ()
    body: dict[str, Any] | None = None

    @property
    def openapi(self) -> dict[str, Any]:
        """What is added to the operation."""
        outcome = {"application/fhir+json": {"schema": {"type": "object"}}}
        said: dict[str, Any] = {"responses": {"200": {"description": "A resource.", "content": outcome}}}
        if self.fields:
            said["parameters"] = [
                {"name": name, "in": "query", "required": False, "schema": {"type": "string"}, "example": example}
                for name, example in self.fields
            ]
        if self.body is not None:
            schema = {
                "type": "object",
                "required": ["resourceType"],
                "properties": {"resourceType": {"type": "string", "enum": [self.body["resourceType"], "Parameters"]}},
            }
            content = {"application/fhir+json": {"schema": schema, "example": self.body}}
            said["requestBody"] = {"required": True, "content": content}
        return said


_CODED: Final = (("system", _ICD10CM), ("code", "E11.22"), ("date", "2026-06-02"))
READS: Final = (
    Described("GET", "/metadata", "What the service can do", Permission.READ, (("mode", "terminology"),)),
    Described("POST", "", "Several interactions in one Bundle, each with an answer of its own", Permission.READ, body=_BATCH),
    Described("GET", "/CodeSystem/$lookup", "A code on a day", Permission.READ, _CODED),
    Described(
        "GET",
        "/CodeSystem/$validate-code",
        "Whether a code is one, on a day",
        Permission.READ,
        (("url", _ICD10CM), ("code", "E11.22"), ("date", "2026-06-02")),
    ),
    Described(
        "GET",
        "/ValueSet/$expand",
        "A page of a value set",
        Permission.READ,
        (("url", f"{_ICD10CM}?fhir_vs"), ("filter", "neuropathy"), ("count", "10"), ("offset", "0")),
    ),
)
TOOLS: Final = (
    Described(
        "POST",
        "/DocumentReference/$code-note",
        "A note's diagnoses as Conditions, each with its evidence",
        Permission.USE_TOOLS,
        (("on", "2026-06-02"), ("setting", "outpatient")),
        _DOCUMENT,
    ),
    Described(
        "POST",
        "/Claim/$submit",
        "What a payer would deny of a claim, as a ClaimResponse",
        Permission.USE_TOOLS,
        (("payer", "medicare-mac"), ("received", "2026-06-02"), ("state", "CA")),
        _CLAIM,
    ),
    Described(
        "POST",
        "/$redact",
        "A resource without its identifiers",
        Permission.USE_TOOLS,
        (("policy", "tags"), ("audit", "true")),
        _PATIENT,
    ),
)
