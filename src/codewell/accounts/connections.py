"""Opens connections to the accounts database, on SQLite or PostgreSQL, with a bound on their number and on every wait."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from codewell.kernel.errors import ConfigurationError, StorageError

WRITES = "codewell_writes"
"""Option of a connection whose transaction writes."""
_BUSY_SECONDS = 10.0
_SECONDS_OF_A_CONNECTION = 1800
"""After which one is made anew, so that a fail-over behind one address is followed."""


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """How much of a PostgreSQL server one process takes, and how long it waits for it.

    Args:
        connections: at most, of this process.
        connect_seconds: for one to be made.
        wait_seconds: for one to become free where all are in use.
        statement_seconds: for one statement; a lock is waited for two thirds of that.
    """

    connections: int = 20
    connect_seconds: int = 5
    wait_seconds: int = 5
    statement_seconds: int = 15


@dataclass(frozen=True, slots=True)
class ConnectionsUsed:
    """How much of its bound a process uses.

    Args:
        in_use: connections that work now.
        most: that it may have.
    """

    in_use: int
    most: int


def engine_of(written: str, limits: ConnectionLimits) -> Engine:
    """Return the engine of a database's address.

    Raises:
        ConfigurationError: the address is of no kind that is known, or its driver is not installed.
        StorageError: the folder of a SQLite file cannot be made.
    """
    try:
        url = make_url(written)
    except ArgumentError:
        raise _unknown_kind() from None
    if url.get_backend_name() == "sqlite":
        return _sqlite(url)
    if url.get_backend_name() != "postgresql":
        raise _unknown_kind()
    try:
        return _postgresql(url, limits)
    except ModuleNotFoundError:
        raise ConfigurationError(
            "The driver of PostgreSQL is not installed.", next_step="pip install 'codewell[postgres]'"
        ) from None


def without_time_out(connection: Connection) -> None:
    """Let one transaction take as long as it takes; those of requests have their bounds."""
    if connection.dialect.name == "postgresql":
        for wait in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
            connection.execute(select(func.set_config(wait, "0", True)))


def _unknown_kind() -> ConfigurationError:
    return ConfigurationError(
        "The address of the accounts database is of no kind that is known.",
        next_step="Write sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME.",
    )


def _postgresql(url: URL, limits: ConnectionLimits) -> Engine:
    """Every wait ends: for a connection, a lock, a statement, and for a peer that has gone without a word."""
    milliseconds = limits.statement_seconds * 1000
    session = {
        "statement_timeout": milliseconds,
        "lock_timeout": milliseconds * 2 // 3,
        "idle_in_transaction_session_timeout": milliseconds * 2,
    }
    waits = {
        "connect_timeout": limits.connect_seconds,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": milliseconds,
        "application_name": "codewell",
        "options": " ".join(f"-c {name}={value}" for name, value in session.items()),
    }
    kept = max(1, limits.connections // 2)
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args={name: value for name, value in waits.items() if name not in url.query},
        pool_pre_ping=True,
        pool_use_lifo=True,
        pool_size=kept,
        max_overflow=limits.connections - kept,
        pool_timeout=limits.wait_seconds,
        pool_recycle=_SECONDS_OF_A_CONNECTION,
        hide_parameters=True,
    )


def _make_for_its_owner_only(file: Path) -> None:
    """Make an empty file that nobody else can read; SQLite gives what it writes beside it the same rights."""
    with suppress(FileExistsError):
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _sqlite(url: URL) -> Engine:
    if url.database and url.database != ":memory:":
        folder = Path(url.database).expanduser().parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _make_for_its_owner_only(folder / Path(url.database).name)
        except OSError as refused:
            raise StorageError(f"The folder {folder} cannot be made: {refused.strerror}.") from None
    waits = {} if "timeout" in url.query else {"timeout": _BUSY_SECONDS}
    engine = create_engine(url, hide_parameters=True, connect_args={"check_same_thread": False, **waits})

    @event.listens_for(engine, "connect")
    def connected(connection: Any, record: object) -> None:
        connection.isolation_level = None  # transactions begin below, not where the driver guesses
        for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {setting}")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
