"""The add-on code table as an importable source."""

from __future__ import annotations

import re
from datetime import date

from codewell.kernel.validity import Validity
from codewell.sources.contract import ReleaseIdentity
from codewell.sources.files import PublishedFile
from codewell.sources.ncci_addon import checks, layout, parse
from codewell.sources.quarters import quarter_days
from codewell.sources.single_table import SingleTableSource


def identify(file: PublishedFile) -> ReleaseIdentity | None:
    """Return the publication day in the name; it answers from then to the end of the quarter after."""
    match = re.search(layout.NAME, file.name)
    if not match:
        return None
    published = date(int(match["year"]), int(match["month"]), int(match["day"]))
    next_month = 3 * ((published.month - 1) // 3) + 4
    following = quarter_days(published.year + (next_month > 12), (next_month - 1) % 12 + 1)
    return ReleaseIdentity(published.isoformat(), Validity(published, following.last_day))


SOURCE = SingleTableSource(
    id="ncci-addon",
    title="NCCI add-on codes",
    room=__package__,
    table=layout.ADDONS,
    matching=(r"ncci_addon_codes.*\.csv$",),
    parse=parse.parse_addons,
    identify_file=identify,
    fewest_rows=checks.FEWEST_ROWS,
)
