"""Addenda A, B and E: one row per APC or code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from codewell.kernel.errors import PublisherFileError
from codewell.sources.contract import Row
from codewell.sources.figures import decimal_or_blank
from codewell.sources.files import PublishedFile
from codewell.sources.headed_tables import find_header, rows_below, text_encoding
from codewell.sources.opps import layout
from codewell.sources.procedure_codes import procedure_code, public_descriptor

_SHORT_NAMES = {
    "HCPCSCODE": "HCPCS CODE",
    "SHORTDESCRIPTOR": "SHORT DESCRIPTOR",
    "STATUSINDICATOR": "SI",
    "PAYMENTRATE": "PAYMENT RATE",
}
_STATUS = re.compile(r"[A-Z]\d?")
_COMMENT = re.compile(r"[A-Z]{2}|")
_APC = re.compile(r"\d{4}|")


class Record:
    """One row below a header, its cells by column name."""

    __slots__ = ("_cells", "file", "line")

    def __init__(self, file: str, line: int, names: Sequence[str], cells: list[str]) -> None:
        self.file, self.line = file, line
        self._cells = dict(zip(names, cells, strict=True))

    def text(self, name: str) -> str:
        """Return a cell; empty where the form has no such column."""
        return self._cells.get(name, "")

    def shaped(self, name: str, shape: re.Pattern[str], words: str) -> str:
        """Return a cell of a certain shape.

        Raises:
            PublisherFileError: it has another.
        """
        cell = self.text(name)
        if not shape.fullmatch(cell):
            raise PublisherFileError(file=self.file, line=self.line, column=name, expected=words, found=cell or "nothing")
        return cell

    def figure(self, name: str) -> str | None:
        """Return a decimal number as text, or None where the cell says none."""
        return decimal_or_blank(self.text(name), file=self.file, line=self.line, column=name)

    def code(self) -> str:
        """Return the procedure code in the first column."""
        return procedure_code(self.text("HCPCS CODE"), file=self.file, line=self.line, column="HCPCS CODE")

    def payment(self) -> tuple[str | None, ...]:
        """Return relative weight, rate, national and minimum copayment."""
        return tuple(
            self.figure(name)
            for name in ("RELATIVE WEIGHT", "PAYMENT RATE", "NATIONAL UNADJUSTED COPAYMENT", "MINIMUM UNADJUSTED COPAYMENT")
        )


def records(file: PublishedFile, headers: Sequence[tuple[str, ...]]) -> Iterator[Record]:
    """Yield the rows below the header of a comma- or tab-delimited addendum.

    Raises:
        PublisherFileError: another header, or a row of another width.
    """
    encoding = text_encoding(file)
    delimiter = "\t" if file.name.lower().endswith(".txt") else ","
    form, header_line = find_header(file, headers, encoding=encoding, delimiter=delimiter)
    names = [_SHORT_NAMES.get(name, name) for name in headers[form]]
    for line, cells in rows_below(file, headers[form], header_line, encoding=encoding, delimiter=delimiter):
        yield Record(file.name, line, names, cells)


def parse_a(file: PublishedFile) -> Iterator[Row]:
    """Yield one row per APC.

    Raises:
        PublisherFileError: a row is not as the layout says.
    """
    for record in records(file, layout.ADDENDUM_A):
        apc = record.shaped("APC", re.compile(r"\d{4}"), "an APC of four digits")
        status = record.shaped("SI", _STATUS, "a status indicator")
        yield apc, record.text("GROUP TITLE"), status, *record.payment()


def parse_b(file: PublishedFile) -> Iterator[Row]:
    """Yield one row per code.

    Raises:
        PublisherFileError: a row is not as the layout says.
    """
    for record in records(file, layout.ADDENDUM_B):
        code = record.code()
        yield (
            code,
            public_descriptor(code, record.text("SHORT DESCRIPTOR")),
            record.shaped("CI", _COMMENT, "a comment indicator") or None,
            record.shaped("SI", _STATUS, "a status indicator"),
            record.shaped("APC", _APC, "an APC of four digits") or None,
            *record.payment(),
        )


def parse_e(file: PublishedFile) -> Iterator[Row]:
    """Yield one row per code that Medicare pays only as inpatient procedure.

    Raises:
        PublisherFileError: a row is not as the layout says, or its status indicator is not C.
    """
    for record in records(file, layout.ADDENDUM_E):
        code = record.code()
        record.shaped("SI", re.compile("C"), "status indicator C")
        yield (
            code,
            public_descriptor(code, record.text("SHORT DESCRIPTOR")),
            record.shaped("CI", _COMMENT, "a comment indicator") or None,
        )
