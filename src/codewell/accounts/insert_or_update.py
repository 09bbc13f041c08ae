"""Writes a row that may be there, in one statement, so that two who write at once do not collide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_or_update(
    connection: Connection,
    table: Table,
    row: Mapping[str, Any] | Sequence[Mapping[str, Any]],
    *,
    key: Sequence[str],
    update: Sequence[str] = (),
) -> None:
    """Write a row or several; where one of that key is there, set some of its columns.

    Args:
        connection: of a transaction that writes.
        table: where to.
        row: names and values; all rows have the same names.
        key: columns that are unique together.
        update: columns to set where the row is there; none leaves it as it is.
    """
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    rows = [dict(row)] if isinstance(row, Mapping) else [dict(one) for one in row]
    if not rows:
        return
    statement = make(table)
    if update:
        statement = statement.on_conflict_do_update(index_elements=list(key), set_={c: statement.excluded[c] for c in update})
    else:
        statement = statement.on_conflict_do_nothing(index_elements=list(key))
    connection.execute(statement, rows)
