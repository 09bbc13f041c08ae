"""Conversations that a person chose to keep: encrypted at rest, read by that person alone, gone when deleted."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, func, insert, select

from codewell.accounts.database import AccountsDatabase
from codewell.accounts.encrypted import decrypted, encrypted
from codewell.accounts.keyring import Keyring
from codewell.accounts.people import is_id, make_local
from codewell.accounts.schema.asking import kept_conversations
from codewell.kernel.clock import Clock
from codewell.kernel.errors import InputError, TooLargeError, UnknownRecordError

MOST_CONVERSATIONS = 200
LARGEST_CONVERSATION = 4_000_000
"""Characters."""
_PURPOSE = "kept conversations"


@dataclass(frozen=True, slots=True)
class KeptConversation:
    """A conversation that an account keeps.

    Args:
        id: 32 hexadecimal digits.
        kept_at: instant, UTC.
        content: as it was given.
    """

    id: str
    kept_at: datetime
    content: str = field(repr=False)


class Conversations:
    """The conversations that people keep.

    Args:
        database: where they are kept.
        clock: tells the present instant.
        keyring: encrypts them.
    """

    def __init__(self, database: AccountsDatabase, clock: Clock, keyring: Keyring) -> None:
        self._database = database
        self._clock = clock
        self._key = keyring.key(_PURPOSE)

    def keep(self, account_id: str, content: str) -> str:
        """Keep a conversation and return its id.

        Raises:
            InputError: the account keeps as many as it may.
            TooLargeError: it is too long.
        """
        if len(content) > LARGEST_CONVERSATION:
            raise TooLargeError("The conversation is too long to be kept.", next_step="Export it as a file.")
        conversation_id, now = uuid.uuid4().hex, self._clock()
        held = encrypted(self._key, content, _owner(account_id, conversation_id))
        with self._database.writing() as connection:
            make_local(connection, account_id, now)
            of_account = kept_conversations.c.account_id == account_id
            if connection.execute(select(func.count()).where(of_account)).scalar_one() >= MOST_CONVERSATIONS:
                raise InputError(
                    f"An account keeps at most {MOST_CONVERSATIONS} conversations.",
                    next_step="Delete some first.",
                    slug="input.too-many-conversations",
                )
            row = {"id": conversation_id, "account_id": account_id, "kept_at": now, "content": held}
            connection.execute(insert(kept_conversations).values(row))
        return conversation_id

    def of(self, account_id: str) -> tuple[KeptConversation, ...]:
        """Return what an account keeps, newest first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                select(kept_conversations)
                .where(kept_conversations.c.account_id == account_id)
                .order_by(kept_conversations.c.kept_at.desc(), kept_conversations.c.id)
            ).all()
        return tuple(KeptConversation(row.id, row.kept_at, self._read(account_id, row.id, row.content)) for row in rows)

    def one(self, account_id: str, conversation_id: str) -> KeptConversation:
        """Return a conversation of an account.

        Raises:
            UnknownRecordError: there is none of that id, or it is somebody else's.
        """
        if not is_id(conversation_id):
            raise _unknown()
        with self._database.reading() as connection:
            row = connection.execute(
                select(kept_conversations).where(
                    kept_conversations.c.id == conversation_id, kept_conversations.c.account_id == account_id
                )
            ).first()
        if row is None:
            raise _unknown()
        return KeptConversation(row.id, row.kept_at, self._read(account_id, row.id, row.content))

    def delete(self, account_id: str, conversation_id: str) -> None:
        """Keep a conversation no longer.

        Raises:
            UnknownRecordError: there is none of that id, or it is somebody else's.
        """
        if not is_id(conversation_id):
            raise _unknown()
        with self._database.writing() as connection:
            gone = connection.execute(
                delete(kept_conversations).where(
                    kept_conversations.c.id == conversation_id, kept_conversations.c.account_id == account_id
                )
            )
            if not gone.rowcount:
                raise _unknown()

    def delete_all(self, account_id: str) -> None:
        """Keep no conversation of an account any longer."""
        with self._database.writing() as connection:
            connection.execute(delete(kept_conversations).where(kept_conversations.c.account_id == account_id))

    def _read(self, account_id: str, conversation_id: str, held: bytes) -> str:
        return decrypted(self._key, held, _owner(account_id, conversation_id))


def _owner(account_id: str, conversation_id: str) -> str:
    return f"{account_id}/{conversation_id}"


def _unknown() -> UnknownRecordError:
    return UnknownRecordError("No such conversation is kept.", next_step="Open the list of kept conversations.")
