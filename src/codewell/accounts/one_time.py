"""One-time tokens: what a link in a mail, or a browser between two steps of signing in, shows once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, delete, insert, select

from codewell.accounts.database import AccountsDatabase
from codewell.accounts.keyring import new_token, token_hash
from codewell.accounts.schema.people import one_time_tokens
from codewell.kernel.clock import Clock

KEPT_AFTER_END = timedelta(days=7)
"""A token that has ended is good for nothing, but a confirmation can still be sent again from what it stood for."""


class Purpose(StrEnum):
    """What a token is for; it opens nothing else."""

    VERIFY_EMAIL = "verify-email"
    RESET_PASSWORD = "reset-password"
    CHANGE_EMAIL = "change-email"
    SECOND_STEP = "second-step"


@dataclass(frozen=True, slots=True)
class OneTime:
    """What a token stands for.

    Args:
        account_id: whose it is.
        detail: what was asked for; its form belongs to the purpose.
        created_at: instant of the request.
    """

    account_id: str
    detail: str
    created_at: datetime


class OneTimeTokens:
    """The one-time tokens of an installation; only their hashes are stored.

    Args:
        database: where they are kept.
        clock: tells the present instant.
    """

    def __init__(self, database: AccountsDatabase, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def issue(self, account_id: str, purpose: Purpose, *, holds: timedelta, detail: str = "", only: bool = True) -> str:
        """Make a token and return it.

        Args:
            account_id: whose it is.
            purpose: what it is for.
            holds: for how long.
            detail: what was asked for.
            only: True where earlier ones of the purpose are good no more.
        """
        with self._database.writing() as connection:
            return self.issue_in(connection, account_id, purpose, holds=holds, detail=detail, only=only)

    def issue_in(
        self, connection: Connection, account_id: str, purpose: Purpose, *, holds: timedelta, detail: str = "", only: bool = True
    ) -> str:
        """Make a token in a transaction under way, and return it."""
        token, now = new_token(), self._clock()
        connection.execute(delete(one_time_tokens).where(one_time_tokens.c.ends_at <= now - KEPT_AFTER_END))
        if only:
            self.drop_in(connection, account_id, purpose)
        connection.execute(
            insert(one_time_tokens).values(
                token_hash=token_hash(token),
                account_id=account_id,
                purpose=purpose.value,
                detail=detail,
                created_at=now,
                ends_at=now + holds,
            )
        )
        return token

    def look(self, token: str, purpose: Purpose) -> OneTime | None:
        """Return what a token stands for and leave it good; None where it is used, ended or of another purpose."""
        with self._database.reading() as connection:
            row = connection.execute(
                select(one_time_tokens).where(
                    one_time_tokens.c.token_hash == token_hash(token),
                    one_time_tokens.c.purpose == purpose.value,
                    one_time_tokens.c.ends_at > self._clock(),
                )
            ).first()
        return OneTime(row.account_id, row.detail, row.created_at) if row else None

    def use(self, token: str, purpose: Purpose) -> OneTime | None:
        """Use a token up and return what it stands for; of two that use it at once, one gets None."""
        with self._database.writing() as connection:
            return self.use_in(connection, token, purpose)

    def use_in(self, connection: Connection, token: str, purpose: Purpose) -> OneTime | None:
        """Use a token up in a transaction under way."""
        row = connection.execute(
            delete(one_time_tokens)
            .where(
                one_time_tokens.c.token_hash == token_hash(token),
                one_time_tokens.c.purpose == purpose.value,
                one_time_tokens.c.ends_at > self._clock(),
            )
            .returning(one_time_tokens.c.account_id, one_time_tokens.c.detail, one_time_tokens.c.created_at)
        ).first()
        return OneTime(row.account_id, row.detail, row.created_at) if row else None

    def latest(self, account_id: str, purpose: Purpose) -> OneTime | None:
        """Return what was asked for last, even where its token has ended."""
        with self._database.reading() as connection:
            row = connection.execute(
                select(one_time_tokens)
                .where(one_time_tokens.c.account_id == account_id, one_time_tokens.c.purpose == purpose.value)
                .order_by(one_time_tokens.c.created_at.desc())
                .limit(1)
            ).first()
        return OneTime(row.account_id, row.detail, row.created_at) if row else None

    def drop_in(self, connection: Connection, account_id: str, purpose: Purpose) -> None:
        """Make every token of a purpose good no more."""
        connection.execute(
            delete(one_time_tokens).where(one_time_tokens.c.account_id == account_id, one_time_tokens.c.purpose == purpose.value)
        )
