"""Copies the accounts from one database into another that is empty, of either kind, as they stand at one instant."""

from __future__ import annotations

from sqlalchemy import Connection, exists, insert, select

from codewell.accounts.connections import without_time_out
from codewell.accounts.database import AccountsDatabase, told
from codewell.accounts.schema import metadata
from codewell.accounts.schema.people import accounts
from codewell.accounts.schema.record import audit_trail
from codewell.kernel.errors import ConfigurationError

_ROWS_AT_ONCE = 500


def copy_accounts(source: AccountsDatabase, target: AccountsDatabase) -> int:
    """Copy every row; return how many. Both have tables of the newest revision.

    Everything is read in one transaction that sees one instant, and written in one that is kept whole or not at all.

    Raises:
        ConfigurationError: the target has accounts.
        StorageError: a database refuses; the target stays empty.
    """
    with told(), _of_one_instant(source) as reading, target.writing() as writing:
        without_time_out(writing)
        if writing.execute(select(exists(select(accounts)) | exists(select(audit_trail)))).scalar():
            raise ConfigurationError(
                f"The database has accounts ({target.place}).",
                next_step="Restore into an empty database, then point Codewell at it.",
            )
        return sum(_copied(reading, writing, table.name) for table in metadata.sorted_tables)


def _of_one_instant(source: AccountsDatabase) -> Connection:
    """Return a connection whose statements all see the same instant; a transaction of SQLite does so anyway."""
    if source.is_sqlite:
        return source.engine.connect()
    connection = source.engine.connect().execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    without_time_out(connection)
    return connection


def _copied(reading: Connection, writing: Connection, name: str) -> int:
    table, count = metadata.tables[name], 0
    found = reading.execution_options(yield_per=_ROWS_AT_ONCE).execute(select(table))
    for rows in found.mappings().partitions(_ROWS_AT_ONCE):
        writing.execute(insert(table), [dict(row) for row in rows])
        count += len(rows)
    return count
