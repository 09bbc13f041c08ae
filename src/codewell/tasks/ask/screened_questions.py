"""The questions of a text, each with whether it is declined; a declined one lends nothing to those after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from codewell.assistant.question import Entities, Intent, Understood
from codewell.assistant.safety.languages import is_another_language
from codewell.assistant.safety.pasted import asked_part
from codewell.assistant.safety.screening import LEARNED, Screened, screen
from codewell.tasks.ask.help_asked import asks_for_help

Understands = Callable[[str, Understood | None], tuple[Understood, ...]]
"""Reads a text as questions, in order; the second is what was understood before."""

_BY_DEFAULT = frozenset({Intent.FIND, Intent.UNCLEAR, Intent.OUT_OF_SCOPE})
_SURE = 0.5
ONLY_QUESTIONS = "Only what ends with a question mark was read as a question."
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
        notices: on what was passed over.
    """

    asked: tuple[AskedQuestion, ...]
    before: Understood | None
    notices: tuple[str, ...] = ()


def screened_questions(
    text: str, before: Understood | None, understands: Understands, *, marked: bool = False
) -> ScreenedQuestions:
    """Return the questions of a text; a greeting among others is left out.

    Args:
        text: cleaned, identifiers taken out.
        before: what was understood last in the conversation.
        understands: reads a text as questions.
        marked: whether markup, addresses or encoded text were taken out of the text.
    """
    part = asked_part(text, marked=marked)
    asked: list[AskedQuestion] = []
    last: Understood | None = None
    some_declined = False
    for one in understands(part.text, before):
        screened = _screened(one.text)
        if screened is None and some_declined and one.follows_up:
            one = understands(one.text, last or before)[-1]
        asked.append(AskedQuestion(one, screened))
        if screened is None:
            last = one
        some_declined = some_declined or screened is not None
    telling = [one for one in asked if one.screened is None or one.screened.intent is not Intent.GREETING]
    if any(one.understood.text.endswith("?") for one in telling):
        telling = [one for one in telling if not _is_aside(one)]
    telling += [AskedQuestion(Understood(said, found.intent, Entities(), 1.0), found) for said, found in part.declined]
    return ScreenedQuestions(tuple(telling or asked[:1]), last, (ONLY_QUESTIONS,) if part.left_out else ())


def _screened(text: str) -> Screened | None:
    """Return what a question is declined as; one on the app is declined by certain cues alone, not by the trained reader."""
    screened = screen(text)
    return None if screened is not None and screened.cue == LEARNED and asks_for_help(text) else screened


def _is_aside(one: AskedQuestion) -> bool:
    """Say whether something beside a question asks nothing that was recognised."""
    understood = one.understood
    unsure = understood.intent in _BY_DEFAULT and understood.confidence < _SURE
    return one.screened is None and unsure and not understood.text.endswith("?") and not understood.entities.codes


def language_notice(text: str) -> tuple[str, ...]:
    """Return the notice on a text in another language; empty where it is English."""
    return (ENGLISH,) if is_another_language(text) else ()
