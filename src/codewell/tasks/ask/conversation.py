"""What a question is asked with, and what a conversation hands from one question to the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from codewell.assistant.answer import Answer
from codewell.assistant.question import Understood


@dataclass(frozen=True, slots=True)
class AskRequest:
    """A question.

    Args:
        text: as received; identifiers are taken out before anything else sees it.
        on: day of service; None where the person named none outside the question.
        locality: Medicare locality of amounts, seven digits; empty where none.
        before: what was understood last in the conversation; None at its start. Holds no text as received.
        use_model: whether the language model may phrase the answer, if one is set up.
    """

    text: str
    on: date | None = None
    locality: str = ""
    before: Understood | None = None
    use_model: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """The answers to what was asked.

    Args:
        answers: one for each question in the text, in order; at least one.
        understood: of the last of them, for a follow-up.
        redacted: whether identifiers were taken out of the text.
    """

    answers: tuple[Answer, ...]
    understood: Understood
    redacted: bool
