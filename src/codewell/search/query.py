"""A query as the ways it can be read: corrected, with abbreviations and lay phrases also in the publications' words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from codewell.search.harvest.phrases import QUALIFIER
from codewell.search.postings import Postings
from codewell.search.spelling import Speller, american, letter_counts, letter_matrix, split_word
from codewell.search.stems import family, stem
from codewell.search.storage import Array
from codewell.search.strings import Strings, pack
from codewell.search.tokens import Phase, Side, plain, read

MOST_VARIANTS = 6
MOST_ALTERNATIVES = 8
_KIN = 0.85
_SYNONYM = 0.9
_REWRITTEN = {"abbreviations": 0.99, "lay_terms": 0.97, "synonyms": 0.9, "hcpcs_terms": 0.97, "drug_brands": 0.98, "joined": 0.97}
_UNKNOWN_RARITY = 3.0
_MOST_RARITY = 7.0
_HEAD = 1.3
"""A word that the alphabetic index has as main term names the condition; others qualify it."""

_OF_ENCOUNTER = frozenset({"sequela", "late", "old", "initial"})
MOST_PARTS = 4
_PART = 0.45
_CONNECTING = re.compile(
    r"\b(?:with|and|due to|secondary to|superimposed on|caused by|because of|resulting in|causing)\b|[,;+]|w/",
    re.IGNORECASE,
)
_EVERYDAY = 60
_PERSON = frozenset({"man", "woman", "male", "female", "boy", "girl", "guy", "lady", "gentleman"})
_UNITS = frozenset({"cm", "mm", "mg", "mcg", "ml", "kg", "lb", "inch", "hour", "hr", "day", "year", "month", "yo", "yr"})
_NUMBER = 3.0
"""Numbers choose between wordings of one thing; they never name it."""

_EMPHASIS = frozenset({"very", "real", "really", "bad", "badly", "bit", "feel", "feeling"})
_VERTEBRA = re.compile(r"([ctls])(?:[1-9]|1[0-2])")
_AGE = re.compile(r"\b\d{1,3}[- ]?(?:yo|y/?o|yrs?|years?)\b[- ]?(?:old\b|of age\b)?", re.IGNORECASE)
_BROUGHT = 0.8
_QUALIFIER = 0.3
"""Words that a list brought in beside words of the query count less than those; qualifiers only tip the scales."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing that the query asks for.

    Attributes:
        alternatives: token numbers that satisfy it, with how well, ascending.
        weight: how much it counts.
        against: token number of its contrary, or -1.
    """

    alternatives: tuple[tuple[int, float], ...]
    weight: float
    against: int = -1


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the query after correction.

    Attributes:
        token: stem, with `-` where denied.
        others: further stems that may be meant, with how likely.
        note: what was corrected, or empty.
        everyday: it is an abbreviation only where written in capitals, and it was not.
    """

    token: str
    others: tuple[tuple[str, float], ...] = ()
    note: str = ""
    everyday: bool = False


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


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to read the query.

    Attributes:
        slots: what it asks for.
        weight: how likely this reading is.
        notes: what was changed to get here.
        tokens: the stems it uses.
        for_procedures: it uses words for supplies and services, which say nothing about diagnoses.
    """

    slots: tuple[Slot, ...]
    weight: float
    notes: tuple[str, ...]
    tokens: frozenset[str]
    for_procedures: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A query, understood.

    Attributes:
        variants: ways to read it, the literal one first.
        side: laterality asked for.
        phase: encounter asked for.
        other: a residual is asked for.
        tokens: stems of the literal reading.
        written: the query in lower case, one space between words.
        parts: readings of its parts alone, for where nothing answers the whole.
    """

    variants: tuple[Variant, ...]
    side: Side
    phase: Phase
    other: bool
    tokens: frozenset[str]
    written: str
    parts: tuple[Variant, ...] = ()


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
        if " " in surface or not surface.isascii() or self.is_published(surface):
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
        contrary = numbers.get(bare if denial else f"-{bare}", -1)
        worth = min(self.rarity(bare), _MOST_RARITY) * (0.5 if denial else 1.0) * share
        if bare in _OF_ENCOUNTER or bare in _PERSON:
            worth *= 0.3
        if bare.replace(".", "").isdigit() or bare in _UNITS:
            worth = min(worth, _NUMBER * share)
        if numbers.get(bare, -1) in self._heads:
            worth *= _HEAD
        if bare in _EMPHASIS:
            worth *= 0.2
        if region := _vertebral_region(bare):
            weights.setdefault(region, 0.85)
            worth = min(worth, _NUMBER * share)
        known = [(numbers[token], weight) for token, weight in weights.items() if token in numbers]
        known.sort(key=lambda found: (-found[1], -int(self._postings.frequency[found[0]])))
        return Slot(tuple(reversed(known[:MOST_ALTERNATIVES])), worth, contrary)


def _vertebral_region(token: str) -> str | None:
    """Return the word for the part of the spine that a vertebra lies in (`l4`: lumbar)."""
    match = _VERTEBRA.fullmatch(token)
    return stem({"c": "cervical", "t": "thoracic", "l": "lumbar", "s": "sacral"}[match[1]]) if match else None


