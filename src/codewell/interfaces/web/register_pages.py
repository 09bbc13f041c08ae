"""The pages of registering, of confirming an address, and of accepting an invitation."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from codewell.interfaces.web.addresses import network_of
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.problems import problem_of
from codewell.interfaces.web.rendering import Pages
from codewell.interfaces.web.service import Service
from codewell.interfaces.web.sign_in_pages import Field, account_frame, retry_after
from codewell.interfaces.web.viewer import current_viewer
from codewell.kernel.errors import CodewellError, InputError, MailError, NotAllowedError, UsedUpError
from codewell.tasks.accounts.invite import accept_with_new_account, accept_with_own_account
from codewell.tasks.accounts.register import RegisterRequest, confirm_address, is_in_use, register, send_confirmation_again

_NOT_KEPT = {"Cache-Control": "no-store"}
_MENDABLE = (InputError, UsedUpError, MailError)


def register_routes(desk: Desk, pages: Pages, service: Service) -> APIRouter:
    """Return the routes of registering, which anybody may call."""
    routes = APIRouter(include_in_schema=False)
    settings = service.settings

    def form(template: str, refused: CodewellError | None = None, **values: object) -> Response:
        problem = problem_of(refused) if refused else None
        return pages.page(
            template,
            account_frame(desk, "/register"),
            status=problem.status if problem else 200,
            headers=_NOT_KEPT | retry_after(refused),
            problem=problem,
            registration="nobody" if service.is_one_persons else settings.registration,
            **values,
        )

    @routes.get("/register")
    def asked() -> Response:
        return form("account/register.html", email="", name="")

    @routes.post("/register")
    def registered(email: Field = "", name: Field = "", password: Field = "") -> Response:
        _see_that_it_is_open(service)
        request = RegisterRequest(email, password, name, network_of(current_viewer().address), service.plans.registered.id)
        try:
            register(service.accounts, service.post, request)
        except MailError as refused:
            return form("account/letter_sent.html", refused, email=email)
        except (InputError, UsedUpError) as refused:
            return form("account/register.html", refused, email=email, name=name)
        return form("account/letter_sent.html", email=email)

    @routes.get("/register/again")
    def ask_again() -> Response:
        return form("account/letter_again.html", email="")

    @routes.post("/register/again")
    def sent_again(email: Field = "") -> Response:
        try:
            send_confirmation_again(service.accounts, service.post, email, network_of(current_viewer().address))
        except _MENDABLE as refused:
            return form("account/letter_again.html", refused, email=email)
        return form("account/letter_sent.html", email=email)

    @routes.get("/confirm-address/{token}")
    def confirm_form(token: str) -> Response:
        return form("account/confirm_address.html", action=f"/confirm-address/{token}", is_new=True)

    @routes.post("/confirm-address/{token}")
    def confirmed(token: str) -> Response:
        confirm_address(service.accounts, token)
        return RedirectResponse("/sign-in?done=confirmed", 303, _NOT_KEPT)

    @routes.get("/invitation/{token}")
    def invitation(token: str) -> Response:
        return invited(token)

    def invited(token: str, refused: CodewellError | None = None, name: str = "") -> Response:
        found, viewer = service.accounts.teams.invitation(token), current_viewer()
        account = service.accounts.people.by_email(found.email)
        return form(
            "account/invitation.html",
            refused,
            invited=found,
            token=token,
            name=name,
            has_account=account is not None and is_in_use(account),
            is_own=viewer.session is not None and viewer.session.account.email == found.email,
        )

    @routes.post("/invitation/{token}")
    def accepted(token: str, name: Field = "", password: Field = "") -> Response:
        session = current_viewer().session
        if session is not None:
            accept_with_own_account(service.accounts, token, session.account)
            return RedirectResponse("/account", 303, _NOT_KEPT)
        try:
            accept_with_new_account(service.accounts, token, password, name)
        except (InputError, UsedUpError) as refused:
            return invited(token, refused, name)
        return RedirectResponse("/sign-in?done=invited", 303, _NOT_KEPT)

    return routes


def _see_that_it_is_open(service: Service) -> None:
    if service.is_one_persons:
        raise NotAllowedError("Nobody needs an account at this machine.", slug="access.registration")
    if service.settings.registration != "open":
        raise NotAllowedError(
            "Accounts are made by an administrator here.", next_step="Ask for an invitation.", slug="access.registration"
        )
