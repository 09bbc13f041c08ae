"""Names that mean a thing: what medicine calls after people and places, brands, organisms, genes, abbreviations, countries.

The lists know many; here the words around a name speak, so that one that no list holds survives too: "the Kasai
portoenterostomy", "E. faecium", "PALB2". Whatever a title, a label or a given name shows to be a person is none of it.
"""

from __future__ import annotations

import re
from typing import Final

from codewell.phi import cues
from codewell.phi.eponym_uses import carries_a_thing, is_pair_of_eponyms
from codewell.phi.lexicon import (
    ANY_NAME,
    FIRST_USUAL,
    STATE,
    THING,
    UNKNOWN,
)
from codewell.phi.note import Note
from codewell.phi.phi_types import Found

_MARKED: Final = re.compile(r"[ ]?[®™]")
_MIXED: Final = re.compile(r"[a-z]{1,4}[A-Z]{2,}[a-z]?|[A-Z]{2,}[a-z]{1,4}(?:[A-Z]+[a-z]{0,2})?|[A-Z]{2,}s")


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
        or is_pair_of_eponyms(note, index)
        or _is_in_pair(note, index, _FIXED)
        or (index > 0 and note.words[index - 1] == "anti" and note.gap(index - 1) == "-")
        or carries_a_thing(note, index)
    )


def means_a_thing(note: Note, found: Found) -> bool:
    """Say whether a finding that a rule guessed from lists and capitals means a thing or a country with every word."""
    if found.rule in GUESSED_NAMES or found.rule in _LED_NAMES:
        words = _words_of(note, found)
        alone = found.rule == "name.alone" and not note.flags[words[0]] & FIRST_USUAL
        return all(is_thing(note, at) or is_of_two(note, at) or (alone and is_country(note, at)) for at in words)
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
    return note.words[index] in _COUNTRIES or note.words[index] in _STATES or is_of_two(note, index)


def is_of_two(note: Note, index: int) -> bool:
    """Say whether the word is one of the two of a country or state ("North Carolina", "Sierra Leone")."""
    return _is_in_pair(note, index, _OF_TWO)


def _is_in_pair(note: Note, index: int, pairs: frozenset[tuple[str, ...]]) -> bool:
    words = note.words
    return (index + 1 < len(words) and (words[index], words[index + 1]) in pairs and note.gap(index) in _BETWEEN) or (
        index > 0 and (words[index - 1], words[index]) in pairs and note.gap(index - 1) in _BETWEEN
    )


_BETWEEN: Final = frozenset({" ", "  ", "-", " & ", "\n"})
_TABLE: Final = cues.table("things")
_COUNTRIES, _STATES = _TABLE["countries"], _TABLE["states"]
_OF_TWO: Final = frozenset(
    (first, second)
    for name in _TABLE["countries_of_two_words"] | _TABLE["states_of_two_words"]
    for first, second in zip(name.split("+"), name.split("+")[1:], strict=False)
)
_FIXED: Final = frozenset(tuple(pair.split("+")) for pair in _TABLE["fixed_pairs"])
_WORKS: Final = _TABLE["works"]


def _is_listed(note: Note, index: int) -> bool:
    """Say whether the word is a brand, an organism or the like; a short one only in capitals where they tell (PAS)."""
    word = note.text[note.starts[index] : note.ends[index]]
    if not note.flags[index] & THING:
        beside = (index - 1, index + 1)
        return _is_abbreviation(note, index) and not any(_is_name_in_capitals(note, at) for at in beside)
    return len(word) > _SHORT or (len(word) > _OF_INITIALS and note.cased and word[-2:-1].isupper())


_SHORT: Final = 4
_OF_INITIALS: Final = 2
"""Two letters may be a person's initials (JP)."""


def _is_abbreviation(note: Note, index: int) -> bool:
    """Say whether the word stands in capitals, where they tell, and is an abbreviation, though a name too (NASH, PEG)."""
    if not note.cased or len(note.words[index]) <= _OF_INITIALS or not note.is_all_capitals(index):
        return False
    return note.words[index] in cues.vocabulary("abbreviations") or note.words[index] in cues.vocabulary("genes_and_stains")


def _is_name_in_capitals(note: Note, index: int) -> bool:
    """Say whether the word beside it is written like a name in capitals: "NASH, PETER"."""
    return (
        0 <= index < len(note.words)
        and bool(note.flags[index] & (ANY_NAME | UNKNOWN))
        and note.is_all_capitals(index)
        and not _is_abbreviation(note, index)
    )


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
    figure = _FIGURED.match(note.text, note.starts[index])
    if figure:
        letters = (figure[1] or "hba").lower()
        short = note.cased and figure[0].isupper() and _VOWELS.isdisjoint(letters)
        return short or letters in cues.vocabulary("genes_and_stains")
    if not note.cased or not word.isascii():
        return False
    return not note.flags[index] & ANY_NAME and _MIXED.fullmatch(word) is not None


_FIGURED: Final = re.compile(r"([a-z]{2,6})-?\d{1,2}[a-z]?(?!\w)|hba1c", re.IGNORECASE)
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
