"""What a batch reads: the files of a folder, or the records of an NDJSON, CSV or Parquet file."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path

from codewell.kernel.errors import InputError, StorageError
from codewell.tasks.batch.parquet import parquet_library
from codewell.tasks.patient_facts import FIELDS
from codewell.tasks.record_lines import LONGEST_LINE, bounded_lines

LARGEST_FILE = 200_000_000
"""Bytes of one file of a folder; a larger one is reported in its place."""


class InputKind(Enum):
    """What the records lie in."""

    FOLDER = "folder"
    NDJSON = "ndjson"
    CSV = "csv"
    PARQUET = "parquet"
    CLAIMS = "claims"
    """Of any format; a claim is a record."""


@dataclass(frozen=True, slots=True)
class BatchRecord:
    """One record of a batch.

    Args:
        number: 0-based place in the input.
        line: a JSON object as UTF-8; None for a file of a folder, and for a line that was too long.
        path: a file of a folder, relative to it and with `/`; None for a line.
        size: bytes that it takes in the input, for progress.
        stamp: what tells a changed record from the one that was done before, without reading a file.
    """

    number: int
    line: bytes | None
    path: str | None
    size: int
    stamp: bytes


@dataclass(frozen=True, slots=True)
class BatchInput:
    """A folder or file of records.

    Args:
        place: where it lies.
        kind: how it is read.
        size: bytes in all; records add up to it, roughly for Parquet.
    """

    place: Path
    kind: InputKind
    size: int

    def records(self) -> Iterator[BatchRecord]:
        """Yield the records in their order: lines as they stand, files by path.

        Raises:
            InputError: the file is not what its name says.
        """
        match self.kind:
            case InputKind.FOLDER:
                yield from _files(self.place)
            case InputKind.NDJSON:
                yield from _lines(self.place)
            case InputKind.CSV:
                yield from _rows(self.place)
            case InputKind.PARQUET:
                yield from _row_groups(self.place)


_BY_SUFFIX = {
    ".ndjson": InputKind.NDJSON,
    ".jsonl": InputKind.NDJSON,
    ".csv": InputKind.CSV,
    ".parquet": InputKind.PARQUET,
}


def open_input(place: Path) -> BatchInput:
    """Return the input that lies there.

    Raises:
        InputError: there is nothing, or its ending names no form that batches read.
    """
    if place.is_dir():
        return BatchInput(place, InputKind.FOLDER, sum(record.size for record in _files(place)))
    if not place.exists():
        raise InputError("There is no such file or folder to read.", next_step="Check the path.", slug="input.no-such-file")
    kind = _BY_SUFFIX.get(place.suffix.lower())
    if kind is None:
        raise InputError(
            f"A batch does not read files that end in {place.suffix or 'nothing'}.",
            next_step=f"Give a folder of documents, or a file that ends in {', '.join(_BY_SUFFIX)}.",
            slug="input.not-a-batch",
        )
    return BatchInput(place, kind, place.stat().st_size)


def _files(folder: Path) -> Iterator[BatchRecord]:
    """Yield the files below a folder by path; hidden files and links that lead out of it are no documents of it."""
    root = folder.resolve()
    found: list[tuple[str, Path]] = []
    for top, folders, names in os.walk(folder, onerror=_unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            path = Path(top) / name
            if not name.startswith(".") and path.resolve().is_relative_to(root) and path.is_file():
                found.append((path.relative_to(folder).as_posix(), path))
    for number, (relative, path) in enumerate(sorted(found)):
        told = path.stat()
        stamp = f"{relative}\0{told.st_size}\0{told.st_mtime_ns}".encode("utf-8", "surrogateescape")
        yield BatchRecord(number, None, relative, told.st_size, stamp)


def _unreadable(refused: OSError) -> None:
    raise StorageError(f"A folder of the batch cannot be read ({refused.strerror}).", next_step="Check its permissions.")


def _lines(file: Path) -> Iterator[BatchRecord]:
    with file.open("rb") as lines:
        for number, line in enumerate(bounded_lines(lines)):
            yield _record(number, line, len(line) if line is not None else LONGEST_LINE)


def _rows(file: Path) -> Iterator[BatchRecord]:
    with file.open(encoding="utf-8-sig", newline="") as text:
        csv.field_size_limit(LONGEST_LINE)
        rows = csv.DictReader(text, strict=True)
        try:
            if "text" not in (rows.fieldnames or ()):
                raise InputError(
                    "The CSV file has no column `text`.", next_step="Name its columns id, text and on.", slug="input.no-column"
                )
            for number, row in enumerate(rows):
                held = {name: value for name, value in row.items() if name and value is not None}
                yield _from_fields(number, held)
        except (csv.Error, UnicodeDecodeError) as broken:
            place = f"line {rows.line_num + 1}"
            raise InputError(f"The CSV file cannot be read at {place} ({type(broken).__name__}).", slug="input.bad-csv") from None


NOTE_COLUMNS = ("id", "text", "on", "setting", "born", *FIELDS, "patient", "name")
"""What the jobs over notes read of a record."""


def _row_groups(file: Path) -> Iterator[BatchRecord]:
    _, parquet = parquet_library()
    try:
        table = parquet.ParquetFile(file)
    except Exception as broken:  # noqa: BLE001 -- the library raises its own family; all of it means one thing here
        raise InputError(f"The file is no Parquet file ({type(broken).__name__}).", slug="input.bad-parquet") from None
    if "text" not in table.schema_arrow.names:
        raise InputError(
            "The Parquet file has no column `text`.", next_step="Name its columns id, text and on.", slug="input.no-column"
        )
    wanted = [name for name in NOTE_COLUMNS if name in table.schema_arrow.names]
    number = 0
    for batch in table.iter_batches(256, columns=wanted):
        for row in batch.to_pylist():
            yield _from_fields(number, {name: value for name, value in row.items() if value is not None})
            number += 1


def _from_fields(number: int, fields: dict[str, object]) -> BatchRecord:
    plain = {name: value.isoformat()[:10] if isinstance(value, date | datetime) else value for name, value in fields.items()}
    if plain.get("on") == "":
        del plain["on"]
    line = (json.dumps(plain, default=str) + "\n").encode()
    return _record(number, line, len(line))


def _record(number: int, line: bytes | None, size: int) -> BatchRecord:
    return BatchRecord(number, line, None, size, line or b"\0too long")
