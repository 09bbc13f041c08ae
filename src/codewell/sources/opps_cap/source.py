"""The OPPS cap file as an importable source."""

from __future__ import annotations

import re

from codewell.sources.contract import ReleaseIdentity
from codewell.sources.files import PublishedFile
from codewell.sources.opps_cap import checks, layout, parse
from codewell.sources.quarters import month_number, rvu_package_identity, rvu_quarter_identity
from codewell.sources.single_table import SingleTableSource


def identify(file: PublishedFile) -> ReleaseIdentity | None:
    """Return the fee schedule package from `OPPSCAP_2025_Oct` or `rvu24c` in the name."""
    if match := re.search(layout.NAME, file.name, re.IGNORECASE):
        return rvu_quarter_identity(int(match["year"]), month_number(match["month"]))
    return rvu_package_identity(file.name)


SOURCE = SingleTableSource(
    id="opps-cap",
    title="OPPS-based payment caps",
    room=__package__,
    table=layout.CAPS,
    matching=(r"^OPPSCAP.*\.csv$",),
    parse=parse.parse_caps,
    identify_file=identify,
    fewest_rows=checks.FEWEST_ROWS,
)
