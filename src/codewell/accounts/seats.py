"""Seats of a licence: whose eyes the publisher's text is for; never more people than the licence counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.exc import IntegrityError

from codewell.accounts.audit import AuditTrail
from codewell.accounts.database import AccountsDatabase
from codewell.accounts.schema.access import licence_seats
from codewell.kernel.clock import Clock
from codewell.kernel.errors import UsedUpError

CPT = "cpt"
"""The licence of the AMA's descriptors."""
_MOST_TRIES = 50


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat that is taken.

    Args:
        number: from 1.
        account_id: whose it is.
        given_at: instant, UTC.
    """

    number: int
    account_id: str
    given_at: datetime


class Seats:
    """The seats of the installation's licences.

    Args:
        database: where they are kept.
        clock: tells the present instant.
        audit: records who gave and took.
    """

    def __init__(self, database: AccountsDatabase, clock: Clock, audit: AuditTrail) -> None:
        self._database = database
        self._clock = clock
        self._audit = audit

    def holds(self, licence: str, account_id: str, most: int) -> bool:
        """Say whether an account has a seat among the first `most`: where a licence shrinks, the last seats see nothing."""
        with self._database.reading() as connection:
            number = connection.execute(
                select(licence_seats.c.seat).where(licence_seats.c.licence == licence, licence_seats.c.account_id == account_id)
            ).scalar()
        return number is not None and number <= most

    def taken(self, licence: str) -> tuple[Seat, ...]:
        """Return the seats that are taken, by number."""
        with self._database.reading() as connection:
            rows = connection.execute(
                select(licence_seats).where(licence_seats.c.licence == licence).order_by(licence_seats.c.seat)
            ).all()
        return tuple(Seat(row.seat, row.account_id, row.given_at) for row in rows)

    def give(self, licence: str, account_id: str, most: int, *, by: str) -> Seat:
        """Give an account the first free seat, or return the one it has.

        Of people who ask for the last one at once one gets it: a seat's number is the key of its row, so the database refuses
        the second, and the search begins anew.

        Args:
            licence: such as "cpt".
            account_id: who gets it.
            most: seats that the licence counts.
            by: who gives it, as the audit trail names people.

        Raises:
            UsedUpError: every seat is taken.
        """
        for _ in range(_MOST_TRIES):
            try:
                with self._database.writing() as connection:
                    return self._give_in(connection, licence, account_id, most, by)
            except _TakenMeanwhile:
                continue
        raise _none_left(most)

    def take_back(self, licence: str, account_id: str, *, by: str) -> None:
        """Free the seat of an account, if it has one."""
        with self._database.writing() as connection:
            freed = connection.execute(
                delete(licence_seats).where(licence_seats.c.licence == licence, licence_seats.c.account_id == account_id)
            )
            if freed.rowcount:
                self._audit.record_in(connection, by, "seat-taken-back", f"account:{account_id}", {"licence": licence})

    def _give_in(self, connection: Connection, licence: str, account_id: str, most: int, by: str) -> Seat:
        rows = connection.execute(select(licence_seats).where(licence_seats.c.licence == licence)).all()
        own = next((row for row in rows if row.account_id == account_id and row.seat <= most), None)
        if own is not None:
            return Seat(own.seat, account_id, own.given_at)
        free = next(iter(set(range(1, most + 1)) - {row.seat for row in rows}), None)
        if free is None:
            raise _none_left(most)
        now = self._clock()
        connection.execute(
            delete(licence_seats).where(licence_seats.c.licence == licence, licence_seats.c.account_id == account_id)
        )
        try:
            connection.execute(insert(licence_seats).values(licence=licence, seat=free, account_id=account_id, given_at=now))
        except IntegrityError:
            raise _TakenMeanwhile from None
        self._audit.record_in(connection, by, "seat-given", f"account:{account_id}", {"licence": licence, "seat": free})
        return Seat(free, account_id, now)


class _TakenMeanwhile(Exception):
    """Undoes the transaction of whoever came second."""


def _none_left(most: int) -> UsedUpError:
    return UsedUpError(
        f"Every seat of the licence is taken ({most}).",
        next_step="Take one back, or set `cpt_seats` to the number that your licence counts.",
        slug="access.no-seat-left",
    )
