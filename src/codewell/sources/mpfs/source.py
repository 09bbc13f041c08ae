"""The relative value file as an importable source: one until 2025, two (nonQPP and QPP) from 2026."""

from __future__ import annotations

import re
from datetime import date
from itertools import islice

from codewell.kernel.validity import Validity
from codewell.sources.contract import ReleaseIdentity, Source
from codewell.sources.files import PublishedFile
from codewell.sources.mpfs import checks, layout, parse
from codewell.sources.quarters import month_number, quarter_days
from codewell.sources.single_table import SingleTableSource

_CORRECTED = {"RVU24AR": Validity(date(2024, 3, 9), date(2024, 3, 31))}
"""Corrections that took effect inside a quarter: the Consolidated Appropriations Act, 2024 raised the factor from 9 March on.
Where a correction's first day is not listed, the user says it."""


def identify(file: PublishedFile) -> ReleaseIdentity | None:
    """Return the release, `RVU25D`, from `rvu24ar` in the name, from the title row, or from `PPRRVU2025_Oct` in the name."""
    if match := re.search(layout.RELEASE_NAME, file.name, re.IGNORECASE):
        year, letter = 2000 + int(match["year"]), match["letter"].upper()
        label = f"RVU{year % 100:02d}{letter}{match['corrected'].upper()}"
        days = _CORRECTED.get(label) if match["corrected"] else quarter_days(year, 3 * "ABCD".index(letter) + 1)
        return ReleaseIdentity(label, days) if days else None
    first_lines = " ".join(line for _, line in islice(file.lines("latin-1"), 3))
    match = re.search(layout.TITLE, first_lines) or re.search(layout.FILE_NAME, file.name, re.IGNORECASE)
    if not match:
        return None
    year, month = int(match["year"]) % 100 + 2000, month_number(match["month"])
    return ReleaseIdentity(f"RVU{year % 100:02d}{'ABCD'[(month - 1) // 3]}", quarter_days(year, month))


_MPFS = SingleTableSource(
    id="mpfs",
    title="Medicare physician fee schedule relative value file",
    room=__package__,
    table=layout.FEES,
    matching=(r"^PPRRVU.*\.csv$", r"^PPRRVU.*\.txt$"),
    parse=parse.parse_fees,
    identify_file=identify,
    fewest_rows=checks.FEWEST_ROWS,
    refused=(layout.QPP_NAME, "mpfs-qpp"),
)
_MPFS_QPP = SingleTableSource(
    id="mpfs-qpp",
    title="Medicare physician fee schedule relative value file for qualifying APM participants",
    room=__package__,
    table=layout.FEES,
    matching=(rf"^PPRRVU.*{layout.QPP_NAME}.*\.csv$", rf"^PPRRVU.*{layout.QPP_NAME}.*\.txt$"),
    parse=parse.parse_fees,
    identify_file=identify,
    fewest_rows=checks.FEWEST_ROWS,
    refused=(r"non[-_]?QPP|^(?!.*QPP)", "mpfs"),
)

SOURCES: dict[str, Source] = {"mpfs": _MPFS, "mpfs-qpp": _MPFS_QPP}
