"""Claims of a file in any format that is read, streamed with bounded memory, with everything that is wrong in it."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO

from codewell.claims.columns import read_header
from codewell.claims.csv_file import read_csv
from codewell.claims.fhir import read_fhir
from codewell.claims.formats import SNIFFED, ClaimFormat, DecodedText, encoding_of, sniffed
from codewell.claims.issue import Issue
from codewell.claims.json_claims import parsed, read_json_claims
from codewell.claims.rows import RowReader
from codewell.claims.x12.reading import read_x12
from codewell.claims.x12.remittance import AnsweredClaim
from codewell.kernel.claims import Claim, Position
from codewell.kernel.errors import InputError
from codewell.tasks.batch.parquet import parquet_library
from codewell.tasks.record_lines import LONGEST_LINE, bounded_lines

LARGEST_DOCUMENT = 200_000_000
"""Bytes of a JSON document, which is held whole; NDJSON, CSV, Parquet and X12 are streamed and have no such limit."""

Read = Claim | AnsweredClaim | Issue


@dataclass(frozen=True, slots=True)
class ClaimsFile:
    """A file of claims, opened.

    Args:
        format: told from its content.
        stream: bytes from the beginning.
        encoding: of text.
    """

    format: ClaimFormat
    stream: BinaryIO
    encoding: str


def open_claims(stream: BinaryIO) -> ClaimsFile:
    """Return what a stream holds; it is read no further than it must be and need not be seekable.

    Raises:
        InputError: it is none of the formats that are read.
    """
    buffered: Any = stream if hasattr(stream, "peek") else io.BufferedReader(stream, SNIFFED)
    head = buffered.peek(SNIFFED)[:SNIFFED]
    return ClaimsFile(sniffed(head), buffered, encoding_of(head))


def read_claims(file: ClaimsFile, payer: str) -> Iterator[Read]:
    """Yield what a file holds, in its order.

    Args:
        file: opened.
        payer: profile of claims that name none.

    Raises:
        InputError: the file as a whole cannot be read; the message says where.
        ConfigurationError: an extra is not installed.
    """
    match file.format:
        case ClaimFormat.X12 | ClaimFormat.CSV:
            text = DecodedText(file.stream, file.encoding)
            yield from read_x12(text.stream, payer) if file.format is ClaimFormat.X12 else read_csv(text.stream, payer)
            if text.latin_1:
                message = f"{text.latin_1:,} bytes of the file are no UTF-8; they were read as Latin-1."
                yield Issue("claims.not-utf-8", message, Position(character=0))
        case ClaimFormat.PARQUET:
            yield from _parquet(file.stream, payer)
        case ClaimFormat.NDJSON:
            yield from _lines(file.stream, payer)
        case ClaimFormat.FHIR | ClaimFormat.JSON:
            yield from _document(file, payer)


def _document(file: ClaimsFile, payer: str) -> Iterator[Read]:
    content = file.stream.read(LARGEST_DOCUMENT + 1)
    if len(content) > LARGEST_DOCUMENT:
        raise InputError(
            f"Character {LARGEST_DOCUMENT}: a JSON document of more than {LARGEST_DOCUMENT:,} bytes is not read.",
            next_step="Write one claim a line (NDJSON); such a file may have any size.",
            slug="claims.document-too-large",
        )
    if file.format is ClaimFormat.FHIR:
        yield from read_fhir(content, payer)
        return
    try:
        value = parsed(DecodedText(io.BytesIO(content), file.encoding).stream.read())
    except ValueError as broken:
        at = (
            f"line {broken.lineno}, character {broken.colno}"
            if isinstance(broken, json.JSONDecodeError)
            else "line 1, character 0"
        )
        raise InputError(f"The file is no JSON ({at}).", next_step="Export it again.", slug="claims.not-json") from None
    if isinstance(value, dict) and "resourceType" in value:
        yield from read_fhir(content, payer)
    else:
        yield from read_json_claims(value, payer, Position())


def _lines(stream: BinaryIO, payer: str) -> Iterator[Read]:
    offset = 0
    for number, line in enumerate(bounded_lines(stream), start=1):
        at = Position(number, offset)
        offset += LONGEST_LINE if line is None else characters(line)
        if line is None:
            yield Issue("claims.endless-line", f"A line of more than {LONGEST_LINE:,} bytes; it was left out.", at, lost=True)
        elif line.strip():
            yield from claims_of_line(line, payer, at)


def characters(line: bytes) -> int:
    """Return how many characters the bytes of a line are."""
    return len(line) if line.isascii() else len(line.decode("utf-8", "codewell-latin-1"))


def claims_of_line(line: bytes, payer: str, at: Position) -> Iterator[Claim | Issue]:
    """Yield the claim of one line of NDJSON, in Codewell's JSON or as a FHIR Claim; a bad line costs only itself."""
    try:
        value = parsed(line.decode("utf-8-sig"))
        if isinstance(value, dict) and "resourceType" in value:
            for told in read_fhir(line, payer):
                yield told if isinstance(told, Claim) else _at_line(told, at)
        else:
            yield from read_json_claims(value, payer, at)
    except ValueError:
        yield Issue("claims.not-json", "The line is no JSON in UTF-8; it was left out.", at, lost=True)
    except InputError as refused:
        yield Issue(refused.slug, "The line holds no claim; it was left out.", at, lost=True)


def _at_line(issue: Issue, at: Position) -> Issue:
    return Issue(issue.slug, issue.message, Position(at.line, at.character, path=issue.position.path), issue.claim, issue.lost)


def _parquet(stream: BinaryIO, payer: str) -> Iterator[Claim | Issue]:
    _, parquet = parquet_library()
    source: Any = stream
    if not stream.seekable():
        source = io.BytesIO(stream.read(LARGEST_DOCUMENT))
    try:
        table = parquet.ParquetFile(source)
    except Exception as broken:  # noqa: BLE001 -- the library raises its own family; all of it means one thing here
        raise InputError(
            f"Character 0: the file begins as Parquet and cannot be read ({type(broken).__name__}).", slug="input.bad-parquet"
        ) from None
    names = list(table.schema_arrow.names)
    reader = RowReader(read_header(names), payer)
    row = 1
    for batch in table.iter_batches(8_192):
        for cells in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            row += 1
            yield from reader.read(row, None, [_as_text(cell) for cell in cells])
    yield from reader.finish()


def _as_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, list):
        return " ".join(_as_text(one) for one in cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat()[:10] if isinstance(cell, date) else str(cell)
