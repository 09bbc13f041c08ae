"""Rows of the ASC addenda."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from codewell.kernel.errors import PublisherFileError
from codewell.sources.asc import layout
from codewell.sources.contract import Row
from codewell.sources.figures import decimal_or_blank, decimal_text
from codewell.sources.files import PublishedFile
from codewell.sources.headed_tables import find_header, rows_below, text_encoding
from codewell.sources.procedure_codes import procedure_code, public_descriptor

_INDICATOR = re.compile(r"[A-Z]\d")
_FOOTNOTE = re.compile(r"\*{0,3}")


def _services(file: PublishedFile, header: tuple[str, ...]) -> Iterator[tuple[int, list[str]]]:
    """Rows whose first cell is not a note; a row that repeats one before it word for word is passed over."""
    encoding = text_encoding(file)
    _, header_line = find_header(file, [header], encoding=encoding)
    seen: dict[str, list[str]] = {}
    for line, cells in rows_below(file, header, header_line, encoding=encoding, fewest=1):
        if cells[0].startswith("NOTE ") and not any(cells[1:]):
            continue
        if seen.setdefault(cells[0], cells) is cells:
            _check_cells(file.name, line, cells, header)
            yield line, cells
        elif seen[cells[0]] != cells:
            raise PublisherFileError(file=file.name, line=line, column=1, expected="each code once", found=cells[0])


def _check_cells(file: str, line: int, cells: list[str], header: tuple[str, ...]) -> None:
    """The payment indicator is never blank, so a line cut off before it lost columns; 2026 prints one of them as `k5`."""
    if "PAYMENT INDICATOR" in header:
        place = header.index("PAYMENT INDICATOR")
        cells[place] = cells[place].upper()
        if not _INDICATOR.fullmatch(cells[place]):
            raise PublisherFileError(
                file=file, line=line, column=place + 1, expected="a payment indicator", found=cells[place] or "nothing"
            )
    if header[1] == "" and not _FOOTNOTE.fullmatch(cells[1]):
        raise PublisherFileError(file=file, line=line, column=2, expected="asterisks or nothing", found=cells[1])


def _flag(file: str, line: int, column: int, cell: str, yes: str, no: str) -> int:
    if cell not in (yes, no):
        raise PublisherFileError(file=file, line=line, column=column, expected=f"{yes!r} or {no!r}", found=cell or "nothing")
    return int(cell == yes)


def parse_aa(file: PublishedFile) -> Iterator[Row]:
    """Yield the covered surgical procedures.

    Raises:
        PublisherFileError: a row is not as the layout says.
    """
    for line, (raw, footnote, words, discounting, indicator, weight, rate) in _services(file, layout.ADDENDUM_AA):
        code = procedure_code(raw, file=file.name, line=line, column=1)
        yield (
            code,
            public_descriptor(code, words),
            _flag(file.name, line, 4, discounting, "Y", "N"),
            None,
            indicator,
            decimal_or_blank(weight, file=file.name, line=line, column=6),
            decimal_or_blank(rate, file=file.name, line=line, column=7),
            footnote or None,
            None,
            None,
        )


def parse_bb(file: PublishedFile) -> Iterator[Row]:
    """Yield the covered ancillary services.

    Raises:
        PublisherFileError: a row is not as the layout says.
    """
    for line, (raw, footnote, words, expires, indicator, weight, rate, copayment) in _services(file, layout.ADDENDUM_BB):
        code = procedure_code(raw, file=file.name, line=line, column=1)
        yield (
            code,
            public_descriptor(code, words),
            None,
            None,
            indicator,
            decimal_or_blank(weight, file=file.name, line=line, column=6),
            decimal_or_blank(rate, file=file.name, line=line, column=7),
            footnote or None,
            _flag(file.name, line, 4, expires, "*", ""),
            decimal_or_blank(copayment, file=file.name, line=line, column=8),
        )


def parse_ee(file: PublishedFile) -> Iterator[Row]:
    """Yield the surgical procedures excluded from payment in ASCs.

    Raises:
        PublisherFileError: a row is not as the layout says.
    """
    for line, (raw, words) in _services(file, layout.ADDENDUM_EE):
        code = procedure_code(raw, file=file.name, line=line, column=1)
        yield code, public_descriptor(code, words)


def parse_ff(file: PublishedFile) -> Iterator[Row]:
    """Yield the device offsets.

    Raises:
        PublisherFileError: a row is not as the layout says.
    """
    for line, cells in _services(file, layout.ADDENDUM_FF):
        raw, footnote, words, indicator, apc, apc_offset, rate, offset, amount = cells
        code = procedure_code(raw, file=file.name, line=line, column=1)
        if apc and not re.fullmatch(r"\d{4}", apc):
            raise PublisherFileError(file=file.name, line=line, column=5, expected="an APC of four digits", found=apc)
        yield (
            code,
            public_descriptor(code, words),
            indicator,
            _percentage(offset, file.name, line, 8),
            decimal_or_blank(amount, file=file.name, line=line, column=9),
            apc or None,
            _percentage(apc_offset, file.name, line, 6),
            decimal_or_blank(rate, file=file.name, line=line, column=7),
            footnote or None,
        )


def _percentage(cell: str, file: str, line: int, column: int) -> str | None:
    """`32.17%` and the fraction `0.3217` (July 2026) are both `32.17`."""
    if not cell:
        return None
    if cell.endswith("%"):
        return decimal_text(cell[:-1], file=file, line=line, column=column)
    fraction = Decimal(decimal_text(cell, file=file, line=line, column=column))
    if not 0 <= fraction <= 1:
        raise PublisherFileError(file=file, line=line, column=column, expected="a percentage or a fraction of one", found=cell)
    return format((fraction * 100).quantize(Decimal("0.01")), "f")
