"""Rows of the export's CSV files: columns by name, codes and days checked, prose left out."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Callable, Iterator
from datetime import date

from codewell.kernel.codes import Icd10CmCode
from codewell.kernel.errors import PublisherFileError
from codewell.sources.contract import Row, Value
from codewell.sources.coverage.layout import NOT_APPLICABLE, Cell, ExportFile
from codewell.sources.files import PublishedFile
from codewell.sources.procedure_codes import procedure_code
from codewell.sources.reading import delimited

_LONGEST_CELL = 16_000_000
"""Characters; articles hold their whole HTML text in a cell, and the reader's own limit is 131,072."""

_US_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


def parse_rows(file: PublishedFile, layout: ExportFile) -> Iterator[Row]:
    """Yield the columns that are kept, in the order of the table; rows that name no code are passed over.

    Raises:
        PublisherFileError: a column is missing, or a cell is not what its column holds.
    """
    usual = csv.field_size_limit()
    csv.field_size_limit(max(usual, _LONGEST_CELL))
    try:
        yield from _rows(file, layout)
    finally:  # the limit is the whole process's: claims read later keep theirs
        csv.field_size_limit(usual)


def _rows(file: PublishedFile, layout: ExportFile) -> Iterator[Row]:
    rows = delimited(file, encoding=_encoding(file))
    line, header = next(rows, (1, []))
    places = _places(file.name, line, header, layout)
    seen: set[Row] = set()
    unique = layout.table in ("diagnoses", "procedures")
    for line, cells in rows:
        if not any(cells):
            continue
        if len(cells) != len(header):
            raise PublisherFileError(file=file.name, line=line, expected=f"{len(header)} cells", found=f"{len(cells)} cells")
        texts = [cells[place].strip() for place in places]
        if any(kind in _CODES and text.upper() in NOT_APPLICABLE for text, (_, kind) in zip(texts, layout.columns, strict=True)):
            continue
        values = [_READERS[kind](text, file.name, line, name) for text, (name, kind) in zip(texts, layout.columns, strict=True)]
        row = (*values, *layout.constant)
        if unique and row in seen:
            continue
        if unique:
            seen.add(row)
        yield row


def _encoding(file: PublishedFile) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for chunk in file.chunks():
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8-sig"


def _places(file: str, line: int, header: list[str], layout: ExportFile) -> list[int]:
    names = [name.strip().lower() for name in header]
    for wanted, _ in layout.columns:
        if wanted not in names:
            raise PublisherFileError(
                file=file, line=line, expected=f"a column {wanted}", found=", ".join(names)[:80] or "no header row"
            )
    return [names.index(wanted) for wanted, _ in layout.columns]


def _number(text: str, file: str, line: int, column: str) -> Value:
    if not re.fullmatch(r"\d{1,9}", text):
        raise PublisherFileError(file=file, line=line, column=column, expected="a whole number", found=text[:40] or "nothing")
    return int(text)


def _optional_number(text: str, file: str, line: int, column: str) -> Value:
    return _number(text, file, line, column) if text else None


def _group(text: str, file: str, line: int, column: str) -> Value:
    return _number(text or "0", file, line, column)


def _words(text: str, file: str, line: int, column: str) -> Value:
    return " ".join(text.split())


def _day(text: str, file: str, line: int, column: str) -> Value:
    """Return a day as ISO text, None for an empty cell."""
    if not text or text.upper() in NOT_APPLICABLE:
        return None
    american = _US_DAY.match(text)
    written = f"{american[3]}-{int(american[1]):02}-{int(american[2]):02}" if american else text[:10]
    try:
        return date.fromisoformat(written).isoformat()
    except ValueError:
        raise PublisherFileError(
            file=file, line=line, column=column, expected="a day YYYY-MM-DD or MM/DD/YYYY", found=text[:40]
        ) from None


def _diagnosis(text: str, file: str, line: int, column: str) -> Value:
    value = text.replace(".", "").upper()
    if not Icd10CmCode.shape.fullmatch(value):
        raise PublisherFileError(file=file, line=line, column=column, expected="an ICD-10-CM code", found=text[:40] or "nothing")
    return value


def _procedure(text: str, file: str, line: int, column: str) -> Value:
    return procedure_code(text, file=file, line=line, column=column)


_CODES = (Cell.DIAGNOSIS, Cell.PROCEDURE)
_READERS: dict[Cell, Callable[[str, str, int, str], Value]] = {
    Cell.NUMBER: _number,
    Cell.OPTIONAL_NUMBER: _optional_number,
    Cell.GROUP: _group,
    Cell.WORDS: _words,
    Cell.DAY: _day,
    Cell.DIAGNOSIS: _diagnosis,
    Cell.PROCEDURE: _procedure,
}
