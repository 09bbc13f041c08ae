"""Whether what a language model wrote stands in the facts it was given: sources, numbers, codes, words and denials."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
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
_CAPITALS = re.compile(r"(?<![A-Za-z0-9])[A-Z]{1,6}(?![A-Za-z0-9])")
"""Modifiers, values of indicators, abbreviations: what a code may be made of without a digit."""
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
        question: without identifiers; its words may be repeated, its codes and numbers only where the facts hold them, too.

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
    if exact_parts(text) - exact_parts(" ".join(one.text for one in facts)):
        raise NotGroundedError("a code or number stands in no fact")
    if not named:
        return None
    if exact_parts(text) - exact_parts(held) or _capitals(text) - _capitals(held):
        raise NotGroundedError("a code or number does not stand in the facts named")
    words, known = _words(text), _words(everything)
    if (words & _listed().numbers) - _words(held):
        raise NotGroundedError("a number in words stands in no fact")
    if bool(_of(text, _listed().denials)) != bool(_of(held, _listed().denials)):
        raise NotGroundedError("a denial was added or lost")
    if _of(held, _listed().conditions) and not _of(text, _listed().conditions):
        raise NotGroundedError("a condition was lost")
    telling = words - _listed().little
    if telling and len(telling & known) / len(telling) < _LEAST_SHARED:
        return None
    citations = tuple(dict.fromkeys(id for one in named for id in one.citations))
    return Sentence(text, citations) if citations else None


def grounded(lines: Iterable[str], facts: Sequence[GivenFact], question: str) -> Iterator[Sentence]:
    """Yield the sentences that stand in the facts, each as soon as its line is there.

    Raises:
        NotGroundedError: one contradicts them, or there is none; those before it are to be withdrawn.
    """
    found = 0
    for line in lines:
        sentence = grounded_sentence(line, facts, question)
        if sentence is not None:
            found += 1
            yield sentence
        if found == _MOST_SENTENCES:
            return
    if not found:
        raise NotGroundedError("no sentence names its facts")


def exact_parts(text: str) -> frozenset[str]:
    """Return what must be copied exactly, in one form: codes without dots and marks, amounts without separators."""
    return frozenset(_plain(one) for one in _EXACT.findall(text))


def _capitals(text: str) -> frozenset[str]:
    """Return words in capitals; a letter that begins a sentence or stands for the speaker is an ordinary word."""
    return frozenset(one.group() for one in _CAPITALS.finditer(text) if not (one.start() == 0 and len(one.group()) == 1))


def _plain(part: str) -> str:
    bare = part.strip(".,:/-%").lower().replace(",", "")
    return bare.replace(".", "") if bare[:1].isalpha() else bare.rstrip("0").rstrip(".") if "." in bare else bare


@dataclass(frozen=True, slots=True)
class _Listed:
    numbers: frozenset[str]
    denials: frozenset[str]
    conditions: frozenset[str]
    little: frozenset[str]


@cache
def _listed() -> _Listed:
    stated = tomllib.loads((files(__package__) / "grounding.toml").read_text(encoding="utf-8"))
    denials = frozenset(stated["denials"])
    little = frozenset(map(_stem, (*stated["little"], *denials)))
    return _Listed(frozenset(map(_stem, stated["numbers"])), denials, frozenset(stated["conditions"]), little)


def _words(text: str) -> frozenset[str]:
    return frozenset(_stem(one.lower()) for one in _WORD.findall(text))


def _stem(word: str) -> str:
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def _of(text: str, words: frozenset[str]) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z']+", text.lower().replace("n't", " not"))) & words
