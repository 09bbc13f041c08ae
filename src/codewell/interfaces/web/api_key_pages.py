"""The page part and the forms by which a person makes and revokes keys of the API."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from codewell.accounts.api_key import ApiKey, Scope
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.problems import problem_of
from codewell.interfaces.web.rendering import Pages
from codewell.interfaces.web.service import Service
from codewell.interfaces.web.sign_in_pages import account_frame
from codewell.interfaces.web.viewer import Viewer, current_viewer
from codewell.kernel.errors import InputError

_KEYS = "/account/keys"
_NOT_KEPT = {"Cache-Control": "no-store"}
PER_MINUTE = 60
DAYS = 90


def api_key_routes(desk: Desk, pages: Pages, service: Service) -> APIRouter:
    """Return the routes of `/account/keys`; each asks for a session in which the person showed who he is."""
    routes = APIRouter(include_in_schema=False)

    def form(refused: InputError | None = None) -> Response:
        problem = problem_of(refused) if refused else None
        values = {"scopes": offered(current_viewer()), "per_minute": PER_MINUTE, "days": DAYS, "problem": problem}
        frame = account_frame(desk, _KEYS)
        return pages.page("account/make_key.html", frame, status=problem.status if problem else 200, headers=_NOT_KEPT, **values)

    @routes.get(_KEYS)
    def make() -> Response:
        return form()

    @routes.post(_KEYS)
    def made(
        name: Annotated[str, Form()] = "",
        scopes: Annotated[list[str] | None, Form()] = None,
        per_minute: Annotated[str, Form()] = "",
        days: Annotated[str, Form()] = "",
    ) -> Response:
        viewer = current_viewer()
        assert viewer.account is not None
        chosen = [scope for scope in offered(viewer) if scope.value in (scopes or ())]
        try:
            lasts = None if days == "never" else _number(days)
            key = service.accounts.api_keys.make(viewer.account, name, chosen, per_minute=_number(per_minute), days=lasts)
        except InputError as refused:
            return form(refused)
        return pages.page("account/new_key.html", account_frame(desk, _KEYS), headers=_NOT_KEPT, made=key)

    @routes.post(f"{_KEYS}/revoke")
    def revoke(key: Annotated[str, Form()] = "") -> Response:
        account = current_viewer().account
        assert account is not None
        service.accounts.api_keys.revoke(account.id, key)
        return RedirectResponse("/account?done=key-revoked#keys", 303, _NOT_KEPT)

    return routes


def offered(viewer: Viewer) -> tuple[Scope, ...]:
    """Return what a key may be good for: what the person may do in this very session, and nothing else."""
    return tuple(scope for scope in Scope if scope.permission in viewer.permissions)


def keys_with_standing(service: Service, viewer: Viewer) -> list[tuple[ApiKey, str]]:
    """Return the keys of the account page, each with how it stands."""
    now = service.clock()
    account = viewer.account
    return [(key, key.stands_at(now)) for key in service.accounts.api_keys.of_account(account.id)] if account else []


def _number(written: str) -> int:
    if not (written.isascii() and written.isdigit() and len(written) < 8):
        raise InputError("Requests a minute and days are whole numbers.", slug="input.api-key")
    return int(written)
