"""The pages of loaded manuals: which there are, their contents, and each section by itself."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from codewell.interfaces.web.asked import parse_day, parse_locality
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.links import Links
from codewell.interfaces.web.rendering import Frame, Pages
from codewell.tasks.read_manual import list_manuals, manual_link, read_manual, read_section

_PATH = "/manuals"


def manual_routes(desk: Desk, pages: Pages) -> APIRouter:
    """Return the routes of `/manuals`."""
    routes = APIRouter(include_in_schema=False)

    @routes.get(_PATH)
    @desk.quick
    def listed(on: str | None = None, locality: str = "") -> Response:
        workplace, asked = desk.current(), parse_day(on)
        frame = Frame(Links(asked, parse_locality(locality)), asked or workplace.today, _PATH)
        return pages.page("manuals.html", frame, manuals=list_manuals(workplace), address=manual_link)

    @routes.get(_PATH + "/{release}")
    @desk.quick
    def contents(release: str, on: str | None = None, locality: str = "") -> Response:
        workplace, asked = desk.current(), parse_day(on)
        found = read_manual(workplace, release)
        frame = Frame(Links(asked, parse_locality(locality)), asked or workplace.today, manual_link(release))
        return pages.page("manual.html", frame, manual=found, address=manual_link)

    @routes.get(_PATH + "/{release}/{section}")
    @desk.quick
    def section(release: str, section: str, on: str | None = None, locality: str = "") -> Response:
        workplace, asked = desk.current(), parse_day(on)
        found = read_section(workplace, release, section, asked)
        frame = Frame(Links(asked, parse_locality(locality)), asked or workplace.today, manual_link(release, section))
        return pages.page("manual_section.html", frame, found=found, address=manual_link)

    return routes
