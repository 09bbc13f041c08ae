"""(C) Dates: every element but the year, and ages over 89.

Source: 45 CFR 164.514(b)(2)(i)(C). A year alone, a duration and a time of day stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from codewell.phi import cues
from codewell.phi.lexicon import HOLIDAY, MEDICAL, MONTH, UNKNOWN
from codewell.phi.note import Note
from codewell.phi.phi_types import Found, PhiType

_YEAR = r"(?:(?:18|19|20)\d\d|['’]?\d\d)"
_ISO = re.compile(
    r"(?:19|20)\d\d(?P<mark>[-/.])(?P<month>[01]?\d)(?P=mark)(?P<day>[0-3]?\d)(?:t\d\d:\d\d(?::\d\d)?z?)?(?![\d%]|[-/.]\d)"
)
_FULL = re.compile(
    r"(?P<first>[0-3]?\d)(?P<mark>[-/.]) ?(?P<second>[0-3]?\d)(?P=mark) ?(?P<year>(?:18|19|20)\d\d|\d\d)(?![\d%]"
    r"|[-/.]\d|-[a-z])"
)
_SHORT = re.compile(r"(?P<month>[01]?\d)/(?P<day>[0-3]?\d)(?!th\b|[\d%]|[-/.]\d|-[a-z])")
_MONTH_YEAR = re.compile(r"(?:0?[1-9]|1[0-2])/(?:19|20)\d\d(?![\d%]|[-/.]\d)")
_AFTER_MONTH = re.compile(
    r"\.?(?:(?:[ \t]*\n?[ \t]*|-)(?:the[ \t]+)?(?P<day>[0-3]?\d)(?:(?:st|nd|rd|th)\b)?(?!\d|\.\d| ?%|:\d\d|/\d| ?mg\b| ?ml\b)"
    r"(?:(?:[ \t]*,[ \t]*(?:\n[ \t]*)?|[ \t]+(?:\n[ \t]*)?|-|\n[ \t]*)(?:of[ \t]+)?(?P<year>(?:18|19|20)\d\d|['’]\d\d)\b)?"
    r"|(?:[ \t]+of)?[ \t]*[,-]?[ \t]*(?:\n[ \t]*)?(?P<only>(?:18|19|20)\d\d)\b)"
)
_BEFORE_MONTH = re.compile(
    r"(?:\b(?:the[ \t]+)?(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
    r"|\bthe[ \t]+(?P<spelled>[a-z]+(?:-[a-z]+)?))(?:[ \t]*\n[ \t]*|[ \t]+(?:day[ \t]+)?(?:of[ \t]+)?(?:\n[ \t]*)?|-)$"
)
_ORDINALS = cues.table("dates")["ordinals"]
_MONTH_ALONE = re.compile(r"(?:in|since|last|next|this|early|late|mid|until|by|of|during|around|mid-|each|every|from|for)\s+$")
_OLD = re.compile(
    r"(?:(?:-|\s{0,3})(?:years?|yrs?)(?:(?:-|\s{0,3})(?:old|of[ ]age)|\b)|[- ]?(?:y\.?/?o\.?|yo[mf]?)\b|[- ]?year-?olds?\b"
    r"|[ ]?[mf]\b(?:[ ](?:with|who|presents|presenting|here|c/o|s/p|h/o|hx|w/|admitted|found|brought|in)\b|,))"
)
_YEARS_ONLY = re.compile(r"(?:-|\s{0,3})(?:years?|yrs?)\b(?!(?:-|\s{0,3})(?:old|of age))")
_AGED = re.compile(
    r"\b(?:age|aged|ages|age at (?:death|diagnosis|onset)|age of|age is|age was|turned|died at|age/sex"
    r"|sex/age: ?[mf]/)\s{0,3}:?\s{0,3}$"
)
_NOW = re.compile(r"\b(?:now|is|was|he['’]s|she['’]s)\s{1,3}$")
_NOT_AN_AGE = re.compile(
    r"[.:/-]\d|\s?(?:%|mg|ml|mm|cm|kg|lbs?|bpm|percent|beats|degrees|units|over|out|to|minutes|hours|days|weeks|months|pounds)"
)
_HOLIDAY = re.compile(r"\b(?:last|this|next|on|around|before|after|since|past|at)\s+[a-z]+$")
_DAY_OR_EVE = re.compile(r"\s(?:day|eve)\b")
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def find(note: Note) -> Iterator[Found]:
    """Yield dates and ages over 89."""
    yield from _numeric(note)
    yield from _by_month(note)
    yield from _holidays(note)
    yield from _ages(note)
    yield from _birth_years(note)


def _date(start: int, end: int, rule: str, confidence: float = 0.95) -> Found:
    return Found(start, end, PhiType.DATE, f"date.{rule}", confidence)


def _numeric(note: Note) -> Iterator[Found]:
    scan, done = note.scan, -1
    for start, end in note.figures:
        if start < done or end - start not in (1, 2, 4) or scan[end : end + 1] not in ("/", "-", "."):
            continue
        if start and (scan[start - 1] in "/$%" or (scan[start - 1] in "-." and scan[start - 2 : start - 1].isdigit())):
            continue
        found = _four_first(note, start) if end - start == 4 else _day_or_month_first(note, start)
        if found:
            done = found.end
            yield found


def _four_first(note: Note, start: int) -> Found | None:
    match = _ISO.match(note.scan, start)
    return _date(start, match.end(), "iso") if match and _is_day(int(match["month"]), int(match["day"])) else None


def _day_or_month_first(note: Note, start: int) -> Found | None:
    full = _FULL.match(note.scan, start)
    if full and _is_full_date(note, full):
        return _date(start, full.end(), "full")
    year = _MONTH_YEAR.match(note.scan, start)
    if year:
        return _date(start, year.end(), "month-year")
    both = _BOTH.match(note.scan, start)
    if both and _is_range(note, both):
        return _date(start, both.end(), "range", 0.85)
    short = _SHORT.match(note.scan, start)
    if short and _is_day(int(short["month"]), int(short["day"])) and _is_short_date(note, start, short.end()):
        return _date(start, short.end(), "short")
    return None


def _is_day(month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= _DAYS[month - 1]


def _is_full_date(note: Note, match: re.Match[str]) -> bool:
    first, second = int(match["first"]), int(match["second"])
    if not (_is_day(first, second) or _is_day(second, first)):
        return False
    if match["mark"] == "/":
        return True
    after = note.scan[match.end() : match.end() + 3]
    sure = len(match["year"]) == 4 or match["mark"] == "-" or _led_by_preposition(note, match.start())
    return sure and after not in (" mg", " cm", " mm")


def _is_short_date(note: Note, start: int, end: int) -> bool:
    follows = _NEXT_WORD.match(note.scan, end)
    if (follows and follows[1] in cues.table("dates")["after"]) or note.scan[end : end + 1] in ('"', "°"):
        return False
    if _led_by_preposition(note, start) or _stands_as_date(note, start, end):
        return True
    joined = _JOINED.search(note.scan, max(0, start - 20), start)
    return bool(joined) and _led_by_preposition(note, joined.start(1)) if joined else False


_BOTH = re.compile(
    r"(?P<month>[01]?\d)/(?P<day>[0-3]?\d) ?[-–] ?(?P<month2>[01]?\d)/(?P<day2>[0-3]?\d)(?:/(?:20)?\d\d)?(?![\d%/]|-[a-z\d])"
)


def _is_range(note: Note, match: re.Match[str]) -> bool:
    """Say whether "3/4-3/9" is two days in order; 4/5-5/5 is a strength, so a word of dates stands before, or days follow."""
    first, second = (int(match["month"]), int(match["day"])), (int(match["month2"]), int(match["day2"]))
    if not (_is_day(*first) and _is_day(*second)) or first >= second:
        return False
    follows = _NEXT_WORD.match(note.scan, match.end())
    if follows and follows[1] in cues.table("dates")["after"]:
        return False
    return _led_by_preposition(note, match.start())


def _stands_as_date(note: Note, start: int, end: int) -> bool:
    """Say whether month and day without a lead are a date: they open a line as its label, or the day is too late for a score."""
    line = note.scan.rfind("\n", 0, start) + 1
    opens = not note.scan[line:start].strip(" \t*-•")
    if opens and _ENTRY.match(note.scan, end):
        return True
    if int(note.scan[start:end].partition("/")[2]) <= _HIGHEST_SCORE or note.scan[start - 1 : start] not in (
        " ",
        "\n",
        "(",
        "\t",
    ):
        return False
    before = note.word_at(start) - 1
    if before < 0 or opens:
        return True
    adjacent = not note.gap(before)[: max(0, start - note.ends[before])].strip(" \t(:")
    return not adjacent or not (note.flags[before] & (MEDICAL | UNKNOWN) or note.words[before] in _SCORES)


_HIGHEST_SCORE = 10
_ENTRY = re.compile(r"(?:/\d\d)?[ \t]*(?::|-[ \t]|[ \t]\d{4}\b|[ \t]\d\d:\d\d)")
_SCORES = cues.table("dates")["scores"]
_NEXT_WORD = re.compile(r"\s*(?:/\s*)?([a-z]+)")
_JOINED = re.compile(r"(\d{1,2}/\d{1,2})(?:/\d{2,4})?\s*(?:and|,|&|or|-|to)\s*$")


def _led_by_preposition(note: Note, offset: int) -> bool:
    before = re.search(r"([a-z]+)[:.,]?\s{1,3}(?:the\s)?\(?$", note.scan[max(0, offset - 20) : offset])
    return bool(before) and before[1] in cues.table("dates")["before"] if before else False


def _by_month(note: Note) -> Iterator[Found]:
    for index in note.at(MONTH):
        start, end = note.starts[index], note.ends[index]
        after = _AFTER_MONTH.match(note.scan, end)
        if after and after["day"] and not 1 <= int(after["day"]) <= 31:
            after = None
        window = max(0, start - 26)
        before = _BEFORE_MONTH.search(note.scan[window:start])
        if before and before["spelled"] and before["spelled"] not in _ORDINALS:
            before = None
        if before and before["day"] and not 1 <= int(before["day"]) <= 31:
            before = None
        if note.words[index] in _ALSO_WORDS and not _is_month_here(note, index, bool(after), bool(before)):
            continue
        if before:
            dashed = after and after[0].startswith("-") and not after["year"]
            last = after.end() if after and (after["only"] or dashed) else end
            yield _date(window + before.start(), last, "day-of-month")
        elif after:
            yield _date(start, after.end(), "month-day")
        elif (
            len(note.words[index]) > 3
            and _MONTH_ALONE.search(note.scan[max(0, start - 10) : start])
            and note.words[index] not in _ALSO_WORDS
        ):
            yield _date(start, end, "month-alone", 0.7)


_ALSO_WORDS = cues.table("dates")["also_words"]


def _is_month_here(note: Note, index: int, after: bool, before: bool) -> bool:
    """Say whether "may", "march" and names that are months too mean the month here."""
    word = note.words[index]
    if word in ("may", "march", "mar"):
        if note.cased and not note.is_capital(index):
            return before
        return after or before
    return after or before or (word in ("april", "june", "august") and False)


def _holidays(note: Note) -> Iterator[Found]:
    for index in note.at(HOLIDAY):
        match = _HOLIDAY.search(note.scan, max(0, note.starts[index] - 12), note.ends[index])
        if match:
            after = _DAY_OR_EVE.match(note.scan, note.ends[index])
            yield _date(note.starts[index], after.end() if after else note.ends[index], "holiday", 0.8)


def _ages(note: Note) -> Iterator[Found]:
    scan = note.scan
    for start, end in note.figures:
        if end - start not in (2, 3) or not 90 <= int(scan[start:end]) <= 129:
            continue
        if start and (scan[start - 1] in "./-" or scan[start - 1].isalpha()) and scan[start - 2 : start] != "f/":
            continue
        if _is_age(scan, start, end):
            yield Found(start, end, PhiType.AGE_OVER_89, "age.over-89", 0.95)


def _is_age(scan: str, start: int, end: int) -> bool:
    if scan[start : end + 1] == "90+":
        return False  # what an age over 89 may be called
    window = max(0, start - 26)
    if _AGED.search(scan, window, start):
        return not _NOT_AN_AGE.match(scan, end)
    if not _OLD.match(scan, end):
        return False
    return not _YEARS_ONLY.match(scan, end) or bool(_NOW.search(scan, window, start))


def _birth_years(note: Note) -> Iterator[Found]:
    """Yield a year of birth that tells an age over 89 by the newest year of the note; nobody asks what day it is."""
    years = [int(note.scan[start:end]) for start, end in note.figures if end - start == 4]
    newest = max((year for year in years if 1900 <= year <= 2099), default=0)
    for start, end in note.figures:
        if (
            end - start == 4
            and 1880 <= int(note.scan[start:end]) <= newest - _OLDEST
            and _BORN.search(note.scan, max(0, start - 24), start)
        ):
            yield _date(start, end, "birth-year", 0.85)


_OLDEST = 89
_BORN = re.compile(r"\b(?:born|birth|dob|yob|birth year|year of birth)\s*(?:in|:|was|is)?\s*(?:in\s+)?$")
