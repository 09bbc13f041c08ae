"""Rows of the locality and county file."""

from __future__ import annotations

from collections.abc import Iterator

from codewell.kernel.errors import PublisherFileError
from codewell.sources.contract import Row
from codewell.sources.files import PublishedFile
from codewell.sources.headed_tables import find_header, rows_below, text_encoding
from codewell.sources.localities import layout
from codewell.sources.payment_localities import contractor, is_note, locality


def parse_areas(file: PublishedFile) -> Iterator[Row]:
    """Yield one row per fee schedule area in file order; a state is printed on its first area only and holds for those below.

    Raises:
        PublisherFileError: another header, or a row is not as the layout says.
    """
    encoding = text_encoding(file)
    form, header_line = find_header(file, layout.HEADERS, encoding=encoding)
    state, number = "", 0
    for line, cells in rows_below(file, layout.HEADERS[form], header_line, encoding=encoding):
        if is_note([cells[0], cells[1], cells[3]]):
            continue
        state = cells[2] or state
        if not state or not cells[3]:
            raise PublisherFileError(
                file=file.name, line=line, column=3, expected="a state and an area", found=cells[3] or "nothing"
            )
        number += 1
        yield (
            number,
            contractor(cells[0], file=file.name, line=line),
            locality(cells[1], file=file.name, line=line),
            state,
            cells[3].rstrip("*").strip(),
            cells[4] or None,
        )
