"""Dates moved by a number of days in the form they were written in, so that intervals stay."""

from __future__ import annotations

import re
from datetime import date, timedelta

_MONTHS = "january february march april may june july august september october november december".split()  # noqa: SIM905
_NUMERIC = re.compile(r"(?P<a>\d{1,4})(?P<mark>[-/.])(?P<b>\d{1,2})(?P=mark)(?P<c>\d{2,4})")
_MONTH_DAY = re.compile(
    r"(?P<month>[a-z]+)(?P<gap>\.?\s+)(?P<day>\d{1,2})(?P<ordinal>st|nd|rd|th)?(?P<rest>,?\s+)(?P<year>\d{4})", re.IGNORECASE
)
_DAY_MONTH = re.compile(r"(?P<day>\d{1,2})(?P<gap>[-\s]+)(?P<month>[a-z]+)(?P<rest>[-,\s]+)(?P<year>\d{4})", re.IGNORECASE)


def shifted(written: str, days: int) -> str | None:
    """Return the date `days` later, written alike; None where the form holds no whole date.

    A date without a year has no place in time and cannot be moved truly, so it is left to the caller.
    """
    numeric = _NUMERIC.fullmatch(written)
    if numeric:
        return _numeric(numeric, days)
    for form in (_MONTH_DAY, _DAY_MONTH):
        match = form.fullmatch(written)
        if match:
            return _named(match, days, month_first=form is _MONTH_DAY)
    return None


def _numeric(match: re.Match[str], days: int) -> str | None:
    first, second, third, mark = match["a"], match["b"], match["c"], match["mark"]
    if len(first) == 4:
        moved = _moved(int(first), int(second), int(third), days)
        return f"{moved.year}{mark}{moved.month:02d}{mark}{moved.day:02d}" if moved else None
    year = int(third) if len(third) == 4 else 2000 + int(third) if int(third) < 50 else 1900 + int(third)
    moved = _moved(year, int(first), int(second), days)
    if moved is None:
        return None
    shown = f"{moved.year}" if len(third) == 4 else f"{moved.year % 100:02d}"
    width = 2 if first.startswith("0") or second.startswith("0") else 1
    return f"{moved.month:0{width}d}{mark}{moved.day:0{width}d}{mark}{shown}"


def _named(match: re.Match[str], days: int, *, month_first: bool) -> str | None:
    spelled = match["month"].lower()
    month = _month(spelled)
    moved = _moved(int(match["year"]), month, int(match["day"]), days) if month else None
    if moved is None:
        return None
    name = _MONTHS[moved.month - 1] if len(spelled) > 4 or spelled in _MONTHS else _MONTHS[moved.month - 1][:3]
    name = name.upper() if match["month"].isupper() else name.capitalize() if match["month"][0].isupper() else name
    if month_first:
        return f"{name}{match['gap']}{moved.day}{match['rest']}{moved.year}"
    return f"{moved.day}{match['gap']}{name}{match['rest']}{moved.year}"


def _month(spelled: str) -> int | None:
    short = spelled[:3] if len(spelled) <= 4 else spelled
    return next((at for at, name in enumerate(_MONTHS, 1) if name in (spelled, short) or name[:3] == short), None)


def _moved(year: int, month: int, day: int, days: int) -> date | None:
    try:
        return date(year, month, day) + timedelta(days=days)
    except (ValueError, OverflowError):
        return None
