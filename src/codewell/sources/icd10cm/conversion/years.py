"""The table of years: a row follows one code through the set of each year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from codewell.kernel.codes import Icd10CmCode
from codewell.kernel.errors import PublisherFileError
from codewell.sources.files import PublishedFile
from codewell.sources.icd10cm.conversion.change import Change
from codewell.sources.icd10cm.conversion.layout import UNDEFINED
from codewell.sources.reading import delimited


def year_changes(file: PublishedFile) -> Iterator[Change]:
    """Yield what changes from one column to the next; the column of year N is the set effective 1 October of year N.

    Raises:
        PublisherFileError: columns that are not consecutive years, or a cell that is neither a code nor UNDEF and a year.
    """
    rows = delimited(file, encoding="utf-8-sig")
    line, header = next(rows, (1, []))
    years = [int(cell) for cell in header if re.fullmatch(r"20\d\d", cell)]
    if len(years) < 2 or len(years) != len(header) or years != list(range(years[0], years[-1] + 1)):
        raise PublisherFileError(file=file.name, line=line, expected="consecutive years from 2015", found=", ".join(header))
    for line, cells in rows:
        if len(cells) != len(years):
            raise PublisherFileError(file=file.name, line=line, expected=f"{len(years)} cells", found=str(len(cells)))
        codes = [_code(file.name, line, year, cell) for year, cell in zip(years, cells, strict=True)]
        for (_, before), (year, after) in pairwise(zip(years, codes, strict=True)):
            if before != after:
                yield from _change(before, after, date(year, 10, 1))


def _change(before: str | None, after: str | None, day: date) -> Iterator[Change]:
    if before is not None:
        yield Change(before, day, "deleted" if after is None else "converted", after)
    if after is not None:
        yield Change(after, day, "added", before)


def _code(file: str, line: int, year: int, cell: str) -> str | None:
    # Accepted quirk: some codes are followed by spaces.
    text = cell.strip()
    if UNDEFINED.fullmatch(text):
        return None
    if not Icd10CmCode.shape.fullmatch(text):
        raise PublisherFileError(file=file, line=line, column=str(year), expected="a code or UNDEF and a year", found=cell)
    return text
