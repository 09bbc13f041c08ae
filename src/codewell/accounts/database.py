"""Opens the accounts database, on SQLite or PostgreSQL, and brings its tables up to date."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from codewell.kernel.errors import ConfigurationError, StorageError

NEWEST_REVISION = "0002"
"""The revision of the tables that this program works with; the last file of `migrations/versions`."""
_BUSY_SECONDS = 10.0
_WRITES = "codewell_writes"


class AccountsDatabase:
    """Transactions over the accounts database; safe to share between threads.

    Args:
        url: `sqlite:///FILE` or `postgresql://USER:PASSWORD@HOST/NAME`.

    Raises:
        ConfigurationError: the address is of no kind that is known, or its driver is not installed.
        StorageError: the database cannot be opened.
    """

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)

    @property
    def is_sqlite(self) -> bool:
        """Say whether one file holds it."""
        return self.engine.dialect.name == "sqlite"

    @property
    def place(self) -> str:
        """Where it is, in words, without name and password."""
        url = self.engine.url
        return f"SQLite, {url.database}" if self.is_sqlite else f"PostgreSQL at {url.host or 'this machine'}"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a transaction that only reads.

        Raises:
            StorageError: the database refuses.
        """
        with _told(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a transaction that is kept when the block ends and undone when it raises; on SQLite writers take turns.

        Raises:
            StorageError: the database refuses; nothing was kept.
        """
        with _told(), self.engine.connect().execution_options(**{_WRITES: True}) as connection, connection.begin():
            yield connection

    def revision(self) -> str:
        """Return the revision of the tables; empty where there are none."""
        with self.reading() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return ""
            return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")

    def bring_up_to_date(self) -> None:
        """Make the tables, or change them to the newest revision.

        Raises:
            StorageError: a newer program has changed them, or the database refuses.
        """
        found = self.revision()
        if found == NEWEST_REVISION:
            return
        from codewell.accounts.migrating import migrate

        with _told():
            migrate(self.engine, found)

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()


@contextmanager
def _told() -> Iterator[None]:
    """Say a refusal of the database without the values of a statement, which may name a person."""
    try:
        yield
    except DBAPIError as refused:
        raise StorageError(
            f"The accounts database refused: {type(refused.orig).__name__}.",
            next_step="See that its disk is not full and that it can be reached; nothing of this request was kept.",
            slug="configuration.accounts-database",
        ) from None
    except SQLAlchemyError as defect:
        raise StorageError(
            f"The accounts database could not be used: {type(defect).__name__}.", slug="configuration.accounts-database"
        ) from None


def _engine(written: str) -> Engine:
    try:
        url = make_url(written)
    except ArgumentError:
        raise _unknown_kind() from None
    if url.get_backend_name() == "sqlite":
        return _sqlite(url)
    if url.get_backend_name() != "postgresql":
        raise _unknown_kind()
    try:
        return create_engine(
            url.set(drivername="postgresql+psycopg"), pool_pre_ping=True, pool_size=10, max_overflow=10, hide_parameters=True
        )
    except ModuleNotFoundError:
        raise ConfigurationError(
            "The driver of PostgreSQL is not installed.", next_step="pip install 'codewell[postgres]'"
        ) from None


def _unknown_kind() -> ConfigurationError:
    return ConfigurationError(
        "The address of the accounts database is of no kind that is known.",
        next_step="Write sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME.",
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
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def connected(connection: Any, record: object) -> None:
        connection.isolation_level = None  # transactions begin below, not where the driver guesses
        for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {setting}")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
