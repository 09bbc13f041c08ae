"""What turns words into tokens of the index: listed phrases, spellings, kin and near words."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from codewell.search.postings import Postings
from codewell.search.spelling import Speller, american, letter_counts, letter_matrix, split_word
from codewell.search.stems import family, stem, words
from codewell.search.storage import Array
from codewell.search.strings import Strings, pack
from codewell.search.tokens import read

MOST_ALTERNATIVES = 8
_KIN = 0.85
_SYNONYM = 0.9
_UNKNOWN_RARITY = 3.0
_MOST_RARITY = 7.0
_HEAD = 1.3
"""A word that the alphabetic index has as main term names the condition; others qualify it."""

_EVERYDAY = 60
"""An abbreviation that stands as a word in this many wordings is one only where it is written in capitals."""

_LIGHT = dict.fromkeys(("sequela", "late", "old", "initial"), 0.3)
_LIGHT |= dict.fromkeys(("man", "woman", "male", "female", "boy", "girl", "guy", "lady", "gentleman"), 0.3)
_LIGHT |= dict.fromkeys(("very", "real", "really", "bad", "badly", "bit", "feel", "feeling", "most"), 0.2)
_PLAIN = frozenset(
    words(
        "show shows showed fine yet nicely said says told thinks reveals started began still already cabinet counter table"
        " herself himself myself themselves yourself"
    )
)
"""Everyday words that nobody publishes, and which are not slips for words that somebody does."""

_LIGHT |= dict.fromkeys(map(stem, _PLAIN), 0.2)
_LIGHT |= dict.fromkeys(("out", "off", "stuck"), 0.4)
"""Words of encounter, person and emphasis, which rarely tell one code from another."""

_UNITS = frozenset({"cm", "mm", "mg", "mcg", "ml", "kg", "lb", "inch", "hour", "hr", "day", "year", "month", "yo", "yr"})
_NUMBER = 3.0
"""Numbers choose between wordings of one thing; they never name it."""

_VERTEBRA = re.compile(r"([ctls])(?:[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing that the query asks for.

    Attributes:
        alternatives: token numbers that satisfy it, with how well, ascending.
        weight: how much it counts.
        against: token numbers of its contraries.
    """

    alternatives: tuple[tuple[int, float], ...]
    weight: float
    against: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the query after correction.

    Attributes:
        token: stem, with `-` where denied.
        others: further stems that may be meant, with how likely.
        note: what was corrected, or empty.
        everyday: it is an abbreviation only where written in capitals, and it was not.
        share: factor on what it counts.
    """

    token: str
    others: tuple[tuple[str, float], ...] = ()
    note: str = ""
    everyday: bool = False
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A phrase of the query in other words.

    Attributes:
        meant: the other words.
        origin: the list it comes from, or "joined".
        note: the explanation.
    """

    meant: tuple[str, ...]
    origin: str
    note: str


def phrase_arrays(
    rewritings: list[tuple[str, str, str, str]],
    spellings: list[tuple[str, str]],
    unstemmed: list[str],
    words: list[tuple[str, int]],
) -> dict[str, Array]:
    """Return the arrays of the lexicon.

    Args:
        rewritings: stems, replacing stems, origin and note, the stems joined by spaces.
        spellings: wrong or British spelling and the right one.
        unstemmed: abbreviations, which have no inflections.
        words: published words with their frequency.
    """
    arrays: dict[str, Array] = {}
    words = sorted(words, key=lambda word: (len(word[0]), word[0]))
    arrays["word_letters"] = letter_matrix([word for word, _ in words])
    arrays["word_counts"] = letter_counts(arrays["word_letters"])
    for name, lines in (
        ("rewritings", ["\t".join(row) for row in rewritings]),
        ("spellings", ["\t".join(row) for row in spellings]),
        ("unstemmed", unstemmed),
        ("words", [word for word, _ in words]),
    ):
        arrays[f"{name}_data"], arrays[f"{name}_offsets"] = pack(lines)
    arrays["word_frequency"] = np.array([count for _, count in words], np.uint32)
    return arrays


