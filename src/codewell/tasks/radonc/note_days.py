"""Days that a sentence gives, as clinicians of the United States write them."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_SLASHED = re.compile(r"(?<![\d/])(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})(?![\d/])")
_NAMED = re.compile(rf"(?<![a-z]){_NAME} {{1,2}}(\d{{1,2}})(?:st|nd|rd|th)?,? {{1,2}}(\d{{4}})(?!\d)", re.IGNORECASE)
_DAY_FIRST = re.compile(rf"(?<!\d)(\d{{1,2}}) {{1,2}}{_NAME},? {{1,2}}(\d{{4}})(?!\d)", re.IGNORECASE)


def days_of(text: str) -> list[tuple[int, date]]:
    """Return the days of a text with where each stands, in order; month before day where both are numbers."""
    found: list[tuple[int, date]] = []
    for match in _ISO.finditer(text):
        _add(found, match.start(), match[1], match[2], match[3])
    for match in _SLASHED.finditer(text):
        year = match[3] if len(match[3]) == 4 else f"20{match[3]}"
        _add(found, match.start(), year, match[1], match[2])
    for match in _NAMED.finditer(text):
        _add(found, match.start(), match[3], _number(match[1]), match[2])
    for match in _DAY_FIRST.finditer(text):
        _add(found, match.start(), match[3], _number(match[2]), match[1])
    return sorted(found)


def nearest_day(text: str, place: int) -> date | None:
    """Return the day of a sentence that stands nearest to a place in it; None where it gives none."""
    found = days_of(text)
    return min(found, key=lambda one: abs(one[0] - place))[1] if found else None


def _number(name: str) -> str:
    return str(_MONTHS.index(name[:3].lower()) + 1)


def _add(found: list[tuple[int, date]], place: int, year: str, month: str, day: str) -> None:
    try:
        found.append((place, date(int(year), int(month), int(day))))
    except ValueError:
        return
