"""Words of the field, explained in our own words with the publication behind each."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the field.

    Args:
        term: as the field writes it.
        also: other spellings and abbreviations.
        text: what it means, in our words.
        source: the publication that defines it.
        see: other terms of the glossary.
    """

    term: str
    also: tuple[str, ...]
    text: str
    source: str
    see: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The term and its other spellings."""
        return (self.term, *self.also)


@cache
def glossary() -> tuple[Term, ...]:
    """Return all terms in the order of the file."""
    stated = tomllib.loads((files(__package__) / "glossary.toml").read_text(encoding="utf-8"))
    return tuple(
        Term(one["term"], tuple(one.get("also", ())), one["text"], one["source"], tuple(one.get("see", ())))
        for one in stated["terms"]
    )


@cache
def _by_name() -> dict[tuple[str, ...], Term]:
    return {tuple(_words(name)): term for term in glossary() for name in term.names}


_LONGEST = 8
_SPLIT = re.compile(r"[^a-z0-9/&]+")


def _words(text: str) -> list[str]:
    return [_singular(word) for word in _SPLIT.split(text.lower()) if word]


def _singular(word: str) -> str:
    """Return a word without the s of a plural; both sides of a comparison go through it."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def terms_in(text: str) -> tuple[Term, ...]:
    """Return the terms that a text names, longer names first and each once; a name inside a longer one does not count."""
    found = sorted(_named(_words(text)), key=lambda one: (one[0] - one[1], one[0]))
    taken: set[int] = set()
    terms: dict[str, Term] = {}
    for start, end, term in found:
        if not taken & set(range(start, end)):
            taken |= set(range(start, end))
            terms.setdefault(term.term, term)
    return tuple(terms.values())


def asks_for_term(text: str) -> bool:
    """Say whether a text asks for terms and for nothing else: what stays beside question words is all names of terms."""
    words = [word for word in _words(text) if word not in _asking()]
    named = {" ".join(words[start:end]) for start, end, _ in _named(words)}
    return bool(words) and " ".join(words) in named


@cache
def _asking() -> frozenset[str]:
    """Return the words of a question for a definition that name nothing."""
    stated = tomllib.loads((files(__package__) / "glossary.toml").read_text(encoding="utf-8"))
    return frozenset(_singular(word) for word in stated["asking"].split())


def _named(words: list[str]) -> Iterator[tuple[int, int, Term]]:
    known = _by_name()
    for start in range(len(words)):
        for end in range(start + 1, min(len(words), start + _LONGEST) + 1):
            term = known.get(tuple(words[start:end]))
            if term is not None:
                yield start, end, term