class Lexicon:
    """What turns words into tokens of the index: phrases, spellings, kin and near words."""

    def __init__(self, postings: Postings, arrays: dict[str, Array]) -> None:
        self._postings = postings
        self._arrays = arrays
        self.phrases: dict[tuple[str, ...], list[Rewritten]] = {}
        for line in Strings(arrays["rewritings_data"], arrays["rewritings_offsets"]).all():
            tokens, meant, origin, note = line.split("\t")
            self.phrases.setdefault(tuple(tokens.split()), []).append(Rewritten(tuple(meant.split()), origin, note))
        self.longest = max(map(len, self.phrases), default=0)
        pairs = (line.split("\t") for line in Strings(arrays["spellings_data"], arrays["spellings_offsets"]).all())
        self.spellings: dict[str, str] = {written: meant for written, meant in pairs if written != meant}
        self._heads = frozenset(arrays["head_tokens"].tolist())
        self.unstemmed = frozenset(Strings(arrays["unstemmed_data"], arrays["unstemmed_offsets"]).all())
        self.words = Strings(arrays["words_data"], arrays["words_offsets"]).all()
        self.published = frozenset(self.words)
        self.kin: dict[str, list[str]] = {}
        for token in postings.tokens:
            if token.isalpha() and len(token) > 4:
                self.kin.setdefault(family(token), []).append(token)

    @cached_property
    def speller(self) -> Speller:
        """The near-word finder over published words, made at its first use."""
        return Speller(self.words, self._arrays["word_frequency"], self._arrays["word_letters"], self._arrays["word_counts"])

    @cached_property
    def _by_spelling(self) -> list[str]:
        return sorted(self.words)

    def completions(self, beginning: str, limit: int) -> list[str]:
        """Return published words that begin so, the most frequent first."""
        start = bisect_left(self._by_spelling, beginning)
        end = bisect_left(self._by_spelling, beginning + "\x7f")
        return sorted(self._by_spelling[start:end], key=lambda word: (-self.frequency(stem(word)), word))[:limit]

    def lists(self, query: str) -> bool:
        """Say whether the whole query is a listed phrase or abbreviation."""
        reading = read(query, parentheses_are_optional=False)
        return tuple(reading.tokens) in self.phrases or (len(reading.surfaces) == 1 and reading.surfaces[0] in self.unstemmed)

    def is_everyday(self, surface: str) -> bool:
        """Say whether an abbreviation is also a common word of the publications, so that only capitals make it one."""
        return surface in self.unstemmed and self.frequency(stem(surface)) >= _EVERYDAY

    def knows(self, token: str) -> bool:
        """Say whether a stem is published or listed."""
        return token.removeprefix("-") in self._postings.numbers

    def rarity(self, token: str) -> float:
        """Return how much a stem tells; unknown ones little, because nothing can be found by them."""
        number = self._postings.numbers.get(token)
        return float(self._postings.rarity[number]) if number is not None else _UNKNOWN_RARITY

    def is_published(self, surface: str) -> bool:
        """Say whether a word, or the word it is an inflection of, is published or listed."""
        if len(surface) < 4 or not surface.isalpha() or surface in self.published:
            return self.knows(stem(surface))
        endings = ("s", "es", "ed", "d", "ing", "ly")
        return any(surface.endswith(ending) and surface[: -len(ending)] in self.published for ending in endings)

    def corrected(self, token: str, surface: str) -> list[Word]:
        """Return the word, or the words it may stand for where nobody publishes it."""
        denial = "-" if token.startswith("-") else ""
        if surface in self.unstemmed:
            return [Word(denial + surface)]
        listed = self.spellings.get(surface)
        if listed is not None:
            return [Word(denial + part, note=f"spelling: {surface} -> {listed}") for part in read(listed).tokens]
        if " " in surface or not surface.isascii() or surface in _PLAIN or self.is_published(surface):
            return [Word(token)]
        for spelled in american(surface):
            if self.is_published(spelled):
                return [Word(denial + stem(spelled), note=f"spelling: {surface} -> {spelled}")]
        parts = re.findall(r"[a-z]+|\d+", surface)
        if len(parts) > 1:
            whole = all(part.isdigit() or self.knows(stem(part)) for part in parts)
            return [Word(denial + stem(part)) for part in parts] if whole and not self.knows(token) else [Word(token)]
        return self._guessed(token, surface, denial)

    def _guessed(self, token: str, surface: str, denial: str) -> list[Word]:
        near = self.speller.nearest(surface)
        if not near or near[0][1] > 1:
            halves = split_word(surface, lambda part: part in self.published and self.frequency(stem(part)) > 5)
            if halves:
                return [Word(denial + stem(half), note=f"spelling: {surface} -> {' '.join(halves)}") for half in halves]
        if not near:
            return [Word(token)]
        best = near[0][0]
        others = {denial + stem(word): 0.9 if edits <= near[0][1] else 0.75 for word, edits in near[1:]}
        if self.knows(token):
            others.setdefault(token, 0.8)
        others.pop(denial + stem(best), None)
        return [Word(denial + stem(best), tuple(others.items()), f"spelling: {surface} -> {best}")]

    def frequency(self, token: str) -> int:
        """Return in how many wordings a stem stands."""
        number = self._postings.numbers.get(token)
        return int(self._postings.frequency[number]) if number is not None else 0

    def _kin(self, token: str) -> Iterator[str]:
        """Yield stems of one root with a stem, where the root makes up most of both."""
        root = family(token)
        for kin in self.kin.get(root, ()):
            if len(root) > 0.6 * max(len(kin), len(token)):
                yield kin

    def slot(self, word: Word, share: float = 1.0) -> Slot:
        """Return what a word asks for: itself, its likely corrections, synonyms of one word, its kin.

        Args:
            word: the word.
            share: factor on its weight, below one for words that a list brought in.
        """
        numbers = self._postings.numbers
        bare = word.token.removeprefix("-")
        denial = word.token[: len(word.token) - len(bare)]
        weights: dict[str, float] = {word.token: 1.0}
        for other, likely in word.others:
            weights.setdefault(other, likely)
        for rewritten in self.phrases.get((word.token,), ()):
            if rewritten.origin == "synonyms" and len(rewritten.meant) == 1:
                weights.setdefault(rewritten.meant[0], _SYNONYM)
        for token in list(weights):
            root = token.removeprefix("-")
            if len(root) > 4:
                for kin in self._kin(root):
                    weights.setdefault(denial + kin, weights[token] * _KIN)
        contraries = (bare,) if denial else (f"-{bare}", f"non{bare}")
        against = tuple(numbers[token] for token in contraries if token in numbers)
        worth = min(self.rarity(bare), _MOST_RARITY) * (0.5 if denial else 1.0) * share * _LIGHT.get(bare, 1.0)
        if bare.replace(".", "").isdigit() or bare in _UNITS:
            worth = min(worth, _NUMBER * share)
        if numbers.get(bare, -1) in self._heads:
            worth *= _HEAD
        if region := _vertebral_region(bare):
            weights.setdefault(region, 0.85)
            worth = min(worth, _NUMBER * share)
        known = [(numbers[token], weight) for token, weight in weights.items() if token in numbers]
        known.sort(key=lambda found: (-found[1], -int(self._postings.frequency[found[0]])))
        return Slot(tuple(reversed(known[:MOST_ALTERNATIVES])), worth, against)


def _vertebral_region(token: str) -> str | None:
    """Return the word for the part of the spine that a vertebra lies in (`l4`: lumbar)."""
    match = _VERTEBRA.fullmatch(token)
    return stem({"c": "cervical", "t": "thoracic", "l": "lumbar", "s": "sacral"}[match[1]]) if match else None
