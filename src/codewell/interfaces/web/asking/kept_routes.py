"""What a person keeps of questions: conversations, listed and deleted, and a word on whether an answer helped."""

from __future__ import annotations

import json

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from codewell.accounts.conversations import KeptConversation
from codewell.interfaces.web.asking.ask_api import NOT_KEPT
from codewell.interfaces.web.asking.ask_form import AskForm, read_ask_form
from codewell.interfaces.web.asking.ask_page import AskPage
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.form_in_memory import form_in_memory
from codewell.interfaces.web.keeping.keeper import keeper, sent_to, text
from codewell.interfaces.web.links import Links
from codewell.interfaces.web.rendering import Frame, Pages
from codewell.interfaces.web.service import Service
from codewell.kernel.errors import InputError
from codewell.tasks.ask.asked_text import asked_from_text, asked_to_text
from codewell.tasks.ask.conversation import Asked

_KEPT = "/ask/kept"


def kept_conversation_routes(desk: Desk, pages: Pages, service: Service) -> APIRouter:
    """Return the routes of `/ask/keep`, `/ask/kept` and `/ask/feedback`."""
    routes = APIRouter(include_in_schema=False)
    shown = AskPage(desk, pages, service)

    @routes.post("/ask/keep")
    async def keep(request: Request) -> Response:
        form = await read_ask_form(request, service.keyring)
        if not form.turns:
            raise InputError("There is no conversation yet.", next_step="Ask something first.", slug="input.no-conversation")
        content = json.dumps([asked_to_text(one) for one in form.turns])
        kept = await run_in_threadpool(lambda: service.accounts.conversations.keep(keeper().id, content))
        return sent_to(f"{_KEPT}/{kept}")

    @routes.get(_KEPT)
    def listed() -> Response:
        held = service.accounts.conversations.of(keeper().id)
        rows = [(one, _title(one), len(_turns(one))) for one in held]
        return pages.page("ask_kept.html", Frame(Links(None), None, _KEPT), headers=NOT_KEPT, rows=rows)

    @routes.get(_KEPT + "/{conversation_id}")
    def one(conversation_id: str) -> Response:
        held = service.accounts.conversations.one(keeper().id, conversation_id)
        return shown.page(_turns(held), None, kept_id=held.id)

    @routes.post(_KEPT + "/{conversation_id}/delete")
    async def delete(conversation_id: str) -> Response:
        await run_in_threadpool(lambda: service.accounts.conversations.delete(keeper().id, conversation_id))
        return sent_to(_KEPT)

    @routes.post(_KEPT)
    async def change(request: Request) -> Response:
        sent = await form_in_memory(request, most_fields=4, most_bytes=1_000)
        if text(sent, "do") == "delete-all":
            await run_in_threadpool(lambda: service.accounts.conversations.delete_all(keeper().id))
        return sent_to(_KEPT)

    @routes.post("/ask/feedback")
    async def feedback(request: Request) -> Response:
        form = await read_ask_form(request, service.keyring)
        await run_in_threadpool(_note, service, form)
        return shown.page(form.turns, form.on, form.locality, said="Thank you: noted.")

    return routes


def _note(service: Service, form: AskForm) -> None:
    """Keep what the person says of an answer.

    Raises:
        InputError: there is no such answer, or nothing is said of it.
    """
    if form.helped not in ("yes", "no") or not form.turns or form.answer >= len(form.turns[-1].answers):
        raise InputError("The form is not whole.", next_step="Open the page again.", slug="input.malformed-form")
    answer = form.turns[-1].answers[form.answer]
    service.accounts.answer_feedback.note(
        keeper().id,
        answer.intent.value,
        answer.outcome.value,
        helped=form.helped == "yes",
        question=answer.question if form.with_question else "",
    )


def _turns(held: KeptConversation) -> tuple[Asked, ...]:
    return tuple(asked_from_text(one) for one in json.loads(held.content))


def _title(held: KeptConversation) -> str:
    first = _turns(held)[0]
    return first.answers[0].question
