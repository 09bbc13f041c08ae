"""Sessions: a random token in a cookie, its hash here; idle and absolute ends; gone as soon as the person signs out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, or_, select, update

from codewell.accounts.database import AccountsDatabase
from codewell.accounts.keyring import new_token, token_hash
from codewell.accounts.people import Account, account_of
from codewell.accounts.schema.people import accounts, sessions
from codewell.accounts.session import Session as Session
from codewell.accounts.session import SessionRules as SessionRules
from codewell.kernel.clock import Clock

_SECONDS_BETWEEN_MARKS = 60
"""`seen_at` is written at most once a minute, so that reading pages does not write."""
MOST_AT_ONCE = 10
"""Sessions of one account at a time; one more ends the one that was used longest ago."""
_WITH_ACCOUNT = select(
    sessions.c.token_hash,
    sessions.c.created_at.label("began_at"),
    sessions.c.seen_at,
    sessions.c.means,
    sessions.c.confirmed_at,
    accounts,
).join(accounts, accounts.c.id == sessions.c.account_id)


class Sessions:
    """The sessions of an installation.

    Args:
        database: where they are kept.
        clock: tells the present instant.
        rules: how long they hold.
    """

    def __init__(self, database: AccountsDatabase, clock: Clock, rules: SessionRules) -> None:
        self._database = database
        self._clock = clock
        self.rules = rules

    def begin(self, account: Account, means: str) -> str:
        """Begin a session and return its token, which is new each time."""
        with self._database.writing() as connection:
            return self.begin_in(connection, account, means)

    def begin_in(self, connection: Connection, account: Account, means: str, *, replaces: str = "") -> str:
        """Begin a session in a transaction under way and return its token.

        Args:
            connection: the transaction.
            account: whose it is.
            means: how the person signed in.
            replaces: key of a session that ends with it; empty for none.
        """
        token, now = new_token(), self._clock()
        connection.execute(delete(sessions).where(or_(sessions.c.ends_at <= now, sessions.c.token_hash == replaces)))
        older = connection.execute(
            select(sessions.c.token_hash).where(sessions.c.account_id == account.id).order_by(sessions.c.seen_at.desc())
        ).scalars()
        for surplus in list(older)[MOST_AT_ONCE - 1 :]:
            connection.execute(delete(sessions).where(sessions.c.token_hash == surplus))
        connection.execute(
            insert(sessions).values(
                token_hash=token_hash(token),
                account_id=account.id,
                created_at=now,
                seen_at=now,
                ends_at=now + self.rules.whole,
                means=means,
                confirmed_at=now,
            )
        )
        return token

    def of_token(self, token: str) -> Session | None:
        """Return the session of a cookie; None where it ended, idled out, was signed out, or its account is closed."""
        now, key = self._clock(), token_hash(token)
        with self._database.reading() as connection:
            row = connection.execute(
                _WITH_ACCOUNT.where(
                    sessions.c.token_hash == key, sessions.c.ends_at > now, sessions.c.seen_at > now - self.rules.idle
                )
            ).first()
        if row is None or row.disabled_at is not None:
            return None
        if now - row.seen_at > timedelta(seconds=_SECONDS_BETWEEN_MARKS):
            with self._database.writing() as connection:
                connection.execute(update(sessions).where(sessions.c.token_hash == key).values(seen_at=now))
        return _session(row)

    def of_account(self, account_id: str) -> tuple[Session, ...]:
        """Return the sessions under way of an account, latest first."""
        now = self._clock()
        awake = now - self.rules.idle
        with self._database.reading() as connection:
            rows = connection.execute(
                _WITH_ACCOUNT.where(
                    sessions.c.account_id == account_id, sessions.c.ends_at > now, sessions.c.seen_at > awake
                ).order_by(sessions.c.created_at.desc())
            ).all()
        return tuple(_session(row) for row in rows)

    def confirm(self, key: str) -> None:
        """Note that the person has shown again who he is."""
        with self._database.writing() as connection:
            connection.execute(update(sessions).where(sessions.c.token_hash == key).values(confirmed_at=self._clock()))

    def end(self, key: str, *, of: str) -> None:
        """End one session of an account."""
        with self._database.writing() as connection:
            connection.execute(delete(sessions).where(sessions.c.token_hash == key, sessions.c.account_id == of))

    def end_all(self, account_id: str, *, but: str = "") -> None:
        """End every session of an account, but one where it is named: after a change of password, or by an admin."""
        with self._database.writing() as connection:
            self.end_all_in(connection, account_id, but=but)

    def end_all_in(self, connection: Connection, account_id: str, *, but: str = "") -> None:
        """End every session of an account in a transaction under way, but one where it is named."""
        connection.execute(delete(sessions).where(sessions.c.account_id == account_id, sessions.c.token_hash != but))


def _session(row: Row[Any]) -> Session:
    return Session(row.token_hash, account_of(row), row.began_at, row.seen_at, row.means, row.confirmed_at)
