"""Server times while something else loads the server: one connection asks in turn and reads Server-Timing."""

from __future__ import annotations

import re
import statistics
import threading
from collections.abc import Sequence
from http.client import HTTPConnection

_DURATION = re.compile(r"\bdur=([0-9.]+)")


class Probe(threading.Thread):
    """Asks for addresses one after the other until stopped.

    Attributes:
        milliseconds: the server's own time of each answer, from the request's arrival in the app to the beginning of its answer.
        failed: answers of status 400 and above.
    """

    def __init__(self, port: int, addresses: Sequence[str]) -> None:
        super().__init__(daemon=True)
        self._port = port
        self._addresses = addresses
        self._done = threading.Event()
        self.milliseconds: list[float] = []
        self.failed = 0

    def run(self) -> None:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=60)
        at = 0
        while not self._done.is_set():
            connection.request("GET", self._addresses[at % len(self._addresses)], headers={"Accept-Encoding": "gzip"})
            answer = connection.getresponse()
            answer.read()
            self.failed += answer.status >= 400
            said = _DURATION.search(answer.getheader("Server-Timing", ""))
            if said:
                self.milliseconds.append(float(said[1]))
            at += 1
        connection.close()

    def __enter__(self) -> Probe:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self.join(60)

    def __str__(self) -> str:
        if len(self.milliseconds) < 20:
            return f"too few answers with Server-Timing ({len(self.milliseconds)})"
        cuts = statistics.quantiles(self.milliseconds, n=100)
        return (
            f"p50 {cuts[49]:.1f}, p95 {cuts[94]:.1f}, p99 {cuts[98]:.1f} ms over {len(self.milliseconds)}; errors {self.failed}"
        )
