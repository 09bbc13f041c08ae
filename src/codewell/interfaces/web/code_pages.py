"""The page of a code on a day, the page of its PTP pairs, and the same pairs as data."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.responses import Response

from codewell.accounts.plans import Meter
from codewell.codebook.ptp_pairs import PtpNarrowing
from codewell.interfaces.web.asked import parse_choice, parse_day, parse_limit, parse_locality, parse_system
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.keeping.star import star_of
from codewell.interfaces.web.kept_pages import KeptPage, KeptPages
from codewell.interfaces.web.links import Links
from codewell.interfaces.web.metering import counts
from codewell.interfaces.web.rendering import Frame, Pages
from codewell.interfaces.web.service import Service
from codewell.interfaces.web.viewer import current_viewer
from codewell.interfaces.web.views.code_page import code_page
from codewell.interfaces.web.views.fee_section import fee_section
from codewell.interfaces.web.views.relation_tabs import relation_tabs
from codewell.kernel.codes import CodeSystem, parse_code
from codewell.kernel.errors import UnknownCodeError
from codewell.tasks.code_days import days_around
from codewell.tasks.look_up_code import LookUp, LookUpRequest, look_up_code
from codewell.tasks.ptp_of_code import PtpOfCode, PtpOfCodeRequest, edits_of, ptp_of_code
from codewell.tasks.read_guidelines import guidelines_on_code
from codewell.tasks.wire import to_wire
from codewell.tasks.workplace import Workplace

_PROCEDURES = (CodeSystem.CPT, CodeSystem.HCPCS)


def code_routes(desk: Desk, pages: Pages, service: Service) -> APIRouter:
    """Return the routes below `/code`, and `/v1/codes/{system}/{code}/ptp`."""
    routes = APIRouter()
    kept_by_licence = {False: KeptPages(), True: KeptPages()}

    @routes.get("/code/{text}", include_in_schema=False)
    @desk.quick
    def resolve(text: str, on: str | None = None, locality: str = "") -> Response:
        workplace, asked = desk.current(), parse_day(on)
        links = Links(asked, parse_locality(locality))
        found = look_up_code(workplace, LookUpRequest(text, asked))
        if len(found.entries) == 1:
            return RedirectResponse(links.code(found.likeliest.code.system.value, str(found.likeliest.code)), 303)
        frame = Frame(links, found.likeliest.on, f"/code/{text}", text)
        return pages.page("choice.html", frame, found=found)

    @routes.get("/code/{system}/{text}", include_in_schema=False, dependencies=[counts(Meter.CODE_PAGES)])
    @desk.quick
    def code(system: str, text: str, request: Request, on: str | None = None, locality: str = "") -> Response:
        workplace, links = desk.current(), Links(parse_day(on), parse_locality(locality))
        key = (system, text, links, workplace.today, current_viewer().licensed)
        kept_pages = kept_by_licence[bool(workplace.withheld)]
        path, kept = f"/code/{system}/{text}", kept_pages.find(workplace, key)
        if kept is None:
            found = look_up_code(workplace, LookUpRequest(text, links.on, parse_system(system)))
            entry = found.likeliest
            path = f"/code/{entry.code.system.value}/{entry.code}"
            if request.url.path != path:
                return RedirectResponse(links.page(path), 303)
            kept = KeptPage(pages.parts("code.html", links, **code_values(workplace, found, links)), entry.on)
            kept_pages.keep(workplace, key, kept)
        if "q" in request.query_params:
            return RedirectResponse(links.page(path), 303)
        star = star_of(service, links, parse_code(text, parse_system(system)))
        return pages.framed(kept.parts, Frame(links, kept.day, path), star)

    @routes.get("/code/{system}/{text}/ptp", include_in_schema=False, dependencies=[counts(Meter.CODE_PAGES)])
    @desk.quick
    def pairs(
        system: str,
        text: str,
        on: str | None = None,
        locality: str = "",
        setting: str = "",
        column: str = "",
        indicator: str = "",
        partner: str = "",
        page: str = "",
    ) -> Response:
        parse_system(system)
        links = Links(parse_day(on), parse_locality(locality))
        found = _pairs(desk.current(), text, links.on, setting, column, indicator, partner, page)
        known = {"system": found.code.system.value, "code": str(found.code)}
        frame = Frame(links, found.on, f"/code/{known['system']}/{known['code']}/ptp")
        return pages.page("code_ptp.html", frame, page=known, ptp=found)

    @routes.get(
        "/v1/codes/{system}/{code}/ptp",
        tags=["codes"],
        summary="The PTP edits that a code stands in, on a day",
        dependencies=[counts(Meter.CODE_PAGES)],
    )
    def pairs_as_json(
        system: str,
        code: str,
        on: str | None = None,
        setting: str = "",
        column: str = "",
        indicator: str = "",
        partner: str = "",
        page: str = "",
    ) -> JSONResponse:
        parse_system(system)
        return JSONResponse(to_wire(_pairs(desk.current(), code, parse_day(on), setting, column, indicator, partner, page)))

    return routes


def code_values(workplace: Workplace, found: LookUp, links: Links) -> dict[str, object]:
    """Return what the template of a code's page shows; nothing in it depends on the person who asks."""
    entry = found.likeliest
    page = code_page(_with_other_readings(workplace, found, links.on), workplace.book)
    guidelines = guidelines_on_code(workplace, entry.code, entry.on)
    procedure = entry.code.system in _PROCEDURES
    ptp = edits_of(workplace, entry.code, entry.on, PtpOfCodeRequest(entry.code.value)) if procedure else None
    path = f"/code/{page.system}/{page.code}"
    return {
        "page": page,
        "path": path,
        "permalink": Links(entry.on).page(path),
        "today": workplace.today,
        "around": days_around(workplace, entry, {origin.source for origin in page.sources}),
        "guidelines": guidelines if guidelines and guidelines.headings else None,
        "fees": fee_section(workplace, entry.code, entry.on, links.locality) if procedure else None,
        "tabs": relation_tabs(entry, ptp),
        "ptp": ptp,
    }


def _with_other_readings(workplace: Workplace, found: LookUp, asked: date | None) -> LookUp:
    """Add what the same letters stand for in other systems: J1100 is a drug, J11.00 an influenza."""
    try:
        every = look_up_code(workplace, LookUpRequest(str(found.likeliest.code).replace(".", ""), asked))
    except UnknownCodeError:
        return found
    others = tuple(entry for entry in every.entries if entry.code != found.likeliest.code)
    return LookUp(found.text, (found.likeliest, *others), found.notices, found.remarks)


def _pairs(
    workplace: Workplace,
    code: str,
    on: date | None,
    setting: str,
    column: str,
    indicator: str,
    partner: str,
    page: str,
) -> PtpOfCode:
    narrowing = PtpNarrowing(
        setting, parse_choice(column, "column", (1, 2)), parse_choice(indicator, "modifier indicator", (0, 1)), partner
    )
    return ptp_of_code(workplace, PtpOfCodeRequest(code, on, narrowing, parse_limit(page, 1)))
