"""Bodies in either syntax; inside, a resource has one form."""

from __future__ import annotations

from codewell.interfaces.fhir.exchange import Resource
from codewell.interfaces.fhir.json_bodies import read_json, written_json
from codewell.interfaces.fhir.negotiation import Syntax, Wanted
from codewell.interfaces.fhir.outcomes import not_supported


def read_body(content: bytes, syntax: Syntax) -> Resource:
    """Return the resource that a body holds.

    Raises:
        FhirFault: it holds none.
    """
    if syntax is Syntax.XML:
        raise not_supported("Bodies are read as application/fhir+json.", 415)
    return read_json(content)


def written_body(resource: Resource, looks: Wanted) -> bytes:
    """Return a resource as it is wanted."""
    return written_json(resource, pretty=looks.pretty)
