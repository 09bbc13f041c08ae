"""Claims in a CSV file with the documented header, streamed; a comma, semicolon, tab or bar parts the cells."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import IO

from codewell.claims.columns import read_header
from codewell.claims.issue import Issue
from codewell.claims.rows import RowReader
from codewell.kernel.claims import Claim, Position
from codewell.kernel.errors import InputError

LONGEST_LINE = 1_000_000
"""Characters; a longer line is no row of a claim, and reading it whole could fill the memory."""

DELIMITERS = ",;\t|"


class _Lines:
    """Lines of the stream, with the offset of the next one."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self.number = 0
        self.offset = 0

    def __iter__(self) -> Iterator[str]:
        while line := self._stream.readline(LONGEST_LINE):
            if len(line) == LONGEST_LINE and not line.endswith("\n"):
                raise InputError(
                    f"Line {self.number + 1}, character {self.offset}: a line of more than {LONGEST_LINE:,} characters.",
                    next_step="Export the table again, one claim line a row.",
                    slug="claims.endless-line",
                )
            self.number += 1
            self.offset += len(line)
            yield line.replace("\0", " ")


def read_csv(stream: IO[str], payer: str = "medicare-mac") -> Iterator[Claim | Issue]:
    """Yield the claims of a CSV file, and what is wrong with them, in their order.

    Args:
        stream: decoded text, opened with `newline=""`.
        payer: profile of claims that name none.

    Raises:
        InputError: the header is not as documented, or a line never ends.
    """
    lines = _Lines(stream)
    waiting = iter(lines)
    first = next(waiting, "").lstrip("\ufeff")
    delimiter = max(DELIMITERS, key=first.count)
    header = read_header(next(csv.reader([first], delimiter=delimiter), []))
    yield from (
        Issue("claims.unread-column", f"Column {place + 1} is none that is read.", Position(1, 0, element=place + 1))
        for place in header.unread
    )
    reader = RowReader(header, payer)
    rows = csv.reader(waiting, delimiter=delimiter)
    while True:
        row, character = lines.number + 1, lines.offset
        try:
            cells = next(rows, None)
        except csv.Error:
            message = "The row cannot be parted into cells, for a quotation mark never ends; it was left out."
            yield Issue("claims.bad-row", message, Position(row, character), lost=True)
            continue
        if cells is None:
            break
        if any(cells):
            yield from reader.read(row, character, cells)
    yield from reader.finish()
