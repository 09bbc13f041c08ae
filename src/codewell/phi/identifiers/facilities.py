"""(B) Facilities and employers, which place a person below the state.

Source: 45 CFR 164.514(b)(2)(i)(B): a facility's name is a geographic unit smaller than a state.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from codewell.phi import cues
from codewell.phi.identifiers.names import is_eponym_use
from codewell.phi.lexicon import (
    EPONYM,
    FACILITY,
    FACILITY_FIRST,
    FIRST_USUAL,
    FREQUENT,
    LAST_USUAL,
    NEVER,
    PLACE,
    PLACE_CUE,
    PLAIN,
    STATE,
    TITLE,
    VERB,
    facility_names,
)
from codewell.phi.note import Note
from codewell.phi.phi_types import Found, PhiType

_WITHIN = re.compile(r"[ \t]{1,4}(?:&[ \t]*)?|[ \t]*\r?\n[ \t]*|[-/]|['’][ \t]?|[ \t]*\n?-[ \t]+|[ \t]*&[ \t]*|[ ]#\d{1,3}[ ]")
_POINT = re.compile(r"\.[ \t]{0,3}")
_SHORTENED = cues.table("places")["shortened"]
_JOINING = cues.table("places")["joining"]
_LEGAL = cues.table("places")["legal"]
_LONGEST = 9
_LABEL = re.compile(r"[ \t]*+(?:name)?[ \t]*+:[ \t]*")


def find(note: Note) -> Iterator[Found]:
    """Yield names of facilities: listed ones, and those whose last word says what they are."""
    for first, last in _listed(note):
        yield Found(note.starts[first], note.ends[last], PhiType.LOCATION, "location.listed-facility", 0.93)
    for index in note.at(FACILITY):
        span = _named(note, index)
        if span:
            yield Found(note.starts[span[0]], note.ends[span[1]], PhiType.LOCATION, "location.facility", 0.85)
    if note.cased:
        yield from _treated_at(note)
    labels = cues.table("places")["labels"]
    for index in note.at(PLACE_CUE | FACILITY):
        label = _LABEL.match(note.scan, note.ends[index]) if note.words[index] in labels else None
        if label:
            yield from _labelled(note, label.end())


_TREATED = cues.table("places")["treated"]


def _treated_at(note: Note) -> Iterator[Found]:
    """Yield a capitalised name after "last seen at", though no word of it says that it is a facility."""
    for index in note.at(PLACE_CUE):
        first, word = index + 1, note.words[index]
        if first >= len(note.words) or not note.is_capital(first) or not note.gap(index).isspace():
            continue
        works = word in ("for", "by") and index > 0 and note.words[index - 1] in ("works", "worked", "working", "employed")
        came = word in ("from", "to") and _TREATED & set(note.words[max(0, index - 4) : index])
        only_called = not (word in ("at", "attended") or works or came)
        if only_called and word not in ("from", "in", "to"):
            continue
        last = first
        while last + 1 < len(note.words) and _joins(note, last):
            last += 1
        if only_called and note.words[last] not in cues.table("places")["called"]:
            continue
        if last - first < 6 and _may_be_place(note, first, last):
            yield Found(note.starts[first], note.ends[last], PhiType.LOCATION, "location.treated-at", 0.65)


def _joins(note: Note, index: int) -> bool:
    gap = note.gap(index)
    if gap in "'’" and note.words[index + 1] == "s":
        return True
    if not note.is_capital(index + 1):
        return False
    return bool(re.fullmatch(r"[ \t]{1,3}|[-'’&]", gap)) or (bool(_POINT.fullmatch(gap)) and note.words[index] in _SHORTENED)


def _may_be_place(note: Note, first: int, last: int) -> bool:
    """Say whether capitalised words after "at" are more likely a place than a person, a drug or a part of the body."""
    flags = note.flags[first : last + 1]
    if flags[0] & TITLE or (is_eponym_use(note, first, first) and first == last):
        return False
    if note.words[first] in ("st", "mt", "mount", "saint") and last > first:
        return True
    if note.words[last] in cues.table("places")["called"] and (last > first or not note.flags[last] & PLAIN):
        return True
    if all(note.is_all_capitals(at) or len(note.words[at]) == 1 for at in range(first, last + 1)):
        return False
    return any(
        len(word) > 3 and not flag & (PLAIN | NEVER | STATE | EPONYM)
        for word, flag in zip(note.words[first : last + 1], flags, strict=True)
    )


def _labelled(note: Note, offset: int) -> Iterator[Found]:
    first = note.word_at(offset)
    if first >= len(note.words) or note.starts[first] != offset:
        return
    last = first
    while last + 1 < len(note.words) and re.fullmatch(r"\.?[ \t]|[-'’]|[ \t]?&[ \t]?", note.gap(last)) and last - first < 7:
        if note.cased and not note.is_capital(last + 1) and note.words[last + 1] not in _JOINING:
            break
        last += 1
    words = note.words[first : last + 1]
    if note.cased and not note.is_capital(first):
        return
    if sum(map(len, words)) > 3 and any(
        word not in cues.table("places")["generic"] and not note.flags[at] & (NEVER | FREQUENT)
        for at, word in enumerate(words, first)
    ):
        yield Found(note.starts[first], note.ends[last], PhiType.LOCATION, "location.label", 0.8)


def _listed(note: Note) -> Iterator[tuple[int, int]]:
    """Yield the longest listed facility at each word that begins one."""
    names, starts = facility_names(), _first_pairs()
    done = -1
    for index in note.at(FACILITY_FIRST):
        if index <= done or index + 1 >= len(note.words) or (note.cased and not note.is_capital(index)):
            continue
        if (note.words[index], note.words[index + 1]) not in starts:
            continue
        best = None
        name = note.words[index]
        for last in range(index + 1, min(index + _LONGEST, len(note.words))):
            if not (_WITHIN.fullmatch(note.gap(last - 1)) or re.fullmatch(r",[ \t]{1,3}|[ \t]*[()][ \t]*", note.gap(last - 1))):
                break
            name += " " + note.words[last]
            if name in names and (not note.cased or note.is_capital(last) or last - index > 1):
                best = last
        if best is not None and not _is_kind(note, index, best):
            done = best
            yield index, best


@cache
def _first_pairs() -> frozenset[tuple[str, str]]:
    return frozenset((words[0], words[1]) for words in (name.split() for name in facility_names()))


def _named(note: Note, index: int) -> tuple[int, int] | None:
    """Return first and last word of the facility whose name ends with this word, or None where only a kind is meant."""
    if note.cased and not note.is_capital(index):
        return None
    if not note.cased and note.words[index] in cues.table("places")["uncertain"] and not _follows_a_name(note, index):
        return None
    first = index
    while first > 0 and index - first < _LONGEST:
        gap = note.gap(first - 1)
        if not (_WITHIN.fullmatch(gap) or (_POINT.fullmatch(gap) and note.words[first - 1] in _SHORTENED)):
            break
        if not _belongs(note, first - 1) or ("\n" in gap and not _wraps(note, first - 1)):
            break
        first -= 1
    while first < index and (
        (note.words[first] in _JOINING and note.words[first] not in ("st", "la", "le", "de", "del")) or (note.flags[first] & VERB)
    ):
        first += 1
    if first == index:
        return None
    last = _forward(note, index)
    if _is_generic(note, first, last):
        return None
    return first, last


def _follows_a_name(note: Note, index: int) -> bool:
    """Say whether the word before is no ordinary word, or is "medical" or "health"."""
    if not index:
        return False
    before = note.flags[index - 1]
    if index > 1 and note.words[index - 2] in ("to", "at", "from") and note.words[index] not in ("school", "church"):
        return True
    return note.words[index - 1] in ("medical", "health", "care", "surgery") or not before & (PLAIN | NEVER | VERB)


def _wraps(note: Note, index: int) -> bool:
    """Say whether the word stands far enough to the right that the line may have been broken behind it."""
    return note.ends[index] - note.scan.rfind("\n", 0, note.ends[index]) > 50


def _belongs(note: Note, index: int) -> bool:
    word = note.words[index]
    if note.cased:
        if word in _JOINING and index > 0 and not note.is_capital(index):
            return (note.is_capital(index - 1) and word not in ("at", "for", "the")) or word == "s"
        if word in _CREDENTIALS and note.is_all_capitals(index):
            return False
        return note.is_capital(index) and not (note.flags[index] & NEVER and word in _PEOPLE)
    return word not in cues.table("places")["breaks"] and not note.flags[index] & VERB


_CREDENTIALS = cues.table("places")["credentials"]
_PEOPLE = cues.table("places")["people"]


def _forward(note: Note, index: int) -> int:
    """Return the last word: "Hospital of Philadelphia", "Medical Center Branson", "Health System, Inc"."""
    last = index
    while last + 1 < len(note.words) and last - index < 5:
        follows, gap = last + 1, note.gap(last)
        if note.words[follows] in _LEGAL and re.fullmatch(r",?[ \t]+", gap):
            return follows
        if not _WITHIN.fullmatch(gap) or "\n" in gap or gap.startswith("."):
            break
        if note.words[follows] in cues.table("places")["continuing"] and (not note.cased or note.is_capital(follows)):
            last = follows
            continue
        joins = (
            note.words[follows] in ("of", "at") and follows + 1 < len(note.words) and re.fullmatch(r"[ \t]+", note.gap(follows))
        )
        if note.cased and joins and note.is_capital(follows + 1) and not note.flags[follows + 1] & NEVER:
            last = follows + 1
            continue
        if (
            note.cased
            and note.is_capital(follows)
            and note.words[follows]
            in ("district", "services", "system", "systems", "authority", "north", "south", "east", "west")
        ):
            last = follows
            continue
        break
    return last


def _is_kind(note: Note, first: int, last: int) -> bool:
    """Say whether a listed name is made of kinds only, as "Surgical Hospital" would be."""
    generic = cues.table("places")["generic"]
    ordinary = PLAIN | NEVER
    if last - first < 2 and all(flag & ordinary and not flag & FACILITY for flag in note.flags[first : last + 1]):
        return True
    return last - first < 3 and all(word in generic for word in note.words[first : last + 1])


def _is_generic(note: Note, first: int, last: int) -> bool:
    """Say whether no word of the name names anything ("the Emergency Department", "Cancer Center")."""
    generic = cues.table("places")["generic"]
    if note.words[last] in _LEGAL:
        return False
    for at in range(first, last + 1):
        if note.words[at] in generic or len(note.words[at]) < 2:
            continue
        flag = note.flags[at]
        if note.cased and not flag & NEVER and (not flag & PLAIN or note.is_capital(at)):
            return False
        if not note.cased and not flag & (NEVER | VERB) and (not flag & PLAIN or flag & (LAST_USUAL | FIRST_USUAL | PLACE)):
            return False
        if note.words[at] in ("north", "south", "east", "west", "northern", "southern", "eastern", "western"):
            return False
    return True
