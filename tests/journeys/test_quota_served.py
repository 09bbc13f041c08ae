"""A hundred requests of one guest at once, at a real server: exactly what the plan gives is served."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from served_app import answering, environment_of

PAGE = "/code/icd10cm/E11.22"


@pytest.fixture
def replicas(reference_home: Path, tmp_path: Path) -> Iterator[list[str]]:
    """Two servers over one accounts database."""
    environment = environment_of(reference_home, metering="on", database=f"sqlite:///{tmp_path / 'accounts.sqlite'}")
    with ExitStack() as running:
        yield [running.enter_context(answering(environment, tmp_path / f"log-{number}", searches=False)) for number in range(2)]


def test_of_a_hundred_requests_at_once_at_two_processes_one_is_served(replicas):
    def asked(number: int) -> int:
        return httpx.get(replicas[number % 2] + PAGE, timeout=60).status_code

    with ThreadPoolExecutor(50) as pool:
        told = Counter(pool.map(asked, range(100)))
    assert told == {200: 1, 429: 99}
