"""Delimited files with a header row below some title rows: the header is compared by name, then rows follow it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, islice

from codewell.kernel.errors import PublisherFileError
from codewell.sources.files import PublishedFile
from codewell.sources.reading import delimited

DEEPEST_HEADER = 40
"""Rows after which a header is no longer expected; the longest preamble seen has nine."""

_MONTH_YEAR = re.compile(r"^(?:JANUARY|FEBRUARY|MARCH|APRIL|MAY|JUNE|JULY|AUGUST|SEPTEMBER|OCTOBER|NOVEMBER|DECEMBER) 20\d\d ")


def text_encoding(file: PublishedFile) -> str:
    """Return `utf-8-sig` if the whole file is valid UTF-8, else `cp1252`-compatible `latin-1`.

    The CMS pages serve both; outside the copyright line the text is ASCII.
    """
    try:
        file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8-sig"


def header_name(cell: str) -> str:
    """Return a header cell as layouts write it: one space between words, upper case, without the month it was printed for."""
    return _MONTH_YEAR.sub("", " ".join(cell.split()).upper())


def header_variants(columns: Sequence[str], optional: frozenset[str]) -> tuple[tuple[str, ...], ...]:
    """Return every header that has `columns` in their order with any of the `optional` ones left out, the fullest first."""
    present = [name for name in columns if name in optional]
    left_out = sorted(
        (frozenset(chosen) for count in range(len(present) + 1) for chosen in combinations(present, count)), key=len
    )
    return tuple(tuple(name for name in columns if name not in missing) for missing in left_out)


def find_header(
    file: PublishedFile, headers: Sequence[tuple[str, ...]], *, encoding: str, delimiter: str = ","
) -> tuple[int, int]:
    """Return which of `headers` the file has and the line on which its header row ends.

    Raises:
        PublisherFileError: no row begins as any of the headers does, or one does and then differs.
    """
    starts = {header[0] for header in headers}
    first = ""
    for line, cells in islice(delimited(file, encoding=encoding, delimiter=delimiter), DEEPEST_HEADER):
        names = tuple(header_name(cell) for cell in cells)
        first = first or next((name for name in names if name), "")
        if names and names[0] in starts and len([name for name in names if name]) > 1:
            return _which(file.name, line, names, headers), line
    raise PublisherFileError(
        file=file.name, line=1, expected=f"a header row that begins with {' or '.join(sorted(starts))}", found=first or "nothing"
    )


def _which(file: str, line: int, names: tuple[str, ...], headers: Sequence[tuple[str, ...]]) -> int:
    shortest = min(len(header) for header in headers)
    while names not in headers and len(names) > shortest and not names[-1]:
        names = names[:-1]
    if names in headers:
        return list(headers).index(names)
    alike = [header for header in headers if header[0] == names[0]]
    nearest = max(alike, key=lambda header: (sum(a == b for a, b in zip(header, names, strict=False)), -len(header)))
    for column, expected in enumerate(nearest):
        found = names[column] if column < len(names) else "no such column"
        if found != expected:
            raise PublisherFileError(file=file, line=line, column=column + 1, expected=f"header {expected!r}", found=found)
    raise PublisherFileError(
        file=file, line=line, column=len(nearest) + 1, expected=f"{len(nearest)} columns", found=f"{len(names)} columns"
    )


def rows_below(
    file: PublishedFile, header: tuple[str, ...], header_line: int, *, encoding: str, delimiter: str = ",", fewest: int = 0
) -> Iterator[tuple[int, list[str]]]:
    """Yield line number and cells, stripped, of each row below the header; rows without any text are passed over.

    Args:
        file: the file.
        header: its header; a row with more cells than that, other than empty ones, is refused.
        header_line: where the header row ends.
        encoding: of the file.
        delimiter: between cells.
        fewest: cells that a row must at least have; 0 for as many as the header. Missing ones become empty.

    Raises:
        PublisherFileError: a row has too few or too many cells (a column lost, or a line cut off).
    """
    width, fewest = len(header), fewest or len(header)
    for line, raw in delimited(file, encoding=encoding, delimiter=delimiter):
        if line <= header_line:
            continue
        cells = [cell.strip() for cell in raw]
        if not any(cells) or (cells[0] == "\x1a" and not any(cells[1:])):
            continue  # a lone Ctrl-Z is the DOS end-of-file mark that some of the CMS exports still carry
        if any(cells[width:]) or len(cells) < fewest:
            raise PublisherFileError(file=file.name, line=line, expected=f"{width} cells", found=f"{len(cells)} cells")
        yield line, (cells + [""] * (width - len(cells)))[:width]
