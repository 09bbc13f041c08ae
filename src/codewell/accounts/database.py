"""The accounts database, on SQLite or PostgreSQL: its transactions, and its tables brought up to date."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoneFreeError
from sqlalchemy.pool import QueuePool

from codewell.accounts.connections import WRITES, ConnectionLimits, ConnectionsUsed, engine_of
from codewell.kernel.errors import OutOfReachError, StorageError

NEWEST_REVISION = "0002"
"""The revision of the tables that this program works with; the last file of `migrations/versions`."""
_SQLITE_BUSY = 5
_PASSING = ("08", "40", "53", "55", "57", "25006")
"""Beginnings of PostgreSQL's codes for what passes by itself: connections, deadlocks, resources, locks, an operator's shutdown or
a time-out, and a server that only reads while another takes over (Appendix A of its manual)."""
_DISK_FULL = "53100"


class AccountsDatabase:
    """Transactions over the accounts database; safe to share between threads.

    Args:
        url: `sqlite:///FILE` or `postgresql://USER:PASSWORD@HOST/NAME`.
        limits: how much of a PostgreSQL server it takes; None for the usual ones.

    Raises:
        ConfigurationError: the address is of no kind that is known, or its driver is not installed.
        StorageError: the database cannot be opened.
    """

    def __init__(self, url: str, limits: ConnectionLimits | None = None) -> None:
        self._limits = limits or ConnectionLimits()
        self.engine = engine_of(url, self._limits)

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
            OutOfReachError: the database cannot be reached, or takes too long.
            StorageError: the database refuses.
        """
        with told(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a transaction that is kept when the block ends and undone when it raises; on SQLite writers take turns.

        Raises:
            OutOfReachError: the database cannot be reached, or takes too long; nothing was kept, unless the connection was lost
                while the database confirmed, which nobody can tell then.
            StorageError: the database refuses; nothing was kept.
        """
        with told(), self.engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
            yield connection

    def answers(self) -> None:
        """Ask the database for nothing, to see that it answers.

        Raises:
            OutOfReachError: it does not.
            StorageError: it refuses.
        """
        with self.reading() as connection:
            connection.execute(text("SELECT 1"))

    def connections_used(self) -> ConnectionsUsed | None:
        """Return how many connections to PostgreSQL work now; None for a file."""
        pool = self.engine.pool
        return (
            ConnectionsUsed(pool.checkedout(), self._limits.connections)
            if isinstance(pool, QueuePool) and not self.is_sqlite
            else None
        )

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

        with told():
            migrate(self.engine, found)

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()


@contextmanager
def told() -> Iterator[None]:
    """Say a refusal of the database without the values of a statement, which may name a person."""
    try:
        yield
    except NoneFreeError:
        raise OutOfReachError(
            "Every connection to the accounts database is in use.",
            next_step="Ask again in a few seconds; for more of them see database_connections.",
            slug="configuration.accounts-out-of-reach",
        ) from None
    except DBAPIError as refused:
        raise _passing(refused) if _passes(refused) else _refused(refused) from None
    except SQLAlchemyError as defect:
        raise StorageError(
            f"The accounts database could not be used: {type(defect).__name__}.", slug="configuration.accounts-database"
        ) from None


def _passes(refused: DBAPIError) -> bool:
    """Say whether the refusal passes by itself: the connection was lost, somebody else held a lock, the server restarts."""
    cause = refused.orig
    of_sqlite = getattr(cause, "sqlite_errorcode", None)
    if of_sqlite is not None:
        return bool(of_sqlite & 0xFF == _SQLITE_BUSY)
    code = getattr(cause, "sqlstate", None)
    if code is None:
        return refused.connection_invalidated or type(cause).__name__ == "OperationalError"
    return str(code).startswith(_PASSING) and code != _DISK_FULL


def _passing(refused: DBAPIError) -> OutOfReachError:
    return OutOfReachError(
        f"The accounts database cannot be reached: {type(refused.orig).__name__}.",
        next_step="See that it runs and can be reached from here; Codewell goes on by itself once it answers.",
        slug="configuration.accounts-out-of-reach",
    )


def _refused(refused: DBAPIError) -> StorageError:
    return StorageError(
        f"The accounts database refused: {type(refused.orig).__name__}.",
        next_step="See that its disk is not full and that it can be reached; nothing of this request was kept.",
        slug="configuration.accounts-database",
    )
