"""A question with its answers as text, and read again: for a page that keeps nothing, and for who keeps a conversation."""

from __future__ import annotations

from pydantic import TypeAdapter, ValidationError

from codewell.kernel.errors import InputError
from codewell.tasks.ask.conversation import Asked

_ASKED: TypeAdapter[Asked] = TypeAdapter(Asked)


def asked_to_text(asked: Asked) -> str:
    """Return answers as JSON; the question stands in it with its identifiers taken out, as in the answers."""
    return _ASKED.dump_json(asked).decode()


def asked_from_text(text: str) -> Asked:
    """Return answers.

    Raises:
        InputError: the text is none of ours.
    """
    try:
        return _ASKED.validate_json(text)
    except (ValidationError, RecursionError):
        raise InputError(
            "The conversation cannot be read.", next_step="Begin a new one.", slug="input.malformed-conversation"
        ) from None
