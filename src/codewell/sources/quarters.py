"""Quarterly publications: which days a quarter's file answers for."""

from __future__ import annotations

import re
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


_PACKAGE = re.compile(r"(?<![a-z])rvu(?P<year>\d\d)(?P<letter>[a-d])(?P<corrected>r?)(?![a-z0-9])", re.IGNORECASE)
_CORRECTED = {"RVU24AR": Validity(date(2024, 3, 9), date(2024, 3, 31))}
"""Corrections that took effect inside a quarter: the Consolidated Appropriations Act, 2024 raised the factor from 9 March on.
Where a correction's first day is not listed, the user says it."""


def rvu_package_identity(name: str) -> ReleaseIdentity | None:
    """Return the fee schedule package that a name mentions: `gpci_rvu24c.csv` belongs to RVU24C, the third quarter of 2024."""
    match = _PACKAGE.search(name)
    if not match:
        return None
    letter = match["letter"].upper()
    label = f"RVU{match['year']}{letter}{match['corrected'].upper()}"
    if match["corrected"]:
        return ReleaseIdentity(label, _CORRECTED[label]) if label in _CORRECTED else None
    return ReleaseIdentity(label, quarter_days(2000 + int(match["year"]), 3 * "ABCD".index(letter) + 1))


def rvu_quarter_identity(year: int, month: int) -> ReleaseIdentity:
    """Return the fee schedule package of a quarter: `RVU25D` for October 2025."""
    return ReleaseIdentity(f"RVU{year % 100:02d}{'ABCD'[(month - 1) // 3]}", quarter_days(year, month))


def calendar_year_identity(year: int) -> ReleaseIdentity:
    """Return the release `CY2025`, which answers from 1 January to 31 December."""
    return ReleaseIdentity(f"CY{year}", Validity(date(year, 1, 1), date(year, 12, 31)))
