"""What the service says it can do: its CapabilityStatement, and TerminologyCapabilities by `?mode=terminology`."""

from __future__ import annotations

from typing import Any, Final

import codewell
from codewell.interfaces.fhir.definitions import CLINICAL
from codewell.interfaces.fhir.exchange import FhirRequest, FhirResponse, FhirVersion, Resource
from codewell.interfaces.fhir.terminology_part import (
    terminology_capabilities,
    terminology_features,
    terminology_interactions,
    terminology_system_operations,
)

_VERSIONS: Final = {FhirVersion.R4: "4.0.1", FhirVersion.R5: "5.0.0"}


def metadata(request: FhirRequest) -> FhirResponse:
    """Return the CapabilityStatement, or the TerminologyCapabilities where `mode` asks for them."""
    if dict(request.query).get("mode") == "terminology":
        return FhirResponse(terminology_capabilities(request))
    return FhirResponse(_statement(request))


def _statement(request: FhirRequest) -> Resource:
    day = request.workplace.today.isoformat()
    return {
        "resourceType": "CapabilityStatement",
        "extension": terminology_features(),
        "url": f"{request.base}/metadata",
        "version": codewell.__version__,
        "name": "Codewell",
        "title": "Codewell: codes, claim edits, notes and redaction on this machine",
        "status": "active",
        "date": day,
        "kind": "instance",
        "instantiates": ["http://hl7.org/fhir/CapabilityStatement/terminology-server"],
        "software": {"name": "Codewell", "version": codewell.__version__},
        "implementation": {"description": "Medical coding, each answer dated and sourced", "url": request.base},
        "fhirVersion": _VERSIONS[request.version],
        "format": ["application/fhir+json", "application/fhir+xml", "json", "xml"],
        "rest": [_rest(request)],
    }


def _rest(request: FhirRequest) -> dict[str, Any]:
    by_type: dict[str, dict[str, Any]] = {one["type"]: dict(one) for one in terminology_interactions()}
    system_wide = terminology_system_operations()
    for definition in CLINICAL:
        told = {"name": definition.code, "definition": f"{request.base}/OperationDefinition/{definition.id}"}
        if definition.on_system:
            system_wide.append(told)
        for kind in definition.types:
            if kind != "Resource":
                held = by_type.setdefault(kind, {"type": kind})
                held["operation"] = [*held.get("operation", []), told]
    by_type.setdefault("OperationDefinition", {"type": "OperationDefinition"})["interaction"] = [
        {"code": "read"},
        {"code": "search-type"},
    ]
    rest: dict[str, Any] = {
        "mode": "server",
        "documentation": "Reads, searches and operations; nothing that is sent is stored.",
        "security": {
            "cors": False,
            "description": "A key of the API as `Authorization: Bearer`; none at one person's machine.",
        },
        "resource": [by_type[kind] for kind in sorted(by_type)],
        "interaction": [{"code": "batch"}],
    }
    return rest | ({"operation": system_wide} if system_wide else {})
