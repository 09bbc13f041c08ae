"""The conversation page: it keeps nothing, its form carries the conversation; no question stands in an address."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from codewell.accounts.plans import Meter
from codewell.interfaces.web.asked import parse_day, parse_locality
from codewell.interfaces.web.asking.ask_api import LINES, NOT_KEPT
from codewell.interfaces.web.asking.ask_form import AskForm, read_ask_form
from codewell.interfaces.web.asking.ask_page import PATH, AskPage
from codewell.interfaces.web.asking.events import as_this_reader, event_of_told, events_of, first_step
from codewell.interfaces.web.asking.turns import MOST_TURNS
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.metering import counts
from codewell.interfaces.web.problems import problem_of
from codewell.interfaces.web.rendering import Pages
from codewell.interfaces.web.service import Service
from codewell.kernel.errors import CodewellError, InputError
from codewell.tasks.ask.ask import ask, ask_in_steps
from codewell.tasks.ask.conversation import Asked
from codewell.tasks.ask.export_conversation import conversation_as_json, conversation_as_markdown
from codewell.tasks.ask.with_model import Told
from codewell.tasks.record_lines import encoded_line

_COUNTED = [counts(Meter.SEARCHES)]


def ask_routes(desk: Desk, pages: Pages, service: Service) -> APIRouter:
    """Return the routes of `/ask`."""
    routes = APIRouter(include_in_schema=False)
    shown = AskPage(desk, pages, service)

    @routes.get(PATH)
    def form(on: str | None = None, locality: str = "") -> Response:
        shown.prepare()
        return shown.page((), parse_day(on), parse_locality(locality))

    @routes.post(PATH, dependencies=_COUNTED)
    async def answered(request: Request) -> Response:
        asked = await read_ask_form(request, service.keyring)
        return await run_in_threadpool(_answered_page, desk, shown, asked)

    @routes.post("/ask/stream", dependencies=_COUNTED)
    async def stream(request: Request) -> Response:
        form = await read_ask_form(request, service.keyring)
        steps = ask_in_steps(desk.current(), form.request())
        asked = await run_in_threadpool(lambda: first_step(steps))
        return StreamingResponse(as_this_reader(_lines(shown, asked, steps, form)), media_type=LINES, headers=NOT_KEPT)

    @routes.post("/ask/export")
    async def export(request: Request) -> Response:
        form = await read_ask_form(request, service.keyring)
        return _exported(form)

    return routes


def _answered_page(desk: Desk, shown: AskPage, form: AskForm) -> Response:
    if not form.question:
        return shown.page(form.turns, form.on, form.locality)
    try:
        asked = ask(desk.current(), form.request())
    except CodewellError as refused:
        return shown.page(form.turns, form.on, form.locality, problem=problem_of(refused))
    return shown.page((*form.turns, asked)[-MOST_TURNS:], form.on, form.locality)


def _lines(shown: AskPage, asked: Asked, steps: Iterator[Asked | Told], form: AskForm) -> Iterator[bytes]:
    """Yield the events, a language model's sentences as they come, and last the piece of the page in its final form."""
    for event in events_of(asked):
        yield encoded_line(event)
    for step in steps:
        if isinstance(step, Told):
            yield encoded_line(event_of_told(step))
        else:
            asked = step
    piece = shown.turn(asked, form.place, form.on, form.locality)
    yield encoded_line({"event": "done", "redacted": asked.redacted, "html": piece})


def _exported(form: AskForm) -> Response:
    """Return the conversation as a file.

    Raises:
        InputError: there is no such format.
    """
    if form.format == "json":
        body, kind, name = conversation_as_json(form.turns), "application/json", "conversation.json"
    elif form.format == "markdown":
        body, kind, name = conversation_as_markdown(form.turns), "text/markdown; charset=utf-8", "conversation.md"
    else:
        raise InputError("There is no such format.", next_step="Choose markdown or json.", slug="input.unknown-format")
    headers = {**NOT_KEPT, "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body.encode("utf-8", "replace"), media_type=kind, headers=headers)
