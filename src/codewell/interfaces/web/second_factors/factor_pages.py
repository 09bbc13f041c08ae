"""The pages on which a person sets up an authenticator app, recovery codes and passkeys."""

from __future__ import annotations

import io

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.problems import problem_of, problem_of_status
from codewell.interfaces.web.rendering import Pages
from codewell.interfaces.web.second_factors.answers import (
    NOT_KEPT,
    Code,
    Id,
    Name,
    Signed,
    as_options,
    network,
    refused_options,
    session_of,
    signed_answer,
    site_of,
)
from codewell.interfaces.web.service import Service
from codewell.interfaces.web.sign_in_pages import account_frame, going_on
from codewell.interfaces.web.viewer import current_viewer
from codewell.kernel.errors import CodewellError, InputError, UsedUpError
from codewell.tasks.accounts.second_factors import (
    SetUp,
    add_passkey,
    confirm_app,
    remove_passkey,
    rename_passkey,
    renew_recovery_codes,
    turn_off_app,
)

_APP, _CODES, _PASSKEYS = "/account/app", "/account/recovery-codes", "/account/passkeys"


def factor_routes(desk: Desk, pages: Pages, service: Service) -> APIRouter:
    """Return the routes of an account's second factors; each asks for a session in which the person showed who he is."""
    routes = APIRouter(include_in_schema=False)
    _app_routes(routes, desk, pages, service)
    _recovery_code_routes(routes, desk, pages, service)
    _passkey_routes(routes, desk, pages, service)
    return routes


def _app_routes(routes: APIRouter, desk: Desk, pages: Pages, service: Service) -> None:
    def shown(refused: InputError | UsedUpError | None = None) -> Response:
        account = session_of(current_viewer()).account
        standing = service.accounts.second_factors.standing(account.id)
        problem = problem_of(refused) if refused else None
        return pages.page(
            "account/app.html",
            account_frame(desk, _APP),
            status=problem.status if problem else 200,
            headers=NOT_KEPT,
            problem=problem,
            standing=standing,
            setup=None if standing.app_since else service.accounts.second_factors.begin(account),
        )

    @routes.get(_APP)
    def app() -> Response:
        return shown()

    @routes.get(f"{_APP}.svg")
    def picture() -> Response:
        setup = service.accounts.second_factors.waiting(session_of(current_viewer()).account)
        if setup is None:
            return pages.problem(problem_of_status(404), account_frame(desk, _APP))
        return Response(_picture(setup.address), media_type="image/svg+xml; charset=utf-8", headers=NOT_KEPT)

    @routes.post(_APP)
    def confirmed(code: Code = "", end_others: Name = "") -> Response:
        session = session_of(current_viewer())
        try:
            done = confirm_app(service.accounts, session, code, network(), end_others=bool(end_others))
        except (InputError, UsedUpError) as refused:
            return shown(refused)
        return _in_use(desk, pages, service, done, "app")

    @routes.post(f"{_APP}/off")
    def turned_off(end_others: Name = "") -> Response:
        turn_off_app(service.accounts, session_of(current_viewer()), end_others=bool(end_others))
        return RedirectResponse("/account?done=app-off", 303, NOT_KEPT)


def _recovery_code_routes(routes: APIRouter, desk: Desk, pages: Pages, service: Service) -> None:
    @routes.get(_CODES)
    def codes() -> Response:
        standing = service.accounts.second_factors.standing(session_of(current_viewer()).account.id)
        return pages.page("account/recovery_codes.html", account_frame(desk, _CODES), headers=NOT_KEPT, standing=standing)

    @routes.post(_CODES)
    def renewed() -> Response:
        codes = renew_recovery_codes(service.accounts, session_of(current_viewer()).account)
        return _codes_shown(desk, pages, codes, "codes")


def _passkey_routes(routes: APIRouter, desk: Desk, pages: Pages, service: Service) -> None:
    def shown(refused: CodewellError | None = None) -> Response:
        account = session_of(current_viewer()).account
        problem = problem_of(refused) if refused else None
        return pages.page(
            "account/passkeys.html",
            account_frame(desk, _PASSKEYS),
            status=problem.status if problem else 200,
            headers=NOT_KEPT,
            problem=problem,
            passkeys=service.accounts.passkeys.of_account(account.id),
        )

    @routes.get(_PASSKEYS)
    def passkeys() -> Response:
        return shown()

    @routes.post(f"{_PASSKEYS}/options")
    def options() -> Response:
        viewer = current_viewer()
        try:
            account = session_of(viewer).account
            return as_options(service.accounts.passkeys.begin_adding(account, site_of(viewer), viewer.visit))
        except CodewellError as refused:
            return refused_options(refused)

    @routes.post(_PASSKEYS)
    def added(answer: Signed = "", name: Name = "") -> Response:
        viewer, session = current_viewer(), session_of(current_viewer())
        try:
            done = add_passkey(service.accounts, session, site_of(viewer), viewer.visit, signed_answer(answer), name, network())
        except InputError as refused:
            return shown(refused)
        return _in_use(desk, pages, service, done, "passkey")

    @routes.post(f"{_PASSKEYS}/rename")
    def renamed(passkey: Id = "", name: Name = "") -> Response:
        rename_passkey(service.accounts, session_of(current_viewer()).account, passkey, name)
        return RedirectResponse(_PASSKEYS, 303, NOT_KEPT)

    @routes.post(f"{_PASSKEYS}/remove")
    def removed(passkey: Id = "") -> Response:
        try:
            remove_passkey(service.accounts, session_of(current_viewer()).account, passkey)
        except InputError as refused:
            return shown(refused)
        return RedirectResponse(_PASSKEYS, 303, NOT_KEPT)


def _in_use(desk: Desk, pages: Pages, service: Service, done: SetUp, what: str) -> Response:
    """Give the browser its new session, and show the recovery codes where there are new ones."""
    leading = going_on(service, done.signed_in, f"/account?done={what}")
    if not done.recovery_codes:
        return leading
    session = service.accounts.sessions.of_token(done.signed_in.token)
    viewer = current_viewer()
    viewer.visit = session.key if session else ""  # the forms of this page belong to the session that begins with it
    viewer.session = session
    answer = _codes_shown(desk, pages, done.recovery_codes, what)
    for cookie in leading.headers.getlist("set-cookie"):
        answer.headers.append("Set-Cookie", cookie)
    return answer


def _codes_shown(desk: Desk, pages: Pages, codes: tuple[str, ...], what: str) -> Response:
    return pages.page("account/new_codes.html", account_frame(desk, _CODES), headers=NOT_KEPT, codes=codes, what=what)


def _picture(address: str) -> bytes:
    """Return the picture that an authenticator app reads, dark on light in either theme, with the margin that readers need."""
    import segno

    out = io.BytesIO()
    segno.make_qr(address, error="m").save(out, kind="svg", border=4, scale=4, dark="#000", light="#fff", xmldecl=False)
    return out.getvalue()
