"""Names that mean a thing: what medicine calls after people and places, brands, organisms, genes, abbreviations, countries.

The lists know many; here the words around a name speak, so that one that no list holds survives too: "the Kasai
portoenterostomy", "E. faecium", "PALB2". Whatever a title, a label or a given name shows to be a person is none of it.
"""

from __future__ import annotations

import re
from typing import Final

from codewell.phi import cues
from codewell.phi.lexicon import (
    ANY_NAME,
    EPONYM,
    FIRST,
    FIRST_USUAL,
    FREQUENT,
    LAST,
    LAST_TOP,
    LAST_USUAL,
    NAME_LABEL,
    NEVER,
    PLACE,
    PLAIN,
    STATE,
    STREET,
    THING,
    TITLE,
    UNKNOWN,
    VERB,
)
from codewell.phi.note import Note
from codewell.phi.phi_types import Found

_OWN: Final = re.compile(r"['’]s?")
_LINKED: Final = re.compile(r"[-‐–/]|[ \t]{1,3}|[ \t]*\n[ \t]*")
_SPACED: Final = re.compile(r"[ \t]{1,3}|[ \t]*\n[ \t]*|-")
_MOST_NAMES: Final = 3
_MOST_BETWEEN: Final = 3
_MARKED: Final = re.compile(r"[ ]?[®™]")
_MIXED: Final = re.compile(r"[a-z]{1,4}[A-Z]{2,}[a-z]?|[A-Z]{2,}[a-z]{1,4}(?:[A-Z]+[a-z]{0,2})?|[A-Z]{2,}s")
_NAME_PARTS: Final = frozenset({"de", "von", "van", "der", "la", "le", "du", "del", "di", "st", "lange", "al"})


def is_thing(note: Note, index: int) -> bool:
    """Say whether the word belongs to the name of a thing.

    Args:
        note: the note.
        index: of a word that reads like a name.
    """
    return (
        _is_listed(note, index)
        or _is_state(note, index)
        or _is_marked(note, index)
        or _is_short_form(note, index)
        or _is_organism(note, index)
        or _is_pair(note, index)
        or _carries_a_thing(note, index)
    )


def means_a_thing(note: Note, found: Found) -> bool:
    """Say whether a finding that a rule guessed from lists and capitals means a thing or a country with every word."""
    if found.rule in GUESSED_NAMES or found.rule in _LED_NAMES:
        words = _words_of(note, found)
        alone = found.rule == "name.alone" and not note.flags[words[0]] & FIRST_USUAL
        return all(is_thing(note, at) or _is_of_two(note, at) or (alone and is_country(note, at)) for at in words)
    if found.rule in GUESSED_PLACES:
        return all(is_thing(note, at) or is_country(note, at) for at in _words_of(note, found))
    if found.rule in _FACILITIES:
        after = note.word_at(found.end)
        return after < len(note.words) and note.words[after] in _WORKS and note.gap(after - 1) == " "
    return False


_FACILITIES: Final = frozenset({"location.facility", "location.listed-facility"})
GUESSED_NAMES: Final = frozenset({"name.first-and-last", "name.credential", "name.alone", "name.last-comma-first", "name.pair"})
"""Rules that read capitals and lists alone."""

_LED_NAMES: Final = frozenset({"name.led", "name.relation"})
"""Rules that read a common word before a name."""

GUESSED_PLACES: Final = frozenset({"location.large-city", "location.city", "location.treated-at", "location.residence"})


def _words_of(note: Note, found: Found) -> range:
    return range(note.word_at(found.start), note.word_at(found.end))


def is_country(note: Note, index: int) -> bool:
    """Say whether the word is a country or a part of the world, which may stay, or one of the two words of one."""
    return note.words[index] in _COUNTRIES or note.words[index] in _STATES or _is_of_two(note, index)


def _is_of_two(note: Note, index: int) -> bool:
    word, pairs = note.words[index], []
    if index + 1 < len(note.words) and note.gap(index) == " ":
        pairs.append((word, note.words[index + 1]))
    if index and note.gap(index - 1) == " ":
        pairs.append((note.words[index - 1], word))
    return any(pair in _OF_TWO for pair in pairs)


_TABLE: Final = cues.table("things")
_COUNTRIES, _STATES, _IN_FULL = _TABLE["countries"], _TABLE["states"], _TABLE["written_in_full"]
_OF_TWO: Final = frozenset(
    (first, second)
    for name in _TABLE["countries_of_two_words"] | _TABLE["states_of_two_words"]
    for first, second in zip(name.split("+"), name.split("+")[1:], strict=False)
)
_WORKS: Final = _TABLE["works"]
_TEACHINGS, _THINGS, _MEASURES = _TABLE["teachings"], _TABLE["things"], _TABLE["measures"]
_VISIT, _PARTS, _OWNED, _WITHIN = _TABLE["of_a_visit"], _TABLE["parts"], _TABLE["owned"], _TABLE["within"]


