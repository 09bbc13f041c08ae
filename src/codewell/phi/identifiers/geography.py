"""(B) Geographic units below a state: streets, PO boxes, cities, counties, ZIP codes.

Source: 45 CFR 164.514(b)(2)(i)(B). States and countries stay. Facilities and employers are in `facilities`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from codewell.phi import cues
from codewell.phi.lexicon import (
    CREDENTIAL,
    EPONYM,
    EPONYM_NOUN,
    FIRST,
    FIRST_USUAL,
    FREQUENT,
    LARGE_PLACE,
    LAST,
    LAST_USUAL,
    NEVER,
    PLACE,
    PLACE_CUE,
    PLAIN,
    STATE,
    STREET,
    UNKNOWN,
    VERB,
    WORD,
    county_names,
    place_names,
)
from codewell.phi.note import Note
from codewell.phi.phi_types import Found, PhiType

_STREET_NUMBER = re.compile(
    r"(?<![\d./-])(?P<number>\d{1,6}[a-z]?(?:-\d{1,4})?|one|two|three)[ \t]+(?:\n[ \t]*)?(?:[nsew]\.?[ \t]+"
    r"|[ns]\.?[ew]\.?[ \t]+)?$"
)
_UNIT = re.compile(
    r"\.?(?:[ \t]+(?:n|s|e|w|ne|nw|se|sw|north|south|east|west)\b\.?)?"
    r"(?:,?[ \t]*(?:\n[ \t]*)?(?:(?:apartment|apt|suite|ste|unit|floor|fl|bldg|building|room|rm|lot)\b"
    r"|#)[.# \t]*(?:no\.?[ \t]*)?"
    r"(?:[a-z]?-?\d+[a-z]?(?:-\d+)?|[a-z])\b)?"
)
_BOX = re.compile(r"\b(?:p\.?[ ]?o\.?|post office)[ ]?(?:box|drawer)[ #]*\d+\b|\b(?:rr|rural route)[ #]*\d+(?:,?[ ]box[ ]\d+)?")
_MILITARY = re.compile(r"\b(?:psc|unit|cmr)[ ]\d+,?[ ]box[ ]\d+|\buss?[ ][a-z]+[ \n]+(?=[fad]po)")
_ZIP_AFTER = re.compile(r"\.?[,]?[ \t]*(?:\n[ \t]*)?(?P<zip>\d{5}(?:-\d{4})?)(?![\d-])")
_ZIP_LABEL = re.compile(r"\bzip(?:[ -]?code)?s?\b[ \t:#]*+(?:is|of|was)?[ \t]*+(?P<zip>\d{4,5}(?:-\d{4})?)(?!\d)")
_ADDRESS = re.compile(r"\b(?:at|from|to|address:?)[ \t]+(?P<number>\d{2,6})[ \t]+(?P<first>[a-z]{3,})[ \t]+[a-z]{3,}")
_NUMBERED = re.compile(
    r"(?P<street>\d{1,6}[ \t]+(?:[nsew]\.?[ \t]+|north |south |east |west )?\d{1,3}(?:st|nd|rd|th)[ \t]+(?:st|street"
    r"|ave|avenue|rd|road|dr|pl|place|ct|blvd)\b)"
)
_COUNTY = cues.table("places")["county"]
_SMALL_WORDS = cues.table("places")["small_words"]
_RESIDENCE = cues.table("places")["residence"]
_BEFORE_TOWN = frozenset({"in", "from", "to", "of", "near", "outside", "at", "visiting"})
_COMMA = re.compile(r"[ \t]*,[ \t]*(?:\n[ \t]*)?")
_ONE_SPACE = re.compile(r"\.?[ \t]{1,3}|[ \t]*\n[ \t]*|-|['’]")


def find(note: Note) -> Iterator[Found]:
    """Yield streets, boxes, cities, counties and ZIP codes."""
    yield from _streets(note)
    yield from _cities_before_states(note)
    yield from _counties(note)
    yield from _cities_after_cues(note)
    if "box" in note.scan:
        for pattern in (_BOX, _MILITARY):
            for match in pattern.finditer(note.scan):
                yield _place(match.start(), match.end(), "box", 0.95)
    if "zip" in note.scan:
        for match in _ZIP_LABEL.finditer(note.scan):
            yield _place(match.start("zip"), match.end("zip"), "zip", 0.95)


def _place(start: int, end: int, rule: str, confidence: float) -> Found:
    return Found(start, end, PhiType.LOCATION, f"location.{rule}", confidence)


def _streets(note: Note) -> Iterator[Found]:
    """Yield "7854 Fahey Court, Apt 3": a number, one to four words and a kind of street."""
    for index in note.at(STREET):
        if not note.has_figures(note.starts[index] - 60, note.starts[index]) or (note.cased and not note.is_capital(index)):
            continue
        for back in range(1, 5):
            first = index - back
            if (
                first < 0
                or ("." in note.gap(first) and not note.cased and len(note.words[first]) > 2)
                or not _ONE_SPACE.fullmatch(note.gap(first))
            ):
                break
            if note.cased and not note.is_capital(first) and note.words[first] not in _SMALL_WORDS:
                break
            if back > 1 and note.flags[first] & (VERB | NEVER) and not note.cased:
                break
            if not note.has_figures(note.starts[first] - 20, note.starts[first]):
                continue
            number = _STREET_NUMBER.search(note.scan, max(0, note.starts[first] - 20), note.starts[first])
            after_state = (
                bool(number) and first > 0 and note.flags[first - 1] & STATE and _ZIP_AFTER.match(note.scan, note.ends[first - 1])
            )
            if number and not after_state and _is_street(note, first, index, number["number"]):
                unit = _UNIT.match(note.scan, note.ends[index])
                assert unit
                end = note.ends[index] + len(unit[0].rstrip(" ,#.\n"))
                end = max(end, note.ends[index])
                yield _place(number.start("number"), end, "street", 0.95)
                yield from _town_after(note, end)
                break
    if note.cased:
        for match in _ADDRESS.finditer(note.scan):
            first = note.word_at(match.start("first"))
            if note.is_capital(first) and note.is_capital(first + 1) and not note.flags[first] & NEVER:
                yield _place(match.start("number"), note.ends[first + 1], "address", 0.7)
    for match in _NUMBERED.finditer(note.scan) if "th " in note.scan or "st " in note.scan or "rd " in note.scan else ():
        yield _place(match.start(), match.end(), "street", 0.9)


def _town_after(note: Note, offset: int) -> Iterator[Found]:
    """Yield the town of "123 Elm Street, Springfield"."""
    comma = _COMMA.match(note.scan, offset)
    first = note.word_at(offset)
    if not comma or first >= len(note.words) or note.starts[first] != comma.end():
        return
    last = _longest_place(note, first, place_names())
    if last is not None and (note.is_capital(first) or not note.cased) and not note.flags[first] & NEVER:
        yield _place(note.starts[first], note.ends[last], "town-after-street", 0.85)


def _is_street(note: Note, first: int, kind: int, number: str) -> bool:
    flags = note.flags[first:kind]
    sure = note.words[kind] in cues.table("places")["sure_streets"]
    if len(number) < 2 and not sure:
        return False
    if note.cased:
        return note.is_capital(kind) and not all(flag & NEVER for flag in flags)
    if not sure or len(number) < 2 or any(flag & VERB for flag in flags):
        return False
    if len(number) >= 3 and kind - first == 1 and not flags[0] & NEVER:
        return True
    return any(flag & (LAST | FIRST | UNKNOWN | PLACE) and not flag & (FREQUENT | NEVER) for flag in flags)


def _cities_before_states(note: Note) -> Iterator[Found]:
    """Yield the city of "La Grange, KY 40032" and its ZIP code."""
    for index in note.at(STATE):
        abbreviation = len(note.words[index]) == 2
        if abbreviation and note.cased and not note.is_all_capitals(index):
            continue
        code = _ZIP_AFTER.match(note.scan, note.ends[index])
        comma = index > 0 and bool(_COMMA.fullmatch(note.gap(index - 1)))
        if code:
            yield _place(code.start("zip"), code.end("zip"), "zip", 0.95)
        if not comma and not (code and index > 0 and _ONE_SPACE.fullmatch(note.gap(index - 1))):
            continue
        first = _city_backward(note, index - 1, sure=bool(code))
        if first is not None and not (note.flags[index] & CREDENTIAL and _follows_initial(note, first)):
            yield _place(note.starts[first], note.ends[index - 1], "city-state", 0.93 if code else 0.8)


def _follows_initial(note: Note, first: int) -> bool:
    """Say whether an initial stands before the word: "A. Lee, MD" is no town of Maryland."""
    return first > 0 and len(note.words[first - 1]) == 1 and note.gap(first - 1) == ". "


def _city_backward(note: Note, last: int, *, sure: bool) -> int | None:
    """Return the index of the first word of the city that ends here: the longest in the list, else what is capitalised."""
    best = None
    for first in range(last, max(-1, last - 5), -1):
        if first < last and not _ONE_SPACE.fullmatch(note.gap(first)):
            break
        if note.cased and not note.is_capital(first) and note.words[first] not in _SMALL_WORDS:
            break
        if _joined(note, first, last) in place_names():
            best = first
    if best is not None:
        only_word = best == last and note.flags[last] & (FREQUENT | NEVER) and not sure
        return None if only_word else best
    flag = note.flags[last]
    if flag & NEVER or (not sure and (flag & PLAIN or len(note.words[last]) < 4 or note.is_all_capitals(last))):
        return None
    if note.cased:
        if not note.is_capital(last):
            return None
        first = last
        while (
            first > 0
            and _ONE_SPACE.fullmatch(note.gap(first - 1))
            and note.is_capital(first - 1)
            and "\n" not in note.gap(first - 1)
        ):
            if last - first >= 2 or note.flags[first - 1] & (STREET | NEVER):
                break
            first -= 1
        return first
    return last if sure else None


def _joined(note: Note, first: int, last: int) -> str:
    name = note.words[first]
    for at in range(first + 1, last + 1):
        gap = note.gap(at - 1)
        name += (
            (gap if gap in "-'" else "'" if gap == "’" else " ") + note.words[at] if gap.strip() != "." else ". " + note.words[at]
        )
    return name


def _counties(note: Note) -> Iterator[Found]:
    for index in note.at(PLACE_CUE):
        if note.words[index] not in _COUNTY:
            continue
        best = None
        for first in range(index - 1, max(-1, index - 4), -1):
            if not _ONE_SPACE.fullmatch(note.gap(first)) or (
                note.cased and not note.is_capital(first) and note.words[first] not in _SMALL_WORDS
            ):
                break
            flag = note.flags[first]
            nearest = first == index - 1
            if note.cased:
                names = not flag & NEVER and best is None and (nearest or not flag & FREQUENT)
            else:
                led = first > 0 and note.words[first - 1] in ("of", "in", "from", "to") and not flag & (NEVER | VERB)
                names = led or bool(nearest and flag & (LAST | UNKNOWN | PLACE) and not flag & (PLAIN | NEVER))
            if names or _joined(note, first, index - 1) in county_names():
                best = first
        if best is not None:
            yield _place(note.starts[best], note.ends[index], "county", 0.9)


def _cities_after_cues(note: Note) -> Iterator[Found]:
    """Yield a listed city after "moved from", "lives in", "in", and a large one wherever capitals show a name."""
    places = place_names()
    for index in note.at(PLACE | UNKNOWN):
        if note.cased and not note.is_capital(index):
            continue
        if not note.flags[index] & PLACE and (not index or note.words[index - 1] not in _BEFORE_TOWN):
            continue
        last = _longest_place(note, index, places)
        if last is None and note.cased and index and _says_residence(note, index) and note.flags[index] & UNKNOWN:
            yield _place(note.starts[index], note.ends[index], "residence", 0.65)
        if last is None:
            continue
        flag = note.flags[index]
        before = note.words[index - 1] if index else ""
        adjacent = index > 0 and bool(re.fullmatch(r"[ \t]+(?:\n[ \t]*)?|[ \t]*\n[ \t]*", note.gap(index - 1)))
        residence = adjacent and _says_residence(note, index)
        if (flag & STATE and last == index) or (
            last + 1 < len(note.words) and note.flags[last + 1] & EPONYM_NOUN and note.gap(last) == " "
        ):
            continue
        if residence and (not flag & NEVER or last > index) and (note.cased or last > index or not flag & FREQUENT):
            yield _place(note.starts[index], note.ends[last], "residence", 0.85)
            continue
        if not note.cased or flag & (NEVER | VERB | EPONYM) or (last == index and flag & (FREQUENT | WORD)):
            continue
        is_person = flag & (FIRST_USUAL | LAST_USUAL)
        large = places[_joined(note, index, last)]
        if adjacent and before == "our" and note.is_capital(index):
            yield _place(note.starts[index], note.ends[last], "our-city", 0.75)
        elif adjacent and before in ("in", "from", "at", "near") and (large or last > index or not is_person):
            yield _place(note.starts[index], note.ends[last], "city", 0.75)
        elif large and (last > index or not is_person) and flag & LARGE_PLACE:
            yield _place(note.starts[index], note.ends[last], "large-city", 0.7)


def _says_residence(note: Note, index: int) -> bool:
    """Say whether a word of living or moving stands within the four before the place."""
    window = note.words[max(0, index - 5) : index]
    return (
        window[-1:] != []
        and window[-1] in ("in", "from", "to", "of", "near", "outside", "at", "visiting")
        and any(word in _RESIDENCE for word in window)
    )


def _longest_place(note: Note, index: int, places: dict[str, bool]) -> int | None:
    best = index if note.words[index] in places else None
    for last in range(index + 1, min(index + 4, len(note.words))):
        if not _ONE_SPACE.fullmatch(note.gap(last - 1)) or (
            note.cased and not note.is_capital(last) and note.words[last] not in _SMALL_WORDS
        ):
            break
        if _joined(note, index, last) in places:
            best = last
    return best
