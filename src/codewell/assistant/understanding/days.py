"""Days of service as people in the United States write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from codewell.assistant.understanding.words import Kind, Span

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_FIRST_YEAR_OF_THE_LAST_CENTURY = 70
_QUARTER_MONTHS = (1, 4, 7, 10)
_YEAR = r"(?P<year>(?:19|20)[0-9]{2})"


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day that a text names.

    Args:
        span: where.
        day: named; the first of a month, quarter or year; None where there is no such day.
        year: calendar or fiscal year that was named alone; None otherwise.
    """

    span: Span
    day: date | None
    year: int | None = None


def _numbers(match: re.Match[str]) -> tuple[date | None, int | None]:
    return _day(match["year"], match["month"], match["day"]), None


def _in_words(match: re.Match[str]) -> tuple[date | None, int | None]:
    month = _MONTHS.index(match["month"].lower()[:3]) + 1
    return _day(match["year"], month, match.groupdict().get("day") or 1), None


def _month(match: re.Match[str]) -> tuple[date | None, int | None]:
    return _day(match["year"], match["month"], 1), None


def _quarter(match: re.Match[str]) -> tuple[date | None, int | None]:
    said = match["quarter"].lower()
    number = _ORDINALS.get(said) or int(said)
    return _day(match["year"], _QUARTER_MONTHS[number - 1], 1), None


def _fiscal(match: re.Match[str]) -> tuple[date | None, int | None]:
    year = _full_year(match["year"])
    return _day(year - 1, 10, 1), year


def _calendar(match: re.Match[str]) -> tuple[date | None, int | None]:
    year = _full_year(match["year"])
    return _day(year, 1, 1), year


_EDGE, _END = r"(?<![\w$./-])", r"(?![\w%]|[./,-][0-9])"
_Reader = Callable[[re.Match[str]], tuple[date | None, int | None]]
_SINGLE: tuple[tuple[re.Pattern[str], _Reader], ...] = tuple(
    (re.compile(_EDGE + expression + _END, re.IGNORECASE), reader)
    for expression, reader in (
        (_YEAR + r"[-/.](?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})(?:T[0-9:]{4,8}Z?)?", _numbers),
        (r"(?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})[-/.](?P<year>[0-9]{4}|[0-9]{2})", _numbers),
        (_YEAR + r"(?P<month>0[1-9]|1[0-2])(?P<day>[0-3][0-9])", _numbers),
        (_MONTH + r"[ -]?(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?,?[ -]{1,2}" + _YEAR, _in_words),
        (r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?(?: of)?[ -]?" + _MONTH + r",?[ -]?" + _YEAR, _in_words),
        (_MONTH + r",?(?: of)?[ -]?" + _YEAR, _in_words),
        (_YEAR + r"[ -]" + _MONTH, _in_words),
        (r"(?P<month>0?[1-9]|1[0-2])/" + _YEAR, _month),
        (_YEAR + r"-(?P<month>0[1-9]|1[0-2])", _month),
        (r"q(?P<quarter>[1-4])[ ,/-]?(?:of )?(?:fy|cy)?'?(?P<year>20[0-9]{2}|[0-9]{2})", _quarter),
        (r"(?P<quarter>[1-4])q[ /-]?(?P<year>20[0-9]{2}|[0-9]{2})", _quarter),
        (_YEAR + r"[ -]?q(?P<quarter>[1-4])", _quarter),
        (r"(?P<quarter>first|second|third|fourth|1st|2nd|3rd|4th) quarter,?(?: of)? ?" + _YEAR, _quarter),
        (r"(?:fy|fiscal year)[ -]?'?(?P<year>20[0-9]{2}|[0-9]{2})", _fiscal),
        (r"(?:cy|calendar year)[ -]?'?(?P<year>20[0-9]{2}|[0-9]{2})", _calendar),
        (r"(?:year )?" + _YEAR, _calendar),
        (r"'(?P<year>[0-9]{2})", _calendar),
    )
)
_SPANS_OF_YEARS = (
    (re.compile(r"(?<![\w$./-])" + _YEAR + r"(?=[-/](?:19|20)[0-9]{2}(?![\w/-]))"), _calendar),
    (re.compile(r"(?<=[-/])(?<=(?:19|20)[0-9]{2}.)" + _YEAR + r"(?![\w/-])"), _calendar),
)
_WAYS = _SINGLE + _SPANS_OF_YEARS
_COUNTED = re.compile(
    r"\s{0,2}-?(?:units?|mgs?|mcgs?|ml|cc|iu|g|cgy|gy|dollars?|bucks|usd|patients?|codes?|claims?|lines?|characters?|percent"
    r"|pages?|minutes?)(?!\w)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"(?:apc|drg|locality|zip(?: code)?|npi|revenue code|rev code|hcc|rvu|section|page|pos|code|release|icd|cpt|hcpcs) ?#?:?\s?$",
    re.IGNORECASE,
)
_YEAR_ALLOWED_AFTER = re.compile(r"(?:section|page|release|icd|cpt|hcpcs|code) ?#?:?\s?$", re.IGNORECASE)


def days_of(text: str) -> tuple[NamedDay, ...]:
    """Return the days that the text names, in order; what looks like a year but counts something is none."""
    found: list[NamedDay] = []
    for expression, reader in _WAYS:
        for match in expression.finditer(text):
            start, end = match.span()
            if any(start < one.span.end and one.span.start < end for one in found):
                continue
            day, year = reader(match)
            if year is not None and _is_no_year(text, start, end):
                continue
            found.append(NamedDay(Span(Kind.DAY, start, end), day, year))
    return tuple(sorted(found, key=lambda one: one.span.start))


def _is_no_year(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - 15) : start]
    if _COUNTED.match(text, end):
        return True
    return bool(_NUMBERED.search(before)) and not _YEAR_ALLOWED_AFTER.search(before)


def _day(year: int | str, month: int | str, day: int | str) -> date | None:
    try:
        return date(_full_year(year), int(month), int(day))
    except ValueError:
        return None


def _full_year(year: int | str) -> int:
    number = int(year)
    if number >= 100:
        return number
    return number + (1900 if number >= _FIRST_YEAR_OF_THE_LAST_CENTURY else 2000)


def named(found: tuple[NamedDay, ...]) -> tuple[tuple[date, ...], tuple[int, ...]]:
    """Return the days, and the years that were named alone, each once."""
    return tuple(dict.fromkeys(_present(found))), tuple(dict.fromkeys(one.year for one in found if one.year is not None))


def _present(found: tuple[NamedDay, ...]) -> Iterator[date]:
    return (one.day for one in found if one.day is not None)
