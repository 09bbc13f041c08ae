"""A hundred requests of one guest at once, at a real server: exactly what the plan gives is served."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

COMMAND = [sys.executable, "-m", "codewell.interfaces.cli.main"]
PAGE = "/code/icd10cm/E11.22"


def _started(home: Path, database: Path) -> tuple[subprocess.Popen[bytes], str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "CODEWELL_HOME": str(home),
        "CODEWELL_AUTOBUILD": "0",
        "CODEWELL_SERVICE_METERING": "on",
        "CODEWELL_SERVICE_DATABASE": f"sqlite:///{database}",
    }
    process = subprocess.Popen([*COMMAND, "serve", "--port", str(port)], env=environment, stderr=subprocess.DEVNULL)
    return process, f"http://127.0.0.1:{port}"


@pytest.fixture
def replicas(reference_home: Path, tmp_path: Path) -> Iterator[list[str]]:
    """Two servers over one accounts database."""
    started = [_started(reference_home, tmp_path / "accounts.sqlite") for _ in range(2)]
    try:
        for process, address in started:
            _wait_for(address, process)
        yield [address for _, address in started]
    finally:
        for process, _ in started:
            process.terminate()
        for process, _ in started:
            process.wait(30)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            httpx.get(f"{address}/healthz")
            return
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail("the server did not come up")


def test_of_a_hundred_requests_at_once_at_two_processes_one_is_served(replicas):
    def asked(number: int) -> int:
        return httpx.get(replicas[number % 2] + PAGE, timeout=60).status_code

    with ThreadPoolExecutor(50) as pool:
        told = Counter(pool.map(asked, range(100)))
    assert told == {200: 1, 429: 99}
