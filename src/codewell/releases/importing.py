"""From a publisher's files to a ready release: staged, checked, swapped in by rename, recorded.

Until the catalogue's row is written nobody sees the new file, so an import that stops anywhere (bad line, full disk,
kill -9) leaves the previous release in force; what it left behind is swept by the next import of the same home.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from codewell.kernel.errors import InputError, LicenceError, PublisherFileError, StorageError
from codewell.releases.catalogue import Catalogue
from codewell.releases.packing import PairPacker, store_pairs
from codewell.releases.release import Release
from codewell.sources.contract import ReleaseIdentity, Row, Source, Table
from codewell.sources.files import PublishedFile

_BATCH = 5_000

Progress = Callable[[int], None]
"""Called with the number of rows stored so far."""


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What to import and how to file it.

    Args:
        source: the room that reads the files.
        files: the publisher's files.
        identity: label and days; None to read them from the files themselves.
        excerpt: True when the files are known to hold a part only.
        imported_at: ISO instant; empty for what ships with Codewell.
        accepted_by: who accepted the AMA licence and when; empty when nobody did.
        url: the address the files came from; empty for the source's own.
    """

    source: Source
    files: Sequence[PublishedFile]
    identity: ReleaseIdentity | None = None
    excerpt: bool = False
    imported_at: str = ""
    accepted_by: str = ""
    url: str = ""


def import_release(home: Path, request: ImportRequest, progress: Progress = lambda rows: None) -> Release:
    """Store the files as a ready release and return it.

    Raises:
        InputError: neither the files nor the request say which release they are.
        LicenceError: the source carries AMA codes or text and nobody accepted the licence.
        PublisherFileError: a file is not as documented; the previous release stays.
        StorageError: the disk refused; the previous release stays.
    """
    source = request.source
    if source.rights.carries_ama and not request.accepted_by:
        raise LicenceError(
            f"{source.title} carries AMA codes or text.",
            next_step="If you hold the licence, accept its terms with --accept-ama-licence.",
        )
    identity = request.identity or source.identify(request.files)
    if identity is None:
        raise InputError(
            f"The files do not say which release of {source.title} they are.",
            next_step="Say it with --release LABEL --first-day DAY --last-day DAY.",
            slug="input.release-unknown",
        )
    folder = home / "releases"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        sweep(folder, Catalogue(home))
        return _stage_and_record(home, folder, request, identity, progress)
    except (OSError, sqlite3.Error) as refusal:
        raise StorageError(
            f"The release could not be stored ({refusal}).",
            next_step=f"Free some space under {home} or choose another folder; the previous release is still in use.",
        ) from refusal


def _stage_and_record(home: Path, folder: Path, request: ImportRequest, identity: ReleaseIdentity, progress: Progress) -> Release:
    source = request.source
    digest = _digest(request.files)
    file_name = f"{source.id}-{identity.release}-{digest[:8]}.sqlite".replace("/", "_")
    staged = folder / f"{file_name}.{os.getpid()}.staging"
    try:
        counts, stored = _store(staged, source.tables, source.rows(request.files), progress)
        if not sum(counts.values()):
            raise PublisherFileError(file=request.files[0].name, expected="at least one row", found="none")
        source.check(request.files, counts, excerpt=request.excerpt)
        staged.chmod(0o444)
        os.replace(staged, folder / file_name)
        _flush_folder(folder)
    except BaseException:
        with suppress(OSError):
            staged.unlink(missing_ok=True)
        raise
    release = Release(
        source=source.id,
        release=identity.release,
        validity=identity.validity,
        file_name=file_name,
        origin=", ".join(sorted(file.name for file in request.files))[:300],
        sha256=digest,
        url=request.url or source.rights.url,
        licence=source.rights.licence,
        excerpt=request.excerpt,
        row_count=sum(stored.values()),
        imported_at=request.imported_at,
        accepted_by=request.accepted_by,
    )
    replaced = Catalogue(home).record(release)
    if replaced is not None and replaced.file_name != file_name:
        with suppress(OSError):
            (folder / replaced.file_name).unlink(missing_ok=True)
    return release


def _store(
    path: Path, tables: Sequence[Table], rows: Iterator[tuple[str, Row]], progress: Progress
) -> tuple[dict[str, int], dict[str, int]]:
    """Write all rows in one transaction and flush them to disk; return rows per table, as published and as stored."""
    counts = dict.fromkeys((table.name for table in tables), 0)
    packers = {table.name: PairPacker(table.name) for table in tables if table.pairs}
    paired, tables = [t for t in tables if t.pairs], [t for t in tables if not t.pairs]
    inserts = {table.name: f"INSERT INTO {table.name} VALUES ({','.join('?' * len(table.columns))})" for table in tables}
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-65536;")
        for table in tables:
            database.execute(_create(table))
        database.execute("BEGIN")
        done = 0
        while batch := list(islice(rows, _BATCH)):
            by_table: dict[str, list[Row]] = {}
            for name, row in batch:
                by_table.setdefault(name, []).append(row)
            for name, some in by_table.items():
                if name in packers:
                    packers[name].add(some)
                else:
                    _insert(database, inserts[name], name, some)
                counts[name] += len(some)
            done += len(batch)
            progress(done)
        for table in tables:
            for columns in table.indexes:
                database.execute(f"CREATE INDEX {table.name}_by_{'_'.join(columns)} ON {table.name} ({', '.join(columns)})")
        stored = {t.name: store_pairs(database, t, packers[t.name].packed()) for t in paired if counts[t.name]}
        database.execute("COMMIT")
        database.executescript("PRAGMA analysis_limit=1000; ANALYZE")
    with path.open("rb") as written:
        os.fsync(written.fileno())
    return counts, counts | stored


def _insert(database: sqlite3.Connection, insert: str, table: str, rows: list[Row]) -> None:
    try:
        database.executemany(insert, rows)
    except sqlite3.IntegrityError as repeated:
        raise PublisherFileError(
            file=f"table {table}", expected="each key once", found=str(repeated), next_step="The file repeats a row."
        ) from repeated


def _create(table: Table) -> str:
    columns = [f"{name} {kind.value}" for name, kind in table.columns]
    if table.key:
        columns.append(f"PRIMARY KEY ({', '.join(table.key)})")
    return f"CREATE TABLE {table.name} ({', '.join(columns)})" + (" WITHOUT ROWID" if table.key else "")


def _digest(files: Sequence[PublishedFile]) -> str:
    digests = [file.digest() for file in sorted(files, key=lambda file: file.name)]
    return digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()


def _flush_folder(folder: Path) -> None:
    """Make the rename durable; Windows has no handle for a folder and needs none."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sweep(folder: Path, catalogue: Catalogue) -> None:
    """Remove what imports and fetches left: staging files without a living process, old files that no catalogue row names.

    A file waits an hour before it counts as nobody's: another process may be between its rename and its catalogue row.
    """
    known = {release.file_name for release in catalogue.releases()}
    hour_ago = time.time() - 3600
    for left in folder.iterdir():
        with suppress(FileNotFoundError):
            abandoned = left.stat().st_mtime < hour_ago
            if ".staging" in left.name:
                abandoned = abandoned or not _owner_is_running(left.name)
            elif left.name in known:
                continue
            if abandoned:
                left.unlink()


def _owner_is_running(staging_name: str) -> bool:
    process = staging_name.split(".staging")[0].rsplit(".", 1)[-1]
    if os.name != "posix" or not process.isdigit():
        return True
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
