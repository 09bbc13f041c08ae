"""The page and the API routes that check claims; nothing of a claim is kept."""

from __future__ import annotations

import base64
import binascii
import io
import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from codewell.claims.fields import state
from codewell.claims.issue import Issue
from codewell.edits.profiles import PROFILE_IDS, profile_named
from codewell.edits.registry import FAMILIES
from codewell.edits.rulebook import rule_named, rules
from codewell.interfaces.claim_outputs.annotated import Annotations, annotated
from codewell.interfaces.claim_outputs.as_csv import csv_header, csv_rows
from codewell.interfaces.claim_outputs.as_fhir import bundle, claim_response
from codewell.interfaces.claim_outputs.as_json import claim_to_wire, issue_to_wire, place_words, totals_to_wire
from codewell.interfaces.claim_outputs.report import (
    FINDING_WORDS,
    MOST_CLAIMS,
    VERDICT_WORDS,
    ReportContent,
    lacking,
    report_page,
    shown,
)
from codewell.interfaces.web.asked import parse_day
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.gate import TOKEN_FIELD
from codewell.interfaces.web.links import Links
from codewell.interfaces.web.problems import problem_of, problem_of_status
from codewell.interfaces.web.rendering import Frame, Pages
from codewell.kernel.errors import CodewellError, InputError
from codewell.tasks.check_claims_file import ClaimsRequest, ReportedClaim, check_claims_file
from codewell.tasks.workplace import Workplace

_NOT_KEPT = {"Cache-Control": "no-store"}
_NOT_HELD = ("content", TOKEN_FIELD)
_ROWS = 8
_CELLS = ("procedure", "modifiers", "units", "diagnosis_pointers", "place_of_service", "charge")
_SETTINGS = {
    "professional": "Professional (CMS-1500)",
    "outpatient": "Outpatient hospital",
    "asc": "Surgical center",
    "dme": "Supplier",
}


