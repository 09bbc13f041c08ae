"""The pages: each asks one task and shows its answer."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter
from starlette.responses import Response

from codewell.interfaces.web.asked import parse_day, parse_locality
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.keeping.at_start import kept_at_start
from codewell.interfaces.web.keeping.keeper import NOT_KEPT
from codewell.interfaces.web.links import Links
from codewell.interfaces.web.rendering import Frame, Pages
from codewell.interfaces.web.service import Service
from codewell.interfaces.web.views.release_groups import release_groups
from codewell.tasks.asked_day import nearest_covered
from codewell.tasks.list_releases import list_releases
from codewell.tasks.workplace import Workplace

_NOT_KEPT = {"Cache-Control": "no-store"}


def page_routes(desk: Desk, pages: Pages, service: Service) -> APIRouter:
    """Return the routes of the pages."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/")
    def start(on: str | None = None, locality: str = "") -> Response:
        workplace, asked = desk.current(), parse_day(on)
        listed = list_releases(workplace, asked)
        frame = Frame(Links(asked, parse_locality(locality)), listed.on)
        notice = diagnoses_notice(workplace, listed.on)
        kept = kept_at_start(service, workplace, asked)
        headers = NOT_KEPT if kept.is_anything else None
        return pages.page("start.html", frame, headers=headers, day_notice=notice, groups=release_groups(listed), kept=kept)

    @routes.get("/releases")
    @desk.quick
    def releases(on: str | None = None, locality: str = "") -> Response:
        workplace, asked = desk.current(), parse_day(on)
        listed = list_releases(workplace, asked)
        frame = Frame(Links(asked, parse_locality(locality)), listed.on, "/releases")
        return pages.page("releases.html", frame, listed=listed, groups=release_groups(listed))

    return routes


def diagnoses_notice(workplace: Workplace, day: date) -> str:
    """Return what to say where no loaded list of diagnoses covers the day; else nothing."""
    nearest = workplace.shelf.nearest("icd10cm", day)
    if nearest is None or nearest.release.validity.covers(day):
        return ""
    answered = nearest_covered(day, nearest.release.release, nearest.release.validity)
    return f"No ICD-10-CM code list for {day} is loaded; {answered.notice}"
