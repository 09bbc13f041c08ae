"""The pages of a new password: asked for by mail, or changed by somebody who has signed in."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from codewell.interfaces.web.addresses import network_of
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.problems import problem_of
from codewell.interfaces.web.rendering import Pages
from codewell.interfaces.web.service import Service
from codewell.interfaces.web.sign_in_pages import Field, account_frame, going_on, retry_after
from codewell.interfaces.web.viewer import current_viewer
from codewell.kernel.errors import CodewellError, InputError, MailError, UsedUpError
from codewell.tasks.accounts.new_password import (
    ChangePasswordRequest,
    account_of_link,
    ask_for_new_password,
    change_password,
    set_new_password,
)

_NOT_KEPT = {"Cache-Control": "no-store"}


def new_password_routes(desk: Desk, pages: Pages, service: Service) -> APIRouter:
    """Return the routes of a forgotten password, which anybody may call."""
    routes = APIRouter(include_in_schema=False)

    def form(template: str, refused: CodewellError | None = None, **values: object) -> Response:
        problem = problem_of(refused) if refused else None
        return pages.page(
            template,
            account_frame(desk, "/forgotten-password"),
            status=problem.status if problem else 200,
            headers=_NOT_KEPT | retry_after(refused),
            problem=problem,
            **values,
        )

    @routes.get("/forgotten-password")
    def asked() -> Response:
        return form("account/forgotten_password.html", email="", sent=False)

    @routes.post("/forgotten-password")
    def sent(email: Field = "") -> Response:
        try:
            ask_for_new_password(service.accounts, service.post, email, network_of(current_viewer().address))
        except (InputError, UsedUpError, MailError) as refused:
            return form("account/forgotten_password.html", refused, email=email, sent=False)
        return form("account/forgotten_password.html", email=email, sent=True)

    @routes.get("/new-password/{token}")
    def link(token: str) -> Response:
        return form("account/new_password.html", token=token, email=account_of_link(service.accounts, token).email)

    @routes.post("/new-password/{token}")
    def was_set(token: str, password: Field = "") -> Response:
        try:
            told = set_new_password(service.accounts, service.post, token, password)
        except (InputError, UsedUpError) as refused:
            email = account_of_link(service.accounts, token).email
            return form("account/new_password.html", refused, token=token, email=email)
        answer = RedirectResponse(f"/sign-in?done={'password' if told else 'password-untold'}", 303, _NOT_KEPT)
        answer.headers.append("Set-Cookie", service.cookies.drop(service.cookies.session))
        return answer

    return routes


def change_password_routes(desk: Desk, pages: Pages, service: Service) -> APIRouter:
    """Return the routes by which somebody who has signed in changes his password."""
    routes = APIRouter(include_in_schema=False)

    def form(refused: CodewellError | None = None) -> Response:
        problem = problem_of(refused) if refused else None
        return pages.page(
            "account/change_password.html",
            account_frame(desk, "/account/password"),
            status=problem.status if problem else 200,
            headers=_NOT_KEPT | retry_after(refused),
            problem=problem,
        )

    @routes.get("/account/password")
    def asked() -> Response:
        return form()

    @routes.post("/account/password")
    def changed(current: Field = "", password: Field = "", others: Field = "") -> Response:
        viewer = current_viewer()
        assert viewer.session is not None
        request = ChangePasswordRequest(current, password, bool(others), network_of(viewer.address))
        try:
            signed_in, told = change_password(service.accounts, service.post, viewer.session, request)
        except (InputError, UsedUpError) as refused:
            return form(refused)
        return going_on(service, signed_in, f"/account?done={'password' if told else 'password-untold'}")

    return routes
