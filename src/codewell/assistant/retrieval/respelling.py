"""Words of a question that no passage holds, read as the nearest word that one does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache

import numpy as np

from codewell.assistant.passage import Passage
from codewell.assistant.retrieval.wording import Concept, term, words_of
from codewell.search.spelling import Speller, letter_counts, letter_matrix

_SHORTEST = 5
"""A shorter word that nobody wrote is a name or a code, not a slip."""
_READ_AS = 0.8


class Respelling:
    """Mends words against those of the passages; the list of words is made at the first word that needs it.

    Args:
        passages: whose words are right.
        known: their terms.
    """

    def __init__(self, passages: Sequence[Passage], known: Collection[str]) -> None:
        self._passages = passages
        self._known = known
        self._nearest = lru_cache(maxsize=512)(self._looked_up)

    def mended(self, concepts: Sequence[Concept]) -> tuple[Concept, ...]:
        """Return the concepts; one of which no wording is known has the nearest known word as well."""
        return tuple(one if self._is_known(one) else self._mended(one) for one in concepts)

    def _is_known(self, concept: Concept) -> bool:
        return any(one in self._known for terms, _ in concept.readings for one in terms)

    def _mended(self, concept: Concept) -> Concept:
        found = [near for terms, _ in concept.readings for one in terms if (near := self._nearest(one))]
        return replace(concept, readings=(*concept.readings, *(((near,), _READ_AS) for near in found))) if found else concept

    def _looked_up(self, word: str) -> str:
        if len(word) < _SHORTEST or not word.isalpha():
            return ""
        near = self._speller.nearest(word, 1)
        return near[0][0] if near else ""

    @cached_property
    def _speller(self) -> Speller:
        every = (term(word) for passage in self._passages for word in words_of(passage.text))
        counted = Counter(one for one in every if one.isalpha() and len(one) > 3)
        listed = sorted(counted, key=lambda word: (len(word), word))
        letters = letter_matrix(listed)
        return Speller(listed, np.array([counted[word] for word in listed], np.uint32), letters, letter_counts(letters))
