"""A hundred requests of one guest at once, of which the plan gives one: how many are served, and how long it takes.

    python bench/web/quota.py HOME [REQUESTS]

HOME holds the built reference; the accounts lie in a temporary folder.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

PAGE = "/code/icd10cm/E11.22"


def main() -> None:
    """Start a server, send the requests, and print what came back."""
    home = Path(sys.argv[1])
    requests = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "CODEWELL_HOME": str(home),
            "CODEWELL_AUTOBUILD": "0",
            "CODEWELL_SERVICE_METERING": "on",
            "CODEWELL_SERVICE_DATABASE": f"sqlite:///{folder}/accounts.sqlite",
            "CODEWELL_SERVICE_REQUESTS_PER_MINUTE": "100000",
        }
        command = [sys.executable, "-m", "codewell.interfaces.cli.main", "serve", "--port", str(port)]
        server = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
        try:
            _measure(f"http://127.0.0.1:{port}", requests)
        finally:
            server.terminate()
            server.wait(30)


def _measure(address: str, requests: int) -> None:
    while True:
        try:
            httpx.get(f"{address}/healthz")
            break
        except httpx.TransportError:
            time.sleep(0.1)
    began = time.perf_counter()
    with ThreadPoolExecutor(50) as pool:
        told = Counter(pool.map(lambda _: httpx.get(address + PAGE, timeout=60).status_code, range(requests)))
    seconds = time.perf_counter() - began
    print(f"{requests} requests of one guest at once: {told[200]} served, {told[429]} met the wall, {seconds:.2f} s")
    others = {status: count for status, count in told.items() if status not in (200, 429)}
    if others:
        print(f"other answers: {others}")


if __name__ == "__main__":
    main()
