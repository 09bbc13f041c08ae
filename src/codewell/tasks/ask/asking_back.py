"""Asking back where a question leaves out what decides."""

from __future__ import annotations

from codewell.assistant.answer import Answer, Outcome
from codewell.assistant.question import Understood
from codewell.tasks.ask.composing import Draft


def ask_for_code(understood: Understood, sentence: str, *examples: str) -> Answer:
    """Return an answer that asks which code is meant."""
    draft = Draft(understood, None)
    draft.say(sentence)
    draft.suggest(*examples)
    return draft.finished(Outcome.UNCLEAR)
