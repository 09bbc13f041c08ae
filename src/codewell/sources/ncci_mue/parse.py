"""Rows of an MUE table."""

from __future__ import annotations

import re
from collections.abc import Iterator

from codewell.kernel.errors import PublisherFileError
from codewell.sources.contract import Row
from codewell.sources.files import PublishedFile
from codewell.sources.headed_tables import find_header, rows_below, text_encoding
from codewell.sources.ncci_mue import layout
from codewell.sources.procedure_codes import procedure_code

_MAI = re.compile(r"(?P<mai>[123])(?: (?P<label>\D.*))?")
_LABELS = {"1": "Line Edit", "2": "Date of Service Edit: Policy", "3": "Date of Service Edit: Clinical"}


def parse_limits(file: PublishedFile, setting: layout.Setting) -> Iterator[Row]:
    """Yield code, units, adjudication indicator and rationale in file order.

    Raises:
        PublisherFileError: the table is another setting's, or a row is not as the layout says.
    """
    encoding = text_encoding(file)
    form, header_line = find_header(file, setting.headers, encoding=encoding)
    header = setting.headers[form]
    for line, cells in rows_below(file, header, header_line, encoding=encoding):
        code = procedure_code(cells[0], file=file.name, line=line, column=1)
        if not cells[1].isdecimal():
            raise PublisherFileError(file=file.name, line=line, column=2, expected="units as a whole number", found=cells[1])
        if not cells[3]:
            raise PublisherFileError(file=file.name, line=line, column=4, expected="a rationale", found="nothing")
        if header is layout.FLAT and cells[4] != setting.title:
            raise PublisherFileError(file=file.name, line=line, column=5, expected=setting.title, found=cells[4])
        yield code, int(cells[1]), _mai(file.name, line, cells[2]), cells[3]


def _mai(file: str, line: int, cell: str) -> int:
    match = _MAI.fullmatch(cell)
    if not match or match["label"] not in (None, _LABELS[match["mai"]]):
        raise PublisherFileError(
            file=file, line=line, column=3, expected="1 Line Edit, 2 Date of Service Edit: Policy or 3 ...: Clinical", found=cell
        )
    return int(match["mai"])
