"""(C) Dates in figures: every element but the year. `dates_in_words` reads months and holidays, `ages` ages over 89.

Source: 45 CFR 164.514(b)(2)(i)(C). A year alone, a duration and a time of day stay. A weekday beside a date is an element of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from codewell.phi import cues
from codewell.phi.identifiers import dates_in_words
from codewell.phi.lexicon import MEDICAL, UNKNOWN
from codewell.phi.note import Note
from codewell.phi.phi_types import Found, PhiType

_ISO = re.compile(
    r"(?:19|20)\d\d(?P<mark>[-/.])(?P<month>[01]?\d)(?P=mark)(?P<day>[0-3]?\d)"
    r"(?:t\d\d:?\d\d(?::?\d\d(?:\.\d+)?)?(?:z|[-+]\d\d:?\d\d)?)?(?![\d%]|[-/.]\d)"
)
_BROKEN = r"(?: |[ \t]?\n[ \t]*)?"
_FULL = re.compile(
    rf"(?P<first>[0-3]?\d)(?P<mark>[-/.]){_BROKEN}(?P<second>[0-3]?\d)(?P=mark){_BROKEN}(?P<year>(?:18|19|20)\d\d|\d\d)"
    r"(?![\d%]|[-/.]\d|-[a-z])"
)
_SPACED_OUT = re.compile(r"([0-3]?\d) / ([0-3]?\d) / (?:(?:19|20)\d\d|\d\d)(?![\d/])")
_DASHED = re.compile(r"(?P<month>[01]?\d)-(?P<day>[0-3]?\d)(?=[ \t]*(?:[,;.)\n]|$))(?!\.\d)")
_SHORT = re.compile(r"(?P<month>[01]?\d)/(?P<day>[0-3]?\d)(?!th\b|[\d%]|[-/.]\d|-[a-z])")
_MONTH_YEAR = re.compile(r"(?:0?[1-9]|1[0-2])/(?:19|20)\d\d(?![\d%]|[-/.]\d)")
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def find(note: Note) -> Iterator[Found]:
    """Yield dates in figures, and the weekday that stands beside one in figures or in words."""
    for found in (*_numeric(note), *dates_in_words.find(note)):
        weekday = _WEEKDAY.search(note.scan, max(0, found.start - 14), found.start) if found.rule in _WITH_DAY else None
        yield replace(found, start=weekday.start()) if weekday else found


_WEEKDAY = re.compile(
    r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?(?:,[ ]{0,2}|[ ]{1,2})(?:the[ ]|on[ ])?$"
)
_WITH_DAY = frozenset({"date.full", "date.iso", "date.short", "date.month-day", "date.day-of-month", "date.spaced"})


def _date(start: int, end: int, rule: str, confidence: float = 0.95) -> Found:
    return Found(start, end, PhiType.DATE, f"date.{rule}", confidence)


def _numeric(note: Note) -> Iterator[Found]:
    scan, done = note.scan, -1
    for start, end in note.figures:
        if start < done or end - start not in (1, 2, 4):
            continue
        if scan[end : end + 1] not in ("/", "-", "."):
            spaced = _SPACED_OUT.match(scan, start) if scan.startswith(" / ", end) else None
            if spaced and (_is_day(int(spaced[1]), int(spaced[2])) or _is_day(int(spaced[2]), int(spaced[1]))):
                done = spaced.end()
                yield _date(start, done, "spaced")
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
    dashed = _DASHED.match(note.scan, start)
    if dashed and _is_dashed_day(note, start, int(dashed["month"]), int(dashed["day"])):
        return _date(start, dashed.end(), "dashed", 0.7)
    short = _SHORT.match(note.scan, start)
    if short and _is_day(int(short["month"]), int(short["day"])) and _is_short_date(note, start, short.end()):
        return _date(start, short.end(), "short")
    return None


def _is_dashed_day(note: Note, start: int, month: int, day: int) -> bool:
    """Say whether "on 3-14" is a day: nothing counts from three to fourteen where a visit or "on" leads and the clause ends."""
    return day > _HIGHEST_SCORE + 2 and _is_day(month, day) and _ON_A_DAY.search(note.scan, max(0, start - 20), start) is not None


_ON_A_DAY = re.compile(r"\b(?:on|dated|dos|visit|seen|appointment|discharged|admitted)[: ]{1,2}$")


def _is_day(month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= _DAYS[month - 1]


def _is_full_date(note: Note, match: re.Match[str]) -> bool:
    if match["mark"] == "-" and _COURSE.match(note.scan, match.end()):
        return False
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
    if _measures(note, start, end):
        return False
    if _led_by_preposition(note, start) or _stands_as_date(note, start, end):
        return True
    joined = _JOINED.search(note.scan, max(0, start - 20), start)
    return bool(joined) and _led_by_preposition(note, joined.start(1)) if joined else False


def _measures(note: Note, start: int, end: int) -> bool:
    """Say whether the figures are a score or a part: "score of 12/16", "6/10, down from 9/10", "1/3 of the time"."""
    weak = _WEAK_LEAD.search(note.scan, max(0, start - 16), start)
    before = note.scan[max(0, start - 60) : weak.start() if weak else start]
    if weak and (_OF_A_SCORE.search(before) or _PART_OF.match(note.scan, end)):
        return True
    whole = note.scan[start:end].partition("/")[2]
    return bool(weak) and int(whole) <= _HIGHEST_SCORE and whole in _FRACTION.findall(before)


_WEAK_LEAD = re.compile(r"\b(?:of|to|from|was|is|and|or|about|around|approximately|now)[ ]{1,2}$")
_OF_A_SCORE = re.compile(
    r"\b(?:scores?|scored|scoring|balance|pain|strength|rat(?:ed|ing|es)|level|intensity|down|up|decreas(?:ed|es|ing)|increas(?:ed|es|ing)"
    r"|improv(?:ed|es|ing)|worsen(?:ed|s|ing)|ratio|pupils|headache|murmur|reflexes|total|acuity)(?:[ ][a-z]{1,10}){0,2}[ ]?$"
)
_PART_OF = re.compile(r"[ ]of[ ](?:the|his|her|its|their|all|a|an|each|normal|patients|cases)\b")
_FRACTION = re.compile(r"(?<![\d/])\d{1,2}/(\d{1,2})(?![\d/])")
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


_COURSE = re.compile(r"[ ](?:taper|tapered|mg|mcg|dose|doses|regimen|split|schedule|protocol)\b")
_HIGHEST_SCORE = 10
_ENTRY = re.compile(r"(?:/\d\d)?[ \t]*(?::|-[ \t]|[ \t]\d{4}\b|[ \t]\d\d:\d\d)")
_SCORES = cues.table("dates")["scores"]
_NEXT_WORD = re.compile(r"\s*(?:/\s*)?([a-z]+)")
_JOINED = re.compile(r"(\d{1,2}/\d{1,2})(?:/\d{2,4})?\s*(?:and|,|&|or|-|to)\s*$")


_DISCHARGED = re.compile(r"\b(?:d/c(?:['’]?e?d)?|dc['’]?d)[:.]?\s{1,3}$")


def _led_by_preposition(note: Note, offset: int) -> bool:
    if _WEEKDAY.search(note.scan, max(0, offset - 14), offset) or _DISCHARGED.search(note.scan, max(0, offset - 10), offset):
        return True
    before = re.search(r"([a-z]+)[:.,]?\s{1,3}(?:the\s)?\(?$", note.scan[max(0, offset - 20) : offset])
    return bool(before) and before[1] in cues.table("dates")["before"] if before else False
