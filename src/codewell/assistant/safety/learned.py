"""What a small trained reader thinks of a request whose wording no cue knows: how likely it is one to decline, and of which kind.

The weights are ours, learnt from sentences written for this; see README.md beside them.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from codewell.assistant.safety.spelling import is_code, is_diagnosis, stem, words_of

SIZE = 1 << 16
"""Places for features of a request; two may share one."""
SIZE_OF_KINDS = 1 << 13
"""Places for the same features where the kind is told: kinds are few and far apart."""
_LETTERS = 0.5
"""What a piece of a word counts for beside a whole word: it carries slips of the pen, no meaning of its own."""
_LENGTH = 3.0
_WITHOUT_DOT = re.compile(r"[a-tv-z]\d[0-9ab][0-9a-z]{0,4}")
_HIGH = frozenset(("99204", "99205", "99214", "99215", "99223", "99233", "99285", "99291"))
"""Levels that requests to inflate name; all other codes are one word."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the reader thinks.

    Args:
        unsafe: how much more likely the request is one to decline than one to answer, as log odds.
        kind: of request, should it be declined.
    """

    unsafe: float
    kind: str


@dataclass(frozen=True, slots=True)
class _Weights:
    unsafe: NDArray[np.float32]
    kinds: NDArray[np.float32]
    names: tuple[str, ...]


def opinion(text: str) -> Opinion:
    """Return what the trained reader thinks of a request.

    Args:
        text: one question, cleaned, identifiers taken out.
    """
    places, values = features(text)
    weights = _weights()
    unsafe = float(weights.unsafe[places] @ values + weights.unsafe[SIZE])
    scores = values @ weights.kinds[places % SIZE_OF_KINDS] + weights.kinds[SIZE_OF_KINDS]
    return Opinion(unsafe, weights.names[int(scores.argmax())])


def features(text: str) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return the places of a text's features and their values, scaled so that long and short texts weigh alike."""
    held: dict[int, float] = {}
    for one, value in dict(_named(words_of(text))).items():
        place = zlib.crc32(one.encode()) % SIZE
        held[place] = held.get(place, 0.0) + value
    places = np.fromiter(held, np.int64, len(held))
    values = np.fromiter(held.values(), np.float32, len(held))
    length = float(np.sqrt((values * values).sum())) or 1.0
    return places, (values * np.float32(_LENGTH / length)).astype(np.float32)


def _named(words: Sequence[str]) -> Iterator[tuple[str, float]]:
    """Yield single words, two and three in a row, two with one between, and pieces of words."""
    known = [_word(one) for one in words]
    stems = [stem(one) for one in known]
    edged = ["^", *stems, "$"]
    yield from ((f"1 {one}", 1.0) for one in stems)
    yield from ((f"2 {' '.join(pair)}", 1.0) for pair in pairwise(edged))
    yield from ((f"3 {' '.join(three)}", 1.0) for three in zip(edged, edged[1:], edged[2:], strict=False))
    yield from ((f"4 {' '.join(pair)}", 1.0) for pair in zip(stems, stems[2:], strict=False))
    for one in known:
        edges = f"<{one}>"
        for size in (3, 4, 5):
            yield from ((f"5 {edges[at : at + size]}", _LETTERS) for at in range(len(edges) - size + 1))


def _word(written: str) -> str:
    if written in _HIGH:
        return "#high"
    if is_code(written):
        return "#code"
    if is_diagnosis(written) or _WITHOUT_DOT.fullmatch(written):
        return "#diagnosis"
    return "#number" if written.isdigit() else written


@lru_cache(maxsize=1)
def _weights() -> _Weights:
    """Return the weights; they are stored as whole numbers with their step."""
    with as_file(files("codewell.assistant.safety") / "screen.npz") as path, np.load(path, allow_pickle=False) as stored:
        unsafe = stored["unsafe"].astype(np.float32) * np.float32(stored["unsafe_step"])
        kinds = stored["kinds"].astype(np.float32) * np.float32(stored["kinds_step"])
        return _Weights(unsafe, kinds, tuple(str(one) for one in stored["names"]))
