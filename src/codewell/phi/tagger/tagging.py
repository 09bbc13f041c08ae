"""From the network's probabilities to findings: words that belong together, with the numbers of an address."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from codewell.phi import cues
from codewell.phi.lexicon import (
    ANY_NAME,
    CREDENTIAL,
    EPONYM,
    FIRST,
    FIRST_USUAL,
    FREQUENT,
    LAST_USUAL,
    MEDICAL,
    NEVER,
    PLACE,
    PLACE_CUE,
    PLAIN,
    PREPOSITION,
    STATE,
    STREET,
    TITLE,
    VERB,
)
from codewell.phi.note import Note
from codewell.phi.phi_types import Found, PhiType
from codewell.phi.tagger.features import features
from codewell.phi.tagger.network import network
from codewell.phi.things import GUESSED_NAMES, is_country, is_of_two, is_thing

KINDS: Final = (None, PhiType.NAME, PhiType.LOCATION)
SUSPECT: Final = 0.08
"""From here on a word that no list of words knows is taken: a suspect in a risky place."""

KNOWN: Final = 0.4
"""From here on a word of the language or of medicine is taken."""

RARELY: Final = 0.6
"""From here on a word that hardly ever names anybody ("two", "upper") is taken."""

EPONYMS: Final = 0.8
"""From here on an eponym, and a word of medicine that no list of names or places holds, is taken."""

JOINED: Final = 0.15
"""From here on a word of the language is taken beside a word that is taken ("Sisters of Charity", "Rose Marsh")."""

UNLIKELY: Final = 0.02
"""Up to here the network is sure that a word names nobody; a guess of the rules over known words then falls."""

SURE: Final = 0.9
"""From here on words that tell only kinds of place ("Head High School") are a place's name."""

_WITHIN: Final = re.compile(r"[ \t]{1,4}|[-‐–'’`]|\.|[ \t]*\r?\n[ \t]*|[ \t]?&[ \t]?")
_INSIDE: Final = re.compile(r"[ \t]{1,4}|[-‐–'’`]|\.|[ \t]?&[ \t]?")
_COMMA: Final = re.compile(r",[ \t]{1,2}")
_TAG: Final = re.compile(r"\[[A-Z][A-Z_0-9]{1,20}\]")
_POINT: Final = re.compile(r"\.[ \t]{1,2}")
_NUMBERED: Final = re.compile(r"[ \t]#?\d{1,4}[ \t]")
_SHORTENED: Final = frozenset({"st", "ft", "mt", "dr", "jr", "sr", "ste"})
_HOUSE: Final = re.compile(r"(?<![\w/.-])\d{1,6}[a-z]?(?:-\d{1,4})?[ \t]{1,3}(?:[nsew]{1,2}\.?[ \t]{1,3})?$")


def probabilities(note: Note) -> NDArray[np.float32]:
    """Return for each word of the note how likely it is other, name, place."""
    held = network()
    return held.probabilities(features(note, held.vocabulary))


def tagged(note: Note, likely: NDArray[np.float32], ruled: Sequence[Found]) -> Iterator[Found]:
    """Yield the names and places that the network sees.

    Args:
        note: the note.
        likely: what `probabilities` gave for it.
        ruled: what the rules found, in order; a word that they read as a date or a number is left to them.
    """
    flags = np.array(note.flags)
    of_medicine = (flags & MEDICAL != 0) & (flags & (ANY_NAME | PLACE) == 0)
    known = [of_medicine | (flags & EPONYM != 0), flags & NEVER != 0, flags & PLAIN != 0]
    limit = np.select(known, [EPONYMS, RARELY, KNOWN], SUSPECT)
    kinds = (likely[:, 1:].argmax(axis=1) + 1).tolist()
    taken = np.flatnonzero(_with_neighbours(1 - likely[:, 0], limit, flags)).tolist()
    taken = [index for index in taken if kinds[index] == _PLACE or not is_thing(note, index)]
    taken = _with_links(note, taken, kinds)
    starts = [one.start for one in ruled]
    tags = [match.span() for match in _TAG.finditer(note.text)] if "[" in note.text else []
    group: list[int] = []
    for index in taken:
        at = bisect_right(starts, note.starts[index]) - 1
        if at >= 0 and ruled[at].end > note.starts[index] and ruled[at].type not in KINDS:
            continue
        if tags and _within(tags, note.starts[index]):
            continue
        if group and not (
            index == group[-1] + 1 and kinds[index] == kinds[group[-1]] and _goes_on(note, group[-1], kinds[index])
        ):
            yield from _found(note, likely, group[0], group[-1], kinds[group[0]])
            group = []
        group.append(index)
    if group:
        yield from _found(note, likely, group[0], group[-1], kinds[group[0]])


