"""Numbers and days that stand beside a name or a place: "Okafor, Ada 40-01-86", "Lupe (74177)", "to Elm Manor 5/4".

Source: 45 CFR 164.514(b)(2)(i)(R). Whoever writes a number of four digits or more right behind a person means that person's
number; years, times of day, ages and measures are left alone. Month and day behind a facility are (C) a date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from codewell.phi.note import Note
from codewell.phi.phi_types import Found, PhiType

_AFTER = re.compile(
    r"(?P<opens>[ \t]{0,12}[(\[#|,;:/-]?[ \t]{0,12}[#(\[]?)"
    r"(?P<value>(?:[a-z]{1,4}-?)?\d[a-z0-9]*(?:[-.][a-z0-9]+){0,3})(?![\w%]|[./:-]\w)"
)
_BEFORE = re.compile(r"(?<![\w.$/:-])(?P<value>(?:[a-z]{1,4}-?)?\d[a-z0-9]*(?:-[a-z0-9]+){0,3})[ \t]{0,6}[|,:)-]?[ \t]{1,6}$")
_NOT_AN_ID = re.compile(
    r"(?:19|20)\d\d|(?:[01]\d|2[0-3])[0-5]\d(?:h|hrs?)?|\d+\.\d+|(?:19|20)\d\d-(?:19|20)?\d\d|\d{1,2}[-.]\d{1,2}"
    r"|\d+(?:mg|mcg|ml|mm|cm|cc|kg|g|yo?|[mf]|am|pm)"
    r"|\d{1,3}-(?:year|month|week|day).*"
)
_YEAR = re.compile(r"19\d\d|20[0-4]\d")
_DAY = re.compile(
    r"[ \t]{1,6}\(?(?:on[ \t])?(?P<value>(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12]\d|3[01]))(?![\d/%-])(?P<ends>[ \t]*(?:\n|$|[),;.]))?"
)
_BACK = 30
_FEWEST_DIGITS, _FEWEST_BEFORE = 4, 5


def numbers_beside_names(note: Note, found: Sequence[Found]) -> Iterator[Found]:
    """Yield numbers that touch a name on its line, and days that follow a name or place.

    Args:
        note: the note.
        found: what was found so far, in order; only numbers that no finding covers matter, but overlaps do no harm.
    """
    scan = note.scan
    for each in found:
        if each.type is PhiType.NAME or each.type is PhiType.LOCATION:
            day = _DAY.match(scan, each.end)
            if day and (each.type is PhiType.LOCATION or day["ends"] is not None):
                yield Found(*day.span("value"), PhiType.DATE, "date.beside-name", 0.6)
        if each.type is not PhiType.NAME:
            continue
        after = _AFTER.match(scan, each.end)
        if after and _is_identifier(after["value"], _FEWEST_DIGITS, bracketed=after["opens"].rstrip()[-1:] in tuple("([#")):
            yield Found(*after.span("value"), PhiType.OTHER_ID, "other-id.beside-name", 0.6)
        line = max(scan.rfind("\n", 0, each.start) + 1, each.start - _BACK)
        before = _BEFORE.search(scan, line, each.start)
        if before and _is_identifier(before["value"], _FEWEST_BEFORE, bracketed=False):
            yield Found(*before.span("value"), PhiType.OTHER_ID, "other-id.beside-name", 0.6)


def _is_identifier(value: str, fewest: int, *, bracketed: bool) -> bool:
    if sum(map(str.isdigit, value)) < fewest:
        return False
    if bracketed and value.isdigit() and len(value) == _FEWEST_DIGITS:
        return _YEAR.fullmatch(value) is None
    return _NOT_AN_ID.fullmatch(value) is None
