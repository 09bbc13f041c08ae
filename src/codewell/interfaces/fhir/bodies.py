"""Bodies in either syntax; inside, a resource has one form."""

from __future__ import annotations

from codewell.interfaces.fhir.exchange import FhirVersion, Resource
from codewell.interfaces.fhir.json_bodies import read_json, written_json
from codewell.interfaces.fhir.negotiation import Syntax, Wanted


def read_body(content: bytes, syntax: Syntax, version: FhirVersion) -> Resource:
    """Return the resource that a body holds.

    Raises:
        FhirFault: it holds none.
    """
    if syntax is Syntax.XML:
        from codewell.interfaces.fhir.xml.reading import read_xml  # the models: JSON does not wait for them

        return read_xml(content, version)
    return read_json(content)


def written_body(resource: Resource, looks: Wanted) -> bytes:
    """Return a resource as it is wanted."""
    if looks.syntax is Syntax.XML:
        from codewell.interfaces.fhir.xml.writing import written_xml

        return written_xml(resource, looks.version, pretty=looks.pretty)
    return written_json(resource, pretty=looks.pretty)
