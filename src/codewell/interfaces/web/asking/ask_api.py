"""Questions for programs: whole, or as events while the answer is made. Questions travel in the body and are kept nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from codewell.accounts.plans import Meter
from codewell.interfaces.web.asked import parse_locality
from codewell.interfaces.web.asking.events import as_this_reader, event_of_told, events_of, first_step
from codewell.interfaces.web.asking.turns import before_of, before_token
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.metering import counts
from codewell.interfaces.web.service import Service
from codewell.tasks.ask.ask import ask, ask_in_steps
from codewell.tasks.ask.asked_wire import asked_to_wire
from codewell.tasks.ask.conversation import Asked, AskRequest
from codewell.tasks.ask.with_model import Told
from codewell.tasks.record_lines import encoded_line
from codewell.tasks.wire import Wire

NOT_KEPT = {"Cache-Control": "no-store"}
LINES = "application/x-ndjson"
_ANSWER: dict[str, Any] = {
    "text": "The practitioner MUE of 77385 is 1 on June 2, 2025.",
    "question": "MUE of 77385 on 2025-06-02?",
    "intent": "mue",
    "outcome": "answered",
    "on": "2025-06-02",
    "sentences": [{"text": "The practitioner MUE of 77385 is 1 on June 2, 2025.", "citations": ["1"]}],
    "tables": [],
    "facts": [{"subject": "77385", "name": "mue_value", "value": "1", "on": "2025-06-02", "citation": "1"}],
    "citations": [
        {
            "id": "1",
            "kind": "row",
            "title": "ncci-mue-practitioner 2025-Q2",
            "place": "code 77385",
            "link": "/code/cpt/77385?on=2025-06-02",
            "first_day": "2025-04-01",
            "last_day": "2025-06-30",
            "quote": "",
        }
    ],
    "confidence": 0.95,
    "notices": [],
    "next_questions": ["And in a hospital?"],
    "phrased_by": "templates",
    "phrasing": [],
    "declined": False,
}
_EVENTS = (
    '{"event":"answer","answer":0,"question":"MUE of 77385 on 2025-06-02?","intent":"mue","outcome":"answered"}\n'
    '{"event":"citation","answer":0,"id":"1","kind":"row","title":"ncci-mue-practitioner 2025-Q2","place":"code 77385"}\n'
    '{"event":"sentence","answer":0,"text":"The practitioner MUE of 77385 is 1 on June 2, 2025.","citations":["1"]}\n'
    '{"event":"done","redacted":false,"before":"..."}\n'
)


class QuestionBody(BaseModel):
    """Body of `POST /v1/ask`."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    question: str = Field(
        description="One question or several; identifiers are taken out before anything reads it. Kept nowhere."
    )
    on: date | None = Field(default=None, description="Day of service; a day in the question wins. Left out: today.")
    locality: str = Field(default="", description="Medicare locality of amounts, seven digits.")
    before: str = Field(default="", description="The `before` of the last answer, so that a follow-up is understood.")
    use_model: bool = Field(default=False, description="Let the language model, if one is set up, phrase beside the answer.")

    def request(self, service: Service) -> AskRequest:
        """Return what the body asks.

        Raises:
            InputError: the locality is none, or `before` was not made here.
        """
        text = self.question.encode("utf-8", "replace").decode()  # half a surrogate pair has no form in an answer
        before = before_of(service.keyring, self.before)
        return AskRequest(text, self.on, parse_locality(self.locality), before, self.use_model)


def ask_api_routes(desk: Desk, service: Service) -> APIRouter:
    """Return the routes below `/v1/ask`."""
    routes = APIRouter(prefix="/v1/ask", tags=["questions"], dependencies=[counts(Meter.SEARCHES)])

    @routes.post(
        "",
        summary="Answer a question from stored facts, each with its source",
        responses={
            200: {"content": {"application/json": {"example": {"answers": [_ANSWER], "redacted": False, "before": "..."}}}}
        },
    )
    def whole(body: QuestionBody) -> JSONResponse:
        asked = ask(desk.current(), body.request(service))
        return JSONResponse({**asked_to_wire(asked), "before": before_token(service.keyring, asked)}, headers=NOT_KEPT)

    @routes.post(
        "/stream",
        summary="Answer a question as events: answer, citation, sentence, table, facts, next, phrased, checked, done",
        response_class=Response,
        responses={200: {"content": {LINES: {"schema": {"type": "string"}, "example": _EVENTS}}}},
    )
    async def stream(body: QuestionBody) -> Response:
        steps = ask_in_steps(desk.current(), body.request(service))
        asked = await run_in_threadpool(lambda: first_step(steps))
        return StreamingResponse(as_this_reader(_lines(asked, steps, service)), media_type=LINES, headers=NOT_KEPT)

    return routes


def _lines(asked: Asked, steps: Iterator[Asked | Told], service: Service) -> Iterator[bytes]:
    for event in events_of(asked):
        yield encoded_line(event)
    for step in steps:
        if isinstance(step, Told):
            yield encoded_line(event_of_told(step))
        else:
            asked = step
            for number, answer in enumerate(asked.answers):
                notices: list[Wire] = list(answer.notices)
                yield encoded_line({"event": "checked", "answer": number, "phrased": len(answer.phrasing), "notices": notices})
    yield encoded_line({"event": "done", "redacted": asked.redacted, "before": before_token(service.keyring, asked)})
