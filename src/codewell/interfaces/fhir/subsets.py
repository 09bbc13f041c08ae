"""Parts of a resource where the whole is not wanted: `_elements` and `_summary`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from codewell.interfaces.fhir.exchange import FhirFault, Issue, Resource

_ALWAYS: Final = frozenset({"resourceType", "id", "meta"})
_LONG: Final = frozenset({"text", "contained", "concept", "compose", "expansion", "group", "operation", "parameter"})
"""Elements that the summaries of definitions leave out (those without the mark of a summary in R4)."""
_SUBSETTED: Final = {"system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue", "code": "SUBSETTED"}
_NEVER: Final = frozenset({"Parameters", "OperationOutcome", "CapabilityStatement", "TerminologyCapabilities"})
_SUMMARIES: Final = frozenset({"true", "text", "data", "count", "false", ""})


def subset_of(resource: Resource, query: Iterable[tuple[str, str]]) -> Resource:
    """Return the parts of a resource, or of those of a search, that are wanted.

    Raises:
        FhirFault: `_summary` is none that there is.
    """
    asked = dict(query)
    elements = frozenset(one.strip() for one in asked.get("_elements", "").split(",") if one.strip())
    summary = asked.get("_summary", "")
    if summary not in _SUMMARIES:
        raise FhirFault(400, Issue("value", "_summary is true, text, data, count or false."))
    if not elements and summary in ("", "false"):
        return resource
    kind = resource.get("resourceType")
    if kind == "Bundle" and resource.get("type") == "searchset":
        if summary == "count":
            return {name: value for name, value in resource.items() if name not in ("entry", "link")}
        entries = resource.get("entry", [])
        return resource | {"entry": [_entry(one, elements, summary) for one in entries]} if entries else resource
    return resource if kind in _NEVER or kind == "Bundle" else _subset(resource, elements, summary)


def _entry(entry: dict[str, Any], elements: frozenset[str], summary: str) -> dict[str, Any]:
    return entry | {"resource": _subset(entry["resource"], elements, summary)} if "resource" in entry else entry


def _subset(resource: Resource, elements: frozenset[str], summary: str) -> Resource:
    if elements:
        kept = {name: value for name, value in resource.items() if name.lstrip("_") in elements | _ALWAYS}
    elif summary == "text":
        kept = {name: value for name, value in resource.items() if name in _ALWAYS | {"text", "status"}}
    else:
        gone = frozenset({"text"}) if summary == "data" else _LONG
        kept = {name: value for name, value in resource.items() if name not in gone}
    meta = dict(kept.get("meta", {}))
    meta["tag"] = [*meta.get("tag", []), _SUBSETTED]
    return {"resourceType": resource.get("resourceType"), **kept, "meta": meta}
