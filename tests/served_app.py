"""`codewell serve` as a process of its own, for tests that need a real server."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

COMMAND = [sys.executable, "-m", "codewell.interfaces.cli.main"]
_SECONDS = 90.0


def linked_home(folder: Path, reference: Path) -> Path:
    """Return a home of its own over the releases of another, so that whatever is written shows."""
    for name in ("releases", "search", "clinical", "catalogue.sqlite", "reference.ready"):
        if (reference / name).exists():
            (folder / name).symlink_to(reference / name)
    return folder


def environment_of(home: Path, **settings: str) -> dict[str, str]:
    """Return the environment of a command over a home, with settings of the service by name."""
    given = {f"CODEWELL_SERVICE_{name.upper()}": value for name, value in settings.items()}
    return {**os.environ, "CODEWELL_HOME": str(home), "CODEWELL_AUTOBUILD": "0", **given}


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def answering(environment: Mapping[str, str], log: Path, *, searches: bool = True) -> Iterator[str]:
    """Serve and give the address once it answers; the process ends with the block.

    Args:
        environment: of the process.
        log: file that takes what it says.
        searches: wait until the search index is open as well.
    """
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [*COMMAND, "serve", "--port", str(port)]
    with log.open("wb") as out, subprocess.Popen(command, env=environment, stdout=out, stderr=out) as process:
        try:
            _wait_for(address, process, searches)
            yield address
        finally:
            process.terminate()
            process.wait(30)


def _wait_for(address: str, process: subprocess.Popen[bytes], searches: bool) -> None:
    deadline = time.monotonic() + _SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{address}/healthz").json()["search"] == "ready" or not searches:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise TimeoutError("the server did not come up")
