"""A text as the terms that passages are compared by, and a question as the concepts it names, each in several wordings."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from codewell.search.stems import family, stem
from codewell.search.wordlists import rows, spellings

_WORD = re.compile(r"[a-z]\d[0-9a-z]\.[0-9a-z]{1,4}|[a-z0-9]+")
_LONGEST_PHRASE = 5
_MOST_WORDS = 60
"""Words of a question that are read; no question needs more."""
_MOST_READINGS = 5
_RESIDUAL = frozenset({"unspecified", "specified", "other"})
"""Words that a list adds to name the usual code; guidelines are not looked for by them."""


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that a question names.

    Args:
        readings: the terms of each wording with the wording's weight; the one as written first.
        weight: 1, or less for a word that says little.
    """

    readings: tuple[tuple[tuple[str, ...], float], ...]
    weight: float = 1.0


def words_of(text: str) -> list[str]:
    """Return the words of a text in small letters; a code with its dot is one word."""
    return _WORD.findall(text.lower().replace("'s ", " ").replace("\N{RIGHT SINGLE QUOTATION MARK}s ", " "))


@lru_cache(maxsize=100_000)
def term(word: str) -> str:
    """Return the root under which a word is compared."""
    return family(stem(word))


@dataclass(frozen=True, slots=True)
class _Lists:
    """The lists of words, read once."""

    empty: frozenset[str]
    faint: frozenset[str]
    same: dict[tuple[str, ...], list[tuple[str, ...]]]
    spelled: dict[str, str]
    weights: dict[tuple[str, ...], float]


@cache
def _lists() -> _Lists:
    stated = _stated()
    empty = empty_words()
    ours: dict[tuple[str, ...], list[tuple[str, ...]]] = {
        tuple(words_of(written)): [tuple(words_of(one)) for one in meant] for written, meant in stated["same"].items()
    }
    found: dict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
    for name, bar in (("abbreviations.tsv", ""), ("lay_terms.tsv", ""), ("synonyms.tsv", "|")):
        for written, meant, *_ in rows(name):
            words = tuple(words_of(written))
            if not words or len(words) > _LONGEST_PHRASE or (len(words) == 1 and words[0] in empty) or words in ours:
                continue
            for one in meant.split(bar)[:3] if bar else [meant]:
                other = tuple(word for word in words_of(one) if word not in _RESIDUAL)
                if 0 < len(other) <= _LONGEST_PHRASE and len(found[words]) < _MOST_READINGS and not _narrows(words, other):
                    found[words].append(other)
    weights = {tuple(words_of(written)): float(weight) for written, weight in stated["weight"].items()}
    return _Lists(empty, frozenset(stated["faint"].split()), {**found, **ours}, dict(spellings()), weights)


def _narrows(written: tuple[str, ...], meant: tuple[str, ...]) -> bool:
    """Say whether a list makes a phrase narrower, as one that names the usual code does; a search in guidelines must not."""
    return len(meant) > len(written) and set(map(term, written)) <= set(map(term, meant))


def concepts_of(question: str) -> tuple[Concept, ...]:
    """Return what a question names, in order; the longest known phrase wins, and each thing stands once."""
    lists = _lists()
    words = [lists.spelled.get(word, word) for word in words_of(question)[:_MOST_WORDS]]
    found: dict[tuple[tuple[tuple[str, ...], float], ...], Concept] = {}
    at = 0
    while at < len(words):
        length = next((n for n in range(_LONGEST_PHRASE, 0, -1) if tuple(words[at : at + n]) in lists.same), 1)
        length = min(length, len(words) - at)
        phrase = tuple(words[at : at + length])
        concept = _concept(phrase, lists)
        if concept is not None:
            found.setdefault(concept.readings, concept)
        at += length
    return tuple(found.values())


def _concept(phrase: tuple[str, ...], lists: _Lists) -> Concept | None:
    """Return the concept of a phrase; None where it says nothing."""
    if phrase not in lists.same:
        word = phrase[0]
        if word not in lists.empty:
            return Concept((((term(word),), 1.0),))
        return Concept((((term(word),), 1.0),), 0.15) if word in lists.faint else None
    meaningful = [word for word in phrase if word not in lists.empty or len(phrase) > 1]
    readings = [(_terms(meaningful), 1.0)] if meaningful else []
    readings += [(_terms(other), 0.9) for other in lists.same[phrase]]
    unique = dict(reversed([(terms, weight) for terms, weight in readings if terms]))
    return Concept(tuple(reversed(unique.items()))[: _MOST_READINGS + 1], lists.weights.get(phrase, 1.0))


def _terms(words: Iterable[str]) -> tuple[str, ...]:
    """Return the terms of a wording without empty words, unless it has no others."""
    empty, listed = empty_words(), list(words)
    return tuple(dict.fromkeys(term(word) for word in listed if word not in empty)) or tuple(term(word) for word in listed)


@cache
def empty_words() -> frozenset[str]:
    """Return the words that say nothing of what is asked for."""
    return frozenset(_stated()["empty"].split())


@cache
def _stated() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "words.toml").read_text(encoding="utf-8"))
