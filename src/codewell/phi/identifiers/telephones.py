"""(D) Telephone numbers, with extensions and pagers, and (E) fax numbers.

Source: 45 CFR 164.514(b)(2)(i)(D), (E). Both have one shape; the words before the number tell a fax from a telephone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from codewell.phi.identifiers.labelled import labelled
from codewell.phi.identifiers.ranges import is_reference_range
from codewell.phi.note import Note
from codewell.phi.phi_types import Found, PhiType

_EXTENSION = r"(?:[ \t]{0,2},?[ \t]?(?:x|ext\.?|extension)[ .:#]{0,2}\d{1,6}(?!\d))?"
_DASH = "[ ]?[-.\u00b7\u2022\u2010-\u2015][ ]?"
_AREA_FIRST = re.compile(
    rf"(?:\+?1(?:[-.]|[ ]{{1,4}}))?\(?\d{{3}}\)?(?:(?:{_DASH}|/)\s{{0,2}}|\s{{0,4}})\d{{3}}(?:{_DASH}\s{{0,2}}"
    rf"|\s{{1,4}})\d{{4}}{_EXTENSION}(?!\d|-\d)"
)
_BRACKETED = re.compile(rf"\(\d{{3}}\)\s{{0,4}}\d{{3}}[-. ]?\d{{4}}{_EXTENSION}(?!\d|-\d)")
_ABROAD = re.compile(rf"(?:\+\d{{1,3}}(?:[-.]|[ ]{{1,4}})?|001[-.])(?:\(?\d{{1,5}}\)?[- .]?){{2,5}}\d{{2,5}}{_EXTENSION}(?!\d)")
_APART = re.compile(r"\d(?: \d){2}\)?[ ]?[-. ]?[ ]?\d(?: \d){2}[ ]?(?P<mark>[-.])?[ ]?\d(?: \d){3}(?![ ]?\d)")
_PLAIN = re.compile(rf"(?:\(?\d{{3}}\)?[-. ]{{0,2}})?\d{{3}}[-. ]?\d{{4}}{_EXTENSION}(?!\d|[-./]\d)")
_LOCAL = re.compile(
    r"[2-9]\d{2}-(?!\d\d00)\d{4}(?![-./]?\d|[a-z]|\s?(?:mg|mcg|ml|units?|iu|cc|%|cal|kcal|g\b|hz|cells|steps|copies|/))"
)
_SHORT = re.compile(r"\d{3,6}(?!\d|[-./]\d)")
_CONNECTING = (
    r"(?:s|'s)?(?:[ \t]*(?:\b(?:number|no|num|line|is|at|to|me|us|on|was|phone|him|her|them|the|or|home|cell|work"
    r"|office|directly)\b|[#:.,|()-]|\b[hcwmo]\b)){0,5}"
    r"[ \t:#(]*(?:\n[ \t]*)?$"
)
_TIE_LINE = re.compile(r"\d-\d{4}(?![\d-])")
_LED = re.compile(
    r"\b(?:phone|telephone|tel|cell|cellphone|mobile|pager|page|beeper|call|calling|called|reached|reach|contact|fax"
    r"|faxed|facsimile|home|work|office|"
    r"desk|dial|text|voicemail|hotline|ph)" + _CONNECTING
)
_LED_SHORT = re.compile(
    r"\b(?:pager|paged|page(?!s?[ \t]+n)|pgr|beeper|bpr|ext|voicemail|spectralink|vocera|ascom|desk)"
    r"(?:[ \t]*(?:\b(?:number|no|is|at|box|phone)\b|[#:.])){0,3}[ \t]*$"
    r"|\bextension[ \t]*(?:\b(?:number|is)\b|[#:])?[ \t]*$"
)
_EXTENDED = re.compile(r"(?<![\w.])x[ ]?$")
_FAX = re.compile(
    r"\b(?:fax|faxed|facsimile|f)\b[^a-z\d]*(?:(?:number|no|is|to|at|it|was|line|the|report|results|records|us"
    r"|them)\b[^a-z\d]*){0,4}$"
)


def find(note: Note) -> Iterator[Found]:
    """Yield telephone and fax numbers."""
    scan, done = note.scan, -1
    yield from labelled(note, PhiType.PHONE)
    for start, end in note.figures:
        if start < done:
            continue
        span = _whole(scan, start, end) or _led(scan, start, end)
        if span:
            done = span[1]
            is_fax = bool(_FAX.search(scan, max(0, span[0] - 40), span[0]))
            kind = PhiType.FAX if is_fax else PhiType.PHONE
            yield Found(span[0], span[1], kind, f"{kind.value.lower()}.{span[2]}", 0.95)


def _whole(scan: str, start: int, end: int) -> tuple[int, int, str] | None:
    """Return a number that its shape gives away: area code, exchange, line; or one from abroad."""
    before, after = scan[start - 1 : start], scan[end : end + 1]
    if before == "+" or (scan.startswith("001", start) and after in ("-", ".")):
        first = start - (before == "+")
        match = _ABROAD.match(scan, first)
        if match and sum(map(str.isdigit, match[0])) >= 9:
            return first, match.end(), "abroad"
    if end - start == 1 and after == " ":
        apart = _APART.match(scan, start)
        if apart and (apart["mark"] or _LED.search(scan, max(0, start - 44), start)):
            return (start - (before == "("), apart.end(), "apart")
    if end - start == 3 or (end - start == 1 and scan[start] == "1" and after in ("-", ".", " ")):
        if before == "(":
            match = _BRACKETED.match(scan, start - 1)
            if match:
                return start - 1, match.end(), "shape"
        if before == "-" or (before == "." and scan[start - 2 : start - 1].isdigit()):
            return None
        if after in ")-./ \n\t\u00b7\u2022\u2010\u2011\u2012\u2013\u2014":
            match = _AREA_FIRST.match(scan, start)
            return (start, match.end(), "shape") if match else None
    return None


def _led(scan: str, start: int, end: int) -> tuple[int, int, str] | None:
    """Return a shorter number behind a word such as "call" or "pager"."""
    length = end - start
    if length in (3, 7, 10, 11):
        match = _PLAIN.match(scan, start) or (_PLAIN.match(scan, start - 1) if scan[start - 1 : start] == "(" else None)
        if match and _LED.search(scan, max(0, match.start() - 44), match.start()):
            return match.start(), match.end(), "cue"
    local = _LOCAL.match(scan, start) if length == 3 and scan[end : end + 1] == "-" else None
    if local and is_reference_range(scan, start, local.end()):
        return None
    if local and not scan[start - 1 : start].isalnum() and scan[start - 1 : start] not in ("-", ".", "/", "$", "#", "+", ","):
        return start, local.end(), "local"
    if 4 <= length <= 6 and _EXTENDED.search(scan, max(0, start - 3), start) and _SHORT.match(scan, start):
        return start, end, "extension"
    tie_line = _TIE_LINE.match(scan, start) if length == 1 else None
    if tie_line and _LED_SHORT.search(scan, max(0, start - 24), start):
        return start, tie_line.end(), "extension"
    if 3 <= length <= 6 and _SHORT.match(scan, start) and _LED_SHORT.search(scan, max(0, start - 24), start):
        return start, end, "extension"
    return None
