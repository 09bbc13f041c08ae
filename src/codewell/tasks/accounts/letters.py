"""The letters that accounts send; the texts and the way they travel belong to the interfaces."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class LetterKind(StrEnum):
    """What a letter says; its text has this name."""

    CONFIRM_EMAIL = "confirm-email"
    ALREADY_REGISTERED = "already-registered"
    NEW_PASSWORD = "new-password"
    NO_ACCOUNT = "no-account"
    ACCOUNT_CLOSED_HERE = "account-closed-here"
    SIGNS_IN_ELSEWHERE = "signs-in-elsewhere"
    PASSWORD_CHANGED = "password-changed"
    CONFIRM_NEW_EMAIL = "confirm-new-email"
    EMAIL_CHANGED = "email-changed"
    ACCOUNT_DELETED = "account-deleted"
    INVITED = "invited"
    SIGN_IN_CHANGED = "sign-in-changed"
    """A way of signing in was added or taken away."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter to one person; nothing in it was written by anybody else.

    Args:
        kind: what it says.
        to: e-mail address.
        path: of the page that it leads to, with its one-time token; empty for none.
    """

    kind: LetterKind
    to: str
    path: str = ""

    def __repr__(self) -> str:
        return f"Letter({self.kind.value})"


class Post(Protocol):
    """Takes letters to people."""

    def send(self, letter: Letter) -> None:
        """Send a letter.

        Raises:
            MailError: it could not be sent.
        """
