"""The list of keys, and the switch that turns single ones off."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from codewell.interfaces.web.asked import parse_day
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.links import Links
from codewell.interfaces.web.rendering import Frame, Pages

KEYS_COOKIE = "codewell-keys"
"""Says "off" where single keys are switched off; script reads it, so it is the one cookie that is not HttpOnly."""

_YEAR = 31_536_000


def keys_routes(desk: Desk, pages: Pages, *, secure: bool) -> APIRouter:
    """Return the routes of the list of keys.

    Args:
        desk: knows today.
        pages: renders.
        secure: the site is reached over TLS alone.
    """
    routes = APIRouter(include_in_schema=False)

    @routes.get("/keys")
    def keys(request: Request, on: str | None = None) -> Response:
        asked = parse_day(on)
        are_off = request.cookies.get(KEYS_COOKIE) == "off"
        return pages.page("keys.html", Frame(Links(asked), asked or desk.current().today, "/keys"), are_off=are_off)

    @routes.post("/keys")
    def switch_keys(single: Annotated[str, Form()] = "on", on: Annotated[str, Form()] = "") -> Response:
        answer = RedirectResponse(Links(parse_day(on)).page("/keys"), 303)
        if single == "off":
            answer.set_cookie(KEYS_COOKIE, "off", max_age=_YEAR, path="/", samesite="strict", secure=secure)
        else:
            answer.delete_cookie(KEYS_COOKIE, path="/", samesite="strict", secure=secure)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    return routes