def understand(text: str, lexicon: Lexicon) -> Question:
    """Return the ways to read a query."""
    reading = read(_AGE.sub(" ", text) if _AGE.sub("", text).strip() else text, parentheses_are_optional=False)
    written = re.findall(r"[A-Za-z0-9]+", text)
    capitals = {word.lower() for word in written if word.isupper()} if len(written) == 1 or not text.isupper() else set()
    words: list[Word] = []
    for token, surface in zip(reading.tokens, reading.surfaces, strict=True):
        if surface not in capitals and lexicon.is_everyday(surface):
            words.append(Word(token, everyday=True))
        else:
            words += lexicon.corrected(token, surface)
    matches = _matches(words, lexicon)
    plans: list[dict[tuple[int, int], Rewritten]] = [{}]
    sure = {
        span: meanings[0]
        for span, meanings in matches
        if meanings[0].origin != "synonyms" and not (span[1] - span[0] == 1 and words[span[0]].everyday)
    }
    if sure:
        plans.append(sure)
    for span, meanings in matches:
        if span in sure:
            plans += [{**sure, span: meaning} for meaning in meanings[1:3]]
    if len(sure) > 1:
        plans += [{span: meaning} for span, meaning in sure.items()]
    for span, meanings in sorted(matches, key=lambda match: match[0][0] - match[0][1]):
        if span not in sure:
            plans += [{**sure, span: meaning} for meaning in meanings[:2]]
    variants: dict[tuple[str, ...], Variant] = {}
    for plan in plans[: MOST_VARIANTS * 2]:
        variant, key = _variant(words, plan, lexicon)
        if variant.slots and len(variants) < MOST_VARIANTS:
            variants.setdefault(key, variant)
    literal = frozenset(word.token for word in words)
    parts = tuple(_parts(text, words, lexicon))
    return Question(
        tuple(variants.values()), reading.side, reading.phase, reading.other, literal, " ".join(plain(text).split()), parts
    )


def _parts(text: str, words: list[Word], lexicon: Lexicon) -> Iterator[Variant]:
    """Yield readings of what stands between connecting words, the earlier the weightier; none where nothing connects."""
    found: dict[tuple[str, ...], Variant] = {}
    segments = [segment for segment in _CONNECTING.split(text) if segment.strip()]
    if len(segments) > 1:
        for segment in segments[:MOST_PARTS]:
            reading = read(segment, parentheses_are_optional=False)
            inside = set(reading.tokens)
            some = [word for word in words if word.token in inside or any(other in inside for other, _ in word.others)]
            plan = {span: meanings[0] for span, meanings in _matches(some, lexicon) if meanings[0].origin != "synonyms"}
            for chosen in ({}, plan):
                variant, key = _variant(some, chosen, lexicon)
                if variant.slots:
                    found.setdefault(key, variant)
    for number, variant in enumerate(list(found.values())[:MOST_PARTS]):
        yield replace(variant, weight=variant.weight * (_PART - 0.02 * number))


def _matches(words: list[Word], lexicon: Lexicon) -> list[tuple[tuple[int, int], list[Rewritten]]]:
    """Return the phrases found, longest first and without overlap, in the order of the query."""
    found: list[tuple[tuple[int, int], list[Rewritten]]] = []
    for start in range(len(words)):
        for end in range(min(len(words), start + lexicon.longest), start, -1):
            key = tuple(word.token for word in words[start:end])
            meanings = list(lexicon.phrases.get(key, ()))
            if end - start == 2 and not meanings and lexicon.knows("".join(key)):
                meanings = [Rewritten(("".join(key),), "joined", "")]
            if end - start == 1:
                meanings = [m for m in meanings if m.origin != "synonyms" or len(m.meant) > 1]
            if meanings:
                found.append(((start, end), meanings))
    found.sort(key=lambda match: (match[0][0] - match[0][1], match[0][0]))
    taken: set[int] = set()
    kept = []
    for (start, end), meanings in found:
        if taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            kept.append(((start, end), meanings))
    return sorted(kept, key=lambda match: match[0])


def _variant(words: list[Word], plan: dict[tuple[int, int], Rewritten], lexicon: Lexicon) -> tuple[Variant, tuple[str, ...]]:
    chosen: dict[str, Word] = {}
    shares: dict[str, float] = {}
    notes: list[str] = []
    weight = 1.0
    position = 0
    spans = {start: (end, rewritten) for (start, end), rewritten in plan.items()}
    while position < len(words):
        if position in spans:
            end, rewritten = spans[position]
            for marked in rewritten.meant:
                token = marked.removeprefix(QUALIFIER)
                if token not in chosen:
                    chosen[token] = Word(token)
                    shares[token] = 1.0 if len(plan) == 1 and end - position == len(words) else _BROUGHT
                    shares[token] *= _QUALIFIER if marked != token else 1.0
            weight *= _REWRITTEN.get(rewritten.origin, 0.95)
            notes += [rewritten.note] if rewritten.note else []
            notes += [word.note for word in words[position:end] if word.note]
            position = end
        else:
            word = words[position]
            chosen.setdefault(word.token, word)
            notes += [word.note] if word.note else []
            position += 1
    procedures = any(rewritten.origin == "hcpcs_terms" for rewritten in plan.values())
    slots = tuple(lexicon.slot(word, shares.get(token, 1.0)) for token, word in chosen.items())
    return Variant(slots, weight, tuple(dict.fromkeys(notes)), frozenset(chosen), procedures), (*sorted(chosen), str(procedures))
