"""A served app to measure, its own figures from the system's books, and wrk over a list of addresses."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from machine import home

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
DAY = "2026-06-02"
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Served:
    """A running `codewell serve`.

    Args:
        port: on loopback.
        pid: of its process.
    """

    port: int
    pid: int

    def processor_seconds(self) -> float:
        """Return what the process has used of the processors so far, in user and system mode."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def memory(self) -> float:
        """Return the memory that the process itself made, in MB; pages of mapped files, which may be dropped, are left out."""
        rollup = Path(f"/proc/{self.pid}/smaps_rollup").read_text()
        return sum(int(kb) for kb in re.findall(r"^Anonymous:\s+(\d+) kB$", rollup, re.MULTILINE)) / 1024

    def ask(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body of one answer, over a connection of its own."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()


@dataclass(frozen=True, slots=True)
class Load:
    """What wrk saw.

    Args:
        requests: answered.
        seconds: of the run.
        p50: milliseconds from request to answer as the client sees it, waiting included.
        p95: as p50.
        p99: as p50.
        refused: answers of status 400 and above.
        broken: connections that failed, and time-outs.
        processor: seconds of processor time the server used.
    """

    requests: int
    seconds: float
    p50: float
    p95: float
    p99: float
    refused: int
    broken: int
    processor: float

    def __str__(self) -> str:
        rate, each = self.requests / self.seconds, 1000 * self.processor / max(self.requests, 1)
        return (
            f"{rate:,.0f} pages/s ({self.requests:,} in {self.seconds:.0f} s), {each:.2f} ms of processor each; "
            f"client p50 {self.p50:.0f}, p95 {self.p95:.0f}, p99 {self.p99:.0f} ms; errors {self.refused + self.broken}"
        )


def command(port: int) -> list[str]:
    """Return how a user starts the server."""
    return [str(Path(sys.executable).with_name("codewell")), "serve", "--port", str(port)]


@contextmanager
def served(port: int) -> Iterator[Served]:
    """Serve on loopback until the end of the block; the search index is open when it begins."""
    environment = {**os.environ, "CODEWELL_HOME": str(home()), "CODEWELL_AUTOBUILD": "0"}
    process = subprocess.Popen(command(port), env=environment, stderr=subprocess.DEVNULL)
    try:
        running = Served(port, process.pid)
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            try:
                if b'"search":"ready"' in running.ask("/healthz")[2]:
                    break
            except OSError:
                if process.poll() is not None:
                    sys.exit("the server did not start: build the reference first, and see that the port is free")
            time.sleep(0.05)
        yield running
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def wrk(running: Served, addresses: Sequence[str], *, seconds: int, connections: int = 50, gzip: bool = False) -> Load:
    """Ask for the addresses in turn over many connections, as fast as they are answered."""
    program = shutil.which("wrk")
    if program is None:
        sys.exit("wrk is not installed; on Debian: apt-get install wrk")
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as listed:
        listed.write("\n".join(addresses) + "\n")
        listed.flush()
        tail = ["--", listed.name, *(["gzip"] if gzip else [])]
        before = running.processor_seconds()
        asked = [program, "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", str(HERE / "addresses.lua")]
        said = subprocess.run([*asked, f"http://127.0.0.1:{running.port}", *tail], capture_output=True, text=True, check=True)
        used = running.processor_seconds() - before
    figures = re.search(r"^figures (.+)$", said.stdout, re.MULTILINE)
    if figures is None:
        sys.exit(f"wrk said nothing that can be read:\n{said.stdout}{said.stderr}")
    n = [int(value) for value in figures[1].split()]
    return Load(n[0], n[1] / 1e6, n[2] / 1000, n[3] / 1000, n[4] / 1000, n[5], n[6], used)


def code_addresses() -> list[str]:
    """Return the pages of the list of codes, on the measured day."""
    return [f"/code/{line}?on={DAY}" for line in (HERE / "codes.txt").read_text().split()]


def typed(queries: Sequence[str]) -> list[str]:
    """Return each query as its reader types it: every beginning from the second character on."""
    return [query[:end] for query in queries for end in range(2, len(query) + 1)]


def queries() -> list[str]:
    """Return the queries of the development set of search."""
    lines = (ROOT / "bench/search/queries_dev.tsv").read_text().splitlines()[1:]
    return [line.split("\t")[0] for line in lines]
