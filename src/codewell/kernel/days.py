"""Days as people and files write them."""

from __future__ import annotations

import re
from datetime import date

_WRITTEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def parse_day(text: str) -> date:
    """Return the day written YYYY-MM-DD.

    Raises:
        ValueError: it is written otherwise, or there is no such day.
    """
    if not _WRITTEN.fullmatch(text.strip()):
        raise ValueError(text)
    return date.fromisoformat(text.strip())
