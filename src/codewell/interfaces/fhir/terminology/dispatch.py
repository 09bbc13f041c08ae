"""Which interactions are terminology, and who answers each."""

from __future__ import annotations

from collections.abc import Callable

from codewell.interfaces.fhir.exchange import FhirRequest, FhirResponse
from codewell.interfaces.fhir.terminology.answering import fault_of
from codewell.interfaces.fhir.terminology.expand import expand_value_set
from codewell.interfaces.fhir.terminology.lookup import look_up
from codewell.interfaces.fhir.terminology.resources import read_resource, search_resources
from codewell.interfaces.fhir.terminology.subsumes import subsumes
from codewell.interfaces.fhir.terminology.translate import translate_code
from codewell.interfaces.fhir.terminology.validate import batch_validate_code, validate_code
from codewell.terminology.problem import TerminologyProblem

KINDS = ("CodeSystem", "ValueSet", "ConceptMap")
_OPERATIONS: dict[tuple[str, str], Callable[[FhirRequest], FhirResponse]] = {
    ("CodeSystem", "$lookup"): look_up,
    ("CodeSystem", "$validate-code"): validate_code,
    ("CodeSystem", "$subsumes"): subsumes,
    ("CodeSystem", "$batch-validate-code"): batch_validate_code,
    ("ValueSet", "$expand"): expand_value_set,
    ("ValueSet", "$validate-code"): validate_code,
    ("ValueSet", "$batch-validate-code"): batch_validate_code,
    ("ConceptMap", "$translate"): translate_code,
}


def terminology_operation(request: FhirRequest) -> FhirResponse | None:
    """Answer an interaction with CodeSystem, ValueSet or ConceptMap; None where it is another's.

    Raises:
        FhirFault: it cannot be answered.
    """
    answer = _answer_to(request)
    if answer is None:
        return None
    try:
        return answer(request)
    except TerminologyProblem as problem:
        raise fault_of(problem) from problem


def _answer_to(request: FhirRequest) -> Callable[[FhirRequest], FhirResponse] | None:
    path = request.path
    if path == ("$batch-validate-code",):
        return batch_validate_code
    if not path or path[0] not in KINDS or len(path) > 3:
        return None
    if path[-1].startswith("$"):
        return _OPERATIONS.get((path[0], path[-1]))
    if path[1:] == ("_search",) or (len(path) == 1 and request.method == "GET"):
        return search_resources
    return read_resource if len(path) == 2 and request.method == "GET" else None