class ClaimsToCheck(BaseModel):
    """Body of `POST /v1/claims/check`."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    claims: list[dict[str, Any]] = Field(default_factory=list, description="Claims as docs/claims.md states them; kept nowhere.")
    content: str = Field(default="", description="In their place: the text of an X12, FHIR, CSV or JSON file.")
    payer: str = Field(default="medicare-mac", description=f"One of {', '.join(PROFILE_IDS)}.")
    received: date | None = Field(default=None, description="Day on which the payer receives the claims.")
    state: str = Field(default="", max_length=2, description="Where the services were rendered, for local coverage: CA.")


def claim_routes(desk: Desk, pages: Pages) -> APIRouter:
    """Return the routes of `/claims` and of `/v1/claims/check`."""
    routes = APIRouter()

    def page(held: dict[str, str], status: int = 200, **values: object) -> Response:
        given = {"problem": None, "content": None, "carried": "", **values}
        return pages.page(
            "claims.html",
            Frame(Links(None), None, "/claims"),
            status=status,
            headers=_NOT_KEPT,
            held=held,
            rows=range(1, _ROWS + 1),
            cells=_CELLS,
            settings=_SETTINGS,
            payers={one: profile_named(one).title for one in PROFILE_IDS},
            words=VERDICT_WORDS,
            finding_words=FINDING_WORDS,
            place_words=place_words,
            shown=shown,
            lacking=lacking,
            **given,
        )

    @routes.get("/claims", include_in_schema=False)
    def form() -> Response:
        return page({"on": desk.current().today.isoformat()})

    @routes.post("/claims", include_in_schema=False)
    async def checked(request: Request) -> Response:
        held: dict[str, str] = {}
        try:
            async with request.form() as sent:
                held = {name: str(value) for name, value in sent.items() if isinstance(value, str) and name not in _NOT_HELD}
                content = await _content(sent, held)
            found = _checked(desk.current(), content, _request(held))
        except CodewellError as refused:
            problem = problem_of(refused)
            return page(held, problem.status, problem=problem)
        return page(held, content=found, carried=base64.b64encode(content).decode())

    @routes.post("/claims/download", include_in_schema=False)
    async def download(request: Request) -> Response:
        async with request.form() as sent:
            held = {name: str(value) for name, value in sent.items() if isinstance(value, str) and name not in _NOT_HELD}
            content = await _content(sent, held)
        return _download(desk.current(), content, held)

    @routes.get("/claims/rules", include_in_schema=False)
    def book() -> Response:
        families = [(title, [rule for rule in rules() if rule.edit.family == id]) for id, title in FAMILIES]
        return pages.page("rules.html", Frame(Links(None), None, "/claims"), families=families)

    @routes.get("/claims/rules/{edit}", include_in_schema=False)
    def rule(edit: str) -> Response:
        frame = Frame(Links(None), None, "/claims")
        try:
            found = rule_named(edit)
        except KeyError:
            return pages.problem(problem_of_status(404), frame)
        return pages.page("rule.html", frame, rule=found)

    @routes.post("/v1/claims/check", tags=["claims"], summary="Check claims before they are sent")
    def check_as_json(body: ClaimsToCheck) -> JSONResponse:
        content = body.content.encode("utf-8", "surrogatepass") or json.dumps(body.claims).encode()
        request = ClaimsRequest(body.payer, body.received, _state(body.state))
        content_found = _checked(desk.current(), content, request, most=None)
        return JSONResponse(_as_json(content_found), headers=_NOT_KEPT)

    return routes


def _checked(workplace: Workplace, content: bytes, request: ClaimsRequest, most: int | None = MOST_CLAIMS) -> ReportContent:
    found = ReportContent(most)
    for told in check_claims_file(workplace, io.BytesIO(content), request).told:
        found.add(told)
    return found


def _as_json(found: ReportContent) -> dict[str, Any]:
    return {
        "claims": [claim_to_wire(one) for one in found.claims],
        "issues": [issue_to_wire(one) for one in found.issues],
        "totals": totals_to_wire(found.totals),
    }


def _request(held: dict[str, str]) -> ClaimsRequest:
    return ClaimsRequest(held.get("payer") or "medicare-mac", parse_day(held.get("received")), _state(held.get("state", "")))


def _state(text: str) -> str:
    """Return a state's two letters, or nothing for nothing.

    Raises:
        InputError: it is no state.
    """
    try:
        return state(text) if text.strip() else ""
    except ValueError:
        raise InputError("The state is two letters, such as CA.", slug="input.bad-state") from None


async def _content(sent: FormData, held: dict[str, str]) -> bytes:
    """Return the file that was dropped, what a result sends again, else the claim that was typed, as JSON.

    Raises:
        InputError: there is none.
    """
    file = sent.get("file")
    if isinstance(file, UploadFile) and file.size:
        return await file.read()
    again = sent.get("content")
    if isinstance(again, str) and again:
        try:
            return base64.b64decode(again, validate=True)
        except (binascii.Error, ValueError):
            raise InputError("The form was damaged on its way.", next_step="Begin again.", slug="input.damaged-form") from None
    lines = [line for row in range(1, _ROWS + 1) if (line := _typed_line(held, row))]
    if not lines:
        raise InputError("There is no claim.", next_step="Type a code or choose a file.", slug="input.no-claim")
    patient = {"sex": held.get("sex", ""), "birth_date": held.get("birth_date", "").strip()}
    named = {name: held.get(name, "").strip() for name in ("setting", "diagnoses")}
    claim = {"id": "typed", **named, "patient": patient, "lines": lines}
    return json.dumps(claim).encode()


def _typed_line(held: dict[str, str], row: int) -> dict[str, object]:
    cells = {name: held.get(f"{name}.{row}", "").strip() for name in _CELLS}
    if not cells["procedure"]:
        return {}
    return {**cells, "number": row, "date_of_service": held.get("on", "").strip()}


def _download(workplace: Workplace, content: bytes, held: dict[str, str]) -> Response:
    what = held.get("what", "")
    found = _checked(workplace, content, _request(held), MOST_CLAIMS if what == "report.html" else None)
    told: Sequence[ReportedClaim | Issue] = [*found.claims, *found.issues]
    match what:
        case "report.html":
            return _attachment(report_page(found, workplace.clock()), what)
        case "findings.csv":
            return _attachment("".join([csv_header(), *(row for one in told for row in csv_rows(one))]).encode(), what)
        case "findings.json":
            return _attachment(json.dumps(_as_json(found), indent=1).encode(), what)
        case "claim-responses.json":
            responses = bundle([claim_response(one, workplace.clock()) for one in found.claims])
            return _attachment(json.dumps(responses, indent=1).encode(), what)
        case "annotated.txt":
            notes = Annotations()
            for one in told:
                notes.add(one)
            return _attachment("".join(annotated(io.BytesIO(content), notes.at)).encode(), what)
    raise InputError("There is no such download.", slug="input.no-such-download")


def _attachment(content: bytes, name: str) -> Response:
    headers = {**_NOT_KEPT, "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type="application/octet-stream", headers=headers)
