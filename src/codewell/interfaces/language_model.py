"""The verifier and the phraser that the settings name; without them there is none, and nothing is ever sent anywhere."""

from __future__ import annotations

import time
from importlib.util import find_spec
from typing import TYPE_CHECKING

from codewell.interfaces.settings import ModelSettings
from codewell.kernel.errors import ConfigurationError

if TYPE_CHECKING:
    from codewell.tasks.reference import AnswerPhraser, CodeVerifier


def verifier_of(settings: ModelSettings | None) -> CodeVerifier | None:
    """Return what asks the model that the settings name; None where they name none."""
    if settings is None:
        return None
    from codewell.assistant.endpoint import Breaker, Endpoint
    from codewell.assistant.verifying import ModelVerifier

    breaker = Breaker(time.monotonic)
    return ModelVerifier(Endpoint(settings.url, settings.model, breaker, time.sleep, settings.key, settings.seconds))


def phraser_of(settings: ModelSettings | None) -> AnswerPhraser | None:
    """Return what lets the model phrase answers to questions; None where the settings name no model or do not switch that on.

    Raises:
        ConfigurationError: the client of such endpoints is not installed.
    """
    if settings is None or not settings.phrases_answers:
        return None
    if find_spec("openai") is None:
        raise ConfigurationError("The package `openai` is not installed.", next_step="Install it: pip install 'codewell[llm]'.")
    from codewell.assistant.chat import ChatModel
    from codewell.assistant.endpoint import Breaker
    from codewell.assistant.phrasing import Phraser

    breaker = Breaker(time.monotonic)
    return Phraser(
        ChatModel(
            settings.url,
            settings.model,
            breaker,
            time.monotonic,
            key=settings.key,
            seconds=settings.seconds,
            tokens=settings.tokens,
        )
    )
