"""Several replicas on one PostgreSQL: they take turns where they must, say so when it is away, and go on when it is back."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from accounts_over_both import SECRET
from codewell.accounts.allowances import Reader
from codewell.accounts.connections import ConnectionLimits
from codewell.accounts.database import NEWEST_REVISION
from codewell.accounts.installation import Accounts, open_accounts
from codewell.accounts.keyring import Keyring
from codewell.accounts.migrating import _ONE_AT_A_TIME
from codewell.accounts.plans import Meter, Period, Plan
from codewell.interfaces.service_settings import ServiceSettings
from codewell.interfaces.web.service import Service
from codewell.kernel.errors import ConfigurationError, OutOfReachError
from postgres import away, new_database

READER = Reader("account:a", Plan("p", "P", 100, None, True))


@pytest.fixture
def url(postgres) -> str:
    return new_database(postgres)


@pytest.fixture
def opened(url, clock) -> Iterator[Callable[..., Accounts]]:
    """Open replicas on one database."""
    made: list[Accounts] = []

    def open_one(limits: ConnectionLimits | None = None, secret: bytes = SECRET) -> Accounts:
        made.append(open_accounts(url, clock, Keyring(secret), limits=limits))
        return made[-1]

    yield open_one
    for one in made:
        one.database.close()


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline, "it never came to hold"
        time.sleep(0.01)


def test_a_replica_waits_while_another_one_migrates(url, opened):
    waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    with psycopg.connect(url) as other, ThreadPoolExecutor(1) as threads, psycopg.connect(url, autocommit=True) as watching:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
        replica = threads.submit(opened)
        until(lambda: watching.execute(waiting).fetchone() == (1,))
        assert watching.execute("SELECT to_regclass('accounts')").fetchone() == (None,), "no table was made before its turn"
        other.rollback()
        assert replica.result(30).database.revision() == NEWEST_REVISION


def test_rows_of_two_replicas_written_at_once_make_one_trail(opened):
    replicas = [opened(), opened()]

    def record(number: int) -> None:
        replicas[number % 2].audit.record(f"account:{number}", "test.written")

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(record, range(60)))
    report = replicas[0].audit_verifier.check()
    assert (report.rows, report.faults) == (60, ())


def test_a_connection_broken_in_the_middle_is_told_and_nothing_of_it_stands(postgres, url, opened):
    replica = opened()
    replica.audit.record("account:1", "test.before")

    def half() -> None:
        with replica.database.writing() as connection:
            replica.audit.record_in(connection, "account:1", "test.half")
            with away(postgres, url):
                replica.audit.record_in(connection, "account:1", "test.other-half")

    with pytest.raises(OutOfReachError) as refused:
        half()
    assert refused.value.retry_after > 0
    replica.audit.record("account:1", "test.after")
    assert [row.action for row in replica.audit_verifier.rows()] == ["test.before", "test.after"]
    assert replica.audit_verifier.check().is_whole


def test_while_the_database_is_away_each_request_is_told_and_then_it_goes_on(postgres, url, opened):
    replica = opened()
    assert replica.quotas.use(READER, Meter.CODE_PAGES, Period.MONTH).used == 1
    with away(postgres, url):
        for _ in range(3):
            with pytest.raises(OutOfReachError):
                replica.quotas.use(READER, Meter.CODE_PAGES, Period.MONTH)
        with pytest.raises(OutOfReachError):
            replica.database.answers()
    assert replica.quotas.use(READER, Meter.CODE_PAGES, Period.MONTH).used == 2, "what was refused was not counted"


def test_a_lock_that_somebody_keeps_is_not_waited_for_without_end(url, opened):
    replica = opened(ConnectionLimits(statement_seconds=1))
    with psycopg.connect(url) as other:
        other.execute("LOCK TABLE audit_trail IN EXCLUSIVE MODE")
        with pytest.raises(OutOfReachError):
            replica.audit.record("account:1", "test.waited")
        other.rollback()
    replica.audit.record("account:1", "test.written")
    assert replica.audit_verifier.check().rows == 1


def test_a_process_takes_no_more_connections_than_it_may(opened):
    replica = opened(ConnectionLimits(connections=2, wait_seconds=0))
    with replica.database.reading(), replica.database.reading(), pytest.raises(OutOfReachError, match="in use"):
        replica.database.answers()
    replica.database.answers()


def test_a_replica_with_a_secret_of_its_own_does_not_begin(url, tmp_path, clock, opened):
    opened().audit.record("system", "test.written")
    (tmp_path / "secret.key").write_bytes(b"another secret of the tests, 32 bytes or more")
    with pytest.raises(ConfigurationError, match=r"another secret\.key"):
        Service(tmp_path, clock, ServiceSettings(database=url)).open()
    (tmp_path / "secret.key").write_bytes(SECRET)
    for other_secret in ("refuse", "accept"):
        service = Service(tmp_path, clock, ServiceSettings(database=url, other_secret=other_secret))
        service.open().audit.record("system", "test.written")
        service.close()


def test_a_row_that_somebody_changed_keeps_no_replica_from_beginning(url, tmp_path, clock, opened):
    first = opened()
    for _ in range(3):
        first.audit.record("system", "test.written")
    with psycopg.connect(url) as owner:
        owner.execute("UPDATE audit_trail SET actor = 'nobody' WHERE number = 1")
    (tmp_path / "secret.key").write_bytes(SECRET)
    service = Service(tmp_path, clock, ServiceSettings(database=url))
    assert not service.open().audit_verifier.check().is_whole, "the check of the trail tells of it"
    service.close()


def test_while_it_is_away_a_replica_begins_and_answers_without_queueing(postgres, url, tmp_path, clock):
    """Whoever asks next after a refusal need not wait for another attempt."""
    (tmp_path / "secret.key").write_bytes(SECRET)
    service = Service(tmp_path, clock, ServiceSettings(database=url))
    with away(postgres, url):
        for _ in range(20):
            with pytest.raises(OutOfReachError):
                service.open()
    until(lambda: _opens(service))
    service.close()


def _opens(service: Service) -> bool:
    try:
        service.open()
    except OutOfReachError:
        return False
    return True


def test_writers_at_a_file_that_is_busy_are_told_to_come_again(tmp_path: Path, clock):
    accounts = open_accounts(f"sqlite:///{tmp_path / 'accounts.sqlite'}?timeout=0", clock, Keyring(SECRET))
    began, done = threading.Event(), threading.Event()

    def hold() -> None:
        with accounts.database.writing():
            began.set()
            done.wait(20)

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        assert began.wait(20)
        with pytest.raises(OutOfReachError):
            accounts.audit.record("account:1", "test.waited")
    finally:
        done.set()
        holder.join()
        accounts.database.close()
