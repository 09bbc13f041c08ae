"""How well a wording answers a reading of the query."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from codewell.kernel.codes import CodeSystem
from codewell.search.documents import SYSTEMS, Kind
from codewell.search.intents import BEHAVIOURS, INTENTS, chosen_column
from codewell.search.lexicon import Slot
from codewell.search.postings import Postings
from codewell.search.query import Question, Variant
from codewell.search.tokens import Side

MOST_WORDINGS = 120
_LEAST_SHARE = 0.4
_QUERY_POWER = 1.5
_WORDING_SHARE = 0.45

_PRIOR = {
    Kind.DESCRIPTOR: 1.0,
    Kind.SHORT_DESCRIPTOR: 0.92,
    Kind.INCLUSION_TERM: 1.0,
    Kind.INDEX: 1.02,
    Kind.INDEX_REFERENCE: 0.98,
    Kind.EXTERNAL_INDEX: 0.97,
    Kind.NEOPLASM: 0.99,
    Kind.DRUG: 0.98,
    Kind.LAY_TERM: 1.1,
    Kind.LABEL: 1.1,
    Kind.SERVICE: 1.1,
    Kind.WRITTEN: 0.95,
    Kind.ALLERGY: 1.0,
}
"""House weights: a phrase of our lists was judged by a person; an index entry names the default; a reference is second hand."""

_LISTED = (Kind.LAY_TERM, Kind.LABEL, Kind.SERVICE)
_RESIDUAL = 0.92
_NOT_ASKED = 0.35
_DENIAL = np.float32(0.985)
_DETAIL = np.float32(0.004)

_OF_DIAGNOSES = np.array([system in (CodeSystem.ICD10CM, CodeSystem.ICD10PCS) for system in SYSTEMS])

_SIDES = {
    Side.NONE: (1.0, 0.93, 0.93, 0.94, 1.0),
    Side.RIGHT: (0.98, 1.06, 0.3, 0.7, 0.92),
    Side.LEFT: (0.98, 0.3, 1.06, 0.7, 0.92),
    Side.BILATERAL: (0.98, 0.6, 0.6, 1.06, 0.92),
    Side.UNSPECIFIED: (1.0, 0.93, 0.93, 0.94, 1.03),
}
"""Side asked for -> factor for a wording of each side; the other side is nearly always wrong, no side can be refined."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """Wordings with their scores, best first.

    Attributes:
        documents: numbers of wordings.
        scores: between 0 and about 1.2.
        variant: the reading they answer.
    """

    documents: NDArray[np.int64]
    scores: NDArray[np.float32]
    variant: Variant


Share = tuple[NDArray[np.int64], NDArray[np.float32], NDArray[np.float32]]
Known = dict[tuple[tuple[tuple[int, float], ...], float], tuple[Share, ...]]
"""What slots were found to add, kept through the readings of one query, which have most slots in common."""


def rank(
    postings: Postings, question: Question, variant: Variant, admitted: NDArray[np.uint64], known: Known | None = None
) -> Ranked:
    """Return the best wordings for one reading.

    Args:
        postings: the wordings.
        question: the query, for its side.
        variant: the reading.
        known: shares worked out for earlier readings of the query; added to.
        admitted: for each system, the bit of the era asked about, or zero where the system is not wanted.
    """
    known = {} if known is None else known
    said, met, strength = _SCRATCH.zeroed(len(postings))
    for slot in variant.slots:
        key = (slot.alternatives, slot.weight)
        if key not in known:
            known[key] = tuple(_shares(postings, slot, strength))
        for documents, gains, needed in known[key]:
            said[documents] += gains
            met[documents] += needed
        for contrary in slot.against:
            said[postings.holders(contrary)[0]] -= 0.8 * slot.weight
    total = sum(slot.weight for slot in variant.slots)
    floor = max(_LEAST_SHARE * float(said.max(initial=0.0)), 0.01)
    found = np.flatnonzero(said >= floor)
    if variant.for_procedures:
        admitted = np.where(_OF_DIAGNOSES, np.uint64(0), admitted)
    found = found[(admitted[postings.system[found]] & postings.eras[found]) != 0]
    asked = said[found] / total
    covered = np.minimum(met[found] / postings.weight[found], 1.0)
    scores = asked**_QUERY_POWER * (1 - _WORDING_SHARE + _WORDING_SHARE * covered)
    scores *= _priors(postings, question, variant, found)
    if len(found) > MOST_WORDINGS:
        least = np.partition(scores, -MOST_WORDINGS)[-MOST_WORDINGS]
        found, scores = found[scores >= least], scores[scores >= least]
    order = np.argsort(-scores, kind="stable")[:MOST_WORDINGS]
    return Ranked(found[order], (scores[order] * variant.weight).astype(np.float32), variant)


class _Scratch(threading.local):
    """Working arrays of one thread, kept because fresh ones cost more than the sums in them."""

    def __init__(self) -> None:
        self._arrays = np.zeros((3, 0), np.float32)

    def zeroed(self, length: int) -> NDArray[np.float32]:
        """Return three rows of zeros."""
        if self._arrays.shape[1] != length:
            self._arrays = np.zeros((3, length), np.float32)
        else:
            self._arrays.fill(0.0)
        return self._arrays


_SCRATCH = _Scratch()


def _shares(postings: Postings, slot: Slot, strength: NDArray[np.float32]) -> Iterator[Share]:
    """Yield what each alternative of a slot adds to the wordings that hold it.

    Alternatives come weakest first, and a stronger one adds only what it has over the weaker ones, so that a wording with
    several has the weight of the best. `strength` is left as zeros.
    """
    for token, weight in slot.alternatives:
        documents, required = postings.holders(token)
        if len(slot.alternatives) == 1:
            gains = np.full(len(documents), weight * slot.weight, np.float32)
        else:
            gains = (np.float32(weight) - strength[documents]) * np.float32(slot.weight)
            strength[documents] = weight
        yield documents, gains, required * np.float32(postings.rarity[token] * weight)
    if len(slot.alternatives) > 1:
        for token, _ in slot.alternatives:
            strength[postings.holders(token)[0]] = 0


def _priors(postings: Postings, question: Question, variant: Variant, found: NDArray[np.int64]) -> NDArray[np.float32]:
    by_kind = np.array([_PRIOR[kind] for kind in Kind], np.float32)
    if variant is not question.variants[0]:
        by_kind[list(_LISTED)] = 1.0
    tokens = variant.tokens | question.tokens
    if not chosen_column(BEHAVIOURS, tokens)[1]:
        by_kind[Kind.NEOPLASM] *= _NOT_ASKED
    if not chosen_column(INTENTS, tokens)[1]:
        by_kind[Kind.DRUG] *= _NOT_ASKED
    kinds = postings.kind[found]
    factors: NDArray[np.float32] = np.where(postings.listed[found], by_kind[Kind.LAY_TERM], by_kind[kinds]) * (
        1.0 - _DETAIL * postings.details[found]
    )
    factors *= np.array(_SIDES[question.side], np.float32)[postings.side[found]]
    if not any(token[0] == "-" for token in question.tokens):
        factors[postings.denies[found]] *= _DENIAL
    if not question.other:
        factors[postings.other[found]] *= _RESIDUAL
    return factors
