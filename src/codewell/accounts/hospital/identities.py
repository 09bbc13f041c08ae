"""Which account a person of the hospital has: issuer and subject together, for a subject means nothing elsewhere."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.exc import IntegrityError

from codewell.accounts.database import AccountsDatabase
from codewell.accounts.schema.people import identities
from codewell.kernel.clock import Clock


class Identities:
    """The links of an installation.

    Args:
        database: where they are kept.
        clock: tells the present instant.
    """

    def __init__(self, database: AccountsDatabase, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def account_of(self, issuer: str, subject: str) -> str | None:
        """Return the id of the account of a person of the hospital; None where there is none."""
        with self._database.reading() as connection:
            found: str | None = connection.execute(
                select(identities.c.account_id).where(identities.c.issuer == issuer, identities.c.subject == subject)
            ).scalar()
        return found

    def issuers_of(self, account_id: str) -> tuple[str, ...]:
        """Return where an account is known."""
        with self._database.reading() as connection:
            return tuple(
                connection.execute(
                    select(identities.c.issuer).where(identities.c.account_id == account_id).order_by(identities.c.issuer)
                ).scalars()
            )

    def link_in(self, connection: Connection, issuer: str, subject: str, account_id: str) -> bool:
        """Link a person of the hospital to an account; False where he has another."""
        try:
            with connection.begin_nested():
                connection.execute(
                    insert(identities).values(issuer=issuer, subject=subject, account_id=account_id, created_at=self._clock())
                )
        except IntegrityError:
            return False
        return True

    def unlink_in(self, connection: Connection, account_id: str) -> bool:
        """Forget every link of an account; False where there was none."""
        gone = connection.execute(delete(identities).where(identities.c.account_id == account_id))
        return gone.rowcount > 0
