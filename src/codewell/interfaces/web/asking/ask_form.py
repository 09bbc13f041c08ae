"""The form of the conversation page: a question, the day, and the conversation so far, sealed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from fastapi import Request

from codewell.accounts.keyring import Keyring
from codewell.interfaces.web.asked import parse_day, parse_locality
from codewell.interfaces.web.asking.turns import MOST_TURNS, turns_of
from codewell.interfaces.web.form_in_memory import form_in_memory
from codewell.interfaces.web.keeping.keeper import text, texts
from codewell.kernel.errors import InputError
from codewell.tasks.ask.conversation import Asked, AskRequest

_MOST_BYTES = 1_000_000
_MOST_PLACE = 100_000


@dataclass(frozen=True, slots=True)
class AskForm:
    """What the form sends.

    Args:
        question: typed, or chosen among those to go on with; empty where only the page is asked for.
        on: day of service; None where none is chosen.
        locality: seven digits, or empty.
        turns: questions and answers so far, oldest first.
        place: how many stand on the page already.
        format: of an export.
        answer: number of the answer that is judged.
        helped: what is said of it.
        with_question: whether its question may be kept with that.
        use_model: whether the language model may phrase the answer.
    """

    question: str = field(repr=False)
    on: date | None
    locality: str
    turns: tuple[Asked, ...] = field(repr=False)
    place: int
    format: str
    answer: int
    helped: str
    with_question: bool
    use_model: bool = False

    def request(self) -> AskRequest:
        """Return the question with what was understood last."""
        before = self.turns[-1].understood if self.turns else None
        return AskRequest(self.question, self.on, self.locality, before, self.use_model)


async def read_ask_form(request: Request, keyring: Keyring) -> AskForm:
    """Return the form that was sent.

    Raises:
        InputError: it is no form, a field is none, or the conversation was not made here.
    """
    sent = await form_in_memory(request, most_fields=MOST_TURNS + 20, most_bytes=_MOST_BYTES)
    question = (text(sent, "next") or text(sent, "question")).replace("\r\n", "\n").strip()
    return AskForm(
        question.encode("utf-8", "replace").decode(),
        parse_day(text(sent, "on")),
        parse_locality(text(sent, "locality")),
        turns_of(keyring, texts(sent, "turn")),
        _number(text(sent, "place")),
        text(sent, "format"),
        _number(text(sent, "answer")),
        text(sent, "helped"),
        text(sent, "with_question") == "yes",
        text(sent, "use_model") == "yes",
    )


def _number(written: str) -> int:
    """Return a small whole number; 0 where there is none.

    Raises:
        InputError: the field is none.
    """
    if not written:
        return 0
    if not (written.isascii() and written.isdigit() and len(written) < 7 and int(written) <= _MOST_PLACE):
        raise InputError("The form is not whole.", next_step="Open the page again.", slug="input.malformed-form")
    return int(written)
