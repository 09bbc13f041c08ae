"""The account page, and what a person changes there."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from codewell.interfaces.web.account_sections import SECTIONS
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.rendering import Pages
from codewell.interfaces.web.service import Service
from codewell.interfaces.web.sign_in_pages import account_frame
from codewell.interfaces.web.viewer import current_viewer


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
            headers={"Cache-Control": "no-store"},
            sections=[(part, part.shown(service, viewer)) for part in shown],
            done=done,
        )

    return routes
