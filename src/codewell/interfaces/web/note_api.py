"""A note's codes and their exports for programs."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from codewell.interfaces.web.api import NoteToCode
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.note_pages import NOT_KEPT, exported
from codewell.kernel.codes import Icd10CmCode
from codewell.tasks.code_note import code_note
from codewell.tasks.export_coded_note import ExportFormat, ExportRequest, export_coded_note
from codewell.tasks.review_codes import Decision, Review
from codewell.tasks.wire import to_wire

_NOTE = {"text": "ASSESSMENT\n1. Type 2 diabetes with neuropathy.\n2. Hypertension.\n", "on": "2026-06-02", "age": 67, "sex": "F"}
_PROBLEM: dict[str, Any] = {
    "type": "urn:codewell:input.empty-note",
    "title": "The request cannot be answered as it is written.",
    "status": 422,
    "detail": "The note is empty.",
}
_RESPONSES: dict[int | str, dict[str, Any]] = {
    422: {"description": "What is wrong, in words.", "content": {"application/problem+json": {"example": _PROBLEM}}}
}
_CODED: dict[str, Any] = {
    "on": "2026-06-02",
    "codes": [
        {
            "system": "icd10cm",
            "code": "I10",
            "display": "Essential (primary) hypertension",
            "evidence": [[51, 63]],
            "path": ["index", "Hypertension, hypertensive"],
            "confidence": 0.98,
        }
    ],
    "not_coded": [],
    "releases": ["icd10cm FY2026"],
    "setting": "outpatient",
    "facts": {
        "age": {"years": 67, "months": 0, "days": 0},
        "sex": "F",
        "pregnant": None,
        "weeks": None,
        "encounter": None,
        "after_delivery": False,
        "found": [],
        "differs": [],
    },
}


class ReviewOfCode(BaseModel):
    """A reviewer's word on one code."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    code: str = Field(description="As proposed, or as seen and not coded where it is added.", max_length=10)
    decision: Decision
    instead: str = Field(default="", description="The code that replaces it.", max_length=10)


class NoteToExport(NoteToCode):
    """Body of `POST /v1/code-note/export`."""

    format: ExportFormat = Field(default=ExportFormat.FHIR, description="text, json, csv, or a FHIR Bundle of Conditions.")
    reviews: list[ReviewOfCode] = Field(default_factory=list, max_length=2000)


def note_api_routes(desk: Desk) -> APIRouter:
    """Return the routes below `/v1/code-note`."""
    routes = APIRouter(prefix="/v1/code-note", tags=["notes"], responses=_RESPONSES)

    @routes.post(
        "",
        summary="Code a note: each code with evidence, trace, confidence, risk, work shown and questions",
        responses={200: {"content": {"application/json": {"example": _CODED}}}},
        openapi_extra={"requestBody": {"content": {"application/json": {"example": _NOTE}}}},
    )
    def note(body: NoteToCode) -> JSONResponse:
        return JSONResponse(to_wire(code_note(desk.current(), body.request())), headers=NOT_KEPT)

    @routes.post(
        "/export",
        summary="The codes of a note, as reviewed, as text, JSON, CSV or FHIR",
        openapi_extra={"requestBody": {"content": {"application/json": {"example": {**_NOTE, "format": "fhir"}}}}},
    )
    def export(body: NoteToExport) -> Response:
        request = body.request(details=True)
        reviews = tuple(
            Review(Icd10CmCode.parse(one.code), one.decision, Icd10CmCode.parse(one.instead) if one.instead else None)
            for one in body.reviews
        )
        return exported(export_coded_note(desk.current(), ExportRequest(request, body.format, reviews)))

    return routes
