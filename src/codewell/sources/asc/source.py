"""The ASC addenda as importable sources."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice

from codewell.sources.asc import checks, layout, parse
from codewell.sources.contract import ReleaseIdentity, Row, Source, Table
from codewell.sources.files import PublishedFile
from codewell.sources.quarters import month_number, quarter_identity
from codewell.sources.single_table import SingleTableSource


def identify(file: PublishedFile) -> ReleaseIdentity | None:
    """Return the quarter from `20260701` or month and year in the file's name, else from the header row."""
    if match := re.search(layout.DAY_NAME, file.name):
        return quarter_identity(int(match["year"]), int(match["month"]))
    month, year = re.search(layout.MONTH_NAME, file.name, re.IGNORECASE), re.search(layout.YEAR, file.name)
    if month and year:
        return quarter_identity(int(year["year"]), month_number(month["month"]))
    first_lines = " ".join(line for _, line in islice(file.lines("latin-1"), 8))
    if match := re.search(layout.HEADER_MONTH, first_lines):
        return quarter_identity(int(match["year"]), month_number(match["month"]))
    return None


def _addendum(
    letters: str, title: str, table: Table, parser: Callable[[PublishedFile], Iterator[Row]], fewest: int
) -> SingleTableSource:
    return SingleTableSource(
        id=f"asc-addendum-{letters}",
        title=f"ASC Addendum {letters.upper()} ({title})",
        room=__package__,
        table=table,
        matching=(rf"(?:addendum)?[_ .-]*(?<![a-z]){letters}(?![a-z]).*\.csv$",),
        parse=parser,
        identify_file=identify,
        fewest_rows=fewest,
    )


_SOURCES = (
    _addendum("aa", "covered surgical procedures", layout.COVERED, parse.parse_aa, checks.FEWEST_AA),
    _addendum("bb", "covered ancillary services", layout.COVERED, parse.parse_bb, checks.FEWEST_BB),
    _addendum("ee", "excluded surgical procedures", layout.EXCLUDED, parse.parse_ee, checks.FEWEST_EE),
    _addendum("ff", "device offset percentages", layout.DEVICE_OFFSETS, parse.parse_ff, checks.FEWEST_FF),
)

SOURCES: dict[str, Source] = {source.id: source for source in _SOURCES}
