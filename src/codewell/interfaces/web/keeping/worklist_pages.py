"""The pages of worklists."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from codewell.accounts.account import Account
from codewell.accounts.worklist_content import WorklistContent, added
from codewell.accounts.worklists import Worklist
from codewell.interfaces.web.asked import parse_day
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.form_in_memory import form_in_memory
from codewell.interfaces.web.keeping.keeper import NOT_KEPT, keeper, number, sent_to, text
from codewell.interfaces.web.keeping.worklist_forms import change_asked
from codewell.interfaces.web.links import Links
from codewell.interfaces.web.rendering import Frame, Pages
from codewell.interfaces.web.service import Service
from codewell.kernel.errors import InputError
from codewell.tasks.worklists.export_codes import WorklistFormat, export_worklist
from codewell.tasks.worklists.import_codes import CodesRead, read_codes
from codewell.tasks.worklists.on_a_day import worklist_on_day

_MOST_FIELDS, _MOST_BYTES = 6_000, 20_000


def worklist_routes(desk: Desk, pages: Pages, service: Service) -> APIRouter:
    """Return the routes below `/worklists`."""
    routes = APIRouter(prefix="/worklists", include_in_schema=False)

    async def sent(request: Request) -> FormData:
        return await form_in_memory(request, most_fields=_MOST_FIELDS, most_bytes=_MOST_BYTES)

    @routes.get("")
    def all_of_them(on: str | None = None) -> Response:
        account, asked = keeper(), parse_day(on)
        return pages.page(
            "keeping/worklists.html",
            Frame(Links(asked), asked or desk.current().today, "/worklists"),
            headers=NOT_KEPT,
            worklists=service.accounts.worklists.seen_by(account),
        )

    @routes.post("")
    async def create(request: Request) -> Response:
        form = await sent(request)
        content = WorklistContent(" ".join(text(form, "name").split()), text(form, "description").strip())
        made = await run_in_threadpool(service.accounts.worklists.create, keeper(), content)
        return sent_to(f"/worklists/{made.id}")

    @routes.post("/add")
    async def add(request: Request) -> Response:
        """Put codes into a list that is named by its id, or into a new one that is named by its name."""
        form = await sent(request)
        into, change = text(form, "worklist"), change_asked(form, desk.current())
        account, worklists = keeper(), service.accounts.worklists

        def put() -> Worklist:
            if into:
                return worklists.change(account, into, change)
            return worklists.create(account, change(WorklistContent(" ".join(text(form, "name").split()))))

        return sent_to(f"/worklists/{(await run_in_threadpool(put)).id}?done=added")

    @routes.post("/import")
    async def read_file(request: Request) -> Response:
        form = await sent(request)
        upload = form.get("file")
        if not isinstance(upload, UploadFile) or not upload.filename:
            raise InputError(
                "No file is chosen.", next_step="Choose a CSV, text, JSON or ValueSet file.", slug="input.no-such-file"
            )
        content, account = await upload.read(), keeper()
        made, read = await run_in_threadpool(_imported, desk, service, account, form, content, upload.filename)
        frame = Frame(Links(None), desk.current().today, "/worklists")
        return pages.page("keeping/imported.html", frame, headers=NOT_KEPT, read=read, worklist=made)

    @routes.get("/{worklist_id}")
    def one(worklist_id: str, on: str | None = None, done: str = "") -> Response:
        account, asked = keeper(), parse_day(on)
        accounts = service.accounts
        held = accounts.worklists.of(account, worklist_id)
        seen = worklist_on_day(desk.current(), held.content.codes, asked)
        return pages.page(
            "keeping/worklist.html",
            Frame(Links(asked), seen.on, f"/worklists/{worklist_id}"),
            headers=NOT_KEPT,
            worklist=held,
            seen=seen,
            teams=accounts.teams.of_account(account.id) if held.is_own else (),
            editions=accounts.worklists.editions(account, worklist_id, limit=20),
            done=done,
        )

    @routes.post("/{worklist_id}")
    async def change(worklist_id: str, request: Request) -> Response:
        form = await sent(request)
        change, edition = change_asked(form, desk.current()), number(form, "edition")
        await run_in_threadpool(service.accounts.worklists.change, keeper(), worklist_id, change, edition=edition)
        return sent_to(Links(parse_day(text(form, "on"))).page(f"/worklists/{worklist_id}") + _place(form))

    @routes.post("/{worklist_id}/share")
    async def share(worklist_id: str, request: Request) -> Response:
        form = await sent(request)
        edits = text(form, "may_edit") == "yes"
        await run_in_threadpool(
            service.accounts.worklists.share,
            keeper(),
            worklist_id,
            text(form, "team") or None,
            may_edit=edits,
            edition=number(form, "edition"),
        )
        return sent_to(f"/worklists/{worklist_id}?done=shared")

    @routes.post("/{worklist_id}/copy")
    async def copy(worklist_id: str, request: Request) -> Response:
        await sent(request)
        account, worklists = keeper(), service.accounts.worklists

        def copied() -> Worklist:
            held = worklists.of(account, worklist_id).content
            return worklists.create(account, WorklistContent(f"Copy of {held.name}"[:120], held.description, held.codes))

        return sent_to(f"/worklists/{(await run_in_threadpool(copied)).id}?done=copied")

    @routes.post("/{worklist_id}/delete")
    async def delete(worklist_id: str, request: Request) -> Response:
        form = await sent(request)
        await run_in_threadpool(service.accounts.worklists.delete, keeper(), worklist_id, edition=number(form, "edition"))
        return sent_to("/worklists")

    @routes.get("/{worklist_id}/export/{form}")
    def export(worklist_id: str, form: str, on: str | None = None) -> Response:
        return exported(desk, service, worklist_id, form, on)

    return routes


def exported(desk: Desk, service: Service, worklist_id: str, form: str, on: str | None) -> Response:
    """Return a worklist as a file to download.

    Raises:
        InputError: there is no such form.
        UnknownRecordError: there is no such worklist for whoever asks.
    """
    try:
        wanted = WorklistFormat(form)
    except ValueError:
        known = ", ".join(one.value for one in WorklistFormat)
        raise InputError(f"There is no form {form[:20]!r}.", next_step=f"Forms: {known}.", slug="input.unknown-format") from None
    held = service.accounts.worklists.of(keeper(), worklist_id)
    file = export_worklist(held, worklist_on_day(desk.current(), held.content.codes, parse_day(on)), wanted)
    headers = {**NOT_KEPT, "Content-Disposition": f'attachment; filename="{file.file_name}"'}
    return Response(file.content, media_type=f"{wanted.media_type}; charset=utf-8", headers=headers)


def _imported(
    desk: Desk, service: Service, account: Account, form: FormData, content: bytes, file_name: str
) -> tuple[Worklist | None, CodesRead]:
    """Read a file and keep its codes, where it has any: in the list that is named, else in a new one."""
    read = read_codes(desk.current(), content)
    into, worklists = text(form, "worklist"), service.accounts.worklists
    if not read.codes:
        return None, read
    if into:
        return worklists.change(account, into, added(read.codes)), read
    name = " ".join(text(form, "name").split()) or read.name or file_name.rpartition(".")[0][:120] or "Imported"
    printable = "".join(letter for letter in name if letter.isprintable())[:120]
    return worklists.create(account, WorklistContent(printable, read.description, read.codes)), read


def _place(form: FormData) -> str:
    """Return the part of the page to go back to, so that whoever moves codes by keyboard stays where he was."""
    return "" if text(form, "do") == "rename" else "#codes"
