"""The page of the second step, and signing in by a passkey."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.next_page import local_page, with_next
from codewell.interfaces.web.problems import problem_of
from codewell.interfaces.web.rendering import Pages
from codewell.interfaces.web.second_factors.answers import (
    NOT_KEPT,
    Code,
    Name,
    Signed,
    as_options,
    network,
    refused_options,
    second_step_token,
    signed_answer,
    site_of,
)
from codewell.interfaces.web.service import Service
from codewell.interfaces.web.sign_in_pages import SECOND_STEP_PAGE, account_frame, going_on
from codewell.interfaces.web.viewer import current_viewer
from codewell.kernel.errors import CodewellError, InputError, NotAllowedError, SignInNeededError, UsedUpError
from codewell.tasks.accounts.second_step import (
    begin_second_step_by_passkey,
    sign_in_by_passkey,
    take_second_step,
    take_second_step_by_passkey,
)
from codewell.tasks.accounts.sign_in import SignedIn, look_at_second_step


def second_step_routes(desk: Desk, pages: Pages, service: Service) -> APIRouter:
    """Return the routes of the second step, which whoever has taken the first one may call."""
    routes = APIRouter(include_in_schema=False)

    def shown(request: Request, page: str, refused: CodewellError | None = None) -> Response:
        step = look_at_second_step(service.accounts, second_step_token(request, service.cookies.second_step))
        if step is None or isinstance(refused, NotAllowedError):
            answer = RedirectResponse(with_next("/sign-in", page), 303, NOT_KEPT)
            answer.headers.append("Set-Cookie", service.cookies.drop(service.cookies.second_step))
            return answer
        problem = problem_of(refused) if refused else None
        frame = account_frame(desk, SECOND_STEP_PAGE)
        status = problem.status if problem else 200
        return pages.page(
            "account/second_step.html", frame, status=status, headers=NOT_KEPT, problem=problem, means=step.means, next=page
        )

    @routes.get(SECOND_STEP_PAGE)
    def form(request: Request, next: str = "") -> Response:
        return shown(request, local_page(next))

    @routes.post(SECOND_STEP_PAGE)
    def taken(request: Request, code: Code = "", next: Name = "") -> Response:
        page, token = local_page(next), second_step_token(request, service.cookies.second_step)
        try:
            return going_on(service, take_second_step(service.accounts, token, code, network()), page)
        except (InputError, UsedUpError, NotAllowedError) as refused:
            return shown(request, page, refused)

    @routes.post(f"{SECOND_STEP_PAGE}/passkey/options")
    def options(request: Request) -> Response:
        viewer, token = current_viewer(), second_step_token(request, service.cookies.second_step)
        try:
            return as_options(begin_second_step_by_passkey(service.accounts, site_of(viewer), token, viewer.visit))
        except CodewellError as refused:
            return refused_options(refused)

    @routes.post(f"{SECOND_STEP_PAGE}/passkey")
    def taken_by_passkey(request: Request, answer: Signed = "", next: Name = "") -> Response:
        viewer, page, token = current_viewer(), local_page(next), second_step_token(request, service.cookies.second_step)
        try:
            signed_in = take_second_step_by_passkey(
                service.accounts, site_of(viewer), token, viewer.visit, signed_answer(answer), network()
            )
        except (SignInNeededError, NotAllowedError) as refused:
            return shown(request, page, refused)
        return going_on(service, signed_in, page)

    return routes


def passkey_sign_in_routes(desk: Desk, pages: Pages, service: Service) -> APIRouter:
    """Return the routes by which anybody signs in with a passkey, and whoever has signed in shows again who he is."""
    routes = APIRouter(include_in_schema=False)

    @routes.post("/sign-in/passkey/options")
    def options() -> Response:
        viewer = current_viewer()
        try:
            return as_options(service.accounts.passkeys.begin_signing_in(site_of(viewer), viewer.visit))
        except CodewellError as refused:
            return refused_options(refused)

    @routes.post("/sign-in/passkey")
    def signed_in(answer: Signed = "", next: Name = "") -> Response:
        page = local_page(next)
        try:
            return going_on(service, _by_passkey(service, answer), page)
        except (SignInNeededError, NotAllowedError, UsedUpError) as refused:
            return _told_where_it_was_asked(desk, pages, page, refused)

    return routes


def _by_passkey(service: Service, answer: str) -> SignedIn:
    viewer = current_viewer()
    session = viewer.session
    return sign_in_by_passkey(
        service.accounts,
        site_of(viewer),
        viewer.visit,
        signed_answer(answer),
        network(),
        replaces=session.key if session else "",
        account_id=session.account.id if session else "",
    )


def _told_where_it_was_asked(desk: Desk, pages: Pages, page: str, refused: CodewellError) -> Response:
    problem, again = problem_of(refused), current_viewer().session is not None
    template, path = ("account/confirm.html", "/account/confirm") if again else ("account/sign_in.html", "/sign-in")
    frame = account_frame(desk, path)
    return pages.page(template, frame, status=problem.status, headers=NOT_KEPT, problem=problem, email="", next=page, done="")
