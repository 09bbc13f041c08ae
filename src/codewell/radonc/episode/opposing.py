"""Openings from opposite sides: what follows the outline of a target looks the same, mirrored, from the other side."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from codewell.radonc.episode.elements import FloatArray
from codewell.radonc.episode.openings import Openings

_STEP = 2.5
_REACH = 200.0
# Edges are known to about a millimetre: leaves are set in steps and outlines fall between them.
_EDGE = 1.0
# Control points further from the opposite direction than this tell nothing of it.
_OPPOSITE = 8.0
_LEAST_PAIRS = 4
_MOST_POINTS = 40


def unlike_opposite(openings: Openings, angles: FloatArray, collimator: float) -> float | None:
    """Return how unlike openings are to the mirrored ones of the opposite direction, 0 the same to 1 without common area.

    The collimator is turned back first; which way is positive is tried both ways, and the better likeness counts.

    Args:
        openings: at each control point.
        angles: degrees travelled up to each control point.
        collimator: degrees.

    Returns:
        None where too few control points have one opposite to them.
    """
    pairs = _pairs(angles)
    if len(pairs) < _LEAST_PAIRS:
        return None
    signs = (1.0,) if abs(np.sin(np.radians(2 * collimator))) < 1e-3 else (1.0, -1.0)
    unlike = min(_unlike(openings, pairs, sign * collimator) for sign in signs)
    areas = openings.areas
    seen = areas > 0
    edge = float((openings.perimeters()[seen] / areas[seen]).mean()) if seen.any() else 0.0
    return max(0.0, unlike - _EDGE * edge)


def _pairs(angles: FloatArray) -> list[tuple[int, int]]:
    found = []
    for index in range(0, len(angles), max(1, len(angles) // _MOST_POINTS)):
        away = np.abs(np.abs(angles - angles[index]) - 180.0)
        other = int(np.argmin(away))
        if index < other and away[other] <= _OPPOSITE:
            found.append((index, other))
    return found


def _unlike(openings: Openings, pairs: list[tuple[int, int]], collimator: float) -> float:
    lateral, along = _plane(openings)
    one_side = _cells(openings, lateral, along, collimator)
    other_side = _cells(openings, -lateral, along, collimator)
    shares = []
    for one, other in pairs:
        first, second = _mask(openings, one, one_side), _mask(openings, other, other_side)
        either = int((first | second).sum())
        if either:
            shares.append(1 - int((first & second).sum()) / either)
    return float(np.mean(shares)) if shares else 0.0


def _plane(openings: Openings) -> tuple[FloatArray, FloatArray]:
    """Return points of the plane that holds all openings, between the edges of leaves."""
    used = np.flatnonzero((openings.heights > 0).any(axis=0))
    ends = np.abs(np.concatenate([openings.low[:, used].ravel(), openings.high[:, used].ravel(), [_STEP]])).max()
    across = np.abs(openings.boundaries[[used[0], used[-1] + 1]]).max() if used.size else _STEP
    reach = min(_REACH, float(np.hypot(ends, min(across, _REACH))))
    at = np.arange(_STEP / 2, reach + _STEP, _STEP)
    places = np.concatenate([-at[::-1], at])
    lateral, along = np.meshgrid(places, places, indexing="ij")
    return lateral, along


Cells = tuple[FloatArray, FloatArray, npt.NDArray[np.intp]]


def _cells(openings: Openings, lateral: FloatArray, along: FloatArray, collimator: float) -> Cells:
    """Return positions along and across the leaves of points of the patient's plane, and the strips that they lie in."""
    turn = np.radians(collimator)
    x, y = lateral * np.cos(turn) + along * np.sin(turn), -lateral * np.sin(turn) + along * np.cos(turn)
    leaf, across = (x, y) if openings.axis == "x" else (y, x)
    strip = np.searchsorted(openings.boundaries, across) - 1
    inside = np.logical_and(strip >= 0, strip < openings.low.shape[1])
    return leaf, across, np.where(inside, strip, -1)


def _mask(openings: Openings, at: int, cells: Cells) -> npt.NDArray[np.bool_]:
    leaf, across, strip = cells
    jaws = openings.jaws[at]
    low, high = (jaws[2], jaws[3]) if openings.axis == "x" else (jaws[0], jaws[1])
    seen = (strip >= 0) & (openings.heights[at, strip] > 0) & np.greater_equal(across, low) & np.less_equal(across, high)
    return np.asarray(seen & (leaf >= openings.low[at, strip]) & (leaf <= openings.high[at, strip]))
