"""The list of keys, and the switch that turns single ones off."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from codewell.interfaces.web.asked import parse_day
from codewell.interfaces.web.cookies import Cookies
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.links import Links
from codewell.interfaces.web.rendering import Frame, Pages

_YEAR = 31_536_000


def keys_routes(desk: Desk, pages: Pages, cookies: Cookies) -> APIRouter:
    """Return the routes of the list of keys.

    Args:
        desk: knows today.
        pages: renders.
        cookies: names the one that says "off" where single keys are switched off.
    """
    routes = APIRouter(include_in_schema=False)

    @routes.get("/keys")
    def keys(request: Request, on: str | None = None) -> Response:
        asked = parse_day(on)
        are_off = request.cookies.get(cookies.keys) == "off"
        return pages.page("keys.html", Frame(Links(asked), asked or desk.current().today, "/keys"), are_off=are_off)

    @routes.post("/keys")
    def switch_keys(single: Annotated[str, Form()] = "on", on: Annotated[str, Form()] = "") -> Response:
        answer = RedirectResponse(Links(parse_day(on)).page("/keys"), 303)
        if single == "off":
            answer.set_cookie(cookies.keys, "off", max_age=_YEAR, path="/", samesite="strict", secure=cookies.tls)
        else:
            answer.delete_cookie(cookies.keys, path="/", samesite="strict", secure=cookies.tls)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    return routes
