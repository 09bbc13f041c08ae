"""Reading and searching code systems, value sets and concept maps."""

from __future__ import annotations

from collections.abc import Iterator

from codewell.interfaces.fhir.exchange import FhirFault, FhirRequest, FhirResponse, FhirVersion, Issue, Resource
from codewell.interfaces.fhir.terminology.context import context_of
from codewell.interfaces.fhir.terminology.parameters import Parameters, refused
from codewell.tasks.terminology.library import described_systems
from codewell.tasks.terminology.maps import described_maps
from codewell.terminology.reading import text_of

_SEARCHED = ("url", "version", "name", "title", "status")
_MOST_LISTED = 200


def read_resource(request: FhirRequest) -> FhirResponse:
    """Answer with a resource by its id.

    Raises:
        FhirFault: there is none.
    """
    kind, identifier = request.path
    for resource in _held(request, kind):
        if text_of(resource, "id") == identifier:
            return FhirResponse(resource)
    raise FhirFault(404, Issue("not-found", f"There is no {kind}/{identifier[:64]}."))


def search_resources(request: FhirRequest) -> FhirResponse:
    """Answer with the resources that fit: by url, version, name, title, status and _id, a page at a time.

    Raises:
        FhirFault: a parameter does not have its form.
    """
    kind = request.path[0]
    sought = [(name.partition(":")[0], value) for name, value in request.query]
    found = [resource for resource in _held(request, kind) if all(_fits(resource, *item) for item in sought)]
    pages = Parameters([(name, {"name": name, "valueString": value}) for name, value in request.query])
    count = pages.whole("_count")
    count = _MOST_LISTED if count is None else min(count, _MOST_LISTED)
    start = pages.whole("_offset") or 0
    entries = [
        {"fullUrl": f"{request.base}/{kind}/{text_of(item, 'id')}", "resource": item, "search": {"mode": "match"}}
        for item in found[start : start + count]
    ]
    bundle: Resource = {"resourceType": "Bundle", "type": "searchset", "total": len(found)}
    bundle["link"] = [{"relation": "self", "url": f"{request.base}/{kind}"}]
    if entries:
        bundle["entry"] = entries
    return FhirResponse(bundle)


def _fits(resource: Resource, name: str, value: str) -> bool:
    if name == "_id":
        return text_of(resource, "id") == value
    if name not in _SEARCHED:
        if name.startswith("_"):
            return True
        raise refused(f"The search parameter {name[:40]} is not one of: _id, {', '.join(_SEARCHED)}.", "not-supported")
    held = text_of(resource, name)
    return held.casefold().startswith(value.casefold()) if name in ("name", "title") else held == value


def _held(request: FhirRequest, kind: str) -> Iterator[Resource]:
    if kind == "CodeSystem":
        yield from described_systems(request.workplace)
    elif kind == "ConceptMap":
        for resource in described_maps(request.workplace):
            yield resource if request.version is FhirVersion.R4 else _in_r5(resource)
    else:
        context = context_of(request, Parameters([]))
        for library in context.registry.libraries:
            yield from library.value_sets()


def _in_r5(concept_map: Resource) -> Resource:
    """Return a ConceptMap with what it maps between named as R5 does."""
    names = {"sourceUri": "sourceScopeUri", "targetUri": "targetScopeUri"}
    return {names.get(key, key): value for key, value in concept_map.items()}
