"""Small steps that several rooms' parsers share: fixed columns, days, delimited rows with positions."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from datetime import date

from codewell.kernel.errors import PublisherFileError
from codewell.sources.files import PublishedFile


def wanted(files: Sequence[PublishedFile], *, matching: str, source: str) -> list[PublishedFile]:
    """Return the files of a set whose name matches the regular expression `matching`, case ignored.

    Raises:
        PublisherFileError: none does.
    """
    chosen = [file for file in files if re.search(matching, file.name, re.IGNORECASE)]
    if not chosen:
        names = ", ".join(file.name for file in files)[:60]
        raise PublisherFileError(
            file=files[0].name if files else "(nothing)",
            expected=f"a file of {source} (its name matches {matching})",
            found=names or "no file",
        )
    return chosen


def day_of(text: str, *, file: str, line: int, column: int | str) -> date:
    """Return the day written as `YYYYMMDD` or `YYYY-MM-DD`.

    Raises:
        PublisherFileError: it is neither.
    """
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise PublisherFileError(file=file, line=line, column=column, expected="a day YYYYMMDD", found=text) from None


def delimited(file: PublishedFile, *, encoding: str, delimiter: str = ",") -> Iterator[tuple[int, list[str]]]:
    """Yield the line number on which a row ends and its cells; quoted cells may hold line ends.

    Raises:
        PublisherFileError: a quote is never closed, or the bytes are not in `encoding`.
    """
    lines = file.lines(encoding)
    reader = csv.reader((text + "\n" for _, text in lines), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as broken:
        raise PublisherFileError(
            file=file.name, line=reader.line_num, expected="well-formed delimited text", found=str(broken)
        ) from broken
