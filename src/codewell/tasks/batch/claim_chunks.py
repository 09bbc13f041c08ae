"""A table of claims cut into pieces that hold whole claims, and a piece cut into its claims."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from codewell.claims.columns import Header, read_header
from codewell.claims.csv_file import DELIMITERS
from codewell.claims.issue import Issue
from codewell.claims.rows import RowReader
from codewell.kernel.claims import Claim, Position
from codewell.tasks.batch.records import BatchRecord
from codewell.tasks.read_claims import characters
from codewell.tasks.record_lines import LONGEST_LINE

CHUNK = 1_500_000
"""Bytes of a piece: some thousands of claims, enough to look at their pairs of lines in one pass."""


@dataclass(frozen=True, slots=True)
class Table:
    """How a CSV file is written.

    Args:
        header: where the columns stand.
        delimiter: parts the cells.
    """

    header: Header
    delimiter: str


def table_header(place: Path) -> Table:
    """Return how a CSV file is written.

    Raises:
        InputError: its header is none of a table of claims.
    """
    with place.open(encoding="utf-8-sig", errors="codewell-latin-1", newline="") as text:
        first = text.readline()
    delimiter = max(DELIMITERS, key=first.count)
    return Table(read_header(next(csv.reader([first], delimiter=delimiter), [])), delimiter)


def is_plain_table(place: Path) -> bool:
    """Say whether the rows can be told apart by line ends alone: no quotation marks at the head.

    Other tables are read whole, row by row, before they are checked.
    """
    with place.open("rb") as stream:
        head = stream.read(1 << 16)
    return b'"' not in head and not head.startswith((b"\xff\xfe", b"\xfe\xff"))


def chunks(place: Path, size: int = CHUNK) -> Iterator[BatchRecord]:
    """Yield the rows in pieces that end where a claim ends, with the line and offset of the first row.

    Args:
        place: a plain table.
        size: bytes of a piece, roughly.
    """
    table = table_header(place)
    with place.open("rb", 1 << 20) as stream:
        offset, row, number = characters(stream.readline(LONGEST_LINE)), 2, 0
        held = b""
        while True:
            read = stream.read(size)
            held += read
            end = _last_end(held, table) if read else len(held)
            if not end and len(held) > LONGEST_LINE:
                end = held.rfind(b"\n") + 1 or len(held)  # more rows than a claim may have, or one endless row
            if end:
                chunk, held = held[:end], held[end:]
                yield _record(number, row, offset, chunk)
                number, row, offset = number + 1, row + chunk.count(b"\n"), offset + characters(chunk)
            if not read:
                return


def claims_of_chunk(chunk: bytes, table: Table) -> Iterator[BatchRecord]:
    """Yield the rows of each claim of a piece, with the line and offset of the first."""
    row, offset, content = begun(chunk)
    number, held = row - 1, b""
    claim: bytes | None = None
    first_row, first_offset = row, offset
    for line in rows_of(content):
        mine = claim_of_row(line, table)
        if mine is None or mine != claim:
            if held:
                yield _record(number, first_row, first_offset, held)
            held, claim, number, first_row, first_offset = b"", mine, row - 1, row, offset
        held += line
        row, offset = row + 1, offset + characters(line)
    if held:
        yield _record(number, first_row, first_offset, held)


def begun(chunk: bytes) -> tuple[int, int, bytes]:
    """Return the line and offset of a piece, and its rows."""
    place, _, content = chunk.partition(b"\n")
    row, offset = (int(part) for part in place.split())
    return row, offset, content


def claim_of_row(line: bytes, table: Table) -> bytes | None:
    """Return the cell that names the claim, as it stands; None where the row ends before it."""
    at = table.header.places["claim"]
    cells = line.split(table.delimiter.encode(), at + 1)
    return cells[at].rstrip(b"\r\n") if len(cells) > at else None


def _last_end(held: bytes, table: Table) -> int:
    """Return where the last claim begins whose end is not seen yet; zero where that is the first one."""
    last: bytes | None = None
    end = held.rfind(b"\n") + 1
    begin, seen = end, False
    while begin > 0:
        start = held.rfind(b"\n", 0, begin - 1) + 1
        claim = claim_of_row(held[start:begin], table)
        if seen and (claim is None or claim != last):
            return begin
        last, seen, begin = claim, True, start
        if claim is None:
            return start
    return 0


def rows_of(content: bytes) -> Iterator[bytes]:
    """Yield the rows with their line ends; a line feed ends a row and nothing else does."""
    begin = 0
    while (end := content.find(b"\n", begin)) >= 0:
        yield content[begin : end + 1]
        begin = end + 1
    if begin < len(content):
        yield content[begin:]


def _record(number: int, row: int, offset: int, content: bytes) -> BatchRecord:
    line = b"%d %d\n" % (row, offset) + content
    return BatchRecord(number, line, None, len(content), line)


def claims_of_rows(text: str, row: int, offset: int, table: Table, reader: RowReader) -> Iterator[Claim | Issue]:
    """Yield what some rows hold, read row by row.

    Args:
        text: rows of whole claims.
        row: number of the first.
        offset: of its first character in the file.
        table: how the file is written.
        reader: of its rows.
    """
    if '"' in text or "\0" in text:
        yield from _quoted(text, table, reader, row, offset)
        return
    for written in _lines(text):
        if written.strip():
            yield from reader.read(row, offset, written.rstrip("\r\n").split(table.delimiter))
        row, offset = row + 1, offset + len(written)
    yield from reader.finish()


def _quoted(text: str, table: Table, reader: RowReader, row: int, offset: int) -> Iterator[Claim | Issue]:
    for written in _lines(text.replace("\0", " ")):
        try:
            cells = next(csv.reader([written], delimiter=table.delimiter, strict=True), [])
        except csv.Error:
            message = "A quotation mark of the row never ends; it was left out."
            yield Issue("claims.bad-row", message, Position(row, offset), lost=True)
        else:
            if any(cells):
                yield from reader.read(row, offset, cells)
        row, offset = row + 1, offset + len(written)
    yield from reader.finish()


def _lines(text: str) -> Iterator[str]:
    begin = 0
    while (end := text.find("\n", begin)) >= 0:
        yield text[begin : end + 1]
        begin = end + 1
    if begin < len(text):
        yield text[begin:]
