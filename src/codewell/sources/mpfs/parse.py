"""Rows of the relative value file in each of its forms."""

from __future__ import annotations

from collections.abc import Iterator

from codewell.kernel.errors import PublisherFileError
from codewell.sources.contract import Row
from codewell.sources.figures import without_binary_noise
from codewell.sources.files import PublishedFile
from codewell.sources.headed_tables import find_header, rows_below
from codewell.sources.mpfs import checks, layout
from codewell.sources.mpfs.fields import fee


def parse_fees(file: PublishedFile) -> Iterator[Row]:
    """Yield one row per code and modifier in file order.

    Raises:
        PublisherFileError: the file has none of the known layouts, or a row is not as its layout says.
    """
    forms = _text_cells(file) if file.name.lower().endswith(".txt") else _csv_cells(file)
    factor: str | None = None
    for line, cells in forms:
        row = fee(file.name, line, cells)
        factor = checks.same_conversion_factor(file.name, line, row, factor)
        yield row


def _csv_cells(file: PublishedFile) -> Iterator[tuple[int, list[str]]]:
    form, header_line = find_header(file, layout.HEADERS, encoding="latin-1")
    header = layout.HEADERS[form]
    for line, cells in rows_below(file, header, header_line, encoding="latin-1"):
        if header is layout.NAMED_CSV:
            cells = [without_binary_noise(cell) for cell in cells]
        if header is not layout.CSV_32:
            cells.insert(layout.PRICING_COLUMN, "")
        yield line, cells


def _text_cells(file: PublishedFile) -> Iterator[tuple[int, list[str]]]:
    for line, record in file.lines("latin-1"):
        if record.startswith("HDR") or not record.strip(" \x1a"):
            continue
        if len(record) not in layout.TEXT_LENGTHS:
            raise PublisherFileError(
                file=file.name, line=line, expected="a record of 171 or 200 characters", found=f"{len(record)} characters"
            )
        if record[layout.TEXT_FILLER].strip():
            raise PublisherFileError(
                file=file.name,
                line=line,
                column=121,
                expected="blank filler (layout until 2025)",
                found=record[layout.TEXT_FILLER],
                next_step="Import the CSV of the same archive.",
            )
        cells = [record[columns].strip() for columns in layout.TEXT_COLUMNS]
        cells.insert(layout.PRICING_COLUMN, "")
        yield line, cells
