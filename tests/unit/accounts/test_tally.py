"""What accounts read each day: nothing is lost between replicas, and a refusal of the database keeps what was noted."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

from codewell.accounts.installation import open_accounts
from codewell.accounts.keyring import Keyring
from codewell.accounts.tally import UsageOfDay

SECRET = b"a secret of the tests, 32 bytes or more"


def test_pages_of_two_replicas_and_many_threads_add_up_by_day(accounts, database_url, clock):
    replica = open_accounts(database_url, clock, Keyring(SECRET))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: (accounts, replica)[n % 2].tally.note("ann"), range(100)))
        list(pool.map(lambda n: (accounts, replica)[n % 2].tally.write(), range(8)))
    clock.move(days=1)
    accounts.tally.note("ann")
    accounts.tally.note("bob")
    accounts.tally.note("bob")
    assert accounts.tally.usage_of_people(date(2026, 6, 1), date(2026, 6, 30)) == (
        UsageOfDay("bob", date(2026, 6, 3), 2),
        UsageOfDay("ann", date(2026, 6, 3), 1),
        UsageOfDay("ann", date(2026, 6, 2), 100),
    )
    assert accounts.tally.usage_of_people(date(2026, 6, 4), date(2026, 6, 30)) == ()
    replica.database.close()


def test_noting_writes_nothing(accounts):
    accounts.tally.note("ann")
    with accounts.database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM usage").scalar() == 0
