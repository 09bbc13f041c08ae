"""The operations on notes, claims and records as OperationDefinitions, which programs read before they call one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import codewell
from codewell.interfaces.fhir.exchange import FhirFault, FhirRequest, FhirResponse, Issue, Resource


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an operation.

    Args:
        name: in a Parameters resource or, for simple types, in the address.
        type: of FHIR.
        use: "in" or "out".
        words: what it says.
        least: how many there must be.
    """

    name: str
    type: str
    use: str
    words: str
    least: int = 0


@dataclass(frozen=True, slots=True)
class ClinicalOperation:
    """An operation.

    Args:
        id: of its OperationDefinition.
        code: as in the address, without the dollar sign.
        title: in words.
        words: what it does.
        types: it stands below; "Resource" for every one.
        on_system: whether it stands below the base address too.
        parameters: in and out.
    """

    id: str
    code: str
    title: str
    words: str
    types: tuple[str, ...]
    on_system: bool
    parameters: tuple[Parameter, ...]


CLINICAL: Final = (
    ClinicalOperation(
        "code-note",
        "code-note",
        "Code a note",
        "Returns the billable ICD-10-CM diagnoses that a note documents on its date of service, as a Bundle of Conditions: each "
        "with the places in the text that say so, as character offsets into the note as it was sent. The note is not kept.",
        ("DocumentReference",),
        False,
        (
            Parameter("document", "DocumentReference", "in", "A note in content.attachment.data, as text, HTML, RTF, C-CDA.", 1),
            Parameter("on", "date", "in", "Date of service or discharge; else context.period of the document; else today."),
            Parameter("setting", "code", "in", "outpatient, inpatient; else as the note shows it."),
            Parameter("return", "Bundle", "out", "Conditions, and an OperationOutcome that names day and releases.", 1),
        ),
    ),
    ClinicalOperation(
        "redact",
        "redact",
        "Take the identifiers out of a resource",
        "Returns the resource without the identifiers of 45 CFR 164.514(b)(2): fields by an allow-list, narrative and texts read "
        "word by word. What no table knows is dropped. Nothing is kept.",
        ("Resource",),
        True,
        (
            Parameter("resource", "Resource", "in", "A resource or a Bundle.", 1),
            Parameter("policy", "code", "in", "What stands in the identifiers' place: tags or mask."),
            Parameter("audit", "boolean", "in", "Whether the audit is wanted beside the resource."),
            Parameter("return", "Resource", "out", "Without identifiers.", 1),
            Parameter("finding", "string", "out", "With audit: a class of identifiers and how many were taken out."),
        ),
    ),
    ClinicalOperation(
        "submit",
        "submit",
        "Check a claim before it is sent to the payer",
        "Returns a ClaimResponse whose use is predetermination: what would be denied on which item, why, by which release, and "
        "what would mend it. Nothing is sent to a payer and nothing is kept.",
        ("Claim",),
        False,
        (
            Parameter("resource", "Resource", "in", "A Claim, or a Bundle with one and the resources it refers to.", 1),
            Parameter("payer", "code", "in", "Payer profile, such as medicare-mac."),
            Parameter("received", "date", "in", "Day on which the payer receives it, for timely filing."),
            Parameter("state", "code", "in", "Where the services were rendered, for local coverage: two letters."),
            Parameter("return", "ClaimResponse", "out", "The findings; a Bundle of them where several claims were sent.", 1),
        ),
    ),
)


def definitions_part(request: FhirRequest) -> FhirResponse | None:
    """Return an OperationDefinition or those that a search asks for; None for another interaction.

    Raises:
        FhirFault: there is no such one.
    """
    if request.method != "GET" or request.path[0] != "OperationDefinition":
        return None
    if len(request.path) == 2:
        found = next((one for one in CLINICAL if one.id == request.path[1]), None)
        if found is None:
            raise FhirFault(404, Issue("not-found", "There is no such OperationDefinition here."))
        return FhirResponse(_written(found, request))
    if len(request.path) > 2:
        return None
    asked = dict(request.query)
    wanted = {asked[name] for name in ("code", "_id") if name in asked}
    entries = [_written(one, request) for one in CLINICAL if not wanted or one.id in wanted]
    bundle: Resource = {"resourceType": "Bundle", "type": "searchset", "total": len(entries)}
    held = [{"fullUrl": one["url"], "resource": one, "search": {"mode": "match"}} for one in entries]
    return FhirResponse(bundle | ({"entry": held} if held else {}))


def _written(one: ClinicalOperation, request: FhirRequest) -> Resource:
    return {
        "resourceType": "OperationDefinition",
        "id": one.id,
        "url": f"{request.base}/OperationDefinition/{one.id}",
        "version": codewell.__version__,
        "name": "".join(part.capitalize() for part in one.id.split("-")),
        "title": one.title,
        "status": "active",
        "kind": "operation",
        "description": one.words,
        "affectsState": False,
        "code": one.code,
        "resource": list(one.types),
        "system": one.on_system,
        "type": True,
        "instance": False,
        "parameter": [_parameter(parameter) for parameter in one.parameters],
    }


def _parameter(one: Parameter) -> dict[str, Any]:
    many = "*" if one.name == "finding" else "1"
    return {"name": one.name, "use": one.use, "min": one.least, "max": many, "documentation": one.words, "type": one.type}
