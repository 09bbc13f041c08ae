"""Dates moved by a number of days in the form they were written in, so that intervals stay; or cut to their year."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = "january february march april may june july august september october november december".split()  # noqa: SIM905
_NAMES = "|".join([*_MONTHS, *(name[:3] for name in _MONTHS), "sept"])
_YEAR = r"(?P<year>(?:18|19|20)\d\d|['’]?\d\d)"
_ORDINAL = r"(?P<ordinal>st|nd|rd|th)?"
_TIME = r"(?P<time>[ t]\d\d?:\d\d(?::\d\d)?(?:\.\d+)?(?:z|[-+]\d\d:?\d\d)?)?"
_RANGE = re.compile(
    r"(?P<first>.+?)(?P<between>\s*(?:[-–—]|\bto\b|\bthrough\b|\bthru\b|\buntil\b|\band\b|&)\s*)(?P<second>.+)", re.IGNORECASE
)
_YEAR_FOUND = re.compile(r"(?<!\d)(?:18|19|20)\d\d(?!\d)")
_LAST_TWO = re.compile(r"(?:[-/.]|['’])(\d\d)$")
OLDEST = 89
"""Years of age that may be told."""
_WRITTEN_IN = 2026
"""House estimate of the year of a document that names none but that of a birth; renewed with the lists."""


@dataclass(frozen=True, slots=True)
class Shift:
    """How the dates of one patient move.

    Args:
        days: how far, never 0.
        year: which year a date without one is taken to lie in, so that it moves with the others; None leaves it to the caller.
    """

    days: int
    year: int | None = None


def shifted(written: str, shift: Shift) -> str | None:
    """Return the date or range of dates moved and written alike; None where the form is no date of the calendar.

    A month with a year and no day moves as its fifteenth day would. A holiday, a day of the month alone and a month alone have
    no place in time that could be moved truly, so they are left to the caller.
    """
    weekday = _WEEKDAY.match(written)
    if weekday:
        rest = shifted(written[weekday.end() :], shift)
        return f"{_weekday_like(weekday['name'], shift.days)}{weekday['gap']}{rest}" if rest else None
    for form, move in _FORMS:
        match = form.fullmatch(written)
        if match:
            moved = move(match, shift)
            if moved is not None:
                return moved
    ends = _RANGE.fullmatch(written)
    if not ends:
        return None
    year = year_of(ends["second"])
    first = shifted(ends["first"], Shift(shift.days, year or shift.year))
    second = _second_end(ends["first"], ends["second"], shift)
    return f"{first}{ends['between']}{second}" if first and second else None


def year_of(written: str) -> int | None:
    """Return the year that a date names, None where it names none; two digits below 50 are of this century."""
    whole = _YEAR_FOUND.search(written)
    if whole:
        return int(whole[0])
    short = _LAST_TWO.search(written)
    numbers = re.findall(r"\d+", written)
    if short and (len(numbers) == 3 or (len(numbers) >= 1 and re.search(r"[a-z]{3}", written, re.IGNORECASE))):
        return _century(short[1])
    return None


def tells_old_age(year: int, newest: int) -> bool:
    """Say whether a year of birth tells an age over 89.

    Args:
        year: of the date.
        newest: newest year of the document; one that is no later than `year` tells nothing, and the year in which the lists
            were last renewed stands in for it.

    Source: 45 CFR 164.514(b)(2)(i)(C). One born 90 calendar years before may be 90 already.
    """
    return year < (newest if newest > year else _WRITTEN_IN) - OLDEST


def newest_year(texts: Sequence[str]) -> int:
    """Return the newest year that stands in the texts, 0 where none does."""
    years = [int(year) for text in texts for year in _YEAR_FOUND.findall(text)]
    return max((year for year in years if 1900 <= year <= 2099), default=0)


_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()  # noqa: SIM905
_WEEKDAY = re.compile(
    r"(?P<name>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs?(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
    r"(?P<gap>\.?(?:,[ ]{0,2}|[ ]{1,2})(?:the[ ]|on[ ])?)(?=\S)",
    re.IGNORECASE,
)


def _weekday_like(written: str, days: int) -> str:
    """Return the weekday that many days on, whole or cut as it was written, in its case."""
    at = next(at for at, name in enumerate(_WEEKDAYS) if name.startswith(written.lower()[:3]))
    name = _WEEKDAYS[(at + days) % 7]
    if written.lower() not in _WEEKDAYS:
        name = name[:3]
    return name.upper() if written.isupper() else name.capitalize() if written[0].isupper() else name


def _second_end(first: str, second: str, shift: Shift) -> str | None:
    """Return the later end of a range moved; a day alone ("March 3-9") takes its month from the first end and would leave it."""
    return None if second.strip().isdigit() else shifted(second, Shift(shift.days, shift.year or year_of(first)))


def _century(written: str) -> int:
    digits = written.lstrip("'’")
    if len(digits) == 4:
        return int(digits)
    return 2000 + int(digits) if int(digits) < 50 else 1900 + int(digits)


def _year_like(written: str, year: int) -> str:
    digits = written.lstrip("'’")
    return f"{year}" if len(digits) == 4 else f"{written[: len(written) - len(digits)]}{year % 100:02d}"


def _moved(year: int, month: int, day: int, days: int) -> date | None:
    try:
        return date(year, month, day) + timedelta(days=days)
    except (ValueError, OverflowError):
        return None


def _iso(match: re.Match[str], shift: Shift) -> str | None:
    moved = _moved(int(match["year"]), int(match["month"]), int(match["day"]), shift.days)
    mark = match["mark"]
    return f"{moved.year}{mark}{moved.month:02d}{mark}{moved.day:02d}{match['time'] or ''}" if moved else None


def _compact(match: re.Match[str], shift: Shift) -> str | None:
    moved = _moved(int(match["year"]), int(match["month"]), int(match["day"]), shift.days)
    return f"{moved:%Y%m%d}{match['rest']}" if moved else None


def _full(match: re.Match[str], shift: Shift) -> str | None:
    first, second = match["first"], match["second"]
    day_first = int(first) > 12
    month, day = (int(second), int(first)) if day_first else (int(first), int(second))
    moved = _moved(_century(match["year"]), month, day, shift.days)
    if moved is None:
        return None
    width = 2 if first.startswith("0") or second.startswith("0") else 1
    shown = (moved.day, moved.month) if day_first else (moved.month, moved.day)
    year = _year_like(match["year"], moved.year)
    return f"{shown[0]:0{width}d}{match['mark']}{shown[1]:0{width}d}{match['mark2']}{year}{match['time'] or ''}"


def _short(match: re.Match[str], shift: Shift) -> str | None:
    moved = _moved(shift.year, int(match["month"]), int(match["day"]), shift.days) if shift.year else None
    if moved is None:
        return None
    width = 2 if match["month"].startswith("0") or match["day"].startswith("0") else 1
    return f"{moved.month:0{width}d}{match['mark']}{moved.day:0{width}d}"


def _month_year(match: re.Match[str], shift: Shift) -> str | None:
    moved = _moved(_century(match["year"]), int(match["month"]), 15, shift.days)
    if moved is None:
        return None
    return f"{moved.month:0{2 if match['month'].startswith('0') else 1}d}{match['mark']}{_year_like(match['year'], moved.year)}"


def _named_month_year(match: re.Match[str], shift: Shift) -> str | None:
    moved = _moved(_century(match["year"]), _month(match["name"]), 15, shift.days)
    return f"{_name_like(match['name'], moved)}{match['gap']}{_year_like(match['year'], moved.year)}" if moved else None


def _month_first(match: re.Match[str], shift: Shift) -> str | None:
    moved = _named(match, shift)
    if moved is None:
        return None
    day = _day_like(match, moved)
    year = f"{match['rest']}{_year_like(match['year'], moved.year)}" if match["year"] else ""
    return f"{_name_like(match['name'], moved)}{match['gap']}{day}{year}"


def _day_first(match: re.Match[str], shift: Shift) -> str | None:
    moved = _named(match, shift)
    if moved is None:
        return None
    year = f"{match['rest']}{_year_like(match['year'], moved.year)}" if match["year"] else ""
    return f"{match['the'] or ''}{_day_like(match, moved)}{match['gap']}{_name_like(match['name'], moved)}{year}"


def _named(match: re.Match[str], shift: Shift) -> date | None:
    year = _century(match["year"]) if match["year"] else shift.year
    return _moved(year, _month(match["name"]), int(match["day"]), shift.days) if year else None


def _day_like(match: re.Match[str], moved: date) -> str:
    width = 2 if match["day"].startswith("0") else 1
    return f"{moved.day:0{width}d}{_ordinal(moved.day) if match['ordinal'] else ''}"


def _ordinal(day: int) -> str:
    return "th" if 11 <= day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def _month(spelled: str) -> int:
    return next(at for at, name in enumerate(_MONTHS, 1) if name.startswith(spelled.lower()[:3]))


def _name_like(written: str, moved: date) -> str:
    name = _MONTHS[moved.month - 1]
    if written.lower() not in _MONTHS:
        name = name[:3]
    return name.upper() if written.isupper() else name.capitalize() if written[0].isupper() else name


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_Move = Callable[[re.Match[str], Shift], str | None]
_FORMS: tuple[tuple[re.Pattern[str], _Move], ...] = (
    (_form(rf"(?P<year>\d{{4}})(?P<mark>[-/.])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}}){_TIME}"), _iso),
    (
        _form(
            r"(?P<year>(?:18|19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)"
            r"(?P<rest>(?:\d{4}(?:\d\d)?)?(?:\.\d+)?(?:[-+]\d{4})?)"
        ),
        _compact,
    ),
    (_form(rf"(?P<first>\d{{1,2}})(?P<mark>[-/.] ?)(?P<second>\d{{1,2}})(?P<mark2>[-/.] ?){_YEAR}{_TIME}"), _full),
    (_form(r"(?P<month>\d{1,2})(?P<mark>[-/.])(?P<year>(?:18|19|20)\d\d)"), _month_year),
    (_form(r"(?P<month>\d{1,2})(?P<mark>[-/])(?P<day>\d{1,2})"), _short),
    (_form(rf"(?P<name>{_NAMES})(?P<gap>\.?,?[-\s]+(?:of\s+)?)(?P<year>(?:18|19|20)\d\d|['’]\d\d)"), _named_month_year),
    (
        _form(
            rf"(?P<name>{_NAMES})(?P<gap>\.?(?:\s+|-)(?:the\s+)?|)(?P<day>\d{{1,2}}){_ORDINAL}"
            rf"(?:(?P<rest>[-,\s]+(?:of\s+)?){_YEAR})?"
        ),
        _month_first,
    ),
    (
        _form(
            rf"(?P<the>the\s+)?(?P<day>\d{{1,2}}){_ORDINAL}(?P<gap>[-\s]+(?:day\s+)?(?:of\s+)?|)(?P<name>{_NAMES})"
            rf"(?:(?P<rest>\.?[-,\s]+(?:of\s+)?){_YEAR})?"
        ),
        _day_first,
    ),
)
