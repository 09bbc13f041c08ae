"""The anaesthesia files as importable sources."""

from __future__ import annotations

import re

from codewell.sources.anesthesia import checks, layout, parse
from codewell.sources.contract import ReleaseIdentity, Source
from codewell.sources.files import PublishedFile
from codewell.sources.quarters import calendar_year_identity, rvu_package_identity
from codewell.sources.single_table import SingleTableSource


def identify(file: PublishedFile) -> ReleaseIdentity | None:
    """Return the calendar year in the file's name, or the package that it mentions."""
    for pattern in (layout.FACTOR_NAME, layout.UNITS_NAME):
        if match := re.search(pattern, file.name, re.IGNORECASE):
            return calendar_year_identity(int(match["year"]))
    return rvu_package_identity(file.name)


SOURCES: dict[str, Source] = {
    "anesthesia": SingleTableSource(
        id="anesthesia",
        title="Anesthesia conversion factors",
        room=__package__,
        table=layout.FACTORS,
        matching=(r"^ANES.*\.csv$",),
        parse=parse.parse_factors,
        identify_file=identify,
        fewest_rows=checks.FEWEST_FACTORS,
        without_ama=True,
    ),
    "anesthesia-base-units": SingleTableSource(
        id="anesthesia-base-units",
        title="Anesthesia base units",
        room=__package__,
        table=layout.UNITS,
        matching=(r"base_units.*\.xlsx$",),
        parse=parse.parse_units,
        identify_file=identify,
        fewest_rows=checks.FEWEST_UNITS,
    ),
}
