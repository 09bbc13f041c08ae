"""The questions of a text, each with whether it is declined; a declined one lends nothing to those after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from codewell.assistant.question import Intent, Understood
from codewell.assistant.safety.languages import is_another_language
from codewell.assistant.safety.screening import Screened, screen

Understands = Callable[[str, Understood | None], tuple[Understood, ...]]
"""Reads a text as questions, in order; the second is what was understood before."""

ENGLISH = "The question does not look English; only its codes and numbers were read with confidence."


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question.

    Args:
        understood: what it wants.
        screened: what it is declined as, or that it is a greeting; None where it is answered.
    """

    understood: Understood
    screened: Screened | None


@dataclass(frozen=True, slots=True)
class ScreenedQuestions:
    """The questions of one text.

    Args:
        asked: in order, at least one.
        before: what the next question may follow up; None where all were declined.
    """

    asked: tuple[AskedQuestion, ...]
    before: Understood | None


def screened_questions(text: str, before: Understood | None, understands: Understands) -> ScreenedQuestions:
    """Return the questions of a text; a greeting among others is left out.

    Args:
        text: cleaned, identifiers taken out.
        before: what was understood last in the conversation.
        understands: reads a text as questions.
    """
    asked: list[AskedQuestion] = []
    last: Understood | None = None
    some_declined = False
    for one in understands(text, before):
        screened = screen(one.text)
        if screened is None and some_declined and one.follows_up:
            one = understands(one.text, last or before)[-1]
        asked.append(AskedQuestion(one, screened))
        if screened is None:
            last = one
        some_declined = some_declined or screened is not None
    telling = [one for one in asked if one.screened is None or one.screened.intent is not Intent.GREETING]
    return ScreenedQuestions(tuple(telling or asked[:1]), last)


def language_notice(text: str) -> tuple[str, ...]:
    """Return the notice on a text in another language; empty where it is English."""
    return (ENGLISH,) if is_another_language(text) else ()
