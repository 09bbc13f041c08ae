"""The pages of the hospital's sign-in; there where its issuer is set."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from codewell.accounts.hospital.client import HospitalClient, HospitalError
from codewell.accounts.hospital.provider import Provider
from codewell.accounts.roles import Role
from codewell.interfaces.service_settings import OidcSettings
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.next_page import local_page
from codewell.interfaces.web.problems import problem_of
from codewell.interfaces.web.rendering import Pages
from codewell.interfaces.web.second_factors.answers import NOT_KEPT, Name, network, session_of
from codewell.interfaces.web.second_factors.own_address import own_origin
from codewell.interfaces.web.service import Service
from codewell.interfaces.web.sign_in_pages import account_frame, going_on
from codewell.interfaces.web.viewer import current_viewer
from codewell.kernel.errors import ConfigurationError, InputError, NotAllowedError, SignInNeededError
from codewell.tasks.accounts.second_factors import unlink_hospital
from codewell.tasks.accounts.sign_in_at_hospital import (
    STATE_UNKNOWN,
    HospitalRules,
    Reply,
    Visit,
    begin_at_hospital,
    finish_at_hospital,
)

_BACK = "/sign-in/hospital/back"
_LONGEST = 4000


class HospitalPages:
    """The routes, over one issuer whose document and keys they keep.

    Args:
        desk: of the app.
        pages: renders templates.
        service: settings and accounts.
        settings: of the issuer.
    """

    def __init__(self, desk: Desk, pages: Pages, service: Service, settings: OidcSettings) -> None:
        self._desk = desk
        self._pages = pages
        self._service = service
        client = HospitalClient(settings.issuer, settings.client_id, settings.client_secret, settings.strong_acr)
        self._provider = Provider(client, service.clock)
        self._rules = HospitalRules(settings.new_accounts, Role(settings.role), settings.plan, settings.second_step)

    def sign_in_routes(self) -> APIRouter:
        """Return the routes that anybody may call."""
        routes = APIRouter(include_in_schema=False)

        @routes.post("/sign-in/hospital")
        def begin(request: Request, next: Name = "") -> Response:
            return self._leaving(self._visit(request, page=local_page(next)))

        @routes.get(_BACK)
        def back(request: Request, state: str = "", code: str = "", error: str = "", iss: str = "") -> Response:
            reply = Reply(state[:_LONGEST], code[:_LONGEST], error[:100], iss[:_LONGEST])
            return self._returned(self._visit(request), reply)

        return routes

    def account_routes(self) -> APIRouter:
        """Return the routes of whoever has signed in and showed shortly before who he is."""
        routes = APIRouter(include_in_schema=False)

        @routes.get("/account/hospital")
        def linked() -> Response:
            return self._account_page()

        @routes.post("/account/hospital/link")
        def link(request: Request) -> Response:
            return self._leaving(self._visit(request, page="/account?done=hospital", may_link=True))

        @routes.post("/account/hospital/unlink")
        def unlink() -> Response:
            try:
                unlink_hospital(self._service.accounts, session_of(current_viewer()).account)
            except InputError as refused:
                return self._account_page(refused)
            return RedirectResponse("/account?done=hospital-off", 303, NOT_KEPT)

        return routes

    def _visit(self, request: Request, *, page: str = "/", may_link: bool = False) -> Visit:
        viewer = current_viewer()
        origin = own_origin(self._service, request.url.scheme, request.headers.get("host", ""))
        if not origin:
            raise ConfigurationError(
                "The hospital's sign-in needs the address of this service.",
                next_step="Whoever runs it states it as `address` in service.toml.",
                slug="configuration.hospital-address",
            )
        session = viewer.session
        return Visit(
            browser=viewer.visit,
            network=network(),
            redirect=f"{origin}{_BACK}",
            replaces=session.key if session else "",
            account_id=session.account.id if session else "",
            may_link=may_link,
            page=page,
        )

    def _leaving(self, visit: Visit) -> Response:
        """Return the page that leads to the hospital; a redirect after a form would be held back by the page's policy."""
        try:
            address = begin_at_hospital(self._service.accounts, self._provider, visit)
        except HospitalError as refused:
            return self._refused(refused, visit.page)
        frame = account_frame(self._desk, "/sign-in")
        return self._pages.page("account/leaving.html", frame, headers=NOT_KEPT, address=address)

    def _returned(self, visit: Visit, reply: Reply) -> Response:
        try:
            returned = finish_at_hospital(self._service.accounts, self._provider, self._rules, visit, reply)
        except (SignInNeededError, NotAllowedError) as refused:
            if refused.slug != STATE_UNKNOWN:  # anybody may send such a request as often as he likes
                who = self._service.keyring.name_of_network(visit.network)
                self._service.accounts.audit.record(who, "sign-in.refused", detail={"by": "hospital", "why": refused.slug})
            return self._refused(refused, "/")
        return going_on(self._service, returned.result, returned.page)

    def _refused(self, refused: SignInNeededError | NotAllowedError, page: str) -> Response:
        problem, again = problem_of(refused), current_viewer().session is not None
        template, path = ("account/confirm.html", "/account/confirm") if again else ("account/sign_in.html", "/sign-in")
        frame = account_frame(self._desk, path)
        return self._pages.page(
            template, frame, status=problem.status, headers=NOT_KEPT, problem=problem, email="", next=page, done=""
        )

    def _account_page(self, refused: InputError | None = None) -> Response:
        problem = problem_of(refused) if refused else None
        issuers = self._service.accounts.identities.issuers_of(session_of(current_viewer()).account.id)
        return self._pages.page(
            "account/hospital.html",
            account_frame(self._desk, "/account/hospital"),
            status=problem.status if problem else 200,
            headers=NOT_KEPT,
            problem=problem,
            is_linked=bool(issuers),
        )
