"""A name or place that one part of a note gives away is taken everywhere in it: names in any order, places word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from codewell.phi import cues
from codewell.phi.identifiers.names import is_eponym_use
from codewell.phi.lexicon import (
    CREDENTIAL,
    EPONYM,
    FIRST_USUAL,
    LAST_TOP,
    LAST_USUAL,
    NEVER,
    PLAIN,
    STATE,
    TITLE,
    VERB,
    lexicon,
)
from codewell.phi.note import Note
from codewell.phi.phi_types import Found, PhiType

_SURE = 0.8
_SHORT = 3
_BESIDE = re.compile(r"\.?[ \t]{1,3}|[ \t]*\n[ \t]*|[-'’]|[ \t]?&[ \t]?")
_BETWEEN = re.compile(r"[-'’]|[ \t]{1,3}|,[ \t]{1,2}|[ \t]*\n[ \t]*|[ \t]+[a-z]\.?[ \t]+")


def repeated_names(note: Note, found: Sequence[Found]) -> Iterator[Found]:
    """Yield further places of the words of the names that were found for sure."""
    yield from places_of_names(note, _name_words(note, found))


def places_of_names(note: Note, known: frozenset[str]) -> Iterator[Found]:
    """Yield where words that are known to be names of the document's people stand and mean them.

    Args:
        note: the note.
        known: words in lower case.
    """
    if not known:
        return
    previous: int | None = None
    for index, word in enumerate(note.words):
        if word not in known or not _is_the_name(note, index, joined_to=previous):
            continue
        start = note.starts[index]
        if previous is not None and _BETWEEN.fullmatch(note.scan, note.ends[previous], start):
            start = note.ends[previous]
        previous = index
        yield Found(start, note.ends[index], PhiType.NAME, "name.repeated", 0.75)


def repeated_places(note: Note, found: Sequence[Found]) -> Iterator[Found]:
    """Yield where the words of a place that was found for sure stand again, one behind the other."""
    known: dict[str, set[tuple[str, ...]]] = {}
    for each in found:
        if each.type is PhiType.LOCATION and each.confidence >= _SURE:
            words = tuple(note.words[note.word_at(each.start) : note.word_at(each.end)])
            if _tells_a_place(words):
                known.setdefault(words[0], set()).add(words)
    for index, word in enumerate(note.words if known else ()):
        for words in known.get(word, ()):
            last = index + len(words) - 1
            if (
                tuple(note.words[index : last + 1]) == words
                and (not note.cased or note.is_capital(index))
                and all(_BESIDE.fullmatch(note.gap(at)) for at in range(index, last))
            ):
                yield Found(note.starts[index], note.ends[last], PhiType.LOCATION, "location.repeated", 0.75)


def _tells_a_place(words: tuple[str, ...]) -> bool:
    """Say whether the words mean that place wherever they stand: two of which one is no kind of place, or one that is no word."""
    places = cues.table("places")
    telling = [word for word in words if word not in places["generic"] and word not in places["facilities"]]
    known = lexicon()
    return bool(telling) and (
        len(words) > 1 or (len(words[0]) > _SHORT and not known[words[0]] & (PLAIN | EPONYM | NEVER | STATE))
    )


def _name_words(note: Note, found: Sequence[Found]) -> frozenset[str]:
    words: set[str] = set()
    for each in found:
        if each.type is PhiType.NAME and each.confidence >= _SURE:
            first, last = note.word_at(each.start), note.word_at(each.end)
            words.update(word for word in note.words[first:last] if len(word) > 2)
    return frozenset(words)


def _is_the_name(note: Note, index: int, *, joined_to: int | None) -> bool:
    flag = note.flags[index]
    if flag & (NEVER | TITLE | CREDENTIAL) and joined_to != index - 1:
        return False
    if note.cased and not note.is_capital(index):
        return False
    if note.cased and index and len(note.words[index - 1]) == 1 and note.is_capital(index - 1) and note.gap(index - 1) == ". ":
        return True  # an initial stands before it: R. Smith
    if flag & EPONYM and joined_to != index - 1 and is_eponym_use(note, index, index):
        return False
    if not flag & (PLAIN | EPONYM | VERB):
        return True
    if joined_to == index - 1:
        return True
    if note.cased:
        return not note.is_all_capitals(index) and not note.begins_sentence(index)
    return bool(flag & (FIRST_USUAL | LAST_TOP | LAST_USUAL) and not flag & PLAIN)
