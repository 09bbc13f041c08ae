"""What was understood of a question as text, and read again: a conversation carries it from one question to the next."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from codewell.assistant.question import Understood
from codewell.kernel.errors import InputError

_UNDERSTOOD: TypeAdapter[Understood] = TypeAdapter(Understood)


def understood_to_text(understood: Understood) -> str:
    """Return what was understood as JSON, without the question's own words: a follow-up needs only what they named."""
    bare = replace(understood, text="", corrected=())
    return _UNDERSTOOD.dump_json(bare).decode()


def understood_from_text(text: str) -> Understood:
    """Return what was understood.

    Raises:
        InputError: the text is none of ours.
    """
    try:
        fields: Any = json.loads(text)
        return _UNDERSTOOD.validate_python(fields, strict=False)
    except (ValueError, ValidationError, RecursionError):
        raise InputError(
            "The conversation cannot be read.", next_step="Ask again without it.", slug="input.malformed-conversation"
        ) from None
