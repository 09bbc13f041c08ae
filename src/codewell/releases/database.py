"""Read-only access to one release file; the only SQL doorway for the rooms above."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from codewell.kernel.errors import StorageError

_CACHE_KB = 256
"""Of each open file in each thread, an eighth of what SQLite takes by itself: the system holds the files' pages already."""


class ReadOnlyDatabase:
    """One read-only SQLite file, usable from several threads; each opens its own connection at its first question."""

    def __init__(self, path: Path) -> None:
        self._uri = f"file:{quote(str(path))}?mode=ro&immutable=1"
        self._path = path
        self._local = threading.local()

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            try:
                connection = sqlite3.connect(self._uri, uri=True, cached_statements=256)
                connection.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
            except sqlite3.Error as failure:
                raise StorageError(
                    f"The release file {self._path.name} cannot be opened ({failure}).",
                    next_step="Run `codewell doctor`, then import that release again.",
                ) from failure
            self._local.connection = connection
        return connection

    def one(self, sql: str, *values: str | int | None) -> tuple[Any, ...] | None:
        """Return the first row of a SELECT, or None."""
        try:
            row: tuple[Any, ...] | None = self._connection().execute(sql, values).fetchone()
        except sqlite3.DatabaseError as damage:
            raise self._damaged(damage) from damage
        return row

    def all(self, sql: str, *values: str | int | None) -> list[tuple[Any, ...]]:
        """Return every row of a SELECT."""
        try:
            return self._connection().execute(sql, values).fetchall()
        except sqlite3.DatabaseError as damage:
            raise self._damaged(damage) from damage

    def any_of(self, sql: str, values: Sequence[str | int]) -> list[tuple[Any, ...]]:
        """Return every row of a SELECT whose text holds `(?*)` where the list of `values` belongs."""
        return self.all(sql.replace("(?*)", f"({','.join('?' * len(values))})"), *values)

    def _damaged(self, damage: sqlite3.DatabaseError) -> StorageError:
        return StorageError(
            f"The release file {self._path.name} does not answer ({damage}).",
            next_step="Run `codewell doctor`, then import that release again.",
        )
