"""CodeSystem/$subsumes."""

from __future__ import annotations

from codewell.interfaces.fhir.exchange import FhirRequest, FhirResponse, Resource
from codewell.interfaces.fhir.terminology.answering import parameter, parameters
from codewell.interfaces.fhir.terminology.context import context_of
from codewell.interfaces.fhir.terminology.parameters import refused
from codewell.terminology import messages
from codewell.terminology.problem import TerminologyProblem
from codewell.terminology.reading import text_of
from codewell.terminology.subsumption import subsumption


def subsumes(request: FhirRequest) -> FhirResponse:
    """Say how two codes of a code system stand to each other."""
    context = context_of(request)
    given = context.given
    coding: Resource = given.element("codingA") or {}
    other: Resource = given.element("codingB") or {}
    first = given.text("codeA") or text_of(coding, "code")
    second = given.text("codeB") or text_of(other, "code")
    system = given.text("system") or text_of(coding, "system")
    version = given.text("version") or text_of(coding, "version")
    if not (first and second and system):
        raise refused("Name two codes and their code system: codeA, codeB and system, or codingA and codingB.", "required")
    if other and text_of(other, "system") not in ("", system):
        raise refused("The two codes are of different code systems.")
    content = context.evaluation().system(system, version)
    if content is None:
        raise TerminologyProblem(404, messages.system_unknown(system, version, context.registry.versions(system), ""))
    found = subsumption(content, first, second)
    if found is None:
        missing = first if content.concept(first) is None else second
        raise TerminologyProblem(404, messages.code_unknown(missing, system, content.facts.version, ""))
    return FhirResponse(parameters(parameter("outcome", "Code", found)))
