"""HCPCS codes and modifiers as importable sources; the fixed-width file feeds both."""

from __future__ import annotations

import re
from datetime import date

from codewell.kernel.validity import Validity
from codewell.sources.contract import ReleaseIdentity, Source
from codewell.sources.files import PublishedFile
from codewell.sources.hcpcs import checks, layout, parse
from codewell.sources.quarters import MONTHS, month_number, quarter_identity
from codewell.sources.single_table import SingleTableSource


def identify(file: PublishedFile) -> ReleaseIdentity | None:
    """Return the quarter in the file's name (`HCPC2026_JUL_ANWEB.txt`), or the year of a file that names no month."""
    if match := re.search(layout.DATED_NAME, file.name, re.IGNORECASE):
        return quarter_identity(int(match["year"]), int(match["month"]))
    match = re.search(layout.FIXED_NAME, file.name, re.IGNORECASE)
    if match and match["month"] and any(month.startswith(match["month"][:3].lower()) for month in MONTHS):
        return quarter_identity(int(match["year"]), month_number(match["month"]))
    if match and (match["annual"] or match["month"] == "CONTR"):
        year = int(match["annual"] or match["year"])
        return ReleaseIdentity(str(year), Validity(date(year, 1, 1), date(year, 12, 31)))
    return None


SOURCES: dict[str, Source] = {
    "hcpcs": SingleTableSource(
        id="hcpcs",
        title="HCPCS Level II code file",
        room=__package__,
        table=layout.CODES,
        matching=(layout.FIXED_NAME, r"hcpcs_level2_.*\.csv$"),
        parse=parse.parse_codes,
        identify_file=identify,
        fewest_rows=checks.FEWEST_CODES,
        refused=(r"hcpcs_modifiers_", "hcpcs-modifiers"),
    ),
    "hcpcs-modifiers": SingleTableSource(
        id="hcpcs-modifiers",
        title="HCPCS Level II modifiers",
        room=__package__,
        table=layout.MODIFIERS,
        matching=(layout.FIXED_NAME, r"hcpcs_modifiers_.*\.csv$"),
        parse=parse.parse_modifiers,
        identify_file=identify,
        fewest_rows=checks.FEWEST_MODIFIERS,
    ),
}
