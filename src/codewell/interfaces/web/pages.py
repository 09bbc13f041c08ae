"""The pages: each asks one task and shows its answer."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from codewell.interfaces.web.asked import parse_day, parse_system
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.kept_pages import KeptPage, KeptPages
from codewell.interfaces.web.links import Links
from codewell.interfaces.web.rendering import Frame, Pages, Parts
from codewell.interfaces.web.viewer import current_viewer
from codewell.interfaces.web.views.code_page import code_page
from codewell.interfaces.web.views.fee_chart import fee_section
from codewell.interfaces.web.views.release_groups import release_groups
from codewell.kernel.codes import CodeSystem
from codewell.kernel.errors import UnknownCodeError
from codewell.tasks.asked_day import nearest_covered
from codewell.tasks.fee_history import fee_history
from codewell.tasks.list_releases import list_releases
from codewell.tasks.look_up_code import LookUp, LookUpRequest, look_up_code
from codewell.tasks.read_guidelines import guidelines_on_code
from codewell.tasks.workplace import Workplace

_NOT_KEPT = {"Cache-Control": "no-store"}


def page_routes(desk: Desk, pages: Pages) -> APIRouter:
    """Return the routes of the pages."""
    routes = APIRouter(include_in_schema=False)
    kept_pages = KeptPages()

    @routes.get("/")
    @desk.quick
    def start(on: str | None = None) -> Response:
        workplace, asked = desk.current(), parse_day(on)
        listed = list_releases(workplace, asked)
        frame = Frame(Links(asked), listed.on)
        notice = diagnoses_notice(workplace, listed.on)
        return pages.page("start.html", frame, day_notice=notice, groups=release_groups(listed))

    @routes.get("/code/{text}")
    @desk.quick
    def resolve(text: str, on: str | None = None) -> Response:
        workplace, asked = desk.current(), parse_day(on)
        links = Links(asked)
        found = look_up_code(workplace, LookUpRequest(text, asked))
        if len(found.entries) == 1:
            return RedirectResponse(links.code(found.likeliest.code.system.value, str(found.likeliest.code)), 303)
        frame = Frame(links, found.likeliest.on, f"/code/{text}", text)
        return pages.page("choice.html", frame, found=found)

    @routes.get("/code/{system}/{text}")
    @desk.quick
    def code(system: str, text: str, request: Request, on: str | None = None) -> Response:
        workplace, asked = desk.current(), parse_day(on)
        links = Links(asked)
        key = (system, text, links, workplace.today, current_viewer().licensed)
        path, kept = f"/code/{system}/{text}", kept_pages.find(workplace, key)
        if kept is None:
            found = look_up_code(workplace, LookUpRequest(text, asked, parse_system(system)))
            entry = found.likeliest
            path = f"/code/{entry.code.system.value}/{entry.code}"
            if request.url.path != path:
                return RedirectResponse(links.page(path), 303)
            kept = KeptPage(_code_parts(pages, workplace, found, asked), entry.on)
            kept_pages.keep(workplace, key, kept)
        if "q" in request.query_params:
            return RedirectResponse(links.page(path), 303)
        return pages.framed(kept.parts, Frame(links, kept.day, path))

    @routes.get("/releases")
    @desk.quick
    def releases(on: str | None = None) -> Response:
        workplace, asked = desk.current(), parse_day(on)
        listed = list_releases(workplace, asked)
        frame = Frame(Links(asked), listed.on, "/releases")
        return pages.page("releases.html", frame, listed=listed, groups=release_groups(listed))

    return routes


def _code_parts(pages: Pages, workplace: Workplace, found: LookUp, asked: date | None) -> Parts:
    """Return the page of a code but for its frame."""
    entry = found.likeliest
    page = code_page(_with_other_readings(workplace, found, asked), workplace.book)
    guidelines = guidelines_on_code(workplace, entry.code, entry.on)
    shown = guidelines if guidelines and guidelines.headings else None
    procedure = entry.code.system in (CodeSystem.CPT, CodeSystem.HCPCS)
    fees = fee_section(fee_history(workplace, entry.code.value)) if procedure else None
    return pages.parts("code.html", Links(asked), page=page, guidelines=shown, fees=fees)


def diagnoses_notice(workplace: Workplace, day: date) -> str:
    """Return what to say where no loaded list of diagnoses covers the day; else nothing."""
    nearest = workplace.shelf.nearest("icd10cm", day)
    if nearest is None or nearest.release.validity.covers(day):
        return ""
    answered = nearest_covered(day, nearest.release.release, nearest.release.validity)
    return f"No ICD-10-CM code list for {day} is loaded; {answered.notice}"


def _with_other_readings(workplace: Workplace, found: LookUp, asked: date | None) -> LookUp:
    """Add what the same letters stand for in other systems: J1100 is a drug, J11.00 an influenza."""
    try:
        every = look_up_code(workplace, LookUpRequest(str(found.likeliest.code).replace(".", ""), asked))
    except UnknownCodeError:
        return found
    others = tuple(entry for entry in every.entries if entry.code != found.likeliest.code)
    return LookUp(found.text, (found.likeliest, *others), found.notices, found.remarks)
