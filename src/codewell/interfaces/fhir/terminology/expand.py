"""ValueSet/$expand."""

from __future__ import annotations

import uuid
from datetime import UTC

from codewell.interfaces.fhir.exchange import FhirRequest, FhirResponse, FhirVersion, Resource
from codewell.interfaces.fhir.terminology.answering import parameter
from codewell.interfaces.fhir.terminology.context import Context, context_of
from codewell.interfaces.fhir.terminology.expanded_codes import CodeWriter
from codewell.interfaces.fhir.terminology.parameters import Parameters, value_of
from codewell.interfaces.fhir.terminology.value_sets import value_set_of
from codewell.terminology.evaluation import Evaluation, versions_match
from codewell.terminology.expansion import MOST_CODES, ExpansionWish, expand
from codewell.terminology.reading import text_of
from codewell.terminology.versions import split_canonical

_REPEATED = (
    ("activeOnly", "Boolean"),
    ("count", "Integer"),
    ("offset", "Integer"),
    ("excludeNested", "Boolean"),
    ("excludeNotForUI", "Boolean"),
    ("includeDefinition", "Boolean"),
    ("includeDesignations", "Boolean"),
    ("filter", "String"),
    ("date", "DateTime"),
)
_UNCLOSED = "http://hl7.org/fhir/StructureDefinition/valueset-unclosed"
_DEFINITION = ("compose", "contained", "extension", "text", "meta", "publisher", "contact", "description", "purpose", "copyright")


def expand_value_set(request: FhirRequest) -> FhirResponse:
    """Answer with the value set and its codes."""
    context = context_of(request)
    value_set = value_set_of(context)
    evaluation = context.evaluation(value_set)
    wish = _wish(context, value_set)
    expansion = expand(evaluation, wish)
    writer = CodeWriter(wish, expansion.with_versions, r4=request.version is FhirVersion.R4)
    contains = [writer.write(branch) for branch in expansion.branches]
    instant = request.workplace.clock().astimezone(UTC).replace(microsecond=0, tzinfo=None)
    body: Resource = {
        "identifier": f"urn:uuid:{uuid.uuid4()}",
        "timestamp": f"{instant.isoformat()}Z",
        "total": expansion.total,
    }
    extensions = _extensions(evaluation)
    if extensions:
        body = {"extension": extensions, **body}
    if wish.offset is not None:
        body["offset"] = wish.offset
    body["parameter"] = [*_repeated(context, value_set, wish), *_used(evaluation)]
    if not body["parameter"]:
        del body["parameter"]
    if not contains and expansion.has_inactive:
        writer.note_status()
    writer.declare(body)
    if contains:
        body["contains"] = contains
    kept = context.given.boolean("includeDefinition") is True
    answer = {key: value for key, value in value_set.items() if kept or key not in _DEFINITION}
    answer["status"] = text_of(value_set, "status") or "unknown"
    return FhirResponse({**answer, "expansion": body})


def _wish(context: Context, value_set: Resource) -> ExpansionWish:
    given = context.given
    filters = []
    for token in given.texts("designation"):
        system, mark, code = token.rpartition("|")
        filters.append((system if mark else "", code))
    limit = context.request.headers.get("x-too-costly-threshold", "")
    return ExpansionWish(
        text=given.text("filter"),
        offset=given.whole("offset"),
        count=given.whole("count"),
        languages=context.languages(value_set),
        active_only=given.boolean("activeOnly") is True,
        nested=given.boolean("excludeNested") is not True,
        for_user_interfaces=given.boolean("excludeNotForUI") is True,
        designations=given.boolean("includeDesignations") is True or bool(filters),
        designation_filters=tuple(filters),
        properties=given.texts("property"),
        limit=min(MOST_CODES, int(limit)) if limit.isascii() and limit.isdigit() and len(limit) < 9 else MOST_CODES,
    )


def _repeated(context: Context, value_set: Resource, wish: ExpansionWish) -> list[Resource]:
    """Return the parameters that decided what is listed."""
    given: Parameters = context.given
    found = []
    for name, kind in _REPEATED:
        if name in given:
            value = given.boolean(name) if kind == "Boolean" else given.whole(name) if kind == "Integer" else given.text(name)
            found.append(parameter(name, kind, value))
    found.extend(parameter("designation", "String", value_of(element)) for element in given.all("designation"))
    if wish.languages.text:
        found.append(parameter("displayLanguage", "Code", wish.languages.shown))
    if versions_match(value_set):
        found.append(parameter("versionsMatch", "Boolean", True))
    return found


def _used(evaluation: Evaluation) -> list[Resource]:
    used = evaluation.used
    found = [parameter(name, "Uri", value) for name, value in used.parameters]
    for name, canonicals in (
        ("used-codesystem", used.systems),
        ("used-valueset", used.value_sets),
        ("used-supplement", used.supplements),
        ("used-fragment", used.fragments),
    ):
        found.extend(parameter(name, "Uri", canonical) for canonical in canonicals)
    found.extend(parameter(f"warning-{status}", "Uri", canonical) for status, _, canonical in used.notes)
    return found


def _extensions(evaluation: Evaluation) -> list[Resource]:
    found: list[Resource] = []
    for canonical in evaluation.used.fragments:
        if not found:
            found.append({"url": _UNCLOSED, "valueBoolean": True})
        text = f"This extension is based on a fragment of the code system {split_canonical(canonical)[0]}"
        found.append({"url": f"{_UNCLOSED}-reason", "valueString": text})
    return found
