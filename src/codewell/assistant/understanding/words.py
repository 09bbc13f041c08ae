"""The words of a question with their places; what was recognised as a code, a day or a number stands as one word."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum


class Kind(Enum):
    """What a word was recognised as; the value stands for it in cues."""

    PLAIN = ""
    CODE = "CODE"
    SUFFIX = "SUFFIX"
    """A modifier written behind its code."""
    DAY = "DAY"
    NUMBER = "NUM"
    MODIFIER = "MOD"
    INDICATOR = "IND"
    PLACE = "POS"
    PAYER = "PAYER"
    STATE = "STATE"
    LOCALITY = "LOCALITY"
    SPECIALTY = "SPECIALTY"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text that was recognised.

    Args:
        kind: as what.
        start: first character.
        end: one past the last.
    """

    kind: Kind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Word:
    """A word.

    Args:
        written: as in the text.
        read: in lower case, its spelling mended; for what was recognised, the kind's value.
        start: first character.
        end: one past the last.
        kind: what it was recognised as.
    """

    written: str
    read: str
    start: int
    end: int
    kind: Kind = Kind.PLAIN

    def taken_as(self, kind: Kind) -> Word:
        """Return the word as one of a kind."""
        return replace(self, kind=kind, read=kind.value)


_RUN = re.compile(r"[^\W_]+")
_PLAIN = str.maketrans("‘’ʼ“”–—‑−\u00a0\u202f\t\r＂", "'''\"\"----    \"")
_CONTRACTED = frozenset({"what", "when", "which", "where", "who", "how", "that", "it", "there"})
_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


def plainly_written(text: str) -> str:
    """Return the text with plain quotes, dashes and spaces, every character in its place."""
    return text.translate(_PLAIN)


def lower(text: str) -> str:
    """Return the text with its letters A to Z small; its length stays."""
    return text.translate(_LOWER)


def words_of(text: str, spans: Iterable[Span] = ()) -> list[Word]:
    """Return the words in order; each span is one word, and a possessive's or a negation's ending none."""
    found: list[Word] = []
    at = 0
    for span in sorted(spans, key=lambda one: one.start):
        found += _plain_words(text, at, span.start)
        found.append(Word(text[span.start : span.end], span.kind.value, span.start, span.end, span.kind))
        at = span.end
    return found + _plain_words(text, at, len(text))


def _plain_words(text: str, start: int, end: int) -> list[Word]:
    found: list[Word] = []
    for match in _RUN.finditer(text, start, end):
        read = lower(match[0])
        if match.start() and text[match.start() - 1] == "'" and read in ("s", "t", "re", "ve", "ll", "m", "d"):
            if read not in ("s", "re") or not found or found[-1].read not in _CONTRACTED:
                continue
            read = "is" if read == "s" else "are"
        found.append(Word(match[0], read, match.start(), match.end()))
    return found
