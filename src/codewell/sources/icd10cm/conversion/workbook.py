"""The publisher's workbook: each new code, when it came, and what was reported before."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO

from codewell.kernel.codes import Icd10CmCode
from codewell.kernel.errors import PublisherFileError
from codewell.sources.files import LARGEST_FILE, PublishedFile
from codewell.sources.icd10cm.conversion.change import Change
from codewell.sources.icd10cm.conversion.layout import WORKBOOK_HEADER

_CODE = re.compile(r"[A-Z][0-9A][0-9A-Z](?:\.[0-9A-Z]{1,4})?")
_BETWEEN = re.compile(r"(?:\s|[,;&-]|\.-|\band\b|\ba?\s*codes? (?:from|in)(?: categories)?\b|\bnone\b)*", re.IGNORECASE)
"""What may stand around the codes in the third column, in all the ways its authors wrote a list."""


def workbook_changes(file: PublishedFile) -> Iterator[Change]:
    """Yield, per new code, one addition for each previous code it names, in the workbook's order.

    A range ("H35.20-H35.23") gives its two ends: which codes lie between is not in the workbook.

    Raises:
        PublisherFileError: no workbook, other columns, an impossible code or day.
    """
    header_seen = False
    for number, cells in enumerate(_cells(file), start=1):
        if not header_seen:
            header_seen = tuple(str(cell or "").strip() for cell in cells) == WORKBOOK_HEADER
            if not header_seen and number > 5:
                raise PublisherFileError(
                    file=file.name, line=number, expected=f"the header {', '.join(WORKBOOK_HEADER)}", found=str(cells[0])
                )
        elif any(cell is not None for cell in cells):
            yield from _row(file.name, number, cells)
    if not header_seen:
        raise PublisherFileError(file=file.name, expected=f"the header {', '.join(WORKBOOK_HEADER)}", found="no such row")


def _row(file: str, number: int, cells: tuple[object, ...]) -> Iterator[Change]:
    text, effective, previous = cells
    # Accepted quirks: some codes are followed by spaces, some printed without their dot (W453XXA).
    code = str(text or "").strip().replace(".", "")
    if not Icd10CmCode.shape.fullmatch(code):
        raise PublisherFileError(file=file, line=number, column=WORKBOOK_HEADER[0], expected="an ICD-10-CM code", found=str(text))
    day = _day(file, number, effective)
    codes = _previous(file, number, str(previous or ""))
    for other in codes or [None]:
        yield Change(code, day, "added", other)


def _day(file: str, number: int, effective: object) -> date:
    """Return the day: a bare year means its 1 October, as the workbook's first row says."""
    if isinstance(effective, datetime):
        return effective.date()
    if isinstance(effective, int) and 2015 <= effective <= 2100:
        return date(effective, 10, 1)
    raise PublisherFileError(file=file, line=number, column=WORKBOOK_HEADER[1], expected="a year or a day", found=str(effective))


def _previous(file: str, number: int, text: str) -> list[str | None]:
    if not _BETWEEN.fullmatch(_CODE.sub(" ", text)):
        raise PublisherFileError(
            file=file, line=number, column=WORKBOOK_HEADER[2], expected="codes, a list or range of codes, or None", found=text
        )
    return [code.replace(".", "") for code in _CODE.findall(text)]


def _cells(file: PublishedFile) -> Iterator[tuple[object, ...]]:
    # Not at the top: a look-up starts without the workbook library.
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    content = BytesIO(file.read())
    try:
        with zipfile.ZipFile(content) as archive:
            size = sum(member.file_size for member in archive.infolist())
        if size > LARGEST_FILE:
            raise PublisherFileError(file=file.name, expected=f"at most {LARGEST_FILE} bytes", found=str(size))
        book = load_workbook(content, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        yield from sheet.iter_rows(min_col=1, max_col=3, values_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, EOFError, SyntaxError) as damage:
        # SyntaxError: what ElementTree's ParseError derives from; a sheet that breaks off raises it.
        raise PublisherFileError(file=file.name, expected="a whole Excel workbook", found="damaged or truncated data") from damage
