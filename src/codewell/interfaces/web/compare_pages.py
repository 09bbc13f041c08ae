"""The page and the API route that set two days of a code, or two codes, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from starlette.responses import Response

from codewell.accounts.plans import Meter
from codewell.fees.schedule import Locality
from codewell.interfaces.web.asked import parse_day, parse_locality, parse_system
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.links import Links
from codewell.interfaces.web.metering import counts
from codewell.interfaces.web.problems import problem_of
from codewell.interfaces.web.rendering import Frame, Pages
from codewell.interfaces.web.views.compare_view import FEW_ROWS, shown_parts
from codewell.kernel.codes import Code, CodeSystem
from codewell.kernel.errors import CodewellError
from codewell.tasks.code_days import changes_of
from codewell.tasks.compare_codes import CompareRequest, compare_codes
from codewell.tasks.look_up_code import LookUpRequest, look_up_code
from codewell.tasks.price_service import localities
from codewell.tasks.wire import to_wire
from codewell.tasks.workplace import Workplace


def compare_routes(desk: Desk, pages: Pages) -> APIRouter:
    """Return the routes of `/compare` and of `/v1/compare`; a whole PTP table makes them too slow for the event loop."""
    routes = APIRouter()

    @routes.get("/compare", include_in_schema=False, dependencies=[counts(Meter.CODE_PAGES, given="first")])
    def compare(
        first: str = "",
        second: str = "",
        on: str | None = None,
        second_on: str | None = None,
        first_system: str = "",
        second_system: str = "",
        locality: str = "",
        everything: Annotated[str, Query(alias="all")] = "",
    ) -> Response:
        workplace, links = desk.current(), Links(parse_day(on))
        held = {
            "first": first.strip(),
            "second": second.strip(),
            "second_on": second_on or "",
            "first_system": first_system,
            "second_system": second_system,
            "all": everything,
        }
        compared, alone, problem = None, None, None
        try:
            links = Links(links.on, parse_locality(locality))
            if first.strip() and (second.strip() or second_on):
                compared = compare_codes(workplace, _request(held, on, locality))
            elif first.strip():
                alone = look_up_code(workplace, LookUpRequest(first, links.on, _system(first_system)))
        except CodewellError as refused:
            problem = problem_of(refused)
        code = compared.first.code if compared else alone.likeliest.code if alone else None
        return pages.page(
            "compare.html",
            Frame(links, compared.first.on if compared else links.on or workplace.today, _path(code)),
            status=problem.status if problem else 200,
            held=held,
            compared=compared,
            parts=shown_parts(compared, everything=bool(everything)) if compared else (),
            alone=alone.likeliest if alone else None,
            changes=changes_of(alone.likeliest) if alone else (),
            localities=_localities(workplace, code, links.on),
            problem=problem,
            few_rows=FEW_ROWS,
        )

    @routes.get(
        "/v1/compare",
        tags=["codes"],
        summary="Two days of a code, or two codes, side by side",
        dependencies=[counts(Meter.CODE_PAGES)],
    )
    def compare_as_json(
        first: str,
        second: str = "",
        on: str | None = None,
        second_on: str | None = None,
        first_system: str = "",
        second_system: str = "",
        locality: str = "",
    ) -> JSONResponse:
        asked = {
            "first": first,
            "second": second,
            "second_on": second_on or "",
            "first_system": first_system,
            "second_system": second_system,
        }
        return JSONResponse(to_wire(compare_codes(desk.current(), _request(asked, on, locality))))

    return routes


def _request(asked: dict[str, str], on: str | None, locality: str) -> CompareRequest:
    """Return what is asked: without a second code the first one again, without a second day the first one's."""
    day = parse_day(on)
    first = LookUpRequest(asked["first"], day, _system(asked["first_system"]))
    system = asked["second_system"] or ("" if asked["second"].strip() else asked["first_system"])
    second_day = parse_day(asked["second_on"]) or day
    return CompareRequest(first, LookUpRequest(asked["second"].strip() or first.text, second_day, _system(system)), locality)


def _system(text: str) -> CodeSystem | None:
    return parse_system(text) if text else None


def _path(code: Code | None) -> str:
    """Return the address behind the day control of the page's head: the first code, for a comparison has two days."""
    return f"/code/{code.system.value}/{code}" if code else "/compare"


def _localities(workplace: Workplace, code: Code | None, on: date | None) -> Sequence[Locality]:
    return localities(workplace, on) if code is None or code.system in (CodeSystem.CPT, CodeSystem.HCPCS) else ()
