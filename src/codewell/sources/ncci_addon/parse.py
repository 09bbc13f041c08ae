"""Rows of the add-on code table."""

from __future__ import annotations

from collections.abc import Iterator

from codewell.kernel.errors import PublisherFileError
from codewell.sources.contract import Row
from codewell.sources.files import PublishedFile
from codewell.sources.headed_tables import find_header, rows_below, text_encoding
from codewell.sources.ncci_addon import layout
from codewell.sources.procedure_codes import procedure_code


def parse_addons(file: PublishedFile) -> Iterator[Row]:
    """Yield primary code, add-on code and type in file order; this form has no days.

    Raises:
        PublisherFileError: another header, or a row is not as the layout says.
    """
    encoding = text_encoding(file)
    _, header_line = find_header(file, [layout.HEADER], encoding=encoding)
    for line, (primary, addon, kind) in rows_below(file, layout.HEADER, header_line, encoding=encoding):
        if primary != layout.CONTRACTOR_DEFINED:
            primary = procedure_code(primary, file=file.name, line=line, column=1)
        if kind not in ("1", "2", "3"):
            raise PublisherFileError(file=file.name, line=line, column=3, expected="type 1, 2 or 3", found=kind or "nothing")
        yield primary, procedure_code(addon, file=file.name, line=line, column=2), int(kind), None, None
