"""CodeSystem/$lookup."""

from __future__ import annotations

from collections.abc import Iterator

from codewell.interfaces.fhir.exchange import FhirRequest, FhirResponse, Resource
from codewell.interfaces.fhir.terminology.answering import parameter, parameters
from codewell.interfaces.fhir.terminology.context import Context, context_of
from codewell.interfaces.fhir.terminology.parameters import refused
from codewell.terminology import messages
from codewell.terminology.concept import Concept, Designation, Property
from codewell.terminology.content import CodeSystemContent
from codewell.terminology.languages import Languages
from codewell.terminology.naming import names_of, shown_name
from codewell.terminology.problem import TerminologyProblem
from codewell.terminology.reading import text_of

_OTHERS = frozenset({"code", "display", "definition", "designation", "name", "system", "version"})


def look_up(request: FhirRequest) -> FhirResponse:
    """Answer with the names and properties of a code."""
    context = context_of(request)
    code, system, version = coded(context)
    evaluation = context.evaluation()
    pattern = version or evaluation.rules.choose(system, "").pattern
    content = evaluation.system(system, pattern)
    if content is None:
        held = context.registry.versions(system)
        raise TerminologyProblem(404, messages.system_unknown(system, pattern, held, ""))
    evaluation.note_system(content)
    concept = content.concept(code)
    if concept is None:
        raise TerminologyProblem(404, messages.code_unknown(code, system, content.facts.version, ""))
    facts = content.facts
    names = names_of(content, concept, {})
    shown = shown_name(names, context.languages())
    wanted = frozenset(context.given.texts("property"))
    return FhirResponse(
        parameters(
            parameter("name", "String", facts.name or facts.url),
            parameter("version", "String", facts.version) if facts.version else None,
            parameter("display", "String", shown.value if shown else concept.display or concept.code),
            parameter("code", "Code", concept.code),
            parameter("system", "Uri", facts.url),
            parameter("definition", "String", concept.definition) if concept.definition else None,
            parameter("abstract", "Boolean", concept.abstract),
            *(_designation(name) for name in names if _is_wanted(name, wanted, context.languages())),
            *(_property(content, item) for item in _properties(content, concept, wanted)),
            *(parameter("used-supplement", "Canonical", canonical) for canonical in evaluation.used.supplements),
        )
    )


def coded(context: Context) -> tuple[str, str, str]:
    """Return code, system and version that a request names, by themselves or as a Coding.

    Raises:
        FhirFault: it names none.
    """
    given = context.given
    coding = given.element("coding")
    if coding is not None:
        code, system, version = text_of(coding, "code"), text_of(coding, "system"), text_of(coding, "version")
    else:
        code, system, version = given.text("code"), given.text("system"), given.text("version")
    if not code or not system:
        raise refused("Name a code: the parameters code and system, or the parameter coding.", "required")
    return code, system, version


def _is_wanted(name: Designation, wanted: frozenset[str], languages: Languages) -> bool:
    """Say whether a name is listed: all where the caller names no property, or names these."""
    asked = not (wanted & _OTHERS) or "designation" in wanted or "*" in wanted
    return asked and bool(name.value)


def _designation(name: Designation) -> Resource:
    return {
        "name": "designation",
        "part": [
            *([parameter("language", "Code", name.language)] if name.language else []),
            *([parameter("use", "Coding", name.use)] if name.use else []),
            parameter("value", "String", name.value),
            *([parameter("source", "Canonical", name.source)] if name.source else []),
        ],
    }


def _properties(content: CodeSystemContent, concept: Concept, wanted: frozenset[str]) -> Iterator[Property]:
    """Return the properties to list: `inactive` always, what the caller names, all where it names `*`."""
    every = "*" in wanted or (not wanted and content.facts.tells_all)
    yield Property("inactive", "Boolean", concept.inactive)
    for name, codes in (("parent", content.parents), ("child", content.children)):
        if every or name in wanted:
            for code in codes(concept.code):
                yield Property(name, "Code", code)
    for value in concept.properties:
        if value.code not in ("inactive", "parent", "child") and (every or value.code in wanted):
            yield value


def _property(content: CodeSystemContent, item: Property) -> Resource:
    part = [parameter("code", "Code", item.code), parameter("value", item.kind, item.value)]
    if item.code in ("parent", "child"):
        other = content.concept(item.value)
        if other and other.display:
            part.append(parameter("description", "String", other.display))
    return {"name": "property", "part": part}