def _is_listed(note: Note, index: int) -> bool:
    """Say whether the word is a brand, an organism or the like; a short one in capitals where they tell: PAS, not Pas."""
    if not note.flags[index] & THING:
        return False
    word = note.text[note.starts[index] : note.ends[index]]
    return len(word) > _SHORT or not note.cased or word[-2:-1].isupper()


_SHORT: Final = 4


def _is_state(note: Note, index: int) -> bool:
    """Say whether the word is a state's two letters behind a town."""
    if not index or not note.flags[index] & STATE or len(note.words[index]) != 2:
        return False
    return note.gap(index - 1).strip() == "," and (not note.cased or note.is_all_capitals(index))


def _is_marked(note: Note, index: int) -> bool:
    """Say whether the word bears the mark of a registered trade name."""
    return _MARKED.match(note.text, note.ends[index]) is not None


def _is_short_form(note: Note, index: int) -> bool:
    """Say whether the word is an abbreviation by its letters ("HFrEF", "CBCs") or by a digit that touches it ("PALB2").

    Capitals alone say nothing: a family name may stand in capitals. They say it together with a digit, or with no list of names.
    """
    word = note.text[note.starts[index] : note.ends[index]]
    figure = (_FIGURED if note.cased else _FIGURED_ANYHOW).match(note.text, note.starts[index])
    if figure:
        letters = (figure[1] or "h").lower()
        return letters in cues.vocabulary("genes_and_stains") or (note.cased and _VOWELS.isdisjoint(letters))
    if not note.cased or not word.isascii():
        return False
    return not note.flags[index] & ANY_NAME and _MIXED.fullmatch(word) is not None


_FIGURED: Final = re.compile(r"([A-Z]{2,6})-?\d{1,2}[a-z]?(?![\w])|HbA1c")
_FIGURED_ANYHOW: Final = re.compile(_FIGURED.pattern, re.IGNORECASE)
_VOWELS: Final = frozenset("aeiouy")


def _is_organism(note: Note, index: int) -> bool:
    """Say whether "E. faecium" or "Serratia marcescens" stands here: small letters behind a capital name no person."""
    if not note.cased:
        return False
    if not note.is_capital(index):
        before = index - 1
        if before < 0 or not note.is_capital(before) or not note.flags[index] & UNKNOWN or len(note.words[index]) < 4:
            return False
        if len(note.words[before]) == 1:
            return note.gap(before) in (". ", " ", ".")
        return note.gap(before) == " " and note.words[index].endswith(_LATIN) and not note.is_all_capitals(before)
    after = index + 1
    if after >= len(note.words) or note.is_capital(after) or not note.flags[after] & UNKNOWN or note.gap(index) != " ":
        return False
    return len(note.words[after]) > 4 and note.words[after].endswith(_LATIN) and not note.flags[index] & FIRST_USUAL


_LATIN: Final = ("i", "um", "us", "is", "ae", "a", "ens", "ans", "es")


def _is_pair(note: Note, index: int) -> bool:
    """Say whether two eponyms are one thing's ("Swan-Ganz"): joined by a hyphen, not both frequent, and no given name before."""
    for first in (index - 1, index):
        if first < 0 or first + 1 >= len(note.words) or not note.flags[first] & note.flags[first + 1] & EPONYM:
            continue
        if "+".join(note.words[first : first + 2]) in _IN_FULL:
            return True
        frequent = note.flags[first] & note.flags[first + 1] & LAST_TOP
        if note.gap(first) == "-" and not frequent and not _is_person_before(note, first) and not _given_name_before(note, first):
            return True
    return False


def _given_name_before(note: Note, first: int) -> bool:
    return first > 0 and bool(note.flags[first - 1] & FIRST_USUAL) and note.gap(first - 1) == " "


def _carries_a_thing(note: Note, index: int) -> bool:
    """Say whether a thing that bears names follows the name that the word is part of, or stands before "of" and it."""
    first = last = index
    while last + 1 < len(note.words) and last - index < _MOST_NAMES and _goes_on(note, last):
        last += 1
    while first > 0 and last - first < _MOST_NAMES + 1 and _goes_on(note, first - 1):
        first -= 1
    if _is_person_before(note, first):
        return False
    return _thing_after(note, first, last) or _part_before(note, first)


