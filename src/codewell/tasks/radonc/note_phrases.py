"""Phrases of a note's sentences, in a small language that is kept as data.

A phrase is written as words: `a|b` is either word, `[word]` may be left out, `word*` goes on with any ending, `<name>` is a
word list, and `~` stands for up to six words of any kind. Hyphens and dashes do not count, so that "field-in-field" is three
words.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

_DASHES = frozenset("-–—‐‑'’\"“”*_")
_GAP = r"(?: \S{1,40}){0,6}?"
_ENDING = r"[^ ]{0,20}"
_MOST_PLACES = 8
"""Of one phrase in one sentence; a sentence that repeats itself more often says nothing more."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a sentence in lower case, dashes left out, with where each stands among the sentence's tokens.

    Args:
        text: a blank before each word and one at the end.
        tokens: position of each word among the tokens.
        starts: position of each word in `text`.
        lower: the sentence's tokens in lower case.
        have: the words.
    """

    text: str
    tokens: tuple[int, ...]
    starts: tuple[int, ...]
    lower: tuple[str, ...]
    have: frozenset[str]

    def within(self, start: int, end: int) -> tuple[int, ...]:
        """Return which tokens of the sentence stand between two places of `text`."""
        return self.tokens[bisect_left(self.starts, start) : bisect_left(self.starts, end)]


def words_of(tokens: Sequence[str]) -> Words:
    """Return the words of a sentence's tokens."""
    lower = tuple(token.lower().replace("’", "'") for token in tokens)
    kept = [(place, word) for place, word in enumerate(lower) if word not in _DASHES]
    starts, at = [], 0
    for _, word in kept:
        starts.append(at)
        at += len(word) + 1
    text = "".join(f" {word}" for _, word in kept) + " "
    return Words(text, tuple(place for place, _ in kept), tuple(starts), lower, frozenset(word for _, word in kept))


@dataclass(frozen=True, slots=True)
class _Needed:
    """A word that a phrase cannot do without, in each of its forms."""

    exact: frozenset[str]
    beginnings: tuple[str, ...]

    def is_in(self, words: Words) -> bool:
        return not self.exact.isdisjoint(words.have) or any(f" {beginning}" in words.text for beginning in self.beginnings)


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A phrase compiled, and what a sentence must hold for it to be looked for at all: most sentences do not."""

    expression: re.Pattern[str]
    needed: tuple[_Needed, ...]


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases, the longer ones first; each literal word is a group, so that gaps are no part of what was said."""

    phrases: tuple[_Phrase, ...]

    def found(self, words: Words) -> Iterator[tuple[int, ...]]:
        """Yield, for each place where a phrase stands, the positions of its own tokens; at most some of each phrase."""
        for phrase in self.phrases:
            if not all(needed.is_in(words) for needed in phrase.needed):
                continue
            for match in islice(phrase.expression.finditer(words.text), _MOST_PLACES):
                spans = (match.span(group) for group in range(1, match.re.groups + 1))
                places = tuple(sorted({place for start, end in spans if 0 <= start < end for place in words.within(start, end)}))
                if places:
                    yield places

    def first(self, words: Words) -> tuple[int, ...]:
        """Return a place where a phrase stands; empty where none does."""
        return next(self.found(words), ())


def compiled(phrases: Sequence[str], lists: Mapping[str, Sequence[str]]) -> Phrases:
    """Return phrases compiled, longer ones first.

    Args:
        phrases: in the language of this module.
        lists: word lists by name; an entry may be several words.

    Raises:
        KeyError: a phrase names a list that there is not.
    """
    ordered = sorted(phrases, key=lambda phrase: -len(phrase.split()))
    return Phrases(tuple(_phrase(phrase.lower(), lists) for phrase in ordered))


def _phrase(phrase: str, lists: Mapping[str, Sequence[str]]) -> _Phrase:
    needed = [_needed(word, lists) for word in phrase.split() if word != "~" and not word.startswith("[")]
    return _Phrase(re.compile(f"{_expression(phrase, lists)}(?= )"), tuple(needed))


def _needed(word: str, lists: Mapping[str, Sequence[str]]) -> _Needed:
    names_list = word.startswith("<") and word.endswith(">")
    forms = [entry.split()[0] for entry in lists[word[1:-1]]] if names_list else word.split("|")
    exact = frozenset(form for form in forms if not form.endswith("*"))
    return _Needed(exact, tuple(form[:-1] for form in forms if form.endswith("*")))


def _expression(phrase: str, lists: Mapping[str, Sequence[str]]) -> str:
    parts = []
    for word in phrase.split():
        if word == "~":
            parts.append(_GAP)
        elif word.startswith("[") and word.endswith("]"):
            parts.append(f"({_word(word[1:-1], lists)})?")
        else:
            parts.append(f"({_word(word, lists)})")
    return "".join(parts)


def _word(word: str, lists: Mapping[str, Sequence[str]]) -> str:
    if word.startswith("<") and word.endswith(">"):
        entries = sorted(lists[word[1:-1]], key=len, reverse=True)
        return "(?:" + "|".join("".join(" " + _literal(one) for one in entry.split()) for entry in entries) + ")"
    return " (?:" + "|".join(_literal(one) for one in word.split("|")) + ")"


def _literal(word: str) -> str:
    return re.escape(word[:-1]) + _ENDING if word.endswith("*") else re.escape(word)
