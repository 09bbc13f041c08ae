"""Ask a question: identifiers out, understood, answered from stored facts, one answer for each question in the text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from codewell.assistant.answer import Answer, Outcome
from codewell.assistant.question import Entities, Intent, Understood
from codewell.kernel.errors import CodewellError
from codewell.tasks.ask import answering
from codewell.tasks.ask.answerers import ANSWERERS, Answerer
from codewell.tasks.ask.composing import Draft
from codewell.tasks.ask.conversation import Asked, AskRequest
from codewell.tasks.ask.failing import failed
from codewell.tasks.ask.redacting import LONGEST_QUESTION, question_redacted
from codewell.tasks.workplace import Workplace

Understands = Callable[[str, Understood | None], tuple[Understood, ...]]
"""Reads a text as questions, in order; the second is what was understood before."""

REDACTED = "Identifiers were taken out of the question before it was read."
EXAMPLES = (
    "What is CPT code 99213?",
    "ICD-10 for left knee osteoarthritis",
    "Can 77385 and 77387 be billed together?",
    "Which code replaced 77385 and when?",
)


def ask(workplace: Workplace, request: AskRequest, *, understands: Understands | None = None) -> Asked:
    """Return an answer to every question in the text; what cannot be answered is said, never guessed.

    Args:
        workplace: the desk.
        request: the question.
        understands: reads the text; None for the assistant's own reading.
    """
    if not request.text.strip():
        return _unread(request, "The question is empty.", "Ask about a code, a payment, an edit or a guideline.")
    if len(request.text) > LONGEST_QUESTION:
        sentence = f"The text has {len(request.text)} characters; at most {LONGEST_QUESTION} are read as a question."
        return _unread(request, sentence, "Shorten it, or code a whole note on the page for notes.")
    text, redacted = question_redacted(request.text)
    questions = (understands or _understanding())(text, request.before)
    answers = tuple(_answered(workplace, request, one, redacted) for one in questions)
    return Asked(answers, questions[-1], redacted)


def day_of(workplace: Workplace, request: AskRequest, understood: Understood) -> date:
    """Return the day that decides: the question's, else the request's, else today."""
    days = understood.entities.days
    return days[0] if days else request.on or workplace.today


def _answered(workplace: Workplace, request: AskRequest, understood: Understood, redacted: bool) -> Answer:
    on = day_of(workplace, request, understood)
    asked = _completed(understood, request)
    answerer = _answerers().get(asked.intent)
    try:
        answer = answerer(workplace, asked, on) if answerer else _unanswered(asked)
    except CodewellError as failure:
        answer = failed(Draft(asked, on), failure)
    return replace(answer, notices=(REDACTED, *answer.notices)) if redacted else answer


def _completed(understood: Understood, request: AskRequest) -> Understood:
    """Return the question with the day and locality that were chosen outside it, where it names none itself."""
    entities = understood.entities
    if not entities.days and request.on is not None:
        entities = replace(entities, days=(request.on,))
    if not entities.locality and request.locality:
        entities = replace(entities, locality=request.locality)
    return replace(understood, entities=entities)


def _unanswered(understood: Understood) -> Answer:
    draft = Draft(understood, None)
    draft.say("It is not clear what is asked.")
    draft.suggest(*EXAMPLES)
    return draft.finished(Outcome.UNCLEAR)


def _unread(request: AskRequest, *sentences: str) -> Asked:
    understood = Understood("", Intent.UNCLEAR, Entities(), 0.0)
    draft = Draft(understood, None)
    for sentence in sentences:
        draft.say(sentence)
    draft.suggest(*EXAMPLES)
    return Asked((draft.finished(Outcome.UNCLEAR),), request.before or understood, False)


@cache
def _answerers() -> dict[Intent, Answerer]:
    for module in iter_modules(answering.__path__):
        import_module(f"{answering.__name__}.{module.name}")
    return ANSWERERS


@cache
def _understanding() -> Understands:
    module = import_module("codewell.assistant.understanding.understanding")
    understands: Understands = module.understand
    return understands
