"""Slows down guessing: pauses that grow, never longer than a quarter of an hour, and never for ever."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from codewell.accounts.database import AccountsDatabase
from codewell.accounts.keyring import Keyring
from codewell.accounts.schema.access import attempts
from codewell.kernel.clock import Clock
from codewell.kernel.errors import UsedUpError

_FORGOTTEN_AFTER = timedelta(hours=1)
_LONGEST = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Counted:
    """One count that an attempt goes into.

    Args:
        kind: of what is counted, "account" for instance; the same value in two kinds counts twice.
        value: what is counted: an e-mail address, a network address; stored as an HMAC only.
        free: attempts within an hour that cost no pause; after each further one the pause doubles, from one minute.
    """

    kind: str
    value: str
    free: int


class Throttle:
    """Counts attempts before they are tried, so that many at once do not slip through.

    Args:
        database: where counts are kept, for all replicas.
        clock: tells the present instant.
        keyring: seals what is counted.
    """

    def __init__(self, database: AccountsDatabase, clock: Clock, keyring: Keyring) -> None:
        self._database = database
        self._clock = clock
        self._keyring = keyring

    def take(self, counts: Sequence[Counted]) -> None:
        """Count an attempt, or refuse it while a pause lasts; a refused one is not counted.

        Raises:
            UsedUpError: a pause lasts; it says for how long.
        """
        now = self._clock()
        with self._database.writing() as connection:
            connection.execute(delete(attempts).where(attempts.c.since <= now - timedelta(days=1)))
            subjects = sorted(((self._subject(one), one) for one in counts), key=lambda pair: pair[0])
            waits = [self._wait(connection, subject, now) for subject, _ in subjects]
            longest = max(waits, default=timedelta())
            if longest <= timedelta():
                for subject, one in subjects:
                    self._count(connection, subject, one, now)
        if longest > timedelta():
            raise _paused(longest)

    def forgive(self, counts: Sequence[Counted]) -> None:
        """Forget the attempts on what an attempt that succeeded was counted for."""
        with self._database.writing() as connection:
            for one in counts:
                connection.execute(delete(attempts).where(attempts.c.subject == self._subject(one)))

    def take_back(self, counts: Sequence[Counted]) -> None:
        """Count off an attempt that succeeded, and leave those of others: a hospital shares one address among many."""
        with self._database.writing() as connection:
            for one in counts:
                of_it = attempts.c.subject == self._subject(one)
                connection.execute(
                    update(attempts).where(of_it, attempts.c.failures > 0).values(failures=attempts.c.failures - 1)
                )
                connection.execute(update(attempts).where(of_it, attempts.c.failures < one.free).values(locked_until=None))

    def _subject(self, one: Counted) -> str:
        return f"{one.kind}:{self._keyring.seal('attempts', f'{one.kind}:{one.value}')[:48]}"

    def _wait(self, connection: Connection, subject: str, now: datetime) -> timedelta:
        until = connection.execute(
            select(attempts.c.locked_until).where(attempts.c.subject == subject).with_for_update()
        ).scalar()
        return until - now if until is not None and until > now else timedelta()

    def _count(self, connection: Connection, subject: str, one: Counted, now: datetime) -> None:
        found = connection.execute(select(attempts.c.failures, attempts.c.since).where(attempts.c.subject == subject)).first()
        if found is None:
            try:
                with connection.begin_nested():
                    connection.execute(insert(attempts).values(subject=subject, failures=1, since=now, locked_until=None))
                return
            except IntegrityError:
                found = connection.execute(
                    select(attempts.c.failures, attempts.c.since).where(attempts.c.subject == subject).with_for_update()
                ).one()
        failures = 1 if found.since <= now - _FORGOTTEN_AFTER else found.failures + 1
        pause = pause_after(failures, one.free)
        connection.execute(
            update(attempts)
            .where(attempts.c.subject == subject)
            .values(failures=failures, since=now, locked_until=now + pause if pause else None)
        )


def pause_after(failures: int, free: int) -> timedelta:
    """Return the pause after so many attempts: none while they are free, then 1, 2, 4, 8 minutes, then a quarter of an hour."""
    if failures < free:
        return timedelta()
    return min(timedelta(minutes=2 ** min(failures - free, 10)), _LONGEST)


def _paused(wait: timedelta) -> UsedUpError:
    seconds = math.ceil(wait / timedelta(seconds=1))
    minutes = (seconds + 59) // 60
    return UsedUpError(
        "Too many tries.",
        next_step=f"Try again in {minutes} minute{'s' if minutes > 1 else ''}.",
        slug="access.too-many-tries",
        retry_after=seconds,
    )
