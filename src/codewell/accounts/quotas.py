"""Quotas: how much of a plan was used in a period, counted so that no two requests get the same last unit."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from codewell.accounts.allowances import GUEST, Allowance, QuotaUsedUpError, Reader
from codewell.accounts.database import AccountsDatabase
from codewell.accounts.keyring import Keyring
from codewell.accounts.plans import Meter, Period, Plan
from codewell.accounts.schema.access import usage
from codewell.kernel.clock import Clock


class Quotas:
    """Counters of an installation; exact under any number of threads, processes and replicas.

    Args:
        database: where they stand.
        clock: tells the present instant.
        keyring: seals what guests are counted by.
    """

    def __init__(self, database: AccountsDatabase, clock: Clock, keyring: Keyring) -> None:
        self._database = database
        self._clock = clock
        self._keyring = keyring
        self._swept = ""

    def guest(self, network: str, plan: Plan) -> Reader:
        """Return a guest, counted by the network that his address belongs to; only its seal is stored."""
        return Reader(GUEST + self._keyring.seal("guest", network), plan)

    def use(self, reader: Reader, meter: Meter, period: Period) -> Allowance | None:
        """Count one use and return what then stands there; None where the plan has no end, which is not written at all.

        Raises:
            QuotaUsedUpError: the plan gives no more.
            StorageError: the database refuses; nothing was counted.
        """
        allowed = reader.gives(meter)
        if allowed is None:
            return None
        now = self._clock()
        if self._swept != period.name_of(now):
            self._swept = period.name_of(now)
            self.forget_guests(period)
        used = self._counted(reader.subject, meter, period.name_of(now), allowed) if allowed else None
        if used is None:
            raise QuotaUsedUpError(self._allowance(reader, meter, period, now, allowed, allowed))
        return self._allowance(reader, meter, period, now, allowed, used)

    def give_back(self, allowance: Allowance) -> None:
        """Take a use back that came to nothing, in the period that it was counted in."""
        key = (usage.c.subject == allowance.reader.subject, usage.c.meter == allowance.meter.value)
        with self._database.writing() as connection:
            connection.execute(
                update(usage).where(*key, usage.c.period == allowance.period, usage.c.used > 0).values(used=usage.c.used - 1)
            )

    def state(self, reader: Reader, meter: Meter, period: Period) -> Allowance | None:
        """Return what stands on a counter, without a use; None where the plan has no end."""
        allowed = reader.gives(meter)
        if allowed is None:
            return None
        now = self._clock()
        key = (usage.c.subject == reader.subject, usage.c.meter == meter.value, usage.c.period == period.name_of(now))
        with self._database.reading() as connection:
            used = connection.execute(select(usage.c.used).where(*key)).scalar() or 0
        return self._allowance(reader, meter, period, now, allowed, used)

    def forget_guests(self, period: Period) -> None:
        """Delete the counters of guests of periods that are over; nothing stays of who read without an account."""
        current = period.name_of(self._clock())
        with self._database.writing() as connection:
            connection.execute(delete(usage).where(usage.c.subject.startswith(GUEST), usage.c.period != current))

    def _counted(self, subject: str, meter: Meter, period: str, allowed: int) -> int | None:
        """Count one use in one statement, so that the database itself decides who gets the last one; None where none is left."""
        insert = sqlite.insert if self._database.is_sqlite else postgresql.insert
        made = insert(usage).values(subject=subject, meter=meter.value, period=period, used=1)
        counting = made.on_conflict_do_update(
            index_elements=[usage.c.subject, usage.c.meter, usage.c.period],
            set_={"used": usage.c.used + 1},
            where=usage.c.used < allowed,
        ).returning(usage.c.used)
        with self._database.writing() as connection:
            return connection.execute(counting).scalar()

    def _allowance(self, reader: Reader, meter: Meter, period: Period, now: datetime, allowed: int, used: int) -> Allowance:
        ends_at, began_at = period.end_of(now), period.begin_of(now)
        left = max(1, int((ends_at - now).total_seconds()))
        return Allowance(
            reader, meter, allowed, used, period.name_of(now), ends_at, left, int((ends_at - began_at).total_seconds())
        )
