"""How far a person's name reaches, once something says that one begins or ends here."""

from __future__ import annotations

import re
from enum import Enum
from typing import Final

from codewell.phi import cues
from codewell.phi.lexicon import (
    ANY_NAME,
    CREDENTIAL,
    EPONYM,
    FACILITY,
    FIRST,
    FIRST_USUAL,
    FREQUENT,
    LAST,
    LAST_TOP,
    LAST_USUAL,
    MONTH,
    NEVER,
    PLAIN,
    UNKNOWN,
    VERB,
)
from codewell.phi.note import Note

_JOINED: Final = re.compile(r"[-‐–'’`]")
_SPACED: Final = re.compile(r"\.?[ \t\u00a0]{1,4}|\.")
_WRAPPED: Final = re.compile(r"\.?[ \t]*\r?\n[ \t]*")
_PARTICLES: Final = cues.table("names")["particles"]
_ARTICLES: Final = cues.table("names")["articles"]
_LONGEST: Final = 6
_INDENTED: Final = 25
"""Characters: a name that begins further right may wrap to the next line; one in a heading may not."""


class Cue(Enum):
    """What stands before a name: the surer it is, the less the word itself has to look like one."""

    TITLE = "title"
    LABEL = "label"
    WORD = "word"


def name_forward(note: Note, first: int, cue: Cue) -> int | None:
    """Return the index of the last word of the name that begins with this one; None where it is no name.

    Args:
        note: the note.
        first: index of the word.
        cue: what stands before it.
    """
    if not _may_begin(note, first, cue):
        return None
    strong = cue is not Cue.WORD
    last, at, parts = first, first, 1
    while at + 1 < len(note.words) and parts < _LONGEST:
        gap, follows = note.gap(at), at + 1
        if _JOINED.fullmatch(gap):
            if gap in "'’`" and note.words[follows] == "s":
                break
        elif not (_SPACED.fullmatch(gap) or (_WRAPPED.fullmatch(gap) and _may_wrap(note, first))):
            break
        elif note.words[follows] in _PARTICLES and _particle_continues(note, follows):
            at = follows
            continue
        elif not _may_continue(note, first, at, follows, strong=strong) or ("." in gap and len(note.words[at]) > 2):
            break
        last = at = follows
        parts += 1
    if cue is Cue.LABEL:
        last = _given_names(note, first, last)
    return None if last == first and not _may_be_all(note, first, cue) else last


def name_backward(note: Note, last: int, *, strong: bool) -> int | None:
    """Return the index of the first word of the name that ends with this one; None where it is no name."""
    first, at = None, last
    while at >= 0 and last - at < 5:
        if at < last:
            gap = note.gap(at)
            if not (_JOINED.fullmatch(gap) or _SPACED.fullmatch(gap) or (note.cased and _WRAPPED.fullmatch(gap))):
                break
            if "." in gap and len(note.words[at]) > 2:
                break
        if not _may_precede(note, at, ends=at == last, strong=strong):
            break
        first, at = at, at - 1
    if first is None or (first == last and not strong):
        return None
    while first < last and note.words[first] in _PARTICLES and len(note.words[first]) > 1 and not note.is_capital(first):
        first += 1
    return first


def _blocked(flag: int) -> int:
    """Return the marks that keep a word from being a name; a month that is a given name too (Jan, April) is not kept."""
    return 0 if flag & MONTH and flag & FIRST_USUAL else flag & (NEVER | VERB)


def _may_begin(note: Note, index: int, cue: Cue) -> bool:
    strong = cue is not Cue.WORD
    flag, word = note.flags[index], note.words[index]
    if len(word) == 1:
        return note.is_capital(index) if note.cased else cue is not Cue.WORD or word not in "ai"
    if word in _PARTICLES and _particle_continues(note, index):
        return True
    if note.cased:
        if not note.is_capital(index):
            return False
        if _blocked(flag) & NEVER:
            if cue is Cue.TITLE and not note.is_all_capitals(index):
                return bool(flag & ANY_NAME) and word not in _ARTICLES
            return strong and bool(flag & FIRST_USUAL) and not flag & FREQUENT
        if flag & CREDENTIAL and note.is_all_capitals(index):
            return False
        if cue is Cue.LABEL and flag & PLAIN and not flag & (FIRST_USUAL | LAST_USUAL):
            return False
        return bool(flag & (ANY_NAME | UNKNOWN)) or (cue is Cue.TITLE and not flag & (VERB | FACILITY | FREQUENT))
    if _blocked(flag):
        if cue is Cue.LABEL:
            return bool(flag & FIRST_USUAL) and not flag & (VERB | FREQUENT)
        return cue is Cue.TITLE and bool(flag & LAST_TOP) and not flag & VERB and word not in _ARTICLES
    if flag & CREDENTIAL and not flag & ANY_NAME:
        return False
    if strong:
        return bool(flag & (ANY_NAME | UNKNOWN))
    return bool(flag & (ANY_NAME | UNKNOWN)) and (not flag & PLAIN or bool(flag & FIRST_USUAL))


