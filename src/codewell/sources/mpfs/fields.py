"""The 32 fields of a fee, checked and stored; every form of the file comes through here."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from codewell.kernel.errors import PublisherFileError
from codewell.sources.contract import Row, Value
from codewell.sources.figures import decimal_text
from codewell.sources.mpfs import layout
from codewell.sources.procedure_codes import procedure_code, public_descriptor

_NAMES = tuple(name for name, _ in layout.FEES.columns)
_FIGURES = {
    name: 4 if name == "conversion_factor" else 2
    for name in _NAMES
    if name.endswith(("rvu", "total", "_pe", "_mp", "operative")) or name == "conversion_factor"
}
_SHAPES = {
    "modifier": r"[A-Z0-9]{0,2}",
    "status": r"[A-Z]",
    "pctc": r"\d",
    "global_days": r"\d{3}|[A-Z]{3}",
    "multiple_procedure": r"\d",
    "bilateral": r"\d",
    "assistant": r"\d",
    "co_surgeon": r"\d",
    "team": r"\d",
    "pricing_indicator": r"\d?",
    "endoscopic_base": r"(?:[0-9A-Z]\d{3}[0-9A-Z])?",
    "supervision": r"[0-9A-Z]{2}",
    "calculation_flag": r"\d",
    "imaging_family": r"\d{2}",
}
_FLAGS = {"not_used_for_medicare": "+", "nonfacility_na": "NA", "facility_na": "NA"}
_WORK, _MP = _NAMES.index("work_rvu"), _NAMES.index("mp_rvu")
_SUMS = tuple(
    (_NAMES.index(f"{setting}_pe_rvu"), _NAMES.index(f"{setting}_total"), f"{setting}_total")
    for setting in ("nonfacility", "facility")
)


def _figure(name: str, places: int) -> Callable[[str, str, int], Value]:
    return lambda cell, file, line: decimal_text(cell, file=file, line=line, column=name, places=places)


def _flag(name: str, mark: str) -> Callable[[str, str, int], Value]:
    def read(cell: str, file: str, line: int) -> Value:
        if cell not in ("", mark):
            raise PublisherFileError(file=file, line=line, column=name, expected=f"{mark!r} or blank", found=cell)
        return int(cell == mark)

    return read


def _shaped(name: str, shape: str) -> Callable[[str, str, int], Value]:
    pattern = re.compile(shape)

    def read(cell: str, file: str, line: int) -> Value:
        if not pattern.fullmatch(cell):
            raise PublisherFileError(file=file, line=line, column=name, expected=f"text like {shape}", found=cell or "nothing")
        return cell if cell or name == "modifier" else None

    return read


def _reader(name: str) -> Callable[[str, str, int], Value]:
    if name in _FIGURES:
        return _figure(name, _FIGURES[name])
    if name in _FLAGS:
        return _flag(name, _FLAGS[name])
    if name in _SHAPES:
        return _shaped(name, _SHAPES[name])
    return lambda cell, file, line: cell


_READERS = tuple(_reader(name) for name in _NAMES)


def fee(file: str, line: int, cells: list[str]) -> Row:
    """Return the stored row of 32 cells.

    Totals are the sum of work, practice expense and malpractice RVUs on every row of every release seen, those marked NA
    among them; a row on which they are not has lost or swapped a column.

    Raises:
        PublisherFileError: a code, indicator or figure has another shape, or a total is not its sum.
    """
    row = [read(cell, file, line) for read, cell in zip(_READERS, cells, strict=True)]
    row[0] = code = procedure_code(cells[0], file=file, line=line, column="code")
    row[2] = public_descriptor(code, cells[2])
    for pe, total, name in _SUMS:
        parts = Decimal(str(row[_WORK])) + Decimal(str(row[pe])) + Decimal(str(row[_MP]))
        if parts != Decimal(str(row[total])):
            raise PublisherFileError(
                file=file, line=line, column=name, expected=f"the sum of work, PE and MP, {parts}", found=str(row[total])
            )
    return tuple(row)
