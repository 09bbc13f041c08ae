"""The tagger's network: a row a word, layers that look to both sides, what a document says of a word elsewhere."""

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

from codewell.phi.tagger.features import Features, flag_columns

STEPS: Final = (1, 1, 2)
"""Of the layers that look to both sides: how far apart the five words are that each looks at."""

REACH: Final = 2 * sum(STEPS)
"""Words to each side that a word is read with."""

Array = NDArray[np.float32]
_BATCH: Final = 2_048
_PRODUCT: Final = 262_144
"""OpenBLAS stays on one thread for products of up to so many multiplications."""


@dataclass(frozen=True, slots=True)
class Network:
    """Weights as arrays.

    Args:
        vocabulary: usual words, each with its row; row 0 stands for all others.
        arrays: tables (`words`, `beginnings`, `ends`, `letters`), matrices and biases by name. `inner` makes a word's row,
            `outer0` and on look at five words each, `wider0` and on add what the later ones of these saw, `pooled` is what the
            same words of a document share, `hidden` and `last` decide between other, name and place.
    """

    vocabulary: Mapping[str, int]
    arrays: Mapping[str, Array]

    def probabilities(self, seen: Features) -> Array:
        """Return for each word how likely it is other, a part of a name, a part of a place: three columns that sum to one."""
        count = len(seen.words)
        ends = np.cumsum(seen.lengths, dtype=np.int64)
        held = np.empty((count, self.arrays["pooled"].shape[0]), np.float32)
        for start in range(0, count, _BATCH):
            end = min(count, start + _BATCH)
            first, last = max(0, start - REACH), min(count, end + REACH)
            held[start:end] = self._around(self._inner(seen, ends, first, last))[start - first : end - first]
        shared = np.maximum(self._product(held, "pooled"), 0)
        order = np.argsort(seen.types, kind="stable")
        of_each = np.bincount(seen.types)
        edges = np.cumsum(of_each) - of_each
        sorted_shared = shared[order]
        most = np.maximum.reduceat(sorted_shared, edges, axis=0)
        mean = np.add.reduceat(sorted_shared, edges, axis=0) / of_each[:, None].astype(np.float32)
        hidden = np.maximum(self._product(np.concatenate([held, most[seen.types], mean[seen.types]], axis=1), "hidden"), 0)
        raw = self._product(hidden, "last")
        raised = np.exp(raw - raw.max(axis=1, keepdims=True))
        found: Array = raised / raised.sum(axis=1, keepdims=True)
        return found

    def _inner(self, seen: Features, ends: NDArray[np.int64], first: int, last: int) -> Array:
        """Return a row for each of these words, from tables and bits."""
        held = self.arrays
        begin = int(ends[first] - seen.lengths[first])
        letters = held["letters"][seen.letters[begin : int(ends[last - 1])]]
        sums = np.add.reduceat(letters, (ends[first:last] - seen.lengths[first:last] - begin).astype(np.intp), axis=0)
        rows = np.concatenate(
            [
                held["words"][seen.words[first:last]],
                held["beginnings"][seen.beginnings[first:last]],
                held["ends"][seen.ends[first:last]],
                sums / seen.lengths[first:last, None].astype(np.float32),
                flag_columns(seen.flags[first:last], seen.gaps[first:last], seen.shapes[first:last]),
            ],
            axis=1,
        )
        inner: Array = np.maximum(self._product(rows, "inner"), 0)
        return inner

    def _around(self, held: Array) -> Array:
        """Return what the layers that look to both sides make of the rows."""
        for at, step in enumerate(STEPS):
            reach = 2 * step
            padded = np.zeros((len(held) + 2 * reach, held.shape[1]), np.float32)
            padded[reach:-reach] = held
            taps = self.arrays[f"outer{at}"]
            total = np.empty((len(held), taps.shape[2]), np.float32)
            total[:] = self.arrays[f"outer{at}_bias"]
            for tap in range(len(taps)):
                total += _by_blocks(padded[tap * step : tap * step + len(held)], taps[tap])
            np.maximum(total, 0, out=total)
            held = held + self._product(total, f"wider{at - 1}") if at else total
        return held

    def _product(self, rows: Array, name: str) -> Array:
        return _by_blocks(rows, self.arrays[name]) + self.arrays[f"{name}_bias"]


def _by_blocks(rows: Array, weights: Array) -> Array:
    """Return `rows @ weights` in products so small that the linear algebra library starts no threads for them.

    Its threads wait actively: on a machine with other work they cost ten times the processor time that they save.
    """
    height = max(1, _PRODUCT // weights.size)
    if len(rows) <= height:
        one: Array = rows @ weights
        return one
    blocks, left = divmod(len(rows), height)
    whole = blocks * height
    out = np.empty((len(rows), weights.shape[1]), np.float32)
    if blocks:
        np.matmul(rows[:whole].reshape(blocks, height, -1), weights, out=out[:whole].reshape(blocks, height, -1))
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
    return Network({word: row for row, word in enumerate(words, 1)}, arrays)
