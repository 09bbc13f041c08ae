"""The small code systems of FHIR itself that value sets of ours and of others refer to most."""

from __future__ import annotations

from codewell.terminology.concept import JsonObject

_SETS: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "administrative-gender": (
        "AdministrativeGender",
        (("male", "Male"), ("female", "Female"), ("other", "Other"), ("unknown", "Unknown")),
    ),
    "publication-status": (
        "PublicationStatus",
        (("draft", "Draft"), ("active", "Active"), ("retired", "Retired"), ("unknown", "Unknown")),
    ),
}


def standard_resources(version: str) -> list[JsonObject]:
    """Return the code systems and value sets of one version of FHIR, such as "4.0.1"."""
    found: list[JsonObject] = []
    for name, (title, codes) in _SETS.items():
        system = f"http://hl7.org/fhir/{name}"
        common: JsonObject = {"version": version, "name": title, "title": title, "status": "active", "experimental": False}
        concepts = [{"code": code, "display": display} for code, display in codes]
        found.append(
            {
                "resourceType": "CodeSystem",
                "id": name,
                "url": system,
                **common,
                "language": "en",
                "caseSensitive": True,
                "content": "complete",
                "valueSet": f"http://hl7.org/fhir/ValueSet/{name}",
                "concept": concepts,
            }
        )
        found.append(
            {
                "resourceType": "ValueSet",
                "id": name,
                "url": f"http://hl7.org/fhir/ValueSet/{name}",
                **common,
                "compose": {"include": [{"system": system}]},
            }
        )
    return found
