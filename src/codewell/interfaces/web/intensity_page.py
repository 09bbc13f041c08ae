"""The page that shows what intensity levels do to a plan, and why the number of apertures decides no code."""

from __future__ import annotations

from functools import cache

from fastapi import APIRouter
from starlette.responses import Response

from codewell.interfaces.web.links import Links
from codewell.interfaces.web.rendering import Frame, Pages
from codewell.interfaces.web.views.intensity_view import StudyView, views_of
from codewell.tasks.radonc.intensity_levels import intensity_levels


def intensity_routes(pages: Pages) -> APIRouter:
    """Return the route of `/radonc/intensity`."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/radonc/intensity")
    def intensity() -> Response:
        return pages.page("intensity.html", Frame(Links(None), None, "/radonc"), studies=_views())

    return routes


@cache
def _views() -> tuple[StudyView, ...]:
    return views_of(intensity_levels())
