"""The routes that a reader of codes does not wait for: tools, accounts, and what stands beside a code's page.

Loading them takes longer than all else together, so that `codewell serve` does it after its first answer.
"""

from __future__ import annotations

from fastapi import FastAPI

from codewell.accounts.roles import Permission
from codewell.interfaces.web.access import ANYBODY, guarded_routes, needs
from codewell.interfaces.web.account_routes import include_account_routes
from codewell.interfaces.web.admin.routes import include_admin
from codewell.interfaces.web.api import code_api_routes
from codewell.interfaces.web.api_description import describe
from codewell.interfaces.web.api_page import api_page_routes
from codewell.interfaces.web.asking.ask_api import ask_api_routes
from codewell.interfaces.web.asking.ask_pages import ask_routes
from codewell.interfaces.web.asking.kept_routes import kept_conversation_routes
from codewell.interfaces.web.book_pages import book_routes
from codewell.interfaces.web.case_pages import case_routes
from codewell.interfaces.web.cds_routes import cds_discovery, cds_routes
from codewell.interfaces.web.claim_pages import claim_routes
from codewell.interfaces.web.compare_pages import compare_routes
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.fee_pages import fee_routes
from codewell.interfaces.web.fhir_routes import fhir_routes, fhir_tool_routes
from codewell.interfaces.web.intensity_page import intensity_routes
from codewell.interfaces.web.keeping.keep_pages import keep_routes
from codewell.interfaces.web.keeping.worklist_api import worklist_api_routes
from codewell.interfaces.web.keeping.worklist_pages import worklist_routes
from codewell.interfaces.web.manual_pages import manual_routes
from codewell.interfaces.web.note_api import note_api_routes
from codewell.interfaces.web.note_pages import note_routes
from codewell.interfaces.web.ptp_pages import ptp_routes
from codewell.interfaces.web.redact_pages import redact_routes
from codewell.interfaces.web.reference_pages import reference_routes
from codewell.interfaces.web.rendering import Pages
from codewell.interfaces.web.rt_api import rt_api_routes
from codewell.interfaces.web.rt_pages import rt_routes
from codewell.interfaces.web.service import Service
from codewell.tasks.release_jobs.start_job import ReleaseJobs


def include_further_routes(app: FastAPI, desk: Desk, pages: Pages, service: Service, jobs: ReleaseJobs | None) -> None:
    """Add the routes, each with what it asks of whoever calls it.

    Raises:
        LookupError: a route of the app does not say who may call it.
    """
    reads, uses_tools = [needs(Permission.READ)], [needs(Permission.USE_TOOLS)]
    for readable in (
        fee_routes(desk, pages),
        ptp_routes(desk, pages),
        compare_routes(desk, pages),
        reference_routes(desk, pages),
        book_routes(desk, pages),
        cds_discovery(),
        manual_routes(desk, pages),
    ):
        app.include_router(readable, dependencies=reads)
    for tool in (
        ask_routes(desk, pages, service),
        case_routes(desk, pages),
        claim_routes(desk, pages),
        redact_routes(desk, pages),
        note_routes(desk, pages),
        rt_routes(desk, pages),
        intensity_routes(pages),
    ):
        app.include_router(tool, dependencies=uses_tools)
    for tool_api in (ask_api_routes(desk, service), note_api_routes(desk), code_api_routes(desk), rt_api_routes(desk)):
        app.include_router(tool_api, dependencies=uses_tools)
    for fhir_tool in (fhir_tool_routes(desk, service), cds_routes(desk, service)):
        app.include_router(fhir_tool, dependencies=uses_tools)
    app.include_router(fhir_routes(desk, service), dependencies=reads)
    for kept in (
        keep_routes(desk, pages, service),
        kept_conversation_routes(desk, pages, service),
        worklist_routes(desk, pages, service),
        worklist_api_routes(desk, service),
    ):
        app.include_router(kept, dependencies=[needs(Permission.KEEP)])
    include_account_routes(app, desk, pages, service)
    include_admin(app, desk, pages, service, jobs)
    app.include_router(api_page_routes(app, desk, pages, service), dependencies=[ANYBODY])
    describe(app)
    guarded_routes(app)
