"""Tables as text: CSV and TSV, whatever their delimiter and quotes; every cell is a part of its column."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final, NamedTuple

from codewell.documents.decoding import decoded
from codewell.documents.document import Format, PartKind
from codewell.documents.source_text import Slot, SourceDocument, Stretch, Transcript

_DELIMITERS: Final = ",\t;|"
_SAMPLE: Final = 50
_PROSE_LENGTH: Final = 60
_SCHEMA_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_ ()/%#.-]{0,63}")


class Cell(NamedTuple):
    """A cell: where its text stands in the source, quotes excluded."""

    at: int
    until: int
    quoted: bool


def read_csv(content: bytes, depth: int) -> SourceDocument:
    """Return a table whose delimiter is the one that parts its first lines most evenly."""
    return _read(content, Format.CSV)


def read_tsv(content: bytes, depth: int) -> SourceDocument:
    """Return a table delimited by tabs."""
    return _read(content, Format.TSV)


def _read(content: bytes, format: Format) -> SourceDocument:
    source = decoded(content)
    rows = rows_of(source.text, "\t" if format is Format.TSV else delimiter_of(source.text))
    names = _header(source.text, rows)
    prose = _prose_columns(source.text, rows[1:] if names else rows)
    slots = []
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            name = names[column] if column < len(names) else ""
            if number == 0 and name:
                continue
            path = f"column {name or column + 1}"
            where = f"row {number + 1}, {path}"
            kind = PartKind.PROSE if column in prose and (number or not names) else PartKind.FIELD
            slots.append(_slot(source.text, cell, path, where, kind))
    return SourceDocument(format, source, slots)


def delimiter_of(text: str) -> str:
    """Return the delimiter that most lines of the beginning hold equally often; a comma where none does."""
    lines = [line for line in text[:20_000].splitlines()[:_SAMPLE] if line.strip()]
    best, most = ",", 0
    for delimiter in _DELIMITERS:
        counts = Counter(line.count(delimiter) for line in lines)
        count, agreeing = max(counts.items(), key=lambda item: (item[0] > 0, item[1], item[0]), default=(0, 0))
        score = agreeing * 10 + min(lines[0].count(delimiter), 9) if count and lines[0].count(delimiter) else 0
        if score > most:
            best, most = delimiter, score
    return best


def rows_of(text: str, delimiter: str) -> list[list[Cell]]:
    """Return the rows of a table; a quote that is never closed reaches to the end.

    Source: RFC 4180, section 2; a lone quote within an unquoted cell is text, as spreadsheets take it.
    """
    rows: list[list[Cell]] = []
    row: list[Cell] = []
    ends = re.compile(f"[{re.escape(delimiter)}\r\n]")
    at = 0
    while at < len(text):
        if text[at] == '"':
            until = _closing_quote(text, at + 1)
            row.append(Cell(at + 1, until, True))
            at = until + 1
            stop = ends.search(text, at)
            at = stop.start() if stop else len(text)
        else:
            stop = ends.search(text, at)
            until = stop.start() if stop else len(text)
            row.append(Cell(at, until, False))
            at = until
        if at < len(text) and text[at] == delimiter:
            at += 1
            if at == len(text) or text[at] in "\r\n":
                row.append(Cell(at, at, False))
            else:
                continue
        rows.append(row)
        row = []
        at += 2 if text.startswith("\r\n", at) else 1
    if row:
        rows.append(row)
    return rows


def _closing_quote(text: str, at: int) -> int:
    while True:
        closes = text.find('"', at)
        if closes < 0:
            return len(text)
        if not text.startswith('"', closes + 1):
            return closes
        at = closes + 2


def _header(text: str, rows: list[list[Cell]]) -> list[str]:
    """Return the names of the columns where the first row is made of them; a name that may be a value stays a number."""
    if not rows:
        return []
    cells = [text[cell.at : cell.until].strip() for cell in rows[0]]
    if len(rows) < 2 or not all(_SCHEMA_NAME.fullmatch(cell) for cell in cells if cell) or len(set(cells)) < len(cells):
        return []
    return cells


def _prose_columns(text: str, rows: list[list[Cell]]) -> frozenset[int]:
    """Return the columns that hold a text of several words somewhere: they are read as prose throughout."""
    found = set()
    for row in rows:
        for column, cell in enumerate(row):
            if column not in found and cell.until - cell.at >= _PROSE_LENGTH:
                value = text[cell.at : cell.until]
                if value.count(" ") > 5:
                    found.add(column)
    return frozenset(found)


def _slot(text: str, cell: Cell, path: str, where: str, kind: PartKind) -> Slot:
    if not cell.quoted:
        value = text[cell.at : cell.until]
        return Slot(path, where, kind, value, (Stretch(0, len(value), cell.at, cell.until),), _bare)
    transcript, done = Transcript(), cell.at
    for pair in re.finditer('""', text[cell.at : cell.until]):
        at = cell.at + pair.start()
        transcript.add(text[done:at], done, at)
        transcript.add('"', at, at + 2)
        done = at + 2
    transcript.add(text[done : cell.until], done, cell.until)
    return Slot(path, where, kind, transcript.text, transcript.stretches, _quoted)


def _quoted(replacement: str) -> str:
    return replacement.replace('"', '""')


def _bare(replacement: str) -> str:
    """Return a replacement without what would end an unquoted cell."""
    return re.sub(r'[,;|\t\r\n"]', " ", replacement)
