"""The terminology half of the service, loaded when it is first asked for: notes and claims do without it."""

from __future__ import annotations

from typing import Any

from codewell.interfaces.fhir.exchange import FhirRequest, FhirResponse, Resource


def terminology_part(request: FhirRequest) -> FhirResponse | None:
    """Return the answer to an interaction with code systems, value sets and concept maps; None for any other."""
    from codewell.interfaces.fhir.terminology.dispatch import terminology_operation

    return terminology_operation(request)


def terminology_capabilities(request: FhirRequest) -> Resource:
    """Return the TerminologyCapabilities."""
    from codewell.interfaces.fhir.terminology import capabilities

    return capabilities.terminology_capabilities(request)


def terminology_interactions() -> list[dict[str, Any]]:
    """Return what the CapabilityStatement says of CodeSystem, ValueSet and ConceptMap."""
    from codewell.interfaces.fhir.terminology import capabilities

    return capabilities.terminology_interactions()


def terminology_features() -> list[dict[str, Any]]:
    """Return what the CapabilityStatement tells HL7's terminology tests, as extensions."""
    from codewell.interfaces.fhir.terminology import capabilities

    return capabilities.terminology_features()


def terminology_system_operations() -> list[dict[str, Any]]:
    """Return the operations of the terminology half that stand below the base address."""
    from codewell.interfaces.fhir.terminology import capabilities

    return capabilities.system_operations()
