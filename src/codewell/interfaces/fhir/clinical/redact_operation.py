"""`$redact`: a resource in, the same resource without its identifiers out, with the audit where it is wanted."""

from __future__ import annotations

import os
from typing import Any

from codewell.interfaces.fhir.clinical.asked import Asked
from codewell.interfaces.fhir.exchange import FhirFault, FhirRequest, FhirResponse, Issue, Resource
from codewell.interfaces.fhir.json_bodies import read_json, written_json
from codewell.phi.policy import Policy, policy_named
from codewell.tasks.redact_any import redact_any
from codewell.tasks.redact_file import FileRequest, RedactedFile, audit_of_one
from codewell.tasks.second_pass import refuse_unless_passed


def redact_operation(request: FhirRequest) -> FhirResponse:
    """Return the resource without identifiers; with `audit`, in Parameters beside what was taken out, never its text.

    Raises:
        FhirFault: the body is not of the type in the address.
        InputError: there is no such policy.
        PhiBoundaryError: an identifier stayed, so that nothing is given out.
    """
    asked = Asked(request, "resource")
    kind = request.path[0] if len(request.path) == 2 else ""
    if kind and kind not in (asked.resource["resourceType"], "Resource"):
        raise FhirFault(422, Issue("invalid", f"The address asks for a {kind[:60]}, and the body is none."))
    policy = policy_named(asked.text("policy") or "tags")
    secret = os.urandom(32) if policy.needs_secret else None
    verify = asked.flag("verify")
    file = redact_any(FileRequest(written_json(asked.resource), policy, "resource.json", secret, verify=verify))
    if file.verification is not None:
        refuse_unless_passed(file.verification)
    resource = read_json(file.content) if file.content.strip() else {}
    return FhirResponse(_with_audit(resource, file, policy) if asked.flag("audit") else resource)


def _with_audit(resource: Resource, file: RedactedFile, policy: Policy) -> Resource:
    audit = audit_of_one(1, file, policy)
    found = [
        _part("finding", {"valueString": one.type}, ("paragraph", {"valueString": one.paragraph}), _count(one.count))
        for one in audit.counts
    ]
    dropped = [_part("dropped", {"valueString": one.path}, _count(one.count)) for one in audit.dropped]
    unread = [_part("unread", {"valueString": f"{one.where}: {one.reason}"}) for one in audit.unread]
    written = {"name": "sha256", "valueString": audit.output_sha256}
    return {
        "resourceType": "Parameters",
        "parameter": [{"name": "return", "resource": resource}, written, *found, *dropped, *unread],
    }


def _count(count: int) -> tuple[str, dict[str, Any]]:
    return "count", {"valueInteger": count}


def _part(name: str, value: dict[str, Any], *parts: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    """Return a parameter with parts; FHIR lets it have either a value or parts, so the value is the part `what`."""
    return {"name": name, "part": [{"name": "what", **value}, *({"name": each, **held} for each, held in parts)]}
