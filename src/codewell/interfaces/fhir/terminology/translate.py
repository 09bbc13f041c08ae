"""ConceptMap/$translate."""

from __future__ import annotations

from codewell.interfaces.fhir.exchange import FhirRequest, FhirResponse, FhirVersion, Resource
from codewell.interfaces.fhir.terminology.answering import parameter, parameters
from codewell.interfaces.fhir.terminology.context import Context, context_of
from codewell.interfaces.fhir.terminology.parameters import refused
from codewell.tasks.terminology.maps import described_maps, release_translations
from codewell.terminology.reading import objects, text_of
from codewell.terminology.translation import Match, TranslationQuestion, translate

_MOST_NOTES = 40


def translate_code(request: FhirRequest) -> FhirResponse:
    """Answer with the codes that correspond to one."""
    context = context_of(request)
    matches: list[Match] = []
    for question in _questions(context):
        matches.extend(translate(context.registry.concept_maps(), question))
        matches.extend(release_translations(request.workplace, question))
    result = any(match.is_match for match in matches)
    notes = list(dict.fromkeys(f"{match.code or match.source[1]}: {match.note}" for match in matches if match.note))
    message = "; ".join(notes[:_MOST_NOTES]) if notes or result else "No concept map that is held translates this code."
    return FhirResponse(
        parameters(
            parameter("result", "Boolean", result),
            parameter("message", "String", message) if message else None,
            *(_match(context, match) for match in matches if match.code or not match.note),
        )
    )


def _questions(context: Context) -> list[TranslationQuestion]:
    """Return what is asked: R4 and R5 name the same parameters differently.

    Raises:
        FhirFault: it names no code.
    """
    given = context.given
    url = given.text("url")
    if len(context.request.path) == 3:
        held = [item for item in context.registry.concept_maps() if text_of(item, "id") == context.request.path[1]]
        if not held:
            held = [item for item in described_maps(context.request.workplace) if text_of(item, "id") == context.request.path[1]]
        if not held:
            raise refused(f"There is no ConceptMap/{context.request.path[1][:64]}.", "not-found", 404)
        url = text_of(held[0], "url")
    wanted = given.text("targetSystem") or given.text("targetsystem")
    source = given.text("sourceSystem") or given.text("system")
    reverse = given.boolean("reverse") is True
    code = given.text("sourceCode") or given.text("code")
    target = given.text("targetCode")
    if target:
        return [TranslationQuestion(target, wanted, source, True, url)]
    codings = [item for name in ("sourceCoding", "coding") if (item := given.element(name))]
    for name in ("sourceCodeableConcept", "codeableConcept"):
        codings.extend(objects(given.element(name) or {}, "coding")[:50])
    coding = given.element("targetCoding")
    if coding:
        return [TranslationQuestion(text_of(coding, "code"), text_of(coding, "system"), source, True, url)]
    if code and source:
        codings.append({"system": source, "code": code})
    if not codings:
        raise refused("Name a code: sourceCode and sourceSystem (R4: code and system), or a coding.", "required")
    return [TranslationQuestion(text_of(item, "code"), text_of(item, "system"), wanted, reverse, url) for item in codings]


def _match(context: Context, match: Match) -> Resource:
    r4 = context.request.version is FhirVersion.R4
    system, code = match.source if _is_reversed(context) else (match.system, match.code)
    concept: Resource = {"system": match.system, "code": match.code}
    if match.display:
        concept["display"] = match.display
    part = [
        parameter("equivalence", "Code", match.equivalence) if r4 else parameter("relationship", "Code", match.relationship),
        parameter("concept", "Coding", concept),
        parameter("originMap", "Canonical", match.origin),
    ]
    if _is_reversed(context):
        part.append(parameter("source", "Coding", {"system": system, "code": code}))
    return {"name": "match", "part": part}


def _is_reversed(context: Context) -> bool:
    given = context.given
    return "targetCode" in given or "targetCoding" in given or given.boolean("reverse") is True
