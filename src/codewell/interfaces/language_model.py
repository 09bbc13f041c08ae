"""The verifier that the settings name; without them there is none, and no note is ever sent anywhere."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from codewell.interfaces.settings import ModelSettings

if TYPE_CHECKING:
    from codewell.tasks.reference import CodeVerifier


def verifier_of(settings: ModelSettings | None) -> CodeVerifier | None:
    """Return what asks the model that the settings name; None where they name none."""
    if settings is None:
        return None
    from codewell.assistant.endpoint import Breaker, Endpoint
    from codewell.assistant.verifying import ModelVerifier

    breaker = Breaker(time.monotonic)
    return ModelVerifier(Endpoint(settings.url, settings.model, breaker, time.sleep, settings.key, settings.seconds))
