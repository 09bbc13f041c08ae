"""The value set that an operation is about."""

from __future__ import annotations

from codewell.interfaces.fhir.exchange import FhirFault, Issue, Resource
from codewell.interfaces.fhir.terminology.context import Context
from codewell.interfaces.fhir.terminology.parameters import refused
from codewell.interfaces.fhir.terminology.value_set_shape import require_shape
from codewell.terminology import messages
from codewell.terminology.problem import TerminologyProblem
from codewell.terminology.reading import text_of


def value_set_of(context: Context) -> Resource:
    """Return the value set that came with a request, or that its address or its `url` names.

    Raises:
        FhirFault: it names none, or the one that came is no value set or has not its shape.
        TerminologyProblem: none has that address.
    """
    given, path = context.given, context.request.path
    sent = given.resources("valueSet")
    if sent:
        if sent[0].get("resourceType") != "ValueSet":
            raise refused("The parameter valueSet is a ValueSet resource.")
        require_shape(sent[0])
        return sent[0]
    if len(path) == 3:
        return _by_id(context, path[1])
    url = given.text("url")
    if not url:
        raise refused("Name a value set: the parameter url, or the parameter valueSet with the resource.", "required")
    version = given.text("valueSetVersion")
    found = context.registry.value_set(url, version)
    if found is None:
        raise TerminologyProblem(404, messages.value_set_unknown(f"{url}|{version}" if version else url))
    return found


def _by_id(context: Context, identifier: str) -> Resource:
    for library in context.registry.libraries:
        for resource in library.value_sets():
            if text_of(resource, "id") == identifier:
                return resource
    raise FhirFault(404, Issue("not-found", f"There is no ValueSet/{identifier[:64]}."))
