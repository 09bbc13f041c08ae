"""Rows of the anaesthesia files."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from openpyxl import load_workbook

from codewell.kernel.errors import PublisherFileError
from codewell.sources.anesthesia import layout
from codewell.sources.contract import Row
from codewell.sources.figures import decimal_text, without_binary_noise
from codewell.sources.files import PublishedFile
from codewell.sources.headed_tables import header_name, rows_below, text_encoding
from codewell.sources.payment_localities import contractor, locality
from codewell.sources.reading import delimited

_UNITS_HEADER = (("CODE", None), (None, "BASE"), (None, "UNIT"))


def parse_factors(file: PublishedFile) -> Iterator[Row]:
    """Yield the national factor, if the header states it, then one row per locality in file order.

    Raises:
        PublisherFileError: another header, or a row is not as the layout says.
    """
    encoding = text_encoding(file)
    header_line, cells = next(delimited(file, encoding=encoding), (1, [""]))
    names = tuple(header_name(cell) for cell in cells)
    national = layout.NATIONAL.fullmatch(names[3]) if names[:3] == layout.OFFICIAL_START and len(names) == 4 else None
    if not national and names != layout.FLAT:
        raise PublisherFileError(
            file=file.name,
            line=header_line,
            expected="header Contractor, Locality, Locality Name, National Anes CF of ...",
            found=", ".join(names),
        )
    if national:
        yield "", "", "NATIONAL", national["factor"]
    for line, row in rows_below(file, layout.FLAT, header_line, encoding=encoding):
        yield (
            contractor(row[0], file=file.name, line=line),
            locality(row[1], file=file.name, line=line),
            row[2].rstrip("*").strip(),
            decimal_text(without_binary_noise(row[3]), file=file.name, line=line, column=4, places=2),
        )


def parse_units(file: PublishedFile) -> Iterator[Row]:
    """Yield code and base units from the publisher's workbook.

    Raises:
        PublisherFileError: it is no workbook, another header, or a row is not as the layout says.
    """
    try:
        sheet = load_workbook(io.BytesIO(file.read()), read_only=True, data_only=True).worksheets[0]
    except (zipfile.BadZipFile, KeyError, OSError, ValueError) as damage:
        raise PublisherFileError(file=file.name, expected="an Excel workbook", found=str(damage)[:60]) from damage
    rows = sheet.iter_rows(min_col=1, max_col=2, values_only=True)
    for line, (code, units) in enumerate(rows, start=1):
        if line <= len(_UNITS_HEADER):
            _check_header(file.name, line, code, units)
        elif code is not None or units is not None:
            if not re.fullmatch(r"0[01]\d{3}", str(code)):
                raise PublisherFileError(file=file.name, line=line, column="A", expected="an anaesthesia code", found=str(code))
            yield str(code), decimal_text(str(units), file=file.name, line=line, column="B")


def _check_header(file: str, line: int, *cells: object) -> None:
    for column, expected, found in zip("AB", _UNITS_HEADER[line - 1], cells, strict=True):
        year = line == 1 and column == "B"
        if (year and not re.fullmatch(r"20\d\d", str(found))) or (not year and found != expected):
            raise PublisherFileError(
                file=file, line=line, column=column, expected="a year" if year else f"header {expected!r}", found=str(found)
            )
