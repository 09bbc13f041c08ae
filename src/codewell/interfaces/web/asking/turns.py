"""The questions and answers of a conversation, which the page carries in its form: each sealed, the newest last."""

from __future__ import annotations

from collections.abc import Sequence

from codewell.accounts.keyring import Keyring
from codewell.assistant.question import Understood
from codewell.interfaces.web.asking.sealed import opened, sealed
from codewell.tasks.ask.asked_text import asked_from_text, asked_to_text
from codewell.tasks.ask.conversation import Asked
from codewell.tasks.ask.understood_text import understood_from_text, understood_to_text

MOST_TURNS = 30
"""Of a conversation; the oldest goes when one more comes."""


def turn_token(keyring: Keyring, asked: Asked) -> str:
    """Return a question with its answers for the page's form."""
    return sealed(keyring, "turn", asked_to_text(asked))


def turns_of(keyring: Keyring, tokens: Sequence[str]) -> tuple[Asked, ...]:
    """Return the questions and answers that a form carries, the newest thirty.

    Raises:
        InputError: one was not made here.
    """
    return tuple(asked_from_text(opened(keyring, "turn", one)) for one in tokens[-MOST_TURNS:])


def before_token(keyring: Keyring, asked: Asked) -> str:
    """Return what was understood, for the next question of a program's conversation."""
    return sealed(keyring, "before", understood_to_text(asked.understood))


def before_of(keyring: Keyring, token: str) -> Understood | None:
    """Return what was understood before; None at a conversation's start.

    Raises:
        InputError: the token was not made here.
    """
    return understood_from_text(opened(keyring, "before", token)) if token else None
