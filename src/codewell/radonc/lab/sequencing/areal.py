"""Step-and-shoot with few segments: in each step the largest share of levels that still allows the least total meterset.

Source:
    Engel K., Discrete Applied Mathematics 152 (2005) 35-51: a segment taken with `u` levels is admissible when the complexity
    of what is left (the largest sum of rises over the rows) falls by `u`; the largest admissible `u` always exists.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from codewell.radonc.lab.sequencing.segments import IntArray, Segment

_IMPOSSIBLE = -1e9


def areal(counts: IntArray) -> tuple[Segment, ...]:
    """Decompose whole levels into few segments of least total meterset.

    Leaves of neighbouring pairs may pass each other; the segments are put in order of their mean position, which keeps leaf
    travel short.

    Args:
        counts: levels, (rows, columns).

    Returns:
        Segments that recombine to `counts`.
    """
    left_over = counts.astype(np.int32).copy()
    segments: list[Segment] = []
    while np.any(left_over):
        segment = _next_segment(left_over)
        columns = np.arange(counts.shape[1])
        is_open = (columns >= segment.left[:, None]) & (columns < segment.right[:, None])
        left_over -= segment.count * is_open.astype(np.int32)
        segments.append(segment)
    return tuple(sorted(segments, key=_mean_position))


def _mean_position(segment: Segment) -> float:
    widths = segment.right - segment.left
    return float(np.sum((segment.left + segment.right) * widths) / (2 * max(int(widths.sum()), 1)))


def _next_segment(counts: IntArray) -> Segment:
    steps = np.diff(np.pad(counts, ((0, 0), (1, 1))).astype(np.int32), axis=1).astype(np.int32)
    complexity = np.maximum(steps, 0).sum(axis=1)
    slack = complexity.max() - complexity
    lowest = _lowest_between(counts)
    for levels in range(int(counts.max()), 0, -1):
        best, left, right = _best_openings(steps, lowest, slack, levels)
        stays_closed = (slack >= levels) & (best <= 0)
        if np.all((best > _IMPOSSIBLE / 2) | stays_closed):
            is_open = np.where(stays_closed, 0, 1).astype(np.int32)
            return Segment(left * is_open, right * is_open, levels)
    raise AssertionError("one level is always admissible")


def _lowest_between(counts: IntArray) -> IntArray:
    """Return the lowest count from column l up to before column r, at [row, l, r]; 0 where r <= l."""
    rows, columns = counts.shape
    lowest = np.zeros((rows, columns, columns + 1), dtype=np.int32)
    for left in range(columns):
        lowest[:, left, left + 1 :] = np.minimum.accumulate(counts[:, left:], axis=1)
    return lowest


def _best_openings(
    steps: IntArray, lowest: IntArray, slack: IntArray, levels: int
) -> tuple[npt.NDArray[np.float64], IntArray, IntArray]:
    """Return for each row the admissible opening that removes most edges, wide ones first, and its score."""
    columns = lowest.shape[1]
    rise, fall = steps[:, :-1, None], steps[:, None, :]
    change = np.maximum(rise - levels, 0) - np.maximum(rise, 0) + np.maximum(fall + levels, 0) - np.maximum(fall, 0)
    admissible = (lowest >= levels) & (change <= (slack - levels)[:, None, None])
    removed = (rise == levels).astype(float) - (rise == 0) + (fall == -levels) - (fall == 0)
    width = np.maximum(np.arange(columns + 1)[None, :] - np.arange(columns)[:, None], 0)
    score = np.where(admissible, removed + width / (4.0 * (columns + 1)), _IMPOSSIBLE)
    flat = score.reshape(len(steps), -1)
    at = flat.argmax(axis=1)
    left, right = np.divmod(at, columns + 1)
    return flat[np.arange(len(at)), at], left.astype(np.int32), right.astype(np.int32)
