"""The page and the API route that find codes for a case; both take it in the body, because an address would keep it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from codewell.interfaces.web.asked import parse_day
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.links import Links
from codewell.interfaces.web.problems import problem_of
from codewell.interfaces.web.rendering import Frame, Pages
from codewell.kernel.errors import CodewellError
from codewell.kernel.text import ClinicalText
from codewell.tasks.find_codes_for_case import CaseRequest, find_codes_for_case
from codewell.tasks.wire import to_wire

_NOT_KEPT = {"Cache-Control": "no-store"}
_PATH = "/case"


class CaseBody(BaseModel):
    """Body of `POST /v1/case`."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    text: str = Field(description="A phrase or some sentences; kept nowhere.")
    on: date | None = Field(default=None, description="Date of service; today where it is left out.")
    limit: int = Field(default=10, description="Most candidates of a group, 1 to 50.")


def case_routes(desk: Desk, pages: Pages) -> APIRouter:
    """Return the routes of the case page and of `/v1/case`."""
    routes = APIRouter()

    @routes.get(_PATH, include_in_schema=False)
    def form(on: str | None = None) -> Response:
        asked = parse_day(on)
        frame = Frame(Links(asked), asked or desk.current().today, _PATH)
        return pages.page("case.html", frame, headers=_NOT_KEPT, text="", answer=None, problem=None)

    @routes.post(_PATH, include_in_schema=False)
    def case(text: Annotated[str, Form()] = "", on: Annotated[str, Form()] = "") -> Response:
        workplace, asked = desk.current(), parse_day(on)
        received = text.replace("\r\n", "\n")
        answer, problem = None, None
        try:
            answer = find_codes_for_case(workplace, CaseRequest(ClinicalText(received), asked))
        except CodewellError as refused:
            problem = problem_of(refused)
        return pages.page(
            "case.html",
            Frame(Links(asked), answer.on if answer else asked or workplace.today, _PATH),
            status=problem.status if problem else 200,
            headers=_NOT_KEPT,
            text=received,
            answer=answer,
            problem=problem,
        )

    @routes.post("/v1/case", tags=["codes"], summary="Find codes for a case")
    def case_as_json(body: CaseBody) -> JSONResponse:
        answer = find_codes_for_case(desk.current(), CaseRequest(ClinicalText(body.text), body.on, body.limit))
        return JSONResponse(to_wire(answer), headers=_NOT_KEPT)

    return routes
