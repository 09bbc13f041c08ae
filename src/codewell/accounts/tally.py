"""What accounts read each day, for who looks after the service: noted in memory and written now and then, members' too.

Nothing is refused by it; what is limited is counted by `quotas`. A process that is killed loses what it noted last.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from codewell.accounts.allowances import ACCOUNT
from codewell.accounts.database import AccountsDatabase
from codewell.accounts.plans import Period
from codewell.accounts.schema.access import usage
from codewell.kernel.clock import Clock

METER = "pages-read"
_SECONDS_BETWEEN_WRITES = 30.0


@dataclass(frozen=True, slots=True)
class UsageOfDay:
    """What an account read on a day.

    Args:
        account_id: whose.
        day: in UTC.
        pages: code pages, of the web app and of the API.
    """

    account_id: str
    day: date
    pages: int


class Tally:
    """Counts for each account and day; safe to share between threads.

    Args:
        database: where they are written.
        clock: tells the present instant.
    """

    def __init__(self, database: AccountsDatabase, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._noted: Counter[tuple[str, str]] = Counter()
        self._written = time.monotonic()
        self._turn = threading.Lock()

    def note(self, account_id: str) -> bool:
        """Note one page in memory; say whether it is time to write."""
        with self._turn:
            self._noted[(account_id, Period.DAY.name_of(self._clock()))] += 1
            return time.monotonic() - self._written > _SECONDS_BETWEEN_WRITES

    def write(self) -> None:
        """Add what was noted to what stands in the database.

        Raises:
            StorageError: the database refuses; it is kept for the next time.
        """
        with self._turn:
            noted, self._noted = self._noted, Counter()
            self._written = time.monotonic()
        if not noted:
            return
        try:
            self._add(noted)
        except Exception:
            with self._turn:
                self._noted.update(noted)
            raise

    def usage_of_people(self, first_day: date, last_day: date) -> tuple[UsageOfDay, ...]:
        """Return what accounts read between two days, both included, latest day first and most pages first."""
        self.write()
        with self._database.reading() as connection:
            rows = connection.execute(
                select(usage).where(
                    usage.c.meter == METER, usage.c.period >= first_day.isoformat(), usage.c.period <= last_day.isoformat()
                )
            ).all()
        found = [UsageOfDay(row.subject.removeprefix(ACCOUNT), date.fromisoformat(row.period), row.used) for row in rows]
        return tuple(sorted(found, key=lambda one: (-one.day.toordinal(), -one.pages, one.account_id)))

    def _add(self, noted: Counter[tuple[str, str]]) -> None:
        insert = sqlite.insert if self._database.is_sqlite else postgresql.insert
        with self._database.writing() as connection:
            for (account_id, period), pages in sorted(noted.items()):
                row = insert(usage).values(subject=ACCOUNT + account_id, meter=METER, period=period, used=pages)
                key = [usage.c.subject, usage.c.meter, usage.c.period]
                connection.execute(row.on_conflict_do_update(index_elements=key, set_={"used": usage.c.used + pages}))