def _goes_on(note: Note, index: int) -> bool:
    """Say whether the next word belongs to the same name: "Marshall-Marchetti-Krantz", "Hunt and Hess", "Treacher Collins"."""
    follows, gap = index + 1, note.gap(index)
    if not _may_be_name(note, index):
        return note.words[index] == "and" and _LINKED.fullmatch(gap) is not None and index > 0 and _may_be_name(note, follows)
    if not _LINKED.fullmatch(gap):
        return False
    if note.words[follows] == "and":
        return (
            follows + 1 < len(note.words)
            and gap == " "
            and note.gap(follows) == " "
            and _may_be_name(note, follows + 1)
            and note.cased
        )
    return _may_be_name(note, follows)


def _may_be_name(note: Note, index: int) -> bool:
    flag, word = note.flags[index], note.words[index]
    if word in _NAME_PARTS:
        return True
    if note.cased:
        return (
            note.is_capital(index) and len(word) > 1 and word not in _TEACHINGS and word not in _THINGS and word not in _MEASURES
        )
    return bool(flag & (EPONYM | ANY_NAME | UNKNOWN)) and not flag & (FREQUENT | NEVER | VERB) and word not in _THINGS


def _is_person_before(note: Note, first: int) -> bool:
    """Say whether a title stands before the name or opens it, or a label with its colon."""
    if note.flags[first] & TITLE and note.words[first] not in _TITLES_TOO:
        return True
    if not first:
        return False
    before = note.flags[first - 1]
    gap = note.gap(first - 1)
    return bool(before & TITLE and len(gap) < 4 and note.words[first - 1] not in _TITLES_TOO) or bool(
        before & NAME_LABEL and ":" in gap
    )


_TITLES_TOO: Final = frozenset({"sister"})


def _thing_after(note: Note, first: int, last: int) -> bool:
    own = _OWN.match(note.scan, note.ends[last])
    at = last + 1
    if own and at < len(note.words) and note.words[at] == "s" and note.starts[at] == note.ends[last] + 1:
        at += 1
    flags = note.flags[first : last + 1]
    listed = any(flag & EPONYM for flag in flags)
    named_in_full = last > first and bool(flags[0] & FIRST_USUAL) and note.gap(first) == " " and not flags[-1] & EPONYM
    listed = listed or (not own and any(note.gap(at) == "-" for at in range(first, last)))
    if "+".join(note.words[first : last + 1]) in _IN_FULL:
        listed, named_in_full = True, False
    for step in range(_MOST_BETWEEN + 1):
        if at >= len(note.words) or not _apart(note, at, step):
            return False
        word = note.words[at]
        if _may_end_a_name(note, first, at) or (note.cased and note.flags[at] & STREET and note.is_capital(at)):
            return False
        if word in _TEACHINGS:
            return (note.cased or listed) and not named_in_full
        if word in _THINGS:
            return (
                not named_in_full
                and (listed or (note.cased and not own))
                and not (own and word in _OWNED and flags[-1] & LAST_TOP)
            )
        if word in _MEASURES and word not in _THINGS:
            return not named_in_full and (listed or (note.cased and not own)) and not _is_of_a_visit(note, at)
        flag = note.flags[at]
        if len(word) == 1 and note.cased and note.is_capital(at):
            at += 1
            continue
        if (flag & (NEVER | VERB) and word not in _WITHIN) or flag & UNKNOWN or not flag & PLAIN:
            return False
        at += 1
    return False


def _may_end_a_name(note: Note, first: int, at: int) -> bool:
    """Say whether the word may be the family name behind a given name: "Ashley Ring"."""
    given = note.flags[first] & FIRST and note.flags[at] & LAST
    return bool(given) and (not note.cased or note.is_capital(at)) and note.words[at] not in _TEACHINGS


def _apart(note: Note, at: int, step: int) -> bool:
    """Say whether only a space, a hyphen or the 's stands before the word."""
    gap = note.gap(at - 1)
    return _SPACED.fullmatch(gap.lstrip("'’s") if not step else gap) is not None


def _is_of_a_visit(note: Note, at: int) -> bool:
    return at + 1 < len(note.words) and note.gap(at) in (" ", "\n") and note.words[at + 1] in _VISIT


def _part_before(note: Note, first: int) -> bool:
    """Say whether the name stands behind "foramen of" or the like."""
    at = first - 1
    while at > 0 and note.words[at] in ("de", "the", "von"):
        at -= 1
    return (
        at > 0
        and note.words[at] == "of"
        and note.gap(at) == " "
        and note.words[at - 1] in _PARTS
        and bool(note.flags[first] & (EPONYM | UNKNOWN) or not note.flags[first] & (PLACE | LAST_USUAL))
    )
