"""Which module answers which intent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from codewell.assistant.answer import Answer
from codewell.assistant.question import Intent, Understood
from codewell.tasks.workplace import Workplace

Answerer = Callable[[Workplace, Understood, date], Answer]
"""Answers one understood question for a day."""

ANSWERERS: dict[Intent, Answerer] = {}
"""Filled by `answerer`."""


def answerer(*intents: Intent) -> Callable[[Answerer], Answerer]:
    """Register a function for intents.

    Raises:
        ValueError: an intent has one already.
    """

    def registered(function: Answerer) -> Answerer:
        for intent in intents:
            if intent in ANSWERERS:
                raise ValueError(f"{intent.value} is answered already")
            ANSWERERS[intent] = function
        return function

    return registered
