"""All routes of administrators and auditors, each with what it asks."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI
from starlette.responses import Response

from codewell.accounts.roles import Permission
from codewell.interfaces.web.access import needs
from codewell.interfaces.web.admin.audit_pages import audit_routes
from codewell.interfaces.web.admin.feedback_pages import feedback_routes
from codewell.interfaces.web.admin.health_pages import health_routes
from codewell.interfaces.web.admin.people_pages import people_routes
from codewell.interfaces.web.admin.plan_pages import plan_routes
from codewell.interfaces.web.admin.release_pages import note_end, release_admin_routes
from codewell.interfaces.web.admin.side import admin_pages
from codewell.interfaces.web.admin.team_pages import team_admin_routes, team_routes
from codewell.interfaces.web.admin.usage_pages import usage_routes
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.keeping.keeper import sent_to
from codewell.interfaces.web.rendering import Pages
from codewell.interfaces.web.service import Service
from codewell.tasks.release_jobs.start_job import ReleaseJobs


def include_admin(app: FastAPI, desk: Desk, pages: Pages, service: Service, jobs: ReleaseJobs | None = None) -> None:
    """Add the pages below `/admin`, and those of teams.

    Args:
        app: the web app.
        desk: the releases.
        pages: renders them.
        service: settings and accounts.
        jobs: imports and syncs; None for jobs in processes of their own.
    """
    running = jobs or ReleaseJobs(service.home, service.clock, service.publishers, ended=lambda state: note_end(service, state))
    administers = [needs(Permission.ADMINISTER)]
    for admin in (
        people_routes(pages, service),
        team_admin_routes(pages, service),
        plan_routes(pages, service),
        feedback_routes(pages, service),
    ):
        app.include_router(admin, dependencies=administers)
    app.include_router(release_admin_routes(desk, pages, service, running), dependencies=administers)
    for review in (usage_routes(pages, service), audit_routes(pages, service), health_routes(desk, pages, service), _entry()):
        app.include_router(review, dependencies=[needs(Permission.REVIEW)])
    app.include_router(team_routes(pages, service), dependencies=[needs(Permission.KEEP)])


def _entry() -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/admin")
    def first() -> Response:
        return sent_to(admin_pages()[0].path)

    return routes
