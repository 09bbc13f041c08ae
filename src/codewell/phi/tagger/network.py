"""The tagger's network: a row a word from tables and bits, five words to each side, one hidden layer, three kinds."""

from __future__ import annotations

import gzip
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import NDArray

from codewell.phi.tagger.features import Features

REACH: Final = 5
"""Words to each side that a word is read with."""

Array = NDArray[np.float32]
_BATCH: Final = 2_048
_BLOCK: Final = 48
"""Words to a product; OpenBLAS stays on one thread up to 262,144 multiplications, and a word takes less than 5,000."""


@dataclass(frozen=True, slots=True)
class Network:
    """Weights as arrays.

    Args:
        vocabulary: usual words, each with its row; row 0 stands for all others.
        words, beginnings, ends: tables.
        inner, inner_bias: from a word's row to what its neighbours see of it.
        outer, outer_bias: from eleven words to the hidden layer.
        last, last_bias: from there to other, name, place.
    """

    vocabulary: Mapping[str, int]
    words: Array
    beginnings: Array
    ends: Array
    inner: Array
    inner_bias: Array
    outer: Array
    outer_bias: Array
    last: Array
    last_bias: Array

    def probabilities(self, seen: Features) -> Array:
        """Return for each word how likely it is other, a part of a name, a part of a place: three columns that sum to one."""
        count = len(seen.words)
        found = np.empty((count, 3), np.float32)
        for start in range(0, count, _BATCH):
            end = min(count, start + _BATCH)
            rows = -(-(end - start) // _BLOCK) * _BLOCK
            first, last = max(0, start - REACH), min(count, end + REACH)
            inner = self._inner(seen.between(first, last))
            padded = np.zeros((rows + 2 * REACH, inner.shape[1]), np.float32)
            padded[first - start + REACH : last - start + REACH] = inner
            hidden = np.maximum(self._around(padded, rows)[: end - start], 0)
            raw = hidden @ self.last + self.last_bias
            raised = np.exp(raw - raw.max(axis=1, keepdims=True))
            found[start:end] = raised / raised.sum(axis=1, keepdims=True)
        return found

    def _inner(self, seen: Features) -> Array:
        rows = np.concatenate(
            [self.words[seen.words], self.beginnings[seen.beginnings], self.ends[seen.ends], seen.bits()], axis=1
        )
        inner: Array = np.maximum(_by_blocks(rows, self.inner) + self.inner_bias, 0)
        return inner

    def _around(self, padded: Array, rows: int) -> Array:
        """Return what the hidden layer gets of each word's neighbours, one neighbour after the other."""
        width = padded.shape[1]
        total = np.empty((rows, self.outer.shape[1]), np.float32)
        total[:] = self.outer_bias
        for at in range(2 * REACH + 1):
            total += _by_blocks(padded[at : at + rows], self.outer[at * width : (at + 1) * width])
        return total


def _by_blocks(rows: Array, weights: Array) -> Array:
    """Return `rows @ weights` in products so small that the linear algebra library starts no threads for them.

    Its threads wait actively: on a machine with other work they cost ten times the processor time that they save.
    """
    blocks, left = divmod(len(rows), _BLOCK)
    whole = blocks * _BLOCK
    out = np.empty((len(rows), weights.shape[1]), np.float32)
    if blocks:
        np.matmul(rows[:whole].reshape(blocks, _BLOCK, -1), weights, out=out[:whole].reshape(blocks, _BLOCK, -1))
    if left:
        np.matmul(rows[whole:], weights, out=out[whole:])
    return out


@cache
def network() -> Network:
    """Return the network that ships with the package."""
    folder = files(__package__)
    words = gzip.decompress((folder / "vocabulary.txt.gz").read_bytes()).decode().split()
    with np.load(io.BytesIO((folder / "weights.npz").read_bytes()), allow_pickle=False) as held:
        arrays = {name: held[name].astype(np.float32) for name in held.files}
    return Network(vocabulary={word: row for row, word in enumerate(words, 1)}, **arrays)
