"""The GPCI file as an importable source."""

from __future__ import annotations

from itertools import islice

from codewell.sources.contract import ReleaseIdentity
from codewell.sources.files import PublishedFile
from codewell.sources.gpci import checks, layout, parse
from codewell.sources.quarters import calendar_year_identity, rvu_package_identity
from codewell.sources.single_table import SingleTableSource


def identify(file: PublishedFile) -> ReleaseIdentity | None:
    """Return the calendar year in the title row, or the package that the name mentions."""
    title = " ".join(line for _, line in islice(file.lines("latin-1"), 2))
    if match := layout.TITLE.search(title):
        return calendar_year_identity(int(match["year"]))
    return rvu_package_identity(file.name)


SOURCE = SingleTableSource(
    id="gpci",
    title="Geographic practice cost indices",
    room=__package__,
    table=layout.LOCALITIES,
    matching=(r"^GPCI.*\.csv$",),
    parse=parse.parse_gpci,
    identify_file=identify,
    fewest_rows=checks.FEWEST_LOCALITIES,
)
