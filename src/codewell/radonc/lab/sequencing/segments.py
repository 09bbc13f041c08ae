"""Segments: openings of a leaf matrix with whole columns and whole levels, before they become apertures in millimetres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Segment:
    """One opening for each row and how many levels are given through it.

    Args:
        left: first open column of each row.
        right: one past the last open column; equal to `left` where the row is closed.
        count: levels, at least 1.
    """

    left: IntArray
    right: IntArray
    count: int

    @property
    def open_columns(self) -> int:
        """Number of open bixels."""
        return int(np.sum(self.right - self.left))


def opening(segment: Segment, columns: int) -> npt.NDArray[np.bool_]:
    """Return which bixels a segment leaves open, (rows, columns)."""
    at = np.arange(columns)
    return np.asarray((at >= segment.left[:, None]) & (at < segment.right[:, None]))


def recombine(segments: Sequence[Segment], shape: tuple[int, int]) -> IntArray:
    """Return the levels that segments add up to, (rows, columns)."""
    total = np.zeros(shape, dtype=np.int32)
    for one in segments:
        total += one.count * opening(one, shape[1])
    return total


def interdigitates(segment: Segment) -> bool:
    """Say whether a leaf of one bank passes the opposing leaf of a neighbouring pair."""
    low, high = slice(None, -1), slice(1, None)
    return bool(np.any(segment.left[low] > segment.right[high]) or np.any(segment.left[high] > segment.right[low]))
