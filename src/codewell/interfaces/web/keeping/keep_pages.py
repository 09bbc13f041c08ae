"""Favourites, recent codes, and the page on which a code is kept or put into a worklist."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from codewell.accounts.worklist_content import ListedCode
from codewell.interfaces.web.asked import parse_day, parse_locality
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.form_in_memory import form_in_memory
from codewell.interfaces.web.keeping.keeper import (
    NOT_KEPT,
    code_named,
    codes_named,
    keeper,
    name_of,
    own_path,
    sent_to,
    text,
    texts,
)
from codewell.interfaces.web.keeping.shown_codes import shown_codes
from codewell.interfaces.web.links import Links
from codewell.interfaces.web.rendering import Frame, Pages
from codewell.interfaces.web.service import Service
from codewell.kernel.errors import InputError
from codewell.tasks.worklists.on_a_day import worklist_on_day

_MOST_FIELDS, _MOST_BYTES = 250, 4_000


def keep_routes(desk: Desk, pages: Pages, service: Service) -> APIRouter:
    """Return the routes of `/keep`, `/favourites` and `/recents`."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/keep")
    def keep(request: Request, on: str | None = None, back: str = "") -> Response:
        account, workplace, asked = keeper(), desk.current(), parse_day(on)
        codes = codes_named(request.query_params.getlist("code"))
        seen = worklist_on_day(workplace, [ListedCode(one) for one in codes], asked)
        accounts = service.accounts
        held = {one.code for one in accounts.favourites.of(account.id)}
        return pages.page(
            "keeping/keep.html",
            Frame(Links(asked), seen.on, "/keep"),
            headers=NOT_KEPT,
            seen=seen,
            names=[name_of(one) for one in codes],
            favourite=all(one in held for one in codes),
            worklists=[one for one in accounts.worklists.seen_by(account) if one.may_edit],
            back=own_path(back, Links(asked).code(codes[0].system.value, str(codes[0])) if len(codes) == 1 else "/favourites"),
        )

    @routes.get("/favourites")
    def favourites(on: str | None = None, locality: str = "") -> Response:
        account, workplace, asked = keeper(), desk.current(), parse_day(on)
        accounts = service.accounts
        return pages.page(
            "keeping/favourites.html",
            Frame(Links(asked, parse_locality(locality)), asked or workplace.today, "/favourites"),
            headers=NOT_KEPT,
            favourites=shown_codes(workplace, accounts.favourites.of(account.id), asked),
            recents=shown_codes(workplace, accounts.recents.of(account.id), asked),
            keeps_recents=accounts.recents.keeps(account.id),
        )

    @routes.post("/favourites")
    async def change_favourites(request: Request) -> Response:
        form = await form_in_memory(request, most_fields=_MOST_FIELDS, most_bytes=_MOST_BYTES)
        account, codes, wanted = keeper(), codes_named(texts(form, "code")), text(form, "do")
        if wanted not in ("add", "remove"):
            raise InputError("The form is not whole.", next_step="Open the page again.", slug="input.malformed-form")
        held = service.accounts.favourites
        for code in codes:
            await run_in_threadpool(held.add if wanted == "add" else held.remove, account.id, code)
        return sent_to(own_path(text(form, "back"), "/favourites"))

    @routes.post("/recents")
    async def change_recents(request: Request) -> Response:
        form = await form_in_memory(request, most_fields=_MOST_FIELDS, most_bytes=_MOST_BYTES)
        account, wanted, held = keeper(), text(form, "do"), service.accounts.recents
        if wanted == "clear":
            await run_in_threadpool(held.clear, account.id)
        elif wanted in ("on", "off"):
            await run_in_threadpool(held.switch, account.id, on=wanted == "on")
        return sent_to("/favourites#recent")

    @routes.get("/favourites/{name}")
    def state(name: str) -> Response:
        """Say whether a code is kept, for the star of its page."""
        kept = service.accounts.favourites.holds(keeper().id, code_named(name))
        return pages.page("keeping/star_form.html", Frame(Links(None), None), headers=NOT_KEPT, name=name, kept=kept)

    return routes
