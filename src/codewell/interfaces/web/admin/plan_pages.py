"""The plans of an installation, as its data states them, and how many people are on each."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from codewell.interfaces.web.admin.side import admin_page
from codewell.interfaces.web.rendering import Pages
from codewell.interfaces.web.service import Service


def plan_routes(pages: Pages, service: Service) -> APIRouter:
    """Return the routes of `/admin/plans`."""
    routes = APIRouter(prefix="/admin/plans", include_in_schema=False)

    @routes.get("")
    def plans() -> Response:
        people = service.accounts.directory.count_by("plan")
        return admin_page(
            pages,
            service,
            "plans.html",
            "/admin/plans",
            plans=service.plans,
            people=people,
            unknown=sorted(people.keys() - service.plans.each.keys()),
            metered=service.settings.metering == "on",
            own_file=service.settings.plans,
        )

    return routes
