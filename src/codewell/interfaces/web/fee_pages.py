"""The page and the API route for what Medicare pays for a service."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from starlette.responses import Response

from codewell.fees.payment import NotPriced
from codewell.fees.schedule import PlaceRate, Track
from codewell.interfaces.web.asked import parse_day
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.links import Links
from codewell.interfaces.web.problems import problem_of
from codewell.interfaces.web.rendering import Frame, Pages
from codewell.kernel.errors import CodewellError, InputError
from codewell.tasks.fee_history import fee_history
from codewell.tasks.price_service import FeeAnswer, FeeRequest, localities, price_service
from codewell.tasks.wire import to_wire
from codewell.tasks.workplace import Workplace

_PLACES = {PlaceRate.NONFACILITY: "Office and other non-facility places", PlaceRate.FACILITY: "Hospital and other facilities"}


def fee_routes(desk: Desk, pages: Pages) -> APIRouter:
    """Return the routes of the fee page and of `/v1/fee`."""
    routes = APIRouter()

    @routes.get("/fee", include_in_schema=False)
    @desk.quick
    def fee(
        code: str = "", on: str | None = None, modifiers: str = "", locality: str = "", units: str = "1", qpp: str = ""
    ) -> Response:
        workplace, asked = desk.current(), parse_day(on)
        answer, problem = None, None
        if code.strip():
            try:
                answer = price_service(workplace, _request(code, on, modifiers, locality, units, qpp))
            except CodewellError as refused:
                problem = problem_of(refused)
        return pages.page(
            "fee.html",
            Frame(Links(asked, locality if answer else ""), answer.on if answer else asked or workplace.today, "/fee"),
            status=problem.status if problem else 200,
            answer=answer,
            problem=problem,
            shown=_prices(answer) if answer else (),
            localities=localities(workplace, asked),
            held={"code": code, "modifiers": modifiers, "locality": locality, "units": units, "qpp": qpp},
        )

    @routes.get("/v1/fee", tags=["fees"], summary="What Medicare pays for a service, with the working")
    @desk.quick
    def fee_as_json(
        code: str, on: str | None = None, modifiers: str = "", locality: str = "", units: str = "1", qpp: str = ""
    ) -> JSONResponse:
        return JSONResponse(to_wire(price_service(desk.current(), _request(code, on, modifiers, locality, units, qpp))))

    @routes.get("/v1/fee/history", tags=["fees"], summary="The national amounts of a service over the loaded files")
    @desk.quick
    def fee_history_as_json(code: str) -> JSONResponse:
        return JSONResponse(to_wire(fee_history(desk.current(), code)))

    @routes.get("/v1/localities", tags=["fees"], summary="Medicare payment localities of a day")
    @desk.quick
    def localities_as_json(on: str | None = None) -> JSONResponse:
        workplace: Workplace = desk.current()
        return JSONResponse(to_wire(localities(workplace, parse_day(on))))

    return routes


def _request(code: str, on: str | None, modifiers: str, locality: str, units: str, qpp: str) -> FeeRequest:
    written = tuple(modifiers.replace(",", " ").split())
    try:
        counted = Decimal(units or "1")
    except InvalidOperation:
        raise InputError("Units must be a number.", slug="input.number") from None
    if not counted.is_finite():
        raise InputError("Units must be a number.", slug="input.number")
    track = Track.QPP if qpp else Track.NON_QPP
    return FeeRequest(code, parse_day(on), written, locality, None, counted, track)


def _prices(answer: FeeAnswer) -> tuple[tuple[str, object, bool], ...]:
    """Return heading, price and whether it is one, in the order of the page."""
    physician = [(_PLACES[one.place], one.price) for one in answer.physician]
    facilities = [("Hospital outpatient department (OPPS)", answer.hospital), ("Surgical center (ASC)", answer.surgical_center)]
    return tuple((title, price, not isinstance(price, NotPriced)) for title, price in (*physician, *facilities))
