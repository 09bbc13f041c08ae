"""Step-and-shoot as a sweep: both leaf banks move in one direction and stop at the edges of bixels.

Source:
    Bortfeld T. R. et al., Int J Radiat Oncol Biol Phys 28 (1994) 723-730 (sweep); Kamath S. et al., Phys Med Biol 48 (2003)
    307-324 (least total meterset, and the delay that keeps leaves from interdigitating).
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from codewell.radonc.lab.sequencing.segments import IntArray, Segment

Passes = npt.NDArray[np.float64]


def leaf_passes(counts: npt.NDArray[np.generic], *, interdigitation: bool = True, crossing: float = 0.0) -> tuple[Passes, Passes]:
    """Return when the leading and the trailing leaf pass each column, in levels (or MU) given since the start.

    A column is open from the moment the leading leaf passes until the trailing leaf does, so that the difference is its
    fluence; no row waits longer than it must.

    Args:
        counts: levels or MU, (rows, columns), not negative.
        interdigitation: False where a leaf must not pass the opposing leaf of a neighbouring pair; rows then wait for each
            other, which costs meterset but changes no fluence.
        crossing: what is given at least while a leaf crosses a column, in the unit of `counts`; 0 for a beam that is off
            while leaves move.

    Returns:
        Passes of the leading and of the trailing leaf, both (rows, columns), never falling along a row.
    """
    values = counts.astype(np.float64)
    rows, columns = values.shape
    rises = np.maximum(np.diff(values, axis=1, prepend=0.0), 0.0)
    trailing = np.zeros((rows, columns))
    now = np.zeros(rows)
    for column in range(columns):
        now = now + rises[:, column] + (crossing if column else 0.0)
        if not interdigitation:
            now = _wait_for_neighbours(now, values[:, column])
        trailing[:, column] = now
    return trailing - values, trailing


def _wait_for_neighbours(trailing: npt.NDArray[np.float64], fluence: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Delay trailing leaves so that none passes this column before the leading leaf of a neighbouring row did."""
    waited = trailing.copy()
    rows = len(waited)
    for row, neighbour in [(row, row - 1) for row in range(1, rows)] + [(row, row + 1) for row in range(rows - 2, -1, -1)]:
        waited[row] = max(waited[row], waited[neighbour] - fluence[neighbour])
    return waited


def sweep(counts: IntArray, *, interdigitation: bool = True) -> tuple[Segment, ...]:
    """Decompose whole levels into segments that leaves reach by moving in one direction only.

    Args:
        counts: levels, (rows, columns).
        interdigitation: False where leaves of neighbouring pairs must not pass each other.

    Returns:
        Segments in order of delivery; both banks never move back from one to the next. They recombine to `counts`, and their
        levels add up to the least that a sweep needs.
    """
    leading, trailing = leaf_passes(counts, interdigitation=interdigitation)
    stops = np.unique(np.concatenate([leading.ravel(), trailing.ravel(), [0.0]]))
    segments = []
    for start, stop in pairwise(stops):
        left = np.sum(trailing <= start, axis=1).astype(np.int32)
        right = np.sum(leading <= start, axis=1).astype(np.int32)
        if np.any(right > left):
            segments.append(Segment(left, right, int(stop - start)))
    return tuple(segments)
