"""The people of an installation: find them, change what they may do, help them back in."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import Response

from codewell.accounts.directory import PeopleAsked
from codewell.accounts.roles import Role
from codewell.accounts.seats import CPT
from codewell.interfaces.web.access import confirmed_recently
from codewell.interfaces.web.admin.side import admin_page
from codewell.interfaces.web.form_in_memory import form_in_memory
from codewell.interfaces.web.keeping.keeper import actor, keeper, sent_to, text
from codewell.interfaces.web.rendering import Pages
from codewell.interfaces.web.service import Service
from codewell.kernel.errors import InputError
from codewell.tasks.accounts.administer_people import send_password_link, take_second_factors
from codewell.tasks.accounts.invite import invite

PEOPLE_ON_A_PAGE = 50
_STATES = {"": None, "open": False, "disabled": True}


def people_routes(pages: Pages, service: Service) -> APIRouter:
    """Return the routes below `/admin/people`."""
    routes = APIRouter(prefix="/admin/people", include_in_schema=False)

    @routes.get("")
    def people(q: str = "", role: str = "", plan: str = "", state: str = "", page: str = "1", done: str = "") -> Response:
        number = _page(page)
        asked = PeopleAsked(q[:200], _role(role) if role else None, plan[:32], _state(state), (number - 1) * PEOPLE_ON_A_PAGE)
        listed = service.accounts.directory.page(asked)
        kept = {name: value for name, value in (("q", q), ("role", role), ("plan", plan), ("state", state)) if value}
        return admin_page(
            pages,
            service,
            "people.html",
            "/admin/people",
            listed=listed,
            asked={"q": q, "role": role, "plan": plan, "state": state},
            roles=tuple(Role),
            invitations=service.accounts.teams.invitations_of(None),
            offered=tuple(service.plans.each.values()),
            done=done,
            plans=sorted(service.accounts.directory.count_by("plan").keys() | service.plans.each.keys()),
            number=number,
            last=max(1, -(-listed.total // PEOPLE_ON_A_PAGE)),
            address=lambda to: "/admin/people?" + urlencode(kept | {"page": str(to)}),
        )

    @routes.post("", dependencies=[confirmed_recently(service)])
    async def invite_person(request: Request) -> Response:
        form = await form_in_memory(request, most_fields=20, most_bytes=2_000)
        await run_in_threadpool(_invite, service, form)
        return sent_to("/admin/people?done=invited")

    @routes.post("/invitations", dependencies=[confirmed_recently(service)])
    async def withdraw(request: Request) -> Response:
        form = await form_in_memory(request, most_fields=20, most_bytes=2_000)
        await run_in_threadpool(service.accounts.teams.withdraw, actor(), text(form, "invitation"), team_id=None)
        return sent_to("/admin/people?done=withdrawn")

    @routes.get("/{account_id}")
    def person(account_id: str, done: str = "") -> Response:
        accounts = service.accounts
        found = accounts.directory.person(account_id)
        return admin_page(
            pages,
            service,
            "person.html",
            f"/admin/people/{account_id}",
            person=found,
            teams=accounts.teams.of_account(account_id),
            roles=tuple(Role),
            plans=tuple(service.plans.each.values()),
            seats=service.settings.cpt_seats,
            seats_taken=len(service.accounts.seats.taken(CPT)),
            is_oneself=account_id == keeper().id,
            done=done,
        )

    @routes.post("/{account_id}", dependencies=[confirmed_recently(service)])
    async def change(account_id: str, request: Request) -> Response:
        form = await form_in_memory(request, most_fields=20, most_bytes=2_000)
        wanted = text(form, "do")
        make = _CHANGES.get(wanted)
        if make is None:
            raise InputError("The form is not whole.", next_step="Open the page again.", slug="input.malformed-form")
        await run_in_threadpool(make, service, account_id, form)
        return sent_to(f"/admin/people/{account_id}?done={wanted}")

    return routes


def _invite(service: Service, form: FormData) -> None:
    role, plan = _role(text(form, "role")), _plan(service, text(form, "plan"))
    invite(service.accounts, service.post, actor(), text(form, "email"), role=role, plan=plan)


def _plan(service: Service, written: str) -> str:
    if written not in service.plans.each:
        raise InputError("There is no such plan.", next_step="Choose one of the list.", slug="input.unknown-plan")
    return written


def _change_role(service: Service, account_id: str, form: FormData) -> None:
    service.accounts.directory.change_role(keeper(), account_id, _role(text(form, "role")))


def _change_plan(service: Service, account_id: str, form: FormData) -> None:
    service.accounts.directory.change_plan(keeper(), account_id, _plan(service, text(form, "plan")))


_CHANGES: dict[str, Callable[[Service, str, FormData], None]] = {
    "role": _change_role,
    "plan": _change_plan,
    "disable": lambda service, account_id, form: service.accounts.directory.disable(keeper(), account_id),
    "enable": lambda service, account_id, form: service.accounts.directory.enable(keeper(), account_id),
    "end-sessions": lambda service, account_id, form: service.accounts.directory.end_sessions(keeper(), account_id),
    "reset-second-factor": lambda service, account_id, form: take_second_factors(service.accounts, keeper(), account_id),
    "give-seat": lambda service, account_id, form: _give_seat(service, account_id),
    "take-seat": lambda service, account_id, form: service.accounts.seats.take_back(CPT, account_id, by=actor()),
    "reset-link": lambda service, account_id, form: send_password_link(service.accounts, service.post, keeper(), account_id),
}


def _give_seat(service: Service, account_id: str) -> None:
    service.accounts.directory.person(account_id)
    service.accounts.seats.give(CPT, account_id, service.settings.cpt_seats, by=actor())


def _role(written: str) -> Role:
    try:
        return Role(written)
    except ValueError:
        known = ", ".join(Role)
        raise InputError(f"There is no role {written[:20]!r}.", next_step=f"Roles: {known}.", slug="input.unknown-role") from None


def _state(written: str) -> bool | None:
    if written not in _STATES:
        raise InputError("There is no such state.", next_step="Choose open or disabled.", slug="input.unknown-state")
    return _STATES[written]


def _page(written: str) -> int:
    if not (written.isascii() and written.isdigit() and 0 < len(written) < 7 and int(written) > 0):
        raise InputError("The page must be a number from 1.", slug="input.page")
    return int(written)
