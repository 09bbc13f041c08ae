"""Counters: exact under threads and replicas, on both databases; nothing of a guest is stored that could be read back."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select

from codewell.accounts.allowances import QuotaUsedUpError, Reader
from codewell.accounts.installation import open_accounts
from codewell.accounts.keyring import Keyring
from codewell.accounts.plans import Meter, Period, Plan
from codewell.accounts.schema.access import usage

SECRET = b"a secret of the tests, 32 bytes or more"
PAGES = Meter.CODE_PAGES


def plan(pages: int | None) -> Plan:
    return Plan("p", "P", pages, None, True)


def tried(quotas, reader: Reader, meter: Meter = PAGES, period: Period = Period.MONTH) -> bool:
    """Say whether one use was granted."""
    try:
        quotas.use(reader, meter, period)
    except QuotaUsedUpError:
        return False
    return True


@pytest.mark.parametrize("allowed", [1, 5, 37])
def test_of_a_hundred_at_once_at_two_replicas_exactly_the_allowed_number_is_served(accounts, database_url, clock, allowed):
    replica = open_accounts(database_url, clock, Keyring(SECRET))
    readers = [accounts.quotas.guest("192.0.2.1", plan(allowed)), replica.quotas.guest("192.0.2.1", plan(allowed))]
    services = [accounts.quotas, replica.quotas]
    with ThreadPoolExecutor(16) as pool:
        granted = list(pool.map(lambda n: tried(services[n % 2], readers[n % 2]), range(100)))
    replica.database.close()
    assert sum(granted) == allowed


def test_each_use_stands_at_a_number_of_its_own(accounts):
    reader = Reader("account:a", plan(20))
    with ThreadPoolExecutor(8) as pool:
        seen = list(pool.map(lambda _: accounts.quotas.use(reader, PAGES, Period.MONTH).used, range(20)))
    assert sorted(seen) == list(range(1, 21))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(st.sampled_from(["use", "give back", "other meter", "other reader", "next month"]), max_size=30),
    allowed=st.integers(0, 4),
)
def test_what_is_granted_less_what_was_given_back_never_passes_the_plan(accounts, clock, steps, allowed):
    clock.move(days=40)
    quotas, reader = accounts.quotas, Reader("account:one", plan(allowed))
    held = []
    for step in steps:
        if step == "use":
            if len(held) < allowed:
                held.append(quotas.use(reader, PAGES, Period.MONTH))
                assert held[-1].left == allowed - len(held)
            else:
                assert not tried(quotas, reader)
        elif step == "give back" and held:
            quotas.give_back(held.pop())
        elif step == "other meter":
            tried(quotas, Reader("account:one", Plan("p", "P", None, 1, True)), Meter.SEARCHES)
        elif step == "other reader":
            tried(quotas, Reader("account:two", plan(1)))
        elif step == "next month":
            clock.move(days=31)
            held.clear()
    stands = quotas.state(reader, PAGES, Period.MONTH)
    assert stands.used == len(held)


def test_a_use_is_given_back_to_the_period_it_was_counted_in(accounts, clock):
    reader = Reader("account:a", plan(2))
    late = accounts.quotas.use(reader, PAGES, Period.DAY)
    clock.move(days=1)
    accounts.quotas.use(reader, PAGES, Period.DAY)
    accounts.quotas.give_back(late)
    assert accounts.quotas.state(reader, PAGES, Period.DAY).used == 1


def test_a_plan_without_end_writes_nothing(accounts):
    assert accounts.quotas.use(Reader("account:a", plan(None)), PAGES, Period.MONTH) is None
    assert rows(accounts) == []


def test_an_account_that_waits_for_its_verification_has_nothing(accounts):
    waiting = Reader("account:a", plan(5), waits=True)
    with pytest.raises(QuotaUsedUpError, match="not verified") as refused:
        accounts.quotas.use(waiting, PAGES, Period.MONTH)
    assert refused.value.retry_after is None
    assert rows(accounts) == []


def test_a_refusal_says_what_was_used_and_when_it_begins_anew(accounts, clock):
    reader = accounts.quotas.guest("192.0.2.1", plan(1))
    accounts.quotas.use(reader, PAGES, Period.DAY)
    with pytest.raises(QuotaUsedUpError) as refused:
        accounts.quotas.use(reader, PAGES, Period.DAY)
    assert "1 of 1 code page, until 2026-06-03 (UTC)" in refused.value.message
    assert refused.value.retry_after == 12 * 3600


def test_a_smaller_plan_holds_at_once(accounts):
    for _ in range(4):
        accounts.quotas.use(Reader("account:a", plan(9)), PAGES, Period.MONTH)
    assert not tried(accounts.quotas, Reader("account:a", plan(3)))


def test_the_address_of_a_guest_is_nowhere_in_the_database(accounts):
    for address in ("203.0.113.77", "2001:db8:1:2::/64"):
        accounts.quotas.use(accounts.quotas.guest(address, plan(1)), PAGES, Period.MONTH)
    stored = str(rows(accounts))
    assert "203.0.113" not in stored
    assert "2001:db8" not in stored
    other = Keyring(b"another secret of the tests, 32 bytes or more")
    assert other.seal("guest", "203.0.113.77") not in stored, "who lacks the secret cannot try addresses"


def test_guests_of_a_past_period_are_forgotten_and_accounts_are_not(accounts, clock):
    accounts.quotas.use(accounts.quotas.guest("192.0.2.1", plan(1)), PAGES, Period.MONTH)
    accounts.quotas.use(Reader("account:a", plan(2)), PAGES, Period.MONTH)
    clock.move(days=31)
    accounts.quotas.use(accounts.quotas.guest("192.0.2.2", plan(1)), PAGES, Period.MONTH)
    assert Counter((row.subject.partition(":")[0], row.period) for row in rows(accounts)) == {
        ("account", "2026-06"): 1,
        ("address", "2026-07"): 1,
    }


def rows(accounts) -> list:
    with accounts.database.reading() as connection:
        return list(connection.execute(select(usage)).all())


def test_the_counter_is_one_statement(accounts):
    """What the promise rests on: the database decides, in one statement, who gets the last one."""
    said: list[str] = []
    event.listen(accounts.database.engine, "before_cursor_execute", lambda *call: said.append(call[2]))
    accounts.quotas.use(Reader("account:a", plan(2)), PAGES, Period.MONTH)
    counting = [one for one in said if "INSERT INTO usage" in one]
    assert len(counting) == 1
    assert "ON CONFLICT" in counting[0]
    assert "RETURNING" in counting[0]