def _may_continue(note: Note, first: int, before: int, index: int, *, strong: bool) -> bool:
    flag, word = note.flags[index], note.words[index]
    if len(word) == 1:
        return (not note.cased or note.is_capital(index)) and _initial_continues(note, index)
    if (
        flag & CREDENTIAL
        and (not flag & ANY_NAME or note.is_all_capitals(index))
        and (not note.cased or note.is_all_capitals(index))
    ):
        return False
    after_initial = len(note.words[before]) == 1
    if note.cased:
        if not note.is_capital(index):
            return False
        if (
            note.is_all_capitals(index) != note.is_all_capitals(first)
            and len(note.words[first]) > 1
            and note.is_all_capitals(index)
        ):
            return False
        if _blocked(flag) & NEVER:
            given = note.flags[before] & FIRST_USUAL and not note.is_all_capitals(index)
            return bool(
                (after_initial and flag & LAST_USUAL and not flag & FREQUENT)
                or (given and flag & LAST_TOP and word not in _ARTICLES)
            )
        if after_initial and flag & (FREQUENT | VERB) and not flag & LAST:
            return False
        return bool(flag & (ANY_NAME | UNKNOWN)) or after_initial or (strong and not flag & (FREQUENT | FACILITY))
    if _blocked(flag):
        return False
    if flag & UNKNOWN:
        return True
    if not flag & ANY_NAME:
        return False
    if not flag & (PLAIN | EPONYM) or after_initial:
        return True
    given = note.flags[before] & FIRST and index - first <= 2
    if given and flag & LAST_USUAL and not (flag & FREQUENT and not flag & LAST_TOP):
        return True
    gap = note.gap(index)
    joined = gap == "-" and note.flags[index + 1] & (LAST | UNKNOWN)
    follows = index + 1 < len(note.words) and note.flags[index + 1] & (NEVER | VERB)
    closes = not gap or gap.lstrip(" ")[:1] in tuple(",(;|\n\t.") or gap.startswith("  ") or (follows and gap.isspace())
    return bool(given and (joined or (closes and (strong or not note.flags[before] & PLAIN))))


def _may_precede(note: Note, index: int, *, ends: bool, strong: bool) -> bool:
    flag, word = note.flags[index], note.words[index]
    if len(word) == 1:
        return not ends and (not note.cased or note.is_capital(index))
    if word in _PARTICLES and not ends:
        return True
    if flag & CREDENTIAL and not flag & ANY_NAME:
        return False
    if note.cased:
        if not note.is_capital(index) or (_blocked(flag) & NEVER and not (flag & LAST_USUAL and ends and not flag & FREQUENT)):
            return False
        return bool(flag & (ANY_NAME | UNKNOWN)) or (strong and ends and not flag & FACILITY)
    if _blocked(flag):
        return False
    if ends and strong:
        return bool(flag & (ANY_NAME | UNKNOWN))
    return bool(flag & UNKNOWN) or bool(flag & ANY_NAME and (not flag & PLAIN or flag & (FIRST_USUAL | LAST_USUAL)))


def _particle_continues(note: Note, index: int) -> bool:
    """Say whether a name follows the particle, perhaps after one more ("de la Cruz")."""
    for at in range(index, min(index + 2, len(note.words) - 1)):
        if not (_SPACED.fullmatch(note.gap(at)) or _JOINED.fullmatch(note.gap(at))):
            return False
        flag = note.flags[at + 1]
        if note.words[at + 1] in _PARTICLES:
            continue
        if note.cased:
            return note.is_capital(at + 1) and bool(flag & (ANY_NAME | UNKNOWN)) and len(note.words[index]) > 1
        return len(note.words[index]) > 1 and bool(flag & (LAST | UNKNOWN)) and not flag & (PLAIN | NEVER | VERB)
    return False


def _initial_continues(note: Note, index: int) -> bool:
    """Say whether a single letter is an initial: it closes the name, or a name follows it."""
    if note.gap(index).startswith(".") or index + 1 >= len(note.words):
        return True
    if not _SPACED.fullmatch(note.gap(index)):
        return True
    flag = note.flags[index + 1]
    if note.cased:
        return note.is_capital(index + 1)
    return note.words[index] != "a" and bool(flag & (ANY_NAME | UNKNOWN)) and not _blocked(flag)


def _may_be_all(note: Note, index: int, cue: Cue) -> bool:
    """Say whether this one word can be the whole name."""
    flag = note.flags[index]
    if len(note.words[index]) == 1:
        return False
    if flag & UNKNOWN and cue is not Cue.TITLE:
        if not note.cased:
            return cue is Cue.LABEL
        return not (note.is_all_capitals(index) and len(note.words[index]) <= 5) and (
            cue is Cue.LABEL or not _blocked(flag) & NEVER
        )
    return True


def _may_wrap(note: Note, first: int) -> bool:
    start = note.starts[first]
    return start - (note.scan.rfind("\n", 0, start) + 1) >= _INDENTED


def _given_names(note: Note, first: int, last: int) -> int:
    """Extend "LAST" by ", FIRST M" where the words after the comma are a name and no credential."""
    follows = last + 1
    if follows >= len(note.words) or not re.fullmatch(r",[ \t]{0,3}", note.gap(last)):
        return last
    flag = note.flags[follows]
    if _blocked(flag) or (flag & CREDENTIAL and not flag & FIRST_USUAL):
        return last
    if note.cased and not note.is_capital(follows):
        return last
    if len(note.words[follows]) == 1 or not flag & (ANY_NAME | UNKNOWN) or (flag & PLAIN and not flag & FIRST_USUAL):
        return last
    end = follows
    for at in (follows + 1, follows + 2):
        if at >= len(note.words) or not _SPACED.fullmatch(note.gap(at - 1)):
            break
        initial = len(note.words[at]) == 1 and (note.is_capital(at) or not note.cased) and note.words[at] != "a"
        given = note.flags[at] & FIRST and not note.flags[at] & (PLAIN | NEVER) and (not note.cased or note.is_capital(at))
        if not (initial or given):
            break
        end = at
    return end
