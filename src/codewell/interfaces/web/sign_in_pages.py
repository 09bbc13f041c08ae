"""The pages of signing in, of showing again who one is, and of signing out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from codewell.interfaces.web.addresses import network_of
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.links import Links
from codewell.interfaces.web.next_page import local_page, with_next
from codewell.interfaces.web.problems import problem_of
from codewell.interfaces.web.rendering import Frame, Pages
from codewell.interfaces.web.service import Service
from codewell.interfaces.web.viewer import current_viewer
from codewell.kernel.errors import CodewellError, InputError, UsedUpError
from codewell.tasks.accounts.sign_in import SecondStepNeeded, SignedIn, SignInRequest, confirm, sign_in, sign_out

SECOND_STEP_PAGE = "/sign-in/second-step"
LONGEST = 1024
"""Characters of a field that are read; a password is 128 at most, and a longer one is wrong."""
Field = Annotated[str, Form(max_length=LONGEST)]


def sign_in_routes(desk: Desk, pages: Pages, service: Service) -> APIRouter:
    """Return the routes that anybody may call."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/sign-in")
    def form(next: str = "", done: str = "") -> Response:
        return _form(desk, pages, local_page(next), done=done)

    @routes.post("/sign-in")
    def signed_in(email: Field = "", password: Field = "", next: Field = "") -> Response:
        viewer, go_on = current_viewer(), local_page(next)
        replaces = viewer.session.key if viewer.session else ""
        try:
            result = sign_in(service.accounts, SignInRequest(email, password, network_of(viewer.address), replaces))
        except (InputError, UsedUpError) as refused:
            return _form(desk, pages, go_on, email=email, refused=refused)
        return going_on(service, result, go_on)

    @routes.post("/sign-out")
    def signed_out() -> Response:
        viewer = current_viewer()
        if viewer.session is not None:
            sign_out(service.accounts, viewer.session)
        answer = RedirectResponse("/sign-in?done=signed-out", 303, {"Cache-Control": "no-store", "Clear-Site-Data": '"cache"'})
        for name in (service.cookies.session, service.cookies.second_step):
            answer.headers.append("Set-Cookie", service.cookies.drop(name))
        return answer

    return routes


def confirm_routes(desk: Desk, pages: Pages, service: Service) -> APIRouter:
    """Return the routes by which somebody who has signed in shows again who he is."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/account/confirm")
    def form(next: str = "") -> Response:
        return _confirm_form(desk, pages, local_page(next))

    @routes.post("/account/confirm")
    def confirmed(password: Field = "", next: Field = "") -> Response:
        viewer, go_on = current_viewer(), local_page(next)
        assert viewer.session is not None
        try:
            result = confirm(service.accounts, viewer.session, password, network_of(viewer.address))
        except (InputError, UsedUpError) as refused:
            return _confirm_form(desk, pages, go_on, refused=refused)
        return going_on(service, result, go_on)

    return routes


def going_on(service: Service, result: SignedIn | SecondStepNeeded, page: str) -> Response:
    """Return the answer that gives the browser its session, or leads it to the second step.

    Args:
        service: names the cookies.
        result: of signing in.
        page: a path of ours to go on to.
    """
    cookies = service.cookies
    headers = {"Cache-Control": "no-store"}
    if isinstance(result, SecondStepNeeded):
        answer = RedirectResponse(with_next(SECOND_STEP_PAGE, page), 303, headers)
        answer.headers.append("Set-Cookie", cookies.set(cookies.second_step, result.token, seconds=300))
        return answer
    answer = RedirectResponse(page, 303, headers)
    answer.headers.append("Set-Cookie", cookies.set(cookies.session, result.token))
    for name in (cookies.visit, cookies.second_step):
        answer.headers.append("Set-Cookie", cookies.drop(name))
    return answer


def account_frame(desk: Desk, path: str) -> Frame:
    """Return the frame of a page about an account."""
    return Frame(Links(None), desk.current().today, path)


def _form(
    desk: Desk, pages: Pages, page: str, *, email: str = "", done: str = "", refused: InputError | UsedUpError | None = None
) -> Response:
    problem = problem_of(refused) if refused else None
    return pages.page(
        "account/sign_in.html",
        account_frame(desk, "/sign-in"),
        status=problem.status if problem else 200,
        headers=retry_after(refused),
        problem=problem,
        email=email,
        next=page,
        done=done,
    )


def _confirm_form(desk: Desk, pages: Pages, page: str, *, refused: InputError | UsedUpError | None = None) -> Response:
    problem = problem_of(refused) if refused else None
    return pages.page(
        "account/confirm.html",
        account_frame(desk, "/account/confirm"),
        status=problem.status if problem else 200,
        headers=retry_after(refused),
        problem=problem,
        next=page,
    )


def retry_after(refused: CodewellError | None) -> dict[str, str]:
    """Return the header that says when to try again, where there is a time."""
    if isinstance(refused, UsedUpError) and refused.retry_after is not None:
        return {"Retry-After": str(refused.retry_after)}
    return {}
