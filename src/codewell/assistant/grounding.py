"""Whether what a language model wrote stands in the facts it was given: sources, numbers, codes, words and denials."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from codewell.assistant.answer import Sentence

_SOURCES = re.compile(r"\s?\[(\d{1,3}(?:\s?,\s?\d{1,3})*)\]")
_MARKUP = re.compile(
    r"<[^<>]{0,400}>|!?\[[^\][]{0,200}\]\([^()]{0,400}\)|\b(?:https?|ftp|data|javascript|mailto):\S{0,400}|[`*_#|<>]"
)
_EXACT = re.compile(r"[A-Za-z]{0,6}\d[A-Za-z0-9.,/:%-]{0,40}")
"""Codes, days, amounts and all else that holds a digit."""
_WORD = re.compile(r"[A-Za-z]{3,40}")
_LEAST_SHARED = 0.7
"""Share of a sentence's words that the facts must hold."""
_MOST_SENTENCES = 8
_LONGEST_SENTENCE = 600


class NotGroundedError(ValueError):
    """Something that decides does not stand in the facts; the answer from the templates is used instead."""


@dataclass(frozen=True, slots=True)
class GivenFact:
    """A fact as the model was shown it.

    Args:
        text: a sentence or a row in words.
        citations: ids of its sources.
    """

    text: str
    citations: tuple[str, ...]


def grounded_sentence(line: str, facts: Sequence[GivenFact], question: str) -> Sentence | None:
    """Return a line that a model wrote as a sentence with sources; None where it names no source or says more than they do.

    Args:
        line: with the numbers of its facts in brackets, from 1.
        facts: in the order of their numbers.
        question: without identifiers; its codes and numbers may be repeated.

    Raises:
        NotGroundedError: a number, a code or a denial does not stand in the facts it names.
    """
    numbers = [int(one) for found in _SOURCES.finditer(line) for one in found.group(1).split(",")]
    text = " ".join(_MARKUP.sub(" ", _SOURCES.sub("", line)).split())
    if not text or len(text) > _LONGEST_SENTENCE:
        return None
    named = [facts[number - 1] for number in dict.fromkeys(numbers) if 0 < number <= len(facts)]
    held = " ".join(one.text for one in named)
    everything = " ".join((question, *(one.text for one in facts)))
    if strange := exact_parts(text) - exact_parts(everything):
        raise NotGroundedError(f"{len(strange)} codes or numbers stand in no fact")
    if not named:
        return None
    if exact_parts(text) - exact_parts(f"{held} {question}"):
        raise NotGroundedError("a code or number stands in another fact than the one named")
    words, known = _words(text), _words(everything)
    if (words & _listed().numbers) - known:
        raise NotGroundedError("a number in words stands in no fact")
    if bool(_denials(text)) != bool(_denials(held)):
        raise NotGroundedError("a denial was added or lost")
    telling = words - _listed().little
    if telling and len(telling & known) / len(telling) < _LEAST_SHARED:
        return None
    citations = tuple(dict.fromkeys(id for one in named for id in one.citations))
    return Sentence(text, citations) if citations else None


def grounded(lines: Sequence[str], facts: Sequence[GivenFact], question: str) -> tuple[Sentence, ...]:
    """Return the sentences that stand in the facts.

    Raises:
        NotGroundedError: one contradicts them, or none is left.
    """
    sentences = [one for line in lines[:_MOST_SENTENCES] if (one := grounded_sentence(line, facts, question)) is not None]
    if not sentences:
        raise NotGroundedError("no sentence names its facts")
    return tuple(sentences)


def exact_parts(text: str) -> frozenset[str]:
    """Return what must be copied exactly, in one form: codes without dots and marks, amounts without separators."""
    return frozenset(_plain(one) for one in _EXACT.findall(text))


def _plain(part: str) -> str:
    bare = part.strip(".,:/-%").lower().replace(",", "")
    return bare.replace(".", "") if bare[:1].isalpha() else bare.rstrip("0").rstrip(".") if "." in bare else bare


@dataclass(frozen=True, slots=True)
class _Listed:
    numbers: frozenset[str]
    denials: frozenset[str]
    little: frozenset[str]


@cache
def _listed() -> _Listed:
    stated = tomllib.loads((files(__package__) / "grounding.toml").read_text(encoding="utf-8"))
    denials = frozenset(stated["denials"])
    little = frozenset(map(_stem, (*stated["little"], *denials)))
    return _Listed(frozenset(map(_stem, stated["numbers"])), denials, little)


def _words(text: str) -> frozenset[str]:
    return frozenset(_stem(one.lower()) for one in _WORD.findall(text))


def _stem(word: str) -> str:
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def _denials(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z']+", text.lower().replace("n't", " not"))) & _listed().denials
