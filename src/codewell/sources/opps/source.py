"""The OPPS addenda as importable sources."""

from __future__ import annotations

import re
from itertools import islice

from codewell.sources.contract import ReleaseIdentity, Source
from codewell.sources.files import PublishedFile
from codewell.sources.opps import checks, indicators, layout, parse
from codewell.sources.quarters import calendar_year_identity, month_number, quarter_identity
from codewell.sources.single_table import SingleTableSource


def identify(file: PublishedFile) -> ReleaseIdentity | None:
    """Return the quarter in the file's name, or the calendar year of a final rule's title row."""
    if match := re.search(layout.QUARTERLY_NAME, file.name, re.IGNORECASE):
        return quarter_identity(int(match["year"]), int(match["month"]))
    month = re.search(layout.MONTH_NAME, file.name, re.IGNORECASE)
    year = re.search(layout.YEAR, file.name)
    if month and year:
        return quarter_identity(int(year["year"]), month_number(month["month"]))
    title = " ".join(line for _, line in islice(file.lines("latin-1"), 2))
    if match := re.search(layout.TITLE_YEAR, title, re.IGNORECASE):
        return calendar_year_identity(int(match["year"]))
    return None


def _addendum(letter: str, title: str) -> tuple[str, str, tuple[str, ...]]:
    pattern = rf"addendum[_ .-]*{letter}(?![a-z0-9]).*"
    return f"opps-addendum-{letter}", f"OPPS Addendum {letter.upper()} ({title})", (pattern + r"\.csv$", pattern + r"\.txt$")


_A, _B, _D1, _D2, _E = (
    _addendum("a", "APCs"),
    _addendum("b", "payment by HCPCS code"),
    _addendum("d1", "status indicators"),
    _addendum("d2", "comment indicators"),
    _addendum("e", "inpatient only"),
)

_SOURCES = (
    SingleTableSource(*_A[:2], __package__, layout.APCS, _A[2], parse.parse_a, identify, checks.FEWEST_APCS, without_ama=True),
    SingleTableSource(*_B[:2], __package__, layout.SERVICES, _B[2], parse.parse_b, identify, checks.FEWEST_SERVICES),
    SingleTableSource(
        *_D1[:2],
        __package__,
        layout.STATUS_INDICATORS,
        _D1[2],
        indicators.parse_d1,
        identify,
        checks.FEWEST_STATUS_INDICATORS,
        without_ama=True,
    ),
    SingleTableSource(
        *_D2[:2],
        __package__,
        layout.COMMENT_INDICATORS,
        _D2[2],
        indicators.parse_d2,
        identify,
        checks.FEWEST_COMMENT_INDICATORS,
        without_ama=True,
    ),
    SingleTableSource(*_E[:2], __package__, layout.INPATIENT_ONLY, _E[2], parse.parse_e, identify, checks.FEWEST_INPATIENT_ONLY),
)

SOURCES: dict[str, Source] = {source.id: source for source in _SOURCES}
