"""The RBCS table as an importable source."""

from __future__ import annotations

import re

from codewell.sources.contract import ReleaseIdentity
from codewell.sources.files import PublishedFile
from codewell.sources.quarters import calendar_year_identity
from codewell.sources.rbcs import checks, layout, parse
from codewell.sources.single_table import SingleTableSource


def identify(file: PublishedFile) -> ReleaseIdentity | None:
    """Return the year in the file's name."""
    match = re.search(layout.NAME, file.name, re.IGNORECASE)
    return calendar_year_identity(int(match["year"])) if match else None


SOURCE = SingleTableSource(
    id="rbcs",
    title="Restructured BETOS classification system",
    room=__package__,
    table=layout.CLASSES,
    matching=(r"^rbcs.*\.csv$",),
    parse=parse.parse_classes,
    identify_file=identify,
    fewest_rows=checks.FEWEST_ROWS,
)
