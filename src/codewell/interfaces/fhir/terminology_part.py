"""The terminology half of the service, loaded when it is first asked for."""

from __future__ import annotations

from typing import Any

from codewell.interfaces.fhir.exchange import FhirRequest, FhirResponse, Resource


def terminology_part(request: FhirRequest) -> FhirResponse | None:
    """Return the answer to an interaction with code systems, value sets and concept maps; None for any other."""
    return None


def terminology_capabilities(request: FhirRequest) -> Resource | None:
    """Return the TerminologyCapabilities; None where there are none."""
    return None


def terminology_resources(request: FhirRequest) -> tuple[dict[str, Any], ...]:
    """Return `CapabilityStatement.rest.resource` of the terminology half."""
    return ()
