"""Teams: all of them for administrators, and each for its leads."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import Response

from codewell.accounts.roles import Permission, Role
from codewell.interfaces.web.admin.side import admin_page, admin_pages
from codewell.interfaces.web.form_in_memory import form_in_memory
from codewell.interfaces.web.keeping.keeper import NOT_KEPT, actor, keeper, sent_to, text
from codewell.interfaces.web.links import Links
from codewell.interfaces.web.rendering import Frame, Pages
from codewell.interfaces.web.service import Service
from codewell.interfaces.web.viewer import current_viewer
from codewell.kernel.clock import today
from codewell.kernel.errors import InputError, NotAllowedError, UnknownRecordError
from codewell.tasks.accounts.administer_people import take_into_team


def team_admin_routes(pages: Pages, service: Service) -> APIRouter:
    """Return the routes of `/admin/teams`."""
    routes = APIRouter(prefix="/admin/teams", include_in_schema=False)

    @routes.get("")
    def teams() -> Response:
        return admin_page(pages, service, "teams.html", "/admin/teams", teams=service.accounts.teams.all())

    @routes.post("")
    async def create(request: Request) -> Response:
        form = await form_in_memory(request, most_fields=10, most_bytes=2_000)
        made = await run_in_threadpool(service.accounts.teams.create, actor(), text(form, "name"))
        return sent_to(f"/teams/{made.id}")

    return routes


def team_routes(pages: Pages, service: Service) -> APIRouter:
    """Return the routes of `/teams`: the teams of whoever asks; leads and administrators change them."""
    routes = APIRouter(prefix="/teams", include_in_schema=False)

    @routes.get("")
    def mine() -> Response:
        frame = Frame(Links(None), today(service.clock), "/teams")
        return pages.page("keeping/teams.html", frame, headers=NOT_KEPT, teams=service.accounts.teams.of_account(keeper().id))

    @routes.get("/{team_id}")
    def team(team_id: str, done: str = "") -> Response:
        teams, may_change = service.accounts.teams, may_change_team(service, team_id)
        return pages.page(
            "keeping/team.html",
            Frame(Links(None), today(service.clock), f"/teams/{team_id}"),
            headers=NOT_KEPT,
            team=teams.by_id(team_id),
            members=teams.members(team_id),
            invitations=teams.invitations_of(team_id) if may_change else (),
            may_change=may_change,
            is_admin=current_viewer().may(Permission.ADMINISTER),
            side=admin_pages(),
            done=done,
        )

    @routes.post("/{team_id}")
    async def change(team_id: str, request: Request) -> Response:
        form = await form_in_memory(request, most_fields=20, most_bytes=2_000)
        await run_in_threadpool(_changed, service, team_id, form)
        gone = text(form, "do") == "delete" or not await run_in_threadpool(_sees, service, team_id)
        return sent_to("/teams" if gone else f"/teams/{team_id}?done={text(form, 'do')[:20]}")

    return routes


def may_change_team(service: Service, team_id: str) -> bool:
    """Say whether whoever asks may change a team.

    Raises:
        UnknownRecordError: there is none, or he is neither a member nor an administrator.
    """
    if not _sees(service, team_id):
        raise UnknownRecordError("There is no such team, or you are no member of it.")
    return current_viewer().may(Permission.ADMINISTER) or service.accounts.teams.leads(keeper().id, team_id)


def _sees(service: Service, team_id: str) -> bool:
    return current_viewer().may(Permission.ADMINISTER) or service.accounts.teams.is_member(keeper().id, team_id)


def _changed(service: Service, team_id: str, form: FormData) -> None:
    teams, wanted, account_id = service.accounts.teams, text(form, "do"), text(form, "account")
    may_change = may_change_team(service, team_id)
    leaves = wanted == "remove" and account_id == keeper().id
    if not (may_change or leaves):
        raise NotAllowedError("Only its leads and administrators change a team.", next_step="Ask one of them.")
    if wanted == "rename":
        teams.rename(actor(), team_id, text(form, "name"))
    elif wanted == "delete":
        if not current_viewer().may(Permission.ADMINISTER):
            raise NotAllowedError("Only administrators delete a team.")
        teams.delete(actor(), team_id)
    elif wanted == "add":
        role, plan = _role_offered(text(form, "role")), service.plans.registered.id
        email, at_once = text(form, "email"), current_viewer().may(Permission.ADMINISTER)
        take_into_team(service.accounts, service.post, keeper(), team_id, email, role=role, plan=plan, at_once=at_once)
    elif wanted in ("lead", "unlead"):
        teams.put(actor(), team_id, _member(service, team_id, account_id), leads=wanted == "lead")
    elif wanted == "remove":
        teams.take_out(actor(), team_id, account_id)
    elif wanted == "withdraw":
        teams.withdraw(actor(), text(form, "invitation"), team_id=team_id)
    else:
        raise InputError("The form is not whole.", next_step="Open the page again.", slug="input.malformed-form")


def _role_offered(written: str) -> Role:
    """A lead invites people to look up and to code; other roles are an administrator's to give."""
    if written not in (Role.VIEWER, Role.CODER):
        raise InputError(
            "Invite as viewer or as coder.", next_step="An administrator gives other roles.", slug="input.unknown-role"
        )
    return Role(written)


def _member(service: Service, team_id: str, account_id: str) -> str:
    """A lead makes leads of members, not of strangers."""
    if not service.accounts.teams.is_member(account_id, team_id):
        raise UnknownRecordError("That account is no member of the team.")
    return account_id
