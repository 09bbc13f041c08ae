"""Worklists as FHIR R4 ValueSets: codes by system, their order and remarks in the extensions that the standard names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from codewell.accounts.worklist_content import ListedCode, WorklistContent
from codewell.kernel.codes import CodeSystem

SYSTEM_OF_ADDRESS = {
    "http://hl7.org/fhir/sid/icd-10-cm": CodeSystem.ICD10CM,
    "urn:oid:2.16.840.1.113883.6.90": CodeSystem.ICD10CM,
    "http://www.cms.gov/Medicare/Coding/ICD10": CodeSystem.ICD10PCS,
    "https://www.cms.gov/Medicare/Coding/ICD10": CodeSystem.ICD10PCS,
    "http://hl7.org/fhir/sid/icd-10-pcs": CodeSystem.ICD10PCS,
    "urn:oid:2.16.840.1.113883.6.4": CodeSystem.ICD10PCS,
    "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets": CodeSystem.HCPCS,
    "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets": CodeSystem.HCPCS,
    "urn:oid:2.16.840.1.113883.6.285": CodeSystem.HCPCS,
    "http://www.ama-assn.org/go/cpt": CodeSystem.CPT,
    "urn:oid:2.16.840.1.113883.6.12": CodeSystem.CPT,
}
"""Addresses of HL7 Terminology; the first of each system is the one that is written."""
_COMMENTS = "http://hl7.org/fhir/StructureDefinition/valueset-concept-comments"
_ORDER = "http://hl7.org/fhir/StructureDefinition/valueset-conceptOrder"
Line = tuple[str, str, str, str]
"""Code, system, remark and fault."""


def value_set(content: WorklistContent, *, id: str, edition: int, date: str) -> dict[str, Any]:
    """Return a worklist as a ValueSet; descriptors are left out, for those of CPT are under a licence.

    Args:
        content: name, description and codes.
        id: of the worklist.
        edition: its number.
        date: instant of the edition, ISO.
    """
    by_system: dict[CodeSystem, list[dict[str, Any]]] = {}
    for place, one in enumerate(content.codes, 1):
        by_system.setdefault(one.code.system, []).append(_concept(place, one))
    addresses = {system: address for address, system in reversed(SYSTEM_OF_ADDRESS.items())}
    made: dict[str, Any] = {
        "resourceType": "ValueSet",
        "id": id,
        "version": str(edition),
        "title": content.name,
        "status": "active",
        "date": date,
    }
    if content.description:
        made["description"] = content.description
    if by_system:
        made["compose"] = {"include": [{"system": addresses[s], "concept": held} for s, held in by_system.items()]}
    return made


def lines_of_value_set(resource: dict[str, Any]) -> Sequence[Line]:
    """Return the codes that a ValueSet lists, in the order that it states, with what of it names no codes.

    Where it is defined by concepts these are read; else those of its expansion.
    """
    found = list(_composed(resource.get("compose")))
    if not any(line[0] for _, line in found):
        found += list(_expanded(resource.get("expansion")))
    return [line for _, line in sorted(found, key=lambda one: one[0])]


def _concept(place: int, one: ListedCode) -> dict[str, Any]:
    extensions: list[dict[str, Any]] = [{"url": _ORDER, "valueInteger": place}]
    if one.remark:
        extensions.append({"url": _COMMENTS, "valueString": one.remark})
    return {"extension": extensions, "code": str(one.code)}


def _composed(compose: Any) -> Iterator[tuple[int, Line]]:
    """Concepts without a stated place come last, in the order they stand in."""
    behind = 1_000_000
    for include in _objects(compose, "include"):
        system = include.get("system")
        system = system if isinstance(system, str) else ""
        if "concept" not in include:
            yield behind, ("", system, "", "names codes by a filter or another value set, not one by one")
        for concept in _objects(include, "concept"):
            behind += 1
            yield _place(concept) or behind, _line(concept, system)
    if isinstance(compose, dict) and compose.get("exclude"):
        yield behind + 1, ("", "", "", "excludes codes; what it excludes was not taken out")


def _expanded(expansion: Any) -> Iterator[tuple[int, Line]]:
    for number, entry in enumerate(_objects(expansion, "contains"), 1):
        system = entry.get("system")
        yield number, _line(entry, system if isinstance(system, str) else "")


def _line(concept: dict[str, Any], system: str) -> Line:
    code = concept.get("code")
    if not isinstance(code, str) or not code.strip():
        return "", system, "", "names no code"
    remarks = [one.get("valueString") for one in _objects(concept, "extension") if one.get("url") == _COMMENTS]
    return code[:60], system, next((one for one in remarks if isinstance(one, str)), ""), ""


def _place(concept: dict[str, Any]) -> int:
    places = [one.get("valueInteger") for one in _objects(concept, "extension") if one.get("url") == _ORDER]
    return next((one for one in places if isinstance(one, int) and not isinstance(one, bool) and 0 < one < 1_000_000), 0)


def _objects(held: Any, name: str) -> list[dict[str, Any]]:
    found = held.get(name) if isinstance(held, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
