"""The index over passages: built in memory, asked by concept, ranked by words first and by title, codes and day then."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from codewell.assistant.passage import FoundPassage, Passage, PassageSource
from codewell.assistant.retrieval.editions import on_day
from codewell.assistant.retrieval.fields import FIELD_WEIGHTS, Fields, fields_of
from codewell.assistant.retrieval.naming import closeness
from codewell.assistant.retrieval.respelling import Respelling
from codewell.assistant.retrieval.wording import Concept, concepts_of, empty_words, term, words_of

_SATURATION = 1.4
_LENGTH_SHARE = 0.6
_CANDIDATES = 60
_OF_ANOTHER_YEAR = 0.8
_EMPTY = frozenset(term(word) for word in empty_words())
Scores = NDArray[np.float32]


class PassageIndex:
    """Finds passages for questions; safe to share between threads.

    Args:
        passages: what can be found.
    """

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.passages = tuple(passages)
        fields, self._row = _distinct(fields_of(self.passages))
        self._titles = [frozenset(one.title) - _EMPTY for one in fields]
        self._surfaces = [frozenset(words_of(one.title)) - empty_words() for one in self.passages]
        self._above = [frozenset(one.above) for one in fields]
        self._postings = _postings(fields)
        self._known = {one: _rarity(len(numbers), len(fields)) for one, (numbers, _) in self._postings.items()}
        self._unknown = math.log(1 + 2 * len(fields))
        self._respelling = Respelling(self.passages, self._postings)
        self._on_day = lru_cache(maxsize=32)(self._of_day)
        self._numbers = {passage.id: number for number, passage in enumerate(self.passages)}

    def retrieve(
        self,
        question: str,
        on: date,
        codes: Collection[str] = (),
        sources: Collection[PassageSource] = (),
        limit: int = 8,
    ) -> list[FoundPassage]:
        """Return the passages that fit a question best, the best first, one for each section.

        Args:
            question: words.
            on: the day that decides which edition answers.
            codes: that the question names.
            sources: to look in; empty for all.
            limit: most passages.
        """
        concepts = self._respelling.mended(concepts_of(question))
        if not concepts and not codes:
            return []
        scores = self._scored(concepts)[0][self._row]
        allowed, of_another = self._on_day(on)
        mask = np.zeros(len(self.passages), bool)
        mask[[n for n in allowed if not sources or self.passages[n].source in sources]] = True
        scores = np.where(mask, scores + self._coded(codes, mask), np.float32(0))
        near = np.argsort(-scores, kind="stable")[:_CANDIDATES]
        ranked, written = [], frozenset(words_of(question)) - empty_words()
        for number in near[scores[near] > 0].tolist():
            share = _OF_ANOTHER_YEAR if number in of_another else 1.0
            ranked.append((share * self._ranked(number, float(scores[number]), concepts, written), number))
        return self._sections(sorted(ranked, key=lambda one: (-one[0], one[1])), of_another, limit)

    def coverage(self, question: str, passage: Passage) -> float:
        """Return the share of what a question names that a passage speaks of, rare words counting more; 0 to 1."""
        concepts = self._respelling.mended(concepts_of(question))
        number = self._numbers.get(passage.id)
        if number is None or not concepts:
            return 0.0
        whole = held = 0.0
        for concept in concepts:
            worth = concept.weight * self._worth(concept)
            whole += worth
            _, matched = self._scored((concept,))
            held += worth * float(matched[self._row[number]])
        return held / whole if whole else 0.0

    def _of_day(self, day: date) -> tuple[list[int], set[int]]:
        return on_day(self.passages, day)

    def _worth(self, concept: Concept) -> float:
        """Return what a concept counts for: its commonest wording that is known, else what an unknown word counts for."""
        known = [terms for terms, _ in concept.readings if all(one in self._known for one in terms)]
        return min((sum(self._known[one] for one in terms) / len(terms) for terms in known), default=self._unknown)

    def _scored(self, concepts: Sequence[Concept]) -> tuple[Scores, Scores]:
        """Return for each distinct wording its score, and how much of the last concept it holds."""
        size = len(self._titles)
        total, held = np.zeros(size, np.float32), np.zeros(size, np.float32)
        for concept in concepts:
            best = np.zeros(size, np.float32)
            held = np.zeros(size, np.float32)
            for terms, weight in concept.readings:
                reading = np.zeros(size, np.float32)
                share = np.zeros(size, np.float32)
                for one in terms:
                    if one in self._postings:
                        numbers, frequencies = self._postings[one]
                        reading[numbers] += self._known[one] * frequencies
                        share[numbers] += 1 / len(terms)
                best = np.maximum(best, weight * reading * share)
                held = np.maximum(held, share)
            total += np.float32(concept.weight) * best
        return total, held

    def _coded(self, codes: Collection[str], mask: NDArray[np.bool_]) -> Scores:
        found = np.zeros(len(self.passages), np.float32)
        for number in np.flatnonzero(mask) if codes else ():
            named = self.passages[number].codes
            if named:
                found[number] = 6 * max(closeness(code, named) for code in codes)
        return found

    def _ranked(self, number: int, score: float, concepts: Sequence[Concept], written: frozenset[str]) -> float:
        """Return the score of a passage with what its title adds."""
        title, above = self._titles[self._row[number]], self._above[self._row[number]]
        whole = held = 0.0
        matched: set[str] = set()
        for concept in concepts:
            worth = concept.weight * self._worth(concept)
            whole += worth
            best = 0.0
            for terms, _ in concept.readings:
                in_title = [one for one in terms if one in title]
                matched.update(in_title)
                in_above = sum(one in above for one in terms)
                best = max(best, (len(in_title) + 0.5 * max(0, in_above - len(in_title))) / len(terms))
            held += worth * best
        covered = held / whole if whole else 0.0
        precise = len(matched) / len(title) if title else 0.0
        exact = len(written & self._surfaces[number]) / len(written) if written else 0.0
        empty = 0.7 if not self.passages[number].text else 1.0
        return score * (1 + 0.6 * covered + 0.4 * precise + 0.2 * exact) * empty

    def _sections(self, ranked: Sequence[tuple[float, int]], of_another: Collection[int], limit: int) -> list[FoundPassage]:
        found: dict[str, FoundPassage] = {}
        for score, number in ranked:
            passage = self.passages[number]
            found.setdefault(passage.id.partition("#")[0], FoundPassage(passage, score, number in of_another))
            if len(found) == limit:
                break
        return list(found.values())


def _distinct(fields: Sequence[Fields]) -> tuple[list[Fields], NDArray[np.int32]]:
    """Return each wording once, and for each passage which is its: most sections stand unchanged in several editions."""
    rows: dict[tuple[int, ...], int] = {}
    numbers = np.array([rows.setdefault(tuple(map(id, one)), len(rows)) for one in fields], np.int32)
    distinct = [fields[number] for number in np.unique(numbers, return_index=True)[1].tolist()]
    return distinct, numbers


def _rarity(holding: int, of_all: int) -> float:
    """Return what a term counts for that so many passages of all hold."""
    return math.log(1 + (of_all - holding + 0.5) / (holding + 0.5))


def _postings(fields: Sequence[Fields]) -> dict[str, tuple[NDArray[np.int32], Scores]]:
    """Return for each term the passages that hold it and its saturated frequency there over all fields."""
    means = [max(1.0, sum(len(one[place]) for one in fields) / max(1, len(fields))) for place in range(len(FIELD_WEIGHTS))]
    lists: dict[str, tuple[list[int], list[float]]] = defaultdict(lambda: ([], []))
    for number, held in enumerate(fields):
        summed: dict[str, float] = defaultdict(float)
        for place, (weight, mean) in enumerate(zip(FIELD_WEIGHTS, means, strict=True)):
            longer = 1 - _LENGTH_SHARE + _LENGTH_SHARE * len(held[place]) / mean
            for one, count in Counter(held[place]).items():
                summed[one] += weight * count / longer
        for one, frequency in summed.items():
            numbers, frequencies = lists[one]
            numbers.append(number)
            frequencies.append(frequency * (_SATURATION + 1) / (frequency + _SATURATION))
    return {one: (np.array(numbers, np.int32), np.array(values, np.float32)) for one, (numbers, values) in lists.items()}
