"""Rows of the GPCI file."""

from __future__ import annotations

from collections.abc import Iterator

from codewell.sources.contract import Row
from codewell.sources.figures import decimal_text, without_binary_noise
from codewell.sources.files import PublishedFile
from codewell.sources.gpci import layout
from codewell.sources.headed_tables import find_header, rows_below, text_encoding
from codewell.sources.payment_localities import contractor, is_note, locality


def parse_gpci(file: PublishedFile) -> Iterator[Row]:
    """Yield one row per locality in file order; footnote asterisks behind a name are left out.

    Raises:
        PublisherFileError: another header, or a row is not as the layout says.
    """
    encoding = text_encoding(file)
    form, header_line = find_header(file, layout.HEADERS, encoding=encoding)
    for line, cells in rows_below(file, layout.HEADERS[form], header_line, encoding=encoding):
        if is_note(cells):
            continue
        figures = [
            decimal_text(without_binary_noise(cell), file=file.name, line=line, column=column)
            for column, cell in enumerate(cells[4:7], start=5)
        ]
        yield (
            contractor(cells[0], file=file.name, line=line),
            locality(cells[2], file=file.name, line=line),
            cells[1],
            cells[3].rstrip("*").strip(),
            *figures,
        )
