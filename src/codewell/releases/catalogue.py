"""Which releases are ready on this machine: one row each, written in one transaction after the file is in place."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

from codewell.kernel.errors import StorageError
from codewell.kernel.validity import Validity
from codewell.releases.release import Release

_TABLE = """
CREATE TABLE IF NOT EXISTS releases (
    source TEXT NOT NULL, release TEXT NOT NULL, first_day TEXT NOT NULL, last_day TEXT, file_name TEXT NOT NULL,
    origin TEXT NOT NULL, sha256 TEXT NOT NULL, url TEXT NOT NULL, licence TEXT NOT NULL, excerpt INTEGER NOT NULL,
    row_count INTEGER NOT NULL, imported_at TEXT NOT NULL, accepted_by TEXT NOT NULL,
    PRIMARY KEY (source, release)
) WITHOUT ROWID
"""


class Catalogue:
    """The list of ready releases below one home folder.

    Args:
        home: the folder that holds `catalogue.sqlite` and `releases/`.
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        self._path = home / "catalogue.sqlite"

    def stamp(self) -> tuple[int, int] | None:
        """Return a value that changes whenever a release became ready; None where nothing was ever imported."""
        try:
            seen = self._path.stat()
        except FileNotFoundError:
            return None
        return seen.st_mtime_ns, seen.st_ino

    def releases(self) -> tuple[Release, ...]:
        """Return all ready releases, by source and first day."""
        if not self._path.exists():
            return ()
        try:
            with closing(sqlite3.connect(f"{self._path.absolute().as_uri()}?mode=ro", uri=True)) as database:
                rows = database.execute(f"SELECT {_COLUMNS} FROM releases ORDER BY source, first_day, release").fetchall()
        except sqlite3.Error as damage:
            if "no such table" in str(damage):  # another process has opened the new file and not yet written its first row
                return ()
            raise StorageError(
                f"The list of releases cannot be read ({damage}).",
                next_step=f"Move {self._path.name} away and build the reference again with `codewell build`.",
            ) from damage
        return tuple(_release(row) for row in rows)

    def record(self, release: Release) -> Release | None:
        """Make `release` the ready one of its source and label; return the one it replaces, if any.

        Raises:
            StorageError: the row could not be written; the earlier one still stands.
        """
        replaced = next((r for r in self.releases() if (r.source, r.release) == (release.source, release.release)), None)
        try:
            with closing(sqlite3.connect(self._path, timeout=60)) as database, database:
                database.execute(_TABLE)
                database.execute(f"INSERT OR REPLACE INTO releases ({_COLUMNS}) VALUES ({_MARKS})", _row(release))
        except sqlite3.Error as failure:
            raise StorageError(f"The list of releases cannot be written ({failure}).", next_step="Free some space.") from failure
        return replaced

    def replace(self, releases: Sequence[Release]) -> None:
        """Make these the ready releases and no others; who reads meanwhile sees the earlier list or this one.

        Raises:
            StorageError: the list could not be written; the earlier one still stands.
        """
        draft = self._path.with_name(f".{self._path.name}.{os.getpid()}")
        try:
            draft.unlink(missing_ok=True)
            with closing(sqlite3.connect(draft)) as database, database:
                database.execute(_TABLE)
                database.executemany(f"INSERT INTO releases ({_COLUMNS}) VALUES ({_MARKS})", map(_row, releases))
            os.replace(draft, self._path)
        except (OSError, sqlite3.Error) as failure:
            raise StorageError(f"The list of releases cannot be written ({failure}).", next_step="Free some space.") from failure
        finally:
            draft.unlink(missing_ok=True)


_COLUMNS = (
    "source, release, first_day, last_day, file_name, origin, sha256, url, licence, excerpt, row_count, imported_at, accepted_by"
)
_MARKS = ",".join("?" * 13)


def _row(release: Release) -> tuple[str | int | None, ...]:
    last_day = release.validity.last_day
    return (
        release.source,
        release.release,
        release.validity.first_day.isoformat(),
        last_day.isoformat() if last_day else None,
        release.file_name,
        release.origin,
        release.sha256,
        release.url,
        release.licence,
        int(release.excerpt),
        release.row_count,
        release.imported_at,
        release.accepted_by,
    )


def _release(row: tuple[str, str, str, str | None, str, str, str, str, str, int, int, str, str]) -> Release:
    validity = Validity(date.fromisoformat(row[2]), date.fromisoformat(row[3]) if row[3] else None)
    return Release(row[0], row[1], validity, *row[4:9], bool(row[9]), row[10], row[11], row[12])
