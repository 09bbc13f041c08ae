"""The topic of a question: what is left to search for."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import zip_longest

from codewell.assistant.understanding.cues import cue_table
from codewell.assistant.understanding.words import Kind, Word

_KEPT = frozenset({Kind.PLAIN, Kind.NUMBER, Kind.SPECIALTY})
_RIGHT = frozenset({"right"})
_BEFORE_CODE = frozenset({"procedure", "supply", "drug", "billing", "service"})
_CODE = frozenset({"code", "codes"})
_JOINED_BY = "/-&."


def topic_of(text: str, words: Iterable[Word], *, with_codes: bool = False, with_side: bool = False) -> str:
    """Return the words to search for, in order, as written; those that only ask, and what was recognised, left out.

    Args:
        text: the question.
        words: of it.
        with_codes: whether it names codes, so that words about them are no topic.
        with_side: whether it names a side, so that "right" is one.
    """
    table = cue_table()
    fillers = (table.fillers | (table.beside_codes if with_codes else frozenset())) - (_RIGHT if with_side else frozenset())
    held = list(words)
    kept: list[Word | None] = []
    for word, after in zip_longest(held, held[1:]):
        asks = word.read in fillers - table.joiners or (word.read in _BEFORE_CODE and after is not None and after.read in _CODE)
        kept.append(None if word.kind not in _KEPT or (asks and word.kind is Kind.PLAIN) else word)
    return _joined(text, _without_loose_joiners(kept, table.joiners))


def _without_loose_joiners(words: list[Word | None], joiners: frozenset[str]) -> list[Word]:
    """Return the words without those that join nothing: they need a word to search for on either side."""
    found: list[Word] = []
    held: list[Word] = []
    for word in words:
        if word is None:
            held = []
        elif word.read in joiners and word.kind is Kind.PLAIN:
            held.append(word)
        else:
            found += held if found else []
            found.append(word)
            held = []
    return found


def _joined(text: str, words: list[Word]) -> str:
    made = ""
    end = -1
    for word in words:
        between = text[end : word.start] if end >= 0 else ""
        made += between if len(between) == 1 and between in _JOINED_BY else " " if made else ""
        made += word.written if word.written.lower() == word.read or word.kind is not Kind.PLAIN else word.read
        end = word.end
    return made
