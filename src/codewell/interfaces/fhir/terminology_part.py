"""The terminology half of the service, loaded when it is first asked for; an installation may be without it."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any, Final

from codewell.interfaces.fhir.exchange import FhirRequest, FhirResponse, Resource

_ROOM: Final = "codewell.interfaces.fhir.terminology"


def terminology_part(request: FhirRequest) -> FhirResponse | None:
    """Return the answer to an interaction with code systems, value sets and concept maps; None for any other."""
    room = _room("dispatch")
    answered: FhirResponse | None = None if room is None else room.terminology_operation(request)
    return answered


def terminology_capabilities(request: FhirRequest) -> Resource | None:
    """Return the TerminologyCapabilities; None where there are none."""
    room = _room("capabilities")
    capabilities: Resource | None = None if room is None else room.terminology_capabilities(request)
    return capabilities


def terminology_interactions() -> list[dict[str, Any]]:
    """Return what the CapabilityStatement says of CodeSystem, ValueSet and ConceptMap."""
    room = _room("capabilities")
    return [] if room is None else list(room.terminology_interactions())


def terminology_features() -> list[dict[str, Any]]:
    """Return what the CapabilityStatement tells HL7's terminology tests, as extensions."""
    room = _room("capabilities")
    return [] if room is None else list(room.terminology_features())


def terminology_system_operations() -> list[dict[str, Any]]:
    """Return the operations of the terminology half that stand below the base address."""
    room = _room("capabilities")
    return [] if room is None else list(room.system_operations())


def _room(name: str) -> ModuleType | None:
    return import_module(f"{_ROOM}.{name}") if find_spec(_ROOM) is not None else None
