"""Quarterly publications: which days a quarter's file answers for."""

from __future__ import annotations

from datetime import date

from codewell.kernel.validity import Validity
from codewell.sources.contract import ReleaseIdentity

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
MONTH_PATTERN = r"jan(?:uary)?|apr(?:il)?|july?|oct(?:ober)?"
"""The months in which a quarter begins, as file names and title rows write them."""


def quarter_days(year: int, month: int) -> Validity:
    """Return the days of the quarter that holds that month."""
    first = 3 * ((month - 1) // 3) + 1
    last_day = 30 if first in (4, 7) else 31
    return Validity(date(year, first, 1), date(year, first + 2, last_day))


def quarter_identity(year: int, month: int) -> ReleaseIdentity:
    """Return the release `2026-Q2` for a file of that quarter's first month."""
    return ReleaseIdentity(f"{year}-Q{(month - 1) // 3 + 1}", quarter_days(year, month))


def month_number(name: str) -> int:
    """Return 1 to 12 for an English month written out or by its first three letters."""
    return next(number for number, month in enumerate(MONTHS, start=1) if month.startswith(name.lower()[:3]))
