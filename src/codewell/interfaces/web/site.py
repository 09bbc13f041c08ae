"""What the site gives anybody: its health, its files."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.responses import Response

import codewell
from codewell.interfaces.web.delivery import accepts_gzip
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.links import Links
from codewell.interfaces.web.problems import problem_of_status
from codewell.interfaces.web.readiness import Readiness
from codewell.interfaces.web.rendering import Frame, Pages, static_response
from codewell.interfaces.web.service import Service

_NOT_KEPT = {"Cache-Control": "no-store"}


def site_routes(desk: Desk, pages: Pages, service: Service) -> APIRouter:
    """Return the routes that need no account."""
    routes = APIRouter(include_in_schema=False)
    readiness = Readiness(desk, service)

    @routes.get("/healthz")
    async def health() -> JSONResponse:
        held = sum(1 for _ in desk.current().shelf)
        state = {"status": "ok", "version": codewell.__version__, "releases": held, "search": desk.search_state}
        return JSONResponse(state, headers=_NOT_KEPT)

    @routes.get("/readyz")
    async def ready() -> JSONResponse:
        is_ready, state = await readiness.state()
        again = {} if is_ready else {"Retry-After": "2"}
        return JSONResponse(state, 200 if is_ready else 503, headers=_NOT_KEPT | again)

    @routes.get("/static/{name}")
    async def static(name: str, request: Request) -> Response:
        takes_gzip = accepts_gzip(request.headers.get("accept-encoding", ""))
        return static_response(name, compressed=takes_gzip) or pages.problem(problem_of_status(404), Frame(Links(None), None))

    @routes.get("/favicon.ico")
    def icon() -> Response:
        return RedirectResponse("/static/mark.svg", 308)

    return routes
