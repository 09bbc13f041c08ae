"""An optional second opinion on which passages fit: a small embedding model, if somebody installs one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

_SHARE = 0.3
"""What the model's opinion counts for; words, titles and codes count for the rest."""


class Embedder(Protocol):
    """Turns texts into vectors that lie close together where the texts mean much the same."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row for each text."""
        ...


def unit_rows(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the vectors at length one; a vector of zeros stays so."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: NDArray[np.float32] = (vectors / np.where(lengths == 0, 1, lengths)).astype(np.float32)
    return scaled


def fused(scores: NDArray[np.float32], vectors: NDArray[np.float32], asked: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return lexical scores joined with the cosine of each passage's vector and the question's.

    Args:
        scores: lexical, one a passage.
        vectors: of the passages, rows at length one.
        asked: of the question, one row at length one.
    """
    best = float(scores.max(initial=0.0))
    cosines = np.clip(vectors @ asked[0], 0, 1)
    joined: NDArray[np.float32] = ((1 - _SHARE) * scores + _SHARE * (best or 1.0) * cosines).astype(np.float32)
    return joined
