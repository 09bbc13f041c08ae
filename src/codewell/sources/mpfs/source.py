"""The relative value file as an importable source: one until 2025, two (nonQPP and QPP) from 2026."""

from __future__ import annotations

import re
from itertools import islice

from codewell.sources.contract import ReleaseIdentity, Source
from codewell.sources.files import PublishedFile
from codewell.sources.mpfs import checks, layout, parse
from codewell.sources.quarters import month_number, rvu_package_identity, rvu_quarter_identity
from codewell.sources.single_table import SingleTableSource


def identify(file: PublishedFile) -> ReleaseIdentity | None:
    """Return the release, `RVU25D`, from `rvu24ar` in the name, from the title row, or from `PPRRVU2025_Oct` in the name."""
    if re.search(layout.RELEASE_NAME, file.name, re.IGNORECASE):
        return rvu_package_identity(file.name)
    first_lines = " ".join(line for _, line in islice(file.lines("latin-1"), 3))
    match = re.search(layout.TITLE, first_lines) or re.search(layout.FILE_NAME, file.name, re.IGNORECASE)
    return rvu_quarter_identity(int(match["year"]) % 100 + 2000, month_number(match["month"])) if match else None


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
