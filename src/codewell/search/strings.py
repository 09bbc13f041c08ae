"""Many short texts as one block of bytes with offsets, so that a file of them opens without reading it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray


class Strings:
    """An immutable sequence of texts over two arrays.

    Args:
        data: UTF-8 bytes of all texts, one after the other.
        offsets: where each text begins, and the end of the last.
    """

    __slots__ = ("_data", "_offsets")

    def __init__(self, data: NDArray[np.uint8], offsets: NDArray[np.uint32]) -> None:
        self._data = data
        self._offsets = offsets

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, number: int) -> str:
        return self._data[self._offsets[number] : self._offsets[number + 1]].tobytes().decode()

    def all(self) -> list[str]:
        """Return every text."""
        data = self._data.tobytes()
        ends = self._offsets.tolist()
        if data.isascii():
            whole = data.decode("ascii")
            return [whole[start:end] for start, end in pairwise(ends)]
        return [data[start:end].decode() for start, end in pairwise(ends)]


def pack(texts: Sequence[str]) -> tuple[NDArray[np.uint8], NDArray[np.uint32]]:
    """Return the arrays of which `Strings` is made."""
    encoded = [text.encode() for text in texts]
    offsets = np.zeros(len(encoded) + 1, dtype=np.uint32)
    offsets[1:] = np.cumsum(np.fromiter((len(text) for text in encoded), dtype=np.int64, count=len(encoded)))
    return np.frombuffer(b"".join(encoded), dtype=np.uint8), offsets