def stands(note: Note, likely: NDArray[np.float32], ruled: Found) -> bool:
    """Say whether a finding of the rules stands: it falls only where a rule guessed from lists, the network is sure that none of
    the words names anybody, and all of them are known words of the language or of medicine.
    """
    if ruled.rule not in GUESSED_NAMES:
        return True
    first, last = note.word_at(ruled.start), note.word_at(ruled.end)
    known = all(flag & (PLAIN | EPONYM | NEVER) for flag in note.flags[first:last])
    return not known or float((1 - likely[first:last, 0]).max(initial=0)) >= UNLIKELY


def _with_neighbours(likely: NDArray[np.float32], limit: NDArray[np.float64], flags: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which words are taken: the likely ones, and less likely ones that touch them in an unbroken row."""
    taken = likely >= limit
    near = (likely >= JOINED) & (flags & (EPONYM | NEVER) == 0)
    for _ in range(_FARTHEST):
        beside = np.zeros_like(taken)
        beside[1:] |= taken[:-1]
        beside[:-1] |= taken[1:]
        grown = taken | (beside & near)
        if (grown == taken).all():
            break
        taken = grown
    return taken


_FARTHEST: Final = 4


def _with_links(note: Note, taken: list[int], kinds: list[int]) -> list[int]:
    """Return the words with "of" and "the", or one word, between two parts of a place ("House of the Elms")."""
    linked: list[int] = []
    for index in taken:
        between = range(linked[-1] + 1, index) if linked else range(0)
        if (
            1 <= len(between) <= _MOST_LINKS
            and kinds[index] == kinds[linked[-1]] == _PLACE
            and all(note.words[at] in _LINKS or _is_held(note, at, len(between)) for at in between)
            and all(_INSIDE.fullmatch(note.gap(at)) for at in range(linked[-1], index))
        ):
            for at in between:
                kinds[at] = _PLACE
                linked.append(at)
        linked.append(index)
    return linked


def _is_held(note: Note, index: int, among: int) -> bool:
    """Say whether a word alone between two parts of a place is a part of it: "Lakeshore BONE Clinic"."""
    return among == 1 and (note.is_capital(index) if note.cased else not note.flags[index] & (PREPOSITION | VERB))


_LINKS: Final = frozenset({"of", "the", "for", "de", "la", "s"})
_MOST_LINKS: Final = 2
_PLACE: Final = 2


def _within(spans: Sequence[tuple[int, int]], offset: int) -> bool:
    """Say whether the offset lies in one of the spans: a tag that stands for what was taken out names nobody."""
    at = bisect_right(spans, (offset, 1 << 60)) - 1
    return at >= 0 and offset < spans[at][1]


def _goes_on(note: Note, index: int, kind: int) -> bool:
    """Say whether the next word can belong to the same name or place."""
    gap = note.gap(index)
    if _WITHIN.fullmatch(gap):
        return True
    if _POINT.fullmatch(gap):
        return len(note.words[index]) == 1 or note.words[index] in _SHORTENED
    return bool((_NUMBERED if KINDS[kind] is PhiType.LOCATION else _COMMA).fullmatch(gap))


def _is_plain_and_small(note: Note, first: int, last: int) -> bool:
    """Say whether every word is a usual one of the language, written small in a note with capitals."""
    return note.cased and all(
        not note.is_capital(at)
        and (note.flags[at] & FREQUENT or (note.flags[at] & PLAIN and not note.flags[at] & (FIRST | LAST_USUAL | PLACE)))
        for at in range(first, last + 1)
    )


def _names_nothing(note: Note, first: int, last: int) -> bool:
    """Say whether every word tells only the kind of place ("Hospital Day", "City")."""
    generic = cues.table("places")["generic"] | cues.table("places")["facilities"]
    return all(
        word in generic or len(word) < 2 or note.flags[at] & (NEVER | PLACE_CUE)
        for at, word in enumerate(note.words[first : last + 1], first)
    )


def _is_nobody(flag: int) -> bool:
    """Say whether a word alone names nobody, however it stands ("File name: two"): it never does, and is no usual name."""
    return bool(flag & NEVER) and not flag & (FIRST_USUAL | LAST_USUAL)


def _tail(note: Note, likely: NDArray[np.float32], last: int) -> int:
    """Return the last word of "Medical Center", "Assisted Living" and other kinds of place that go on from here."""
    places = cues.table("places")
    kinds = places["generic"] | places["facilities"] | places["continuing"]
    ends = last
    for at in range(last + 1, min(last + 5, len(note.words))):
        if note.gap(at - 1) not in (" ", "  ") or note.words[at] not in kinds or likely[at, 0] > _NO_TAIL:
            break
        if note.cased and not note.is_capital(at):
            break
        if note.words[at] in _ENDS:
            ends = at
    return ends


_NO_TAIL: Final = 0.98


def _with_initials(note: Note, first: int, last: int) -> tuple[int, int]:
    """Return the words of a name with the single letters that touch it: "J. Okafor", "D'Arcy", "OKAFOR, ADA M"."""
    while first > 0 and _is_letter(note, first - 1) and _LETTER_BEFORE.fullmatch(note.gap(first - 1)):
        first -= 1
    if last + 1 < len(note.words) and _is_letter(note, last + 1):
        joined, behind = note.gap(last), note.gap(last + 1)
        if joined in "-'’" or (joined in (" ", ". ", "  ") and (_LETTER_ENDS.match(behind) or not behind)):
            last += 1
    return first, last


def _is_letter(note: Note, index: int) -> bool:
    return len(note.words[index]) == 1 and (not note.cased or note.is_capital(index))


_LETTER_BEFORE: Final = re.compile(r"\.[ \t]{0,2}|[-'’ʻ`]")
_LETTER_ENDS: Final = re.compile(r"\.|[ \t]*[\n,;)|]|[ \t]{2}")
_ENDS: Final = cues.table("places")["facilities"] | cues.table("places")["continuing"] | {"living", "medicine", "unit", "home"}


def _is_abroad(note: Note, first: int, last: int) -> bool:
    """Say whether only countries are named, which may stay: no town of a state ("Lebanon, PA"), no part of an address."""
    after = last + 1
    in_a_state = after < len(note.words) and note.flags[after] & STATE and note.gap(last).strip() == ","
    in_an_address = note.has_figures(note.ends[last], note.ends[last] + 4)
    return not in_a_state and not in_an_address and all(is_country(note, at) for at in range(first, last + 1))


def _is_apart(note: Note, index: int) -> bool:
    """Say whether a credential is written as one: behind a comma, or in capitals where capitals tell."""
    return "," in note.gap(index - 1) or (note.cased and note.is_all_capitals(index))


def _found(note: Note, likely: NDArray[np.float32], first: int, last: int, kind: int) -> Iterator[Found]:
    """Yield the finding of these words without titles and credentials at its edges, where anything else is left."""
    person = KINDS[kind] is PhiType.NAME
    while person and first < last and note.flags[first] & TITLE:
        first += 1
    while person and first < last and note.flags[last] & CREDENTIAL and _is_apart(note, last):
        last -= 1
    while not person and first <= last and note.flags[last] & STATE and (first == last or len(note.words[last]) == 2):
        last -= 1
    if (
        person
        and note.words[max(0, first - 2) : first] == ["file", "name"]
        and all(flag & PLAIN for flag in note.flags[first : last + 1])
    ):
        return
    if last < first or (person and all(_is_nobody(flag) for flag in note.flags[first : last + 1])):
        return
    if not person and all(is_thing(note, at) for at in range(first, last + 1)):
        return
    if _is_abroad(note, first, last) and not (person and note.flags[first] & FIRST_USUAL and not is_of_two(note, first)):
        return
    if _is_plain_and_small(note, first, last):
        return
    sure = min(0.9, round(float(likely[first : last + 1, kind].mean()), 2))
    if not person and sure < SURE and _names_nothing(note, first, last):
        return
    if person:
        first, last = _with_initials(note, first, last)
    start, end = note.starts[first], note.ends[last]
    if end - start == 1:
        return
    if person:
        yield Found(start, end, PhiType.NAME, "name.tagger", sure)
        return
    end = note.ends[_tail(note, likely, last)]
    if any(flag & STREET for flag in note.flags[first + 1 : last + 1]):
        house = _HOUSE.search(note.scan, max(0, start - 16), start)
        start = house.start() if house else start
    yield Found(start, end, PhiType.LOCATION, "location.tagger", sure)
