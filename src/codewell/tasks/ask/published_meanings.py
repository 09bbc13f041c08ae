"""CMS's own words for the values of an indicator, where a loaded table holds them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from codewell.kernel.validity import Validity
from codewell.tasks.workplace import Workplace

_TABLES = {
    ("opps", "status"): (
        "opps-addendum-d1",
        "SELECT item || ' ' || payment_status FROM status_indicators WHERE indicator = ?",
    ),
    ("opps", "comment"): ("opps-addendum-d2", "SELECT meaning FROM comment_indicators WHERE indicator = ?"),
}


@dataclass(frozen=True, slots=True)
class PublishedMeaning:
    """What a table says of a value.

    Args:
        words: the publisher's, on one line.
        title: of the release.
        validity: days that it covers.
    """

    words: str
    title: str
    validity: Validity


def published_meaning(workplace: Workplace, family: str, indicator: str, value: str, on: date) -> PublishedMeaning | None:
    """Return the publisher's words of the release nearest to a day; None where no loaded table has the value."""
    table = _TABLES.get((family, indicator))
    opened = workplace.shelf.nearest(table[0], on) if table else None
    row = opened.database.one(table[1], value) if opened and table else None
    if opened is None or row is None:
        return None
    release = opened.release
    return PublishedMeaning(" ".join(str(row[0]).split()), f"{release.source} {release.release}", release.validity)
