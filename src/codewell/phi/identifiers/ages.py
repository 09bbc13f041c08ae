"""(C) Ages over 89, in figures and in words, and years of birth that tell one.

Source: 45 CFR 164.514(b)(2)(i)(C): all ages over 89 and all elements of dates (including year) indicative of such age.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from codewell.phi.note import Note
from codewell.phi.phi_types import Found, PhiType

_OLD = re.compile(
    r"(?:(?:-|\s{0,3})(?:years?|yrs?)(?:(?:-|\s{0,3})(?:old|of[ ]age)|\b)|[- ]?(?:y\.?/?o\.?|yo[mf]?)\b|[- ]?year-?olds?\b"
    r"|[ ]?[mf]\b(?:[ ](?:with|who|presents|presenting|here|c/o|s/p|h/o|hx|w/|admitted|found|brought|in)\b|,))"
)
_YEARS_ONLY = re.compile(r"(?:-|\s{0,3})(?:years?|yrs?)\b(?!(?:-|\s{0,3})(?:old|of age))")
_AGED = re.compile(
    r"\b(?:age|aged|ages|age at (?:death|diagnosis|onset)|age of|age is|age was|turned|turning|turns|died at|lived to(?: be)?"
    r"|lived until|reached|age/sex|sex/age: ?[mf]/)\s{0,3}:?\s{0,3}$"
)
_NOW = re.compile(r"\b(?:now|is|was|he['’]s|she['’]s)\s{1,3}$")
_NOT_AN_AGE = re.compile(
    r"[.:/-]\d|\s?(?:%|mg|ml|mm|cm|kg|lbs?|bpm|percent|beats|degrees|units|over|out|to|minutes|hours|days|weeks|months|pounds)"
)
_MEASURED = re.compile(r"\b(?:rate|pulse|hr|bp|pressure|weight|wt|sats?|saturation|temp|temperature)\b[^.;\n]{0,14}$")
_ONES = "(?:one|two|three|four|five|six|seven|eight|nine)"
_SPELLED = re.compile(
    rf"\b(?:ninety(?:[ -]{_ONES})?|(?:one[ -])?hundred(?:[ -](?:and[ -])?(?:{_ONES}|ten))?)"
    r"(?=[ -]{1,2}(?:years?|yrs?)[ -](?:old|of[ ]age)\b|[ -]?y/?o\b)"
    rf"|(?<=\baged )ninety(?:[ -]{_ONES})?\b|(?<=\bage )ninety(?:[ -]{_ONES})?\b|(?<=\bage of )ninety(?:[ -]{_ONES})?\b"
)
_DECADE = re.compile(
    r"\b(?:his|her|their|my)[ ](?:(?:early|mid|late|very late)(?:[ -]to[ -](?:mid|late))?[ -])?(?P<decade>nineties|90['’]?s)\b"
)
_NAMED = re.compile(r"\b(?:nonagenarian|(?:super)?centenarian)s?\b")
_OLDEST = 89
_BORN = re.compile(r"\b(?:born|birth|dob|yob|birth year|year of birth)\s*(?:in|:|was|is)?\s*(?:in\s+)?$")


def find(note: Note) -> Iterator[Found]:
    """Yield ages over 89 and years of birth that tell one."""
    yield from _in_figures(note)
    yield from _in_words(note.scan)
    yield from _birth_years(note)


def _age(start: int, end: int, rule: str) -> Found:
    return Found(start, end, PhiType.AGE_OVER_89, f"age.{rule}", 0.95)


def _in_figures(note: Note) -> Iterator[Found]:
    scan = note.scan
    for start, end in note.figures:
        if end - start not in (2, 3) or not 90 <= int(scan[start:end]) <= 129:
            continue
        if start and (scan[start - 1] in "./-" or scan[start - 1].isalpha()) and scan[start - 2 : start] != "f/":
            continue
        if _is_age(scan, start, end):
            yield _age(start, end, "over-89")


def _is_age(scan: str, start: int, end: int) -> bool:
    if scan[start : end + 1] == "90+":
        return False  # what an age over 89 may be called
    window = max(0, start - 26)
    if _AGED.search(scan, window, start):
        return not _NOT_AN_AGE.match(scan, end)
    if not _OLD.match(scan, end) or _MEASURED.search(scan, window, start):
        return False
    return not _YEARS_ONLY.match(scan, end) or bool(_NOW.search(scan, window, start))


def _in_words(scan: str) -> Iterator[Found]:
    """Yield "ninety-four-year-old", "in her late nineties" and what people of that age are called."""
    if "ninety" in scan or "hundred" in scan:
        for match in _SPELLED.finditer(scan):
            yield _age(match.start(), match.end(), "spelled")
    if "nineties" in scan or "90s" in scan or "90's" in scan or "90’s" in scan:
        for match in _DECADE.finditer(scan):
            yield _age(*match.span("decade"), "decade")
    if "genarian" in scan or "tenarian" in scan:
        for match in _NAMED.finditer(scan):
            yield _age(match.start(), match.end(), "called")


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
            yield Found(start, end, PhiType.DATE, "date.birth-year", 0.85)
