"""A PostgreSQL server killed in the middle of two replicas' work and started again, and its dump in another server."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import psycopg
import pytest

from accounts_over_both import SECRET
from codewell.accounts.installation import Accounts, open_accounts
from codewell.accounts.keyring import Keyring
from codewell.accounts.roles import Role
from codewell.kernel.errors import OutOfReachError
from codewell.tasks.accounts.sign_in import SignedIn, SignInRequest, sign_in
from postgres import new_database, own_server, programs

PASSWORD = "seven grey herons"


@pytest.fixture
def server():
    with own_server() as started:
        yield started


def killed(server) -> None:
    """End the server and all its processes with SIGKILL, as a machine that loses its power does."""
    with psycopg.connect(server.get_uri()) as connection:
        own = [row[0] for row in connection.execute("SELECT pid FROM pg_stat_activity")]
    first = server.get_pid()
    for process in (first, *own):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    until = time.monotonic() + 30
    with suppress(ProcessLookupError):
        while time.monotonic() < until:
            os.kill(first, 0)  # asks only whether it is still there; a server is not started beside one that is ending
            time.sleep(0.02)


def dumped(source: str, target: str) -> None:
    """Bring a database by `pg_dump` and `pg_restore` into an empty one of another server."""
    folder = programs()
    dump = subprocess.run([folder / "pg_dump", "-Fc", "-d", source], capture_output=True, check=True).stdout
    subprocess.run([folder / "pg_restore", "--exit-on-error", "--no-owner", "-d", target], input=dump, check=True)


def test_what_was_confirmed_before_the_kill_is_there_and_in_a_dump(server, postgres, clock):
    url = new_database(server.get_uri())
    with ThreadPoolExecutor(2) as threads:
        replicas = list(threads.map(lambda _: open_accounts(url, clock, Keyring(SECRET)), range(2)))
    hashed = replicas[0].passwords.hash(PASSWORD)
    ann = replicas[0].people.add("ann@example.org", role=Role.ADMIN, plan="free", password_hash=hashed, verified=True)
    confirmed: list[list[int]] = [[], []]
    enough, refused = threading.Event(), [threading.Event(), threading.Event()]

    def write(number: int, replica: Accounts) -> None:
        for row in range(number, 1_000_000, 2):
            try:
                replica.audit.record(f"account:{ann.id}", "test.written", "", {"row": row})
            except OutOfReachError:
                refused[number].set()
                return
            confirmed[number].append(row)
            if len(confirmed[number]) > 20:
                enough.set()

    writers = [threading.Thread(target=write, args=pair) for pair in enumerate(replicas)]
    for writer in writers:
        writer.start()
    assert enough.wait(30)
    killed(server)
    for writer in writers:
        writer.join(30)
    assert all(one.is_set() for one in refused), "both were in the middle of it"
    server.ensure_postgres_running()

    replicas[1].audit.record(f"account:{ann.id}", "test.after")
    dump = new_database(postgres)
    dumped(url, dump)
    restored = open_accounts(dump, clock, Keyring(SECRET))
    for accounts in (*replicas, restored):
        rows = list(accounts.audit_verifier.rows())
        written = {json.loads(row.detail)["row"] for row in rows if row.action == "test.written"}
        assert written >= {*confirmed[0], *confirmed[1]}
        assert len(written) <= len(confirmed[0]) + len(confirmed[1]) + 2, "at most one more each, whose confirmation was lost"
        assert rows[-1].action == "test.after"
        assert accounts.audit_verifier.check().is_whole
    assert isinstance(sign_in(restored, SignInRequest("ann@example.org", PASSWORD, "192.0.2.1", "")), SignedIn)
    for accounts in (*replicas, restored):
        accounts.database.close()
