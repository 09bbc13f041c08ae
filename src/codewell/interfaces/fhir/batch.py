"""Batches: several interactions in one Bundle, each with an answer of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from codewell.interfaces.fhir.exchange import FhirFault, FhirRequest, FhirResponse, Issue, Resource
from codewell.interfaces.fhir.json_bodies import see_resource
from codewell.interfaces.fhir.outcomes import not_supported, outcome_of_fault

MOST_ENTRIES: Final = 200
LONGEST_ADDRESS: Final = 4_000
"""Characters of the address of an entry."""


def batch(request: FhirRequest, answer: Callable[[FhirRequest], FhirResponse]) -> FhirResponse:
    """Return the answers of a batch in the order of its entries.

    Args:
        request: to the base address.
        answer: answers one entry; a refusal is an OperationOutcome and never an exception.

    Raises:
        FhirFault: it is no batch, or one that is too long.

    Source:
        HL7 FHIR R4, RESTful API, 3.1.0.11: entries of a batch do not depend on one another.
    """
    if request.method != "POST":
        raise not_supported("A search over all types is not done; name a type, as in /fhir/CodeSystem.")
    body = request.body or {}
    if body.get("resourceType") != "Bundle":
        raise FhirFault(400, Issue("invalid", "To the base address a Bundle of type batch is sent.", expression=("Bundle",)))
    if body.get("type") == "transaction":
        text = "Nothing is stored here, so there are no transactions; send the Bundle as a batch."
        raise FhirFault(422, Issue("not-supported", text, expression=("Bundle.type",)))
    if body.get("type") != "batch":
        raise FhirFault(422, Issue("value", "The type of the Bundle is not batch.", expression=("Bundle.type",)))
    entries = body.get("entry", [])
    if not isinstance(entries, list):
        raise FhirFault(400, Issue("structure", "Bundle.entry is no list.", expression=("Bundle.entry",)))
    if len(entries) > MOST_ENTRIES:
        text = f"A batch has at most {MOST_ENTRIES} entries; send the others in another one."
        raise FhirFault(413, Issue("too-costly", text, expression=("Bundle.entry",)))
    answers = [_answered(request, entry, number, answer) for number, entry in enumerate(entries)]
    resource: Resource = {"resourceType": "Bundle", "type": "batch-response"}
    return FhirResponse(resource | ({"entry": answers} if answers else {}))


def _answered(request: FhirRequest, entry: object, number: int, answer: Callable[[FhirRequest], FhirResponse]) -> dict[str, Any]:
    try:
        answered = answer(_interaction(request, entry, f"Bundle.entry[{number}]"))
    except FhirFault as fault:
        answered = outcome_of_fault(fault)
    status = HTTPStatus(answered.status)
    response: dict[str, Any] = {"status": f"{status.value} {status.phrase}"}
    if "Last-Modified" in answered.headers:
        response["lastModified"] = answered.headers["Last-Modified"]
    if answered.status >= 400:
        return {"response": {**response, "outcome": answered.resource}}
    return {"resource": answered.resource, "response": response}


def _interaction(request: FhirRequest, entry: object, where: str) -> FhirRequest:
    """Return the interaction of an entry.

    Raises:
        FhirFault: it names none, or one that is not done here.
    """
    asked = entry.get("request") if isinstance(entry, dict) else None
    if not isinstance(entry, dict) or not isinstance(asked, dict):
        raise FhirFault(400, Issue("required", "The entry has no request.", expression=(f"{where}.request",)))
    method, url = asked.get("method"), asked.get("url")
    if method not in ("GET", "POST"):
        raise FhirFault(405, Issue("not-supported", "An entry asks by GET or POST.", expression=(f"{where}.request.method",)))
    if not isinstance(url, str) or len(url) > LONGEST_ADDRESS:
        raise FhirFault(400, Issue("value", "The entry has no address that can be read.", expression=(f"{where}.request.url",)))
    path, query = _address(url, request.base, f"{where}.request.url")
    body = entry.get("resource")
    if body is not None and not isinstance(body, dict):
        raise FhirFault(400, Issue("structure", "The entry's resource is none.", expression=(f"{where}.resource",)))
    if body is not None:
        see_resource(body)
    return replace(request, method=method, path=path, query=query, body=body if method == "POST" else None)


def _address(url: str, base: str, where: str) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    relative = url.removeprefix(base).lstrip("/")
    try:
        parts = urlsplit(relative)
        query = tuple(parse_qsl(parts.query, keep_blank_values=True, max_num_fields=200))
    except ValueError:
        raise FhirFault(400, Issue("value", "The entry's address cannot be read.", expression=(where,))) from None
    if parts.scheme or parts.netloc:
        raise FhirFault(422, Issue("value", "The entry's address is one of another service.", expression=(where,)))
    path = tuple(unquote(one) for one in parts.path.split("/") if one)
    if not path:
        raise FhirFault(422, Issue("not-supported", "A batch holds no batch.", expression=(where,)))
    return path, query
