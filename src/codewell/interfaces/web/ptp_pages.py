"""The page and the API route that compare codes under the NCCI PTP edits."""

from __future__ import annotations

from itertools import combinations

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from starlette.responses import Response

from codewell.interfaces.web.asked import parse_day, parse_locality
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.links import Links
from codewell.interfaces.web.problems import problem_of
from codewell.interfaces.web.rendering import Frame, Pages
from codewell.kernel.claims import Setting
from codewell.kernel.errors import CodewellError, InputError
from codewell.tasks.check_claim import PtpAnswer, look_up_ptp
from codewell.tasks.wire import to_wire
from codewell.tasks.workplace import Workplace

MOST_CODES = 12
_SETTINGS = {Setting.PROFESSIONAL: "Practitioner and surgical center", Setting.OUTPATIENT: "Outpatient hospital"}


def ptp_routes(desk: Desk, pages: Pages) -> APIRouter:
    """Return the routes of `/ptp` and of `/v1/ptp`."""
    routes = APIRouter()

    @routes.get("/ptp", include_in_schema=False)
    @desk.quick
    def ptp(codes: str = "", on: str | None = None, setting: str = "professional", locality: str = "") -> Response:
        workplace, asked = desk.current(), parse_day(on)
        day = asked or workplace.today
        answers: dict[tuple[str, str], PtpAnswer] = {}
        problem, listed = None, tuple[str, ...]()
        if len(codes.split()) > 1 or "," in codes:
            try:
                listed = _codes(codes)
                answers = _pairs(workplace, listed, on, setting)
            except CodewellError as refused:
                problem = problem_of(refused)
        grid = {(edit.column_1, edit.column_2): edit for answer in answers.values() for edit in answer.edits}
        return pages.page(
            "ptp.html",
            Frame(Links(asked, parse_locality(locality)), day, "/ptp"),
            status=problem.status if problem else 200,
            codes=codes,
            listed=listed if answers else (),
            answers=answers,
            grid=grid,
            problem=problem,
            settings={one.value: words for one, words in _SETTINGS.items()},
            held=setting,
        )

    @routes.get("/v1/ptp", tags=["claims"], summary="The PTP edits between codes on a day")
    @desk.quick
    def ptp_as_json(codes: str, on: str | None = None, setting: str = "professional") -> JSONResponse:
        answers = _pairs(desk.current(), _codes(codes), on, setting)
        pairs = [{"first": first, "second": second, "answer": to_wire(found)} for (first, second), found in answers.items()]
        return JSONResponse({"pairs": pairs})

    return routes


def _codes(text: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(text.upper().replace(",", " ").split()))
    if not 2 <= len(found) <= MOST_CODES or any(len(one) != 5 or not one.isalnum() or not one.isascii() for one in found):
        raise InputError(
            f"PTP edits are asked for 2 to {MOST_CODES} CPT or HCPCS codes of five characters.",
            next_step="Write them with blanks between: 77301 77014.",
            slug="input.ptp-codes",
        )
    return found


def _pairs(workplace: Workplace, codes: tuple[str, ...], on: str | None, setting: str) -> dict[tuple[str, str], PtpAnswer]:
    chosen = next((one for one in _SETTINGS if one.value == setting), None)
    if chosen is None:
        raise InputError(
            "There is no such setting.", next_step="Choose professional or outpatient.", slug="input.unknown-setting"
        )
    day = parse_day(on) or workplace.today
    return {(a, b): look_up_ptp(workplace, a, b, day, chosen) for a, b in combinations(codes, 2)}
