"""Rows of the RBCS table."""

from __future__ import annotations

from collections.abc import Iterator

from codewell.kernel.errors import PublisherFileError
from codewell.sources.contract import Row
from codewell.sources.files import PublishedFile
from codewell.sources.headed_tables import find_header, rows_below, text_encoding
from codewell.sources.procedure_codes import procedure_code
from codewell.sources.rbcs import layout
from codewell.sources.reading import day_of


def parse_classes(file: PublishedFile) -> Iterator[Row]:
    """Yield one row per code and class in file order; a code has several when its class changed.

    Raises:
        PublisherFileError: another header, or a row is not as the layout says.
    """
    encoding = text_encoding(file)
    _, header_line = find_header(file, [layout.HEADER], encoding=encoding)
    for line, (raw, procedure, category, subcategory, family, added, ended, effective) in rows_below(
        file, layout.HEADER, header_line, encoding=encoding
    ):
        code = procedure_code(raw, file=file.name, line=line, column=1)
        if procedure not in layout.PROCEDURES:
            raise PublisherFileError(
                file=file.name, line=line, column=2, expected="Major, Other or Non-Procedure", found=procedure or "nothing"
            )
        if not category or not subcategory or not family:
            raise PublisherFileError(
                file=file.name, line=line, column=3, expected="category, subcategory and family", found=category or "nothing"
            )
        yield (
            code,
            procedure,
            category,
            subcategory,
            family,
            day_of(added, file=file.name, line=line, column=6).isoformat(),
            None if ended == layout.NO_END else day_of(ended, file=file.name, line=line, column=7).isoformat(),
            day_of(effective, file=file.name, line=line, column=8).isoformat(),
        )
