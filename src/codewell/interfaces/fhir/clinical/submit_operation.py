"""`Claim/$submit`: a claim in, what a payer would deny of it out, as a ClaimResponse that predetermines and binds nobody."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from typing import Any, Final

from codewell.claims.issue import Issue as ClaimIssue
from codewell.edits.finding import Verdict
from codewell.interfaces.claim_outputs.as_fhir import bundle, claim_response
from codewell.interfaces.fhir.clinical.asked import Asked, one, several
from codewell.interfaces.fhir.exchange import FhirFault, FhirRequest, FhirResponse, Issue, Resource
from codewell.interfaces.fhir.json_bodies import written_json
from codewell.tasks.check_claims_file import ClaimsRequest, ReportedClaim, check_claims_file

_STATE: Final = re.compile(r"[A-Z]{2}")
_PLACE: Final = re.compile(r"Bundle\.entry\[(\d{1,6})\]")


def submit_operation(request: FhirRequest) -> FhirResponse:
    """Return a ClaimResponse for each claim; a Bundle of them where there are several.

    Raises:
        FhirFault: the body holds no claim that can be checked; each issue says where.
        InputError: there is no such payer profile.
    """
    asked = Asked(request, "resource")
    state = asked.text("state").upper()
    if state and not _STATE.fullmatch(state):
        raise FhirFault(400, Issue("value", "The parameter state is two letters, such as CA."))
    wanted = ClaimsRequest(asked.text("payer") or "medicare-mac", asked.day("received"), state)
    told = list(check_claims_file(request.workplace, io.BytesIO(written_json(asked.resource)), wanted).told)
    issues = [each for each in told if isinstance(each, ClaimIssue)]
    claims = [each for each in told if isinstance(each, ReportedClaim)]
    if not claims:
        raise FhirFault(422, *(_issue(each) for each in issues))
    responses = [_response(each, issues, asked.resource, request) for each in claims]
    return FhirResponse(responses[0] if len(responses) == 1 else dict(bundle(list(responses))))


def _issue(issue: ClaimIssue) -> Issue:
    severity = "error" if issue.lost else "warning"
    place = issue.position.path
    return Issue("invalid", issue.message, severity, expression=(place,) if place else ())


def _response(reported: ReportedClaim, issues: Iterable[ClaimIssue], sent: Resource, request: FhirRequest) -> Resource:
    """Return the response with the claim's own patient and number, the releases that spoke, and what was not read."""
    response: Resource = dict(claim_response(reported, request.workplace.clock()))
    claim = _claim_at(sent, reported.claim.position.path if reported.claim.position else "")
    patient = one(claim, "patient")
    if isinstance(patient.get("reference"), str):
        response["patient"] = {"reference": patient["reference"]}
    if isinstance(claim.get("id"), str):
        response["request"] = {"reference": f"Claim/{claim['id']}"}
    releases = sorted({title for each in reported.findings for title in each.finding.releases})
    days = sorted({line.date_of_service.isoformat() for line in reported.claim.lines})
    words = [f"Dates of service: {', '.join(days)}.", f"Releases: {', '.join(releases) or 'none spoke'}."]
    words += [each.message for each in issues if each.claim == reported.claim.id]
    notes = list(response.get("processNote", []))
    notes += [{"number": len(notes) + at, "type": "display", "text": text} for at, text in enumerate(words, 1)]
    response["processNote"] = notes
    for item in several(response, "item"):
        item["noteNumber"] = _notes_of(reported, item["itemSequence"])
    return response


def _notes_of(reported: ReportedClaim, line: int) -> list[int]:
    shown = [each for each in reported.findings if each.finding.verdict is not Verdict.NO_DATA]
    return [number for number, each in enumerate(shown, 1) if each.line == line]


def _claim_at(sent: Resource, path: str) -> dict[str, Any]:
    """Return the Claim that was read from a place."""
    found = _PLACE.match(path)
    if found is None:
        return sent
    entries = sent.get("entry", [])
    return one(entries[int(found[1])], "resource")
