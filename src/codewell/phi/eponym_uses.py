"""What carries a name: "Murphy's sign", "Kasai portoenterostomy", "Hunt and Hess grade", "circle of Willis", "Swan-Ganz".

The nouns are data (`cues/things.toml`): what nobody has or owns, so that 's changes nothing; what a patient may own; what a visit
may be about. A title, a label or a given name makes a person of it.
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
    STREET,
    TITLE,
    UNKNOWN,
    VERB,
)
from codewell.phi.note import Note

_OWN: Final = re.compile(r"['’]s?")
_LINKED: Final = re.compile(r"[-‐–/]|[ \t]{1,3}|[ \t]*\n[ \t]*")
_SPACED: Final = re.compile(r"[ \t]{1,3}|[ \t]*\n[ \t]*|-")
_MOST_NAMES: Final = 3
_MOST_BETWEEN: Final = 3
_NAME_PARTS: Final = frozenset({"de", "von", "van", "der", "la", "le", "du", "del", "di", "st", "lange", "al"})
_TABLE: Final = cues.table("things")
_TEACHINGS, _THINGS, _MEASURES, _IN_FULL = _TABLE["teachings"], _TABLE["things"], _TABLE["measures"], _TABLE["written_in_full"]
_VISIT, _PARTS, _OWNED, _WITHIN = _TABLE["of_a_visit"], _TABLE["parts"], _TABLE["owned"], _TABLE["within"]


def is_pair_of_eponyms(note: Note, index: int) -> bool:
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


def carries_a_thing(note: Note, index: int) -> bool:
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
