"""Numbers that belong to a place: house numbers before and behind a street's name, flats and suites, postal codes.

Source: 45 CFR 164.514(b)(2)(i)(B): street address and zip code. In most of the world the house number stands behind the street
("Rue Lepic 12") and the postal code before the town ("1386 Asker"); years are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from codewell.phi import cues
from codewell.phi.lexicon import STREET
from codewell.phi.note import Note
from codewell.phi.phi_types import Found, PhiType

_NUMBER = r"\d{1,6}[a-z]?(?:-\d{1,4}[a-z]?)?"
_BEFORE = re.compile(
    rf"(?:^|(?P<opens>[\n,:;>(|])|(?P<leads>\b(?:at|to|is|address|are|off|in|on)))[ \t]*(?<![\w.$/:-])"
    rf"(?P<value>{_NUMBER}(?:,?[ \t]{{1,3}}{_NUMBER})?),?[ \t]{{1,3}}(?:[nsew]{{1,2}}\.?[ \t]{{1,2}})?$"
)
_BEHIND = re.compile(rf"\.?,?[ \t]{{1,2}}(?P<value>{_NUMBER})\.?(?=[ \t]*(?:[,;\n)]|$|apt|suite|unit)|\.[ \t\n])")
_UNIT = re.compile(r"\b(?:apartment|apt|suite|ste)\.?[ \t]{0,2}(?:no\.?|#)?[ \t]{0,2}(?:[a-z]?-?\d{1,5}[a-z]?)\b")
_FLAT = re.compile(
    r",?[ \t]{1,3}(?:\n[ \t]*)?(?P<value>(?:(?:unit|lot|bldg|building|floor|fl|rm|room|space|trlr)\b\.?[ \t]{0,2}#?|#)"
    r"[ \t]?(?:[a-z]?-?\d{1,4}[a-z]?|[a-z])|\d{1,2}(?:st|nd|rd|th)[ \t]floor)\b"
)
_CODE = re.compile(
    r"[ \t,>|.]{0,6}\n?[ \t,>|]{1,6}(?:(?P<country>[a-z]{4,}(?:[ ][a-z]{3,})?)[ \t,\n>]{1,8})?"
    r"(?P<value>\d{4,6}(?:-\d{3,4})?)(?![\w/:-]|\.\d)"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_ZIP = re.compile(r"\d{5}(?:-\d{4})?")
_BACK = 30


def numbers_beside_places(note: Note, found: Sequence[Found]) -> Iterator[Found]:
    """Yield the numbers of addresses that touch a place.

    Args:
        note: the note.
        found: what was found so far, in order.
    """
    scan = note.scan
    if "apt" in scan or "apartment" in scan or "suite" in scan or "ste" in scan:
        for match in _UNIT.finditer(scan):
            yield _place(*match.span(), "unit")
    if not note.figures:
        return
    for each in found:
        if each.type is not PhiType.LOCATION or note.word_at(each.start) == note.word_at(each.end):
            continue
        street = _names_street(note, each)
        near = note.has_figures(each.start - _BACK, each.start)
        before = _BEFORE.search(scan, max(0, each.start - _BACK), each.start) if near else None
        numbered = False
        if before and not _YEAR.fullmatch(before["value"]) and (street or before["leads"] is None):
            numbered = True
            yield _place(*before.span("value"), "number-before")
        behind = _BEHIND.match(scan, each.end) if street or numbered else None
        if behind and not _YEAR.fullmatch(behind["value"]):
            yield _place(*behind.span("value"), "number-behind")
        flat = _FLAT.match(scan, each.end) if street or numbered else None
        if flat:
            yield _place(*flat.span("value"), "unit")
        code = _CODE.match(scan, each.end)
        if code and _is_code(code, numbered=numbered or street):
            yield _place(*code.span("value"), "postal-code")


def _is_code(code: re.Match[str], *, numbered: bool) -> bool:
    """Say whether a number behind a place is its postal code: five digits, or in an address four or six that are no year."""
    country = code["country"]
    if country and country not in cues.table("places")["countries"] and country not in cues.table("places")["states"]:
        return False
    return bool(_ZIP.fullmatch(code["value"])) or (numbered and not _YEAR.fullmatch(code["value"]))


def _names_street(note: Note, each: Found) -> bool:
    """Say whether a word of the place is a kind of street, or ends as streets do abroad."""
    abroad = cues.table("places")["streets_abroad"]
    for at in range(note.word_at(each.start), note.word_at(each.end)):
        word = note.words[at]
        if note.flags[at] & STREET or word in abroad or word.endswith(_ENDINGS):
            return True
    return False


_ENDINGS = tuple(cues.table("places")["street_endings"])


def _place(start: int, end: int, rule: str) -> Found:
    return Found(start, end, PhiType.LOCATION, f"location.{rule}", 0.75)
