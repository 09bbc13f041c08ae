"""(C) Dates with a month or a holiday in words: "the 14th of March", "Mar 14-16", "14MAR21", "last Thanksgiving", "Memorial Day".

Source: 45 CFR 164.514(b)(2)(i)(C). A month alone is taken where a preposition shows that a time is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from codewell.phi import cues
from codewell.phi.lexicon import HOLIDAY, MONTH
from codewell.phi.note import Note
from codewell.phi.phi_types import Found, PhiType

_TABLE = cues.table("dates")
_ORDINALS = _TABLE["ordinals"]
_TO = r"[ \t]*(?:[-–]|\bto\b|\bthrough\b|\bthru\b|\band\b|&)[ \t]*"
_AFTER_MONTH = re.compile(
    r"\.?(?:(?:[ \t]*+\n?[ \t]*+|-)(?:the[ \t]+)?(?:(?P<day>[0-3]?\d)(?:(?:st|nd|rd|th)\b)?"
    r"(?!\d|\.\d| ?%|:\d\d|/\d| ?mg\b| ?ml\b)|(?P<spelled>[a-z]{5,11}(?:-[a-z]{5,7})?)\b)"
    rf"(?:{_TO}(?P<last>[0-3]?\d)(?:(?:st|nd|rd|th)\b)?(?![\d/:%]|\.\d))?"
    r"(?:(?:[ \t]*,[ \t]*(?:\n[ \t]*)?|[ \t]+(?:\n[ \t]*)?|-|\n[ \t]*)(?:of[ \t]+)?(?P<year>(?:18|19|20)\d\d|['’]\d\d)\b)?"
    r"|(?:\s{1,3}of)?[ \t]*+[,/-]?[ \t]*+(?:\n[ \t]*)?(?P<only>(?:18|19|20)\d\d\b|['’]\d\d\b))"
)
_BEFORE_MONTH = re.compile(
    rf"(?:\b(?:the[ \t]+)?(?:(?P<first>[0-3]?\d)(?:st|nd|rd|th)?{_TO})?(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
    r"|\bthe[ \t]+(?P<spelled>[a-z]+(?:-[a-z]+)?))"
    r"(?P<gap>[ \t]*\n[ \t]*|[ \t]+(?:day[ \t]+)?(?:of[ \t]+)?(?:\n[ \t]*)?|-|)$"
)
_GLUED_YEAR = re.compile(r"(?:20)?\d\d(?!\d)")
_NO_RANGE = re.compile(
    r"[ \t]*(?:more|other|days?|weeks?|months?|years?|hours?|hrs?|times?|mg|ml|mcg|units?|tablets?|of the|x\b)"
)
_MONTH_ALONE = re.compile(
    r"(?:in|since|last|next|this|early|late|mid|until|by|of|during|around|mid-|each|every|from|for|between|through|before|after"
    r"|starting|beginning)\s+$|\bmid-$"
)
_SURELY_MONTH = re.compile(
    r"\b(?:in|since|until|between|during|through|early|late|mid|(?:week|end|beginning|middle)[ ]of|last)[ -]$"
)
_ALSO_WORDS = _TABLE["also_words"]
_HOLIDAY = re.compile(
    r"\b(?:last|this|next|on|around|before|after|since|past|at|by|over|during|until|through|seen|for)\s+(?:the\s+)?[a-z]+$"
)
_DAY_OR_EVE = re.compile(r"\s(?:day|eve|sunday|monday)\b")
_DAY_BY_A_HOLIDAY = re.compile(
    r"\b(?P<day>(?:mon|tues|wednes|thurs|fri|satur|sun)day[ ](?:right[ ])?(?:after|before|following))[ ](?:the[ ])?$"
)
_NOT_A_TIME = re.compile(r"\s(?:tree|disease|factor|eggs?|lil(?:y|ies)|island|cactus|seals?)\b")
_NAMED_DAY = re.compile(
    r"\b(?:new year['’]?s|memorial|labou?r|valentine['’]?s|veterans?['’]?|independence|columbus|presidents?['’]?s?|canada|boxing"
    r"|mother['’]?s|father['’]?s|(?:st\.?|saint) patrick['’]?s|groundhog|election|mlk|martin luther king(?:,? jr\.?)?"
    r"|indigenous peoples['’]?|all saints['’]?|patriots?['’]?)$"
)
_NAMED_EVE = re.compile(r"\bnew year['’]?s$")
_FOURTH = re.compile(r"\b(?:the[ ])?(?:fourth|4th)[ ]of[ ]july\b")
_QUARTER = re.compile(r"\b(?:the[ ])?(?:first|second|third|fourth|last|1st|2nd|3rd|4th)[ ]quarter[ ]of[ ](?:19|20)\d\d\b")
_SHORT_QUARTER = re.compile(r"q[1-4](?:[ ]of)?[ ,/-]{1,2}(?:(?:19|20)\d\d|['’]\d\d)\b")


def find(note: Note) -> Iterator[Found]:
    """Yield dates with a month, a holiday or a quarter of a year in words."""
    yield from _by_month(note)
    yield from _holidays(note)
    yield from _named_days(note.scan)
    yield from _quarters(note.scan)


def _quarters(scan: str) -> Iterator[Found]:
    if "quarter of " in scan:
        for match in _QUARTER.finditer(scan):
            yield _date(match.start(), match.end(), "quarter", 0.85)
    for short in ("q1", "q2", "q3", "q4"):
        at = scan.find(short)
        while at >= 0:
            written = _SHORT_QUARTER.match(scan, at)
            if written and not scan[at - 1 : at].isalnum():
                yield _date(at, written.end(), "quarter", 0.85)
            at = scan.find(short, at + 2)


def _date(start: int, end: int, rule: str, confidence: float = 0.95) -> Found:
    return Found(start, end, PhiType.DATE, f"date.{rule}", confidence)


def _by_month(note: Note) -> Iterator[Found]:
    scan = note.scan
    for index in note.at(MONTH):
        start, end = note.starts[index], note.ends[index]
        after, before = _after(scan, end), _before(scan, start)
        if before and not before["gap"]:
            glued = _GLUED_YEAR.match(scan, end)
            if glued:
                yield _date(before.start(), glued.end(), "day-of-month")
                continue
        if note.words[index] in _ALSO_WORDS and not _is_month_here(note, index, bool(after), bool(before)):
            continue
        if before:
            dashed = after and after[0].startswith("-") and not after["year"]
            last = after.end() if after and (after["only"] or dashed) else end
            yield _date(before.start(), last, "day-of-month")
        elif after:
            yield _date(start, _end_of_range(scan, after), "month-day")
        elif len(note.words[index]) > 3 and _MONTH_ALONE.search(scan, max(0, start - 12), start):
            yield _date(start, end, "month-alone", 0.7)


def _after(scan: str, end: int) -> re.Match[str] | None:
    """Return what follows a month as its day and year, or as its year alone."""
    after = _AFTER_MONTH.match(scan, end)
    if after and after["day"] and not 1 <= int(after["day"]) <= 31:
        return None
    if after and after["spelled"] and after["spelled"] not in _ORDINALS:
        return None
    return after


def _before(scan: str, start: int) -> re.Match[str] | None:
    """Return what stands before a month as its day, or its first and last day."""
    before = _BEFORE_MONTH.search(scan, max(0, start - 34), start)
    if before and before["spelled"] and before["spelled"] not in _ORDINALS:
        return None
    if before and before["day"] and not 1 <= int(before["day"]) <= 31:
        return None
    if before and before["first"] and not int(before["first"]) < int(before["day"]):
        return _BEFORE_MONTH.search(scan, before.start("day"), start)
    return before


def _end_of_range(scan: str, after: re.Match[str]) -> int:
    """Return where "March 14-16, 2021" ends; in "March 14 and 2 more visits" it ends with the first day."""
    last = after["last"]
    if not last or after["year"]:
        return after.end()
    first_day = int(after["day"]) if after["day"] else 0
    if first_day < int(last) <= 31 and not _NO_RANGE.match(scan, after.end()):
        return after.end()
    return after.end("day") if after["day"] else after.end("spelled")


def _is_month_here(note: Note, index: int, after: bool, before: bool) -> bool:
    """Say whether "may", "march" and names that are months too mean the month here."""
    word = note.words[index]
    if word in ("may", "march", "mar") and note.cased and not note.is_capital(index):
        return before
    led = word == "march" and note.cased and _SURELY_MONTH.search(note.scan, max(0, note.starts[index] - 16), note.starts[index])
    return after or before or bool(led)


def _holidays(note: Note) -> Iterator[Found]:
    for index in note.at(HOLIDAY):
        end = note.ends[index]
        if not _HOLIDAY.search(note.scan, max(0, note.starts[index] - 16), end) or _NOT_A_TIME.match(note.scan, end):
            continue
        after = _DAY_OR_EVE.match(note.scan, end)
        weekday = _DAY_BY_A_HOLIDAY.search(note.scan, max(0, note.starts[index] - 24), note.starts[index])
        start = weekday.start("day") if weekday else note.starts[index]
        yield _date(start, after.end() if after else end, "holiday", 0.8)


def _named_days(scan: str) -> Iterator[Found]:
    """Yield "Memorial Day", "New Year's Eve" and the Fourth of July: days whose name is of more than one word."""
    for ends, names in ((" day", _NAMED_DAY), (" eve", _NAMED_EVE)):
        at = scan.find(ends)
        while at >= 0:
            end = at + 4
            name = names.search(scan, max(0, at - 24), at) if not scan[end : end + 1].isalnum() else None
            if name:
                yield _date(name.start(), end, "holiday", 0.85)
            at = scan.find(ends, end)
    if "of july" in scan:
        for match in _FOURTH.finditer(scan):
            yield _date(match.start(), match.end(), "holiday", 0.9)
