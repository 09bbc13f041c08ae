"""The account page, and what a person changes there."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from codewell.accounts.people import Account
from codewell.accounts.sessions import Session
from codewell.interfaces.web.account_sections import SECTIONS
from codewell.interfaces.web.addresses import network_of
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.problems import problem_of
from codewell.interfaces.web.rendering import Pages
from codewell.interfaces.web.service import Service
from codewell.interfaces.web.sign_in_pages import Field, account_frame, retry_after
from codewell.interfaces.web.viewer import current_viewer
from codewell.kernel.errors import CodewellError, InputError, MailError, UsedUpError
from codewell.tasks.accounts.own_account import (
    ask_for_new_email,
    change_name,
    close_account,
    confirm_new_email,
    end_session,
    sign_out_everywhere,
)

_NOT_KEPT = {"Cache-Control": "no-store"}


def account_page_routes(desk: Desk, pages: Pages, service: Service) -> APIRouter:
    """Return the route of the account page itself."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/account")
    def account(done: str = "") -> Response:
        viewer = current_viewer()
        here = [part for part in SECTIONS if viewer.session is not None or part.of_this_machine]
        shown = [part for part in here if part.offered(service)]
        return pages.page(
            "account/account.html",
            account_frame(desk, "/account"),
            headers=_NOT_KEPT,
            sections=[(part, part.shown(service, viewer)) for part in shown],
            done=done,
        )

    return routes


def own_account_routes(desk: Desk, pages: Pages, service: Service) -> APIRouter:
    """Return the routes by which a person changes his account; each asks who he is where that was shown a while ago."""
    routes = APIRouter(include_in_schema=False)

    def form(template: str, refused: CodewellError | None = None, **values: object) -> Response:
        problem = problem_of(refused) if refused else None
        return pages.page(
            template,
            account_frame(desk, "/account"),
            status=problem.status if problem else 200,
            headers=_NOT_KEPT | retry_after(refused),
            problem=problem,
            **values,
        )

    @routes.get("/account/name")
    def name_asked() -> Response:
        return form("account/change_name.html", name=_own().name)

    @routes.post("/account/name")
    def name_changed(name: Field = "") -> Response:
        try:
            change_name(service.accounts, _own(), name)
        except InputError as refused:
            return form("account/change_name.html", refused, name=name)
        return _back("name")

    @routes.get("/account/email")
    def email_asked() -> Response:
        return form("account/change_email.html", email="")

    @routes.post("/account/email")
    def email_sent(email: Field = "") -> Response:
        try:
            ask_for_new_email(service.accounts, service.post, _own(), email, network_of(current_viewer().address))
        except (InputError, UsedUpError, MailError) as refused:
            return form("account/change_email.html", refused, email=email)
        return _back("mail-sent")

    @routes.post("/account/sessions/end")
    def session_ended(session: Field = "") -> Response:
        end_session(service.accounts, _own(), session)
        return _back("session")

    @routes.post("/account/sign-out-everywhere")
    def everywhere() -> Response:
        sign_out_everywhere(service.accounts, _own())
        return _out(service, "everywhere")

    @routes.get("/account/close")
    def close_asked() -> Response:
        return form("account/close.html")

    @routes.post("/account/close")
    def closed(sure: Field = "") -> Response:
        try:
            if not sure:
                raise InputError("Tick the box if you are sure.", slug="input.not-sure")
            close_account(service.accounts, service.post, _session())
        except InputError as refused:
            return form("account/close.html", refused)
        return _out(service, "closed")

    return routes


def new_address_routes(desk: Desk, pages: Pages, service: Service) -> APIRouter:
    """Return the routes of a link that confirms a new address, which anybody may call who has it."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/confirm-new-address/{token}")
    def asked(token: str) -> Response:
        return pages.page(
            "account/confirm_address.html",
            account_frame(desk, "/account"),
            headers=_NOT_KEPT,
            action=f"/confirm-new-address/{token}",
            is_new=False,
            problem=None,
        )

    @routes.post("/confirm-new-address/{token}")
    def confirmed(token: str) -> Response:
        confirm_new_email(service.accounts, service.post, token)
        return _back("email") if current_viewer().session else RedirectResponse("/sign-in?done=email", 303, _NOT_KEPT)

    return routes


def _session() -> Session:
    session = current_viewer().session
    assert session is not None
    return session


def _own() -> Account:
    return _session().account


def _back(done: str) -> Response:
    return RedirectResponse(f"/account?done={done}", 303, _NOT_KEPT)


def _out(service: Service, done: str) -> Response:
    answer = RedirectResponse(f"/sign-in?done={done}", 303, _NOT_KEPT | {"Clear-Site-Data": '"cache"'})
    answer.headers.append("Set-Cookie", service.cookies.drop(service.cookies.session))
    return answer
