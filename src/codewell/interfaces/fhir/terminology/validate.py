"""CodeSystem/$validate-code, ValueSet/$validate-code and $batch-validate-code."""

from __future__ import annotations

from dataclasses import replace

from codewell.interfaces.fhir.exchange import FhirFault, FhirRequest, FhirResponse, Issue, Resource
from codewell.interfaces.fhir.terminology.answering import fault_of, issue_of, outcome_of, parameter, parameters
from codewell.interfaces.fhir.terminology.context import Context, context_of
from codewell.interfaces.fhir.terminology.parameters import Parameters, parameters_of, refused
from codewell.interfaces.fhir.terminology.value_sets import value_set_of
from codewell.terminology.problem import TerminologyProblem
from codewell.terminology.reading import objects, text_of
from codewell.terminology.validation import validate_in_system, validate_in_value_set
from codewell.terminology.verdict import Asked, Checked, Coding, Given, Verdict

_MOST_CODINGS = 200
_MOST_VALIDATIONS = 500
_NOTHING = "Unable to find code to validate (looked for coding | codeableConcept | code+system | code+inferSystem in parameters"


def validate_code(request: FhirRequest) -> FhirResponse:
    """Say whether a code is in a value set, or in a code system where the address is one of CodeSystem."""
    return FhirResponse(_validated(context_of(request), of_value_set=request.path[0] == "ValueSet"))


def batch_validate_code(request: FhirRequest) -> FhirResponse:
    """Answer several validations at once, each with a Parameters or an OperationOutcome."""
    given = Parameters.of(request)
    shared = [(name, element) for name, element in given.entries if name != "validation"]
    asked = given.resources("validation")
    if len(asked) > _MOST_VALIDATIONS:
        raise refused(f"A batch holds at most {_MOST_VALIDATIONS} validations.", "too-costly", 413)
    whole = context_of(request, given)
    answers = []
    for resource in asked:
        own = parameters_of(resource)
        names = {name for name, _ in own}
        entries = [*own, *(entry for entry in shared if entry[0] not in names or entry[0] == "tx-resource")]
        context = replace(whole, given=Parameters(entries))
        of_value_set = bool({"url", "valueSet"} & {name for name, _ in entries})
        try:
            answer = _validated(context, of_value_set=of_value_set)
        except TerminologyProblem as problem:
            answer = outcome_of(fault_of(problem).issues)
        except FhirFault as fault:
            answer = outcome_of(fault.issues)
        answers.append({"name": "validation", "resource": answer})
    return FhirResponse(parameters(*answers))


def _validated(context: Context, *, of_value_set: bool) -> Resource:
    given = context.given
    codings, form = codings_of(given, of_value_set=of_value_set)
    if not codings:
        raise FhirFault(400, Issue("invalid", _NOTHING))
    if of_value_set:
        value_set = value_set_of(context)
        verdict = validate_in_value_set(context.evaluation(value_set), codings, form, _asked(context, value_set))
    else:
        verdict = validate_in_system(context.evaluation(), codings[0], _asked(context, None))
    return _answer(verdict, given.element("codeableConcept"))


def codings_of(given: Parameters, *, of_value_set: bool) -> tuple[list[Coding], Given]:
    """Return the codings to validate, and in which form they came; none where the request has none.

    Raises:
        FhirFault: one does not have its form.
    """
    concept = given.element("codeableConcept")
    if concept is not None:
        held = objects(concept, "coding")[:_MOST_CODINGS]
        return [coding_of(item, f"CodeableConcept.coding[{place}]") for place, item in enumerate(held)], Given.CONCEPT
    coding = given.element("coding")
    if coding is not None:
        return [coding_of(coding, "Coding")], Given.CODING
    code = given.text("code")
    system = given.text("system") or ("" if of_value_set else given.text("url"))
    if not code or not (system or given.boolean("inferSystem") is True):
        return [], Given.CODE
    version = given.text("systemVersion") if of_value_set else given.text("version") or given.text("systemVersion")
    return [Coding(code, system, version, given.text("display"))], Given.CODE


def coding_of(element: Resource, path: str) -> Coding:
    """Return a Coding element."""
    return Coding(
        text_of(element, "code"), text_of(element, "system"), text_of(element, "version"), text_of(element, "display"), path
    )


def _asked(context: Context, value_set: Resource | None) -> Asked:
    given = context.given
    return Asked(
        languages=context.languages(value_set),
        active_only=given.boolean("activeOnly") is True,
        abstract=given.boolean("abstract") is not False,
        lenient_display=given.boolean("lenient-display-validation") is True,
        membership_only=given.boolean("valueset-membership-only") is True,
        infer_system=given.boolean("inferSystem") is True,
    )


def _answer(verdict: Verdict, concept: Resource | None) -> Resource:
    issues = [issue_of(finding) for finding in verdict.findings]
    entries: list[Resource | None] = [parameter("result", "Boolean", verdict.result)]
    if verdict.answer is not None:
        entries.extend(_of_coding(verdict.answer))
    if concept is not None:
        entries.append(parameter("codeableConcept", "CodeableConcept", concept))
    if verdict.message:
        entries.append(parameter("message", "String", verdict.message))
    for name, canonicals in (
        ("x-unknown-system", {item.unknown_system for item in verdict.checked}),
        ("x-caused-by-unknown-system", {item.caused_by_unknown for item in verdict.checked}),
    ):
        entries.extend(parameter(name, "Canonical", canonical) for canonical in sorted(canonicals) if canonical)
    if issues:
        entries.append({"name": "issues", "resource": outcome_of(issues)})
    return parameters(*entries)


def _of_coding(checked: Checked) -> list[Resource | None]:
    coding, concept = checked.coding, checked.concept
    version = checked.content.facts.version if checked.content else ""
    inactive = concept is not None and concept.inactive
    status = concept.status if concept and (concept.inactive or concept.is_deprecated) and concept.status != "inactive" else ""
    return [
        parameter("code", "Code", coding.code),
        parameter("system", "Uri", coding.system) if coding.system else None,
        parameter("version", "String", version) if version else None,
        parameter("display", "String", checked.display) if checked.display else None,
        parameter("normalized-code", "Code", concept.code) if concept and concept.code != coding.code else None,
        parameter("inactive", "Boolean", True) if inactive else None,
        parameter("status", "Code", status) if status else None,
    ]
