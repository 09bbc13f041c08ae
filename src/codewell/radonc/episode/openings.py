"""What a beam's jaws and leaves leave open at each control point, clipped to one another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from codewell.radonc.episode.control_points import ControlPoints, LimitingDevice
from codewell.radonc.episode.elements import FloatArray

# Wider than any field: stands for a missing pair of jaws.
_UNLIMITED = 1000.0
# Two positions closer than this are one; systems write tenths of a millimetre.
SAME = 0.1
# A pair of leaves this close is closed: machines keep a gap of up to half a millimetre between leaves that meet.
_CLOSED = 0.5


@dataclass(frozen=True, slots=True)
class Openings:
    """Open intervals of strips that run along the leaves, one row for each control point.

    Args:
        axis: `x` or `y`, along which the leaves (or, without leaves, the X jaws) move.
        boundaries: edges of the strips; one more than strips.
        low: lower end of each strip's opening, mm; 0 where it is closed.
        high: upper end; 0 where it is closed.
        heights: of each strip's part between the jaws that cut across the leaves, mm; 0 where it is closed.
        leaves: raw positions of the leaves of every layer; no columns without leaves.
        other: positions of leaves that move along the other axis; no columns where there are none.
        jaws: positions of all jaws: x lower, x upper, y lower, y upper.
        limited: whether any device limits the beam.
    """

    axis: str
    boundaries: FloatArray
    low: FloatArray
    high: FloatArray
    heights: FloatArray
    leaves: FloatArray
    other: FloatArray
    jaws: FloatArray
    limited: bool

    @property
    def areas(self) -> FloatArray:
        """Return the open area at each control point, mm2."""
        return np.asarray(((self.high - self.low) * self.heights).sum(axis=1))

    def perimeters(self) -> FloatArray:
        """Return the length of the edge of the open area at each control point, mm."""
        ends = 2 * (self.heights * (self.high > self.low)).sum(axis=1)
        width = self.high - self.low
        padded = np.pad(width, ((0, 0), (1, 1)))
        low, high = np.pad(self.low, ((0, 0), (1, 1))), np.pad(self.high, ((0, 0), (1, 1)))
        shared = np.maximum(0.0, np.minimum(high[:, 1:], high[:, :-1]) - np.maximum(low[:, 1:], low[:, :-1]))
        sides = padded[:, 1:] + padded[:, :-1] - 2 * shared
        return np.asarray(ends + sides.sum(axis=1))


def openings_of(points: ControlPoints) -> Openings:
    """Return what is open at each control point."""
    count = len(points.weights)
    jaws = _jaws(points, count)
    layers = [device for device in points.devices if device.has_leaves]
    if not layers:
        bounds = np.array([-_UNLIMITED, _UNLIMITED])
        closed_to = np.full((count, 1), _UNLIMITED)
        none = np.empty((count, 0))
        low, high, heights = _clipped(-closed_to, closed_to, bounds, jaws, "x")
        return Openings("x", bounds, low, high, heights, none, none, jaws, bool(points.devices))
    axis = max(layers, key=lambda one: points.positions[one.kind].shape[1]).axis
    mine = [one for one in layers if one.axis == axis]
    bounds, left, right = layered(mine, points)
    low, high, heights = _clipped(left, right, bounds, jaws, axis)
    raw = np.hstack([points.positions[one.kind] for one in mine])
    others = [points.positions[one.kind] for one in layers if one.axis != axis]
    other = np.hstack(others) if others else np.empty((count, 0))
    return Openings(axis, bounds, low, high, heights, raw, other, jaws, True)


def _jaws(points: ControlPoints, count: int) -> FloatArray:
    jaws = np.tile([-_UNLIMITED, _UNLIMITED, -_UNLIMITED, _UNLIMITED], (count, 1))
    for device in points.devices:
        if not device.has_leaves:
            at = 0 if device.axis == "x" else 2
            pair = points.positions[device.kind]
            jaws[:, at] = np.maximum(jaws[:, at], pair.min(axis=1))
            jaws[:, at + 1] = np.minimum(jaws[:, at + 1], pair.max(axis=1))
    return jaws


def layered(layers: list[LimitingDevice], points: ControlPoints) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return strips of all layers together: a strip is open where every layer leaves it open (Halcyon's two layers)."""
    bounds = np.unique(np.concatenate([np.empty(0) if one.boundaries is None else one.boundaries for one in layers]))
    middles = (bounds[1:] + bounds[:-1]) / 2
    count = len(points.weights)
    left, right = np.full((count, middles.size), -_UNLIMITED), np.full((count, middles.size), _UNLIMITED)
    for one in layers:
        edges = one.boundaries if one.boundaries is not None else bounds
        pairs = points.positions[one.kind].shape[1] // 2
        row = np.clip(np.searchsorted(edges, middles) - 1, 0, pairs - 1)
        left = np.maximum(left, points.positions[one.kind][:, :pairs][:, row])
        right = np.minimum(right, points.positions[one.kind][:, pairs:][:, row])
    return bounds, left, right


def _clipped(
    left: FloatArray, right: FloatArray, bounds: FloatArray, jaws: FloatArray, axis: str
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return intervals and strip heights between the jaws; a closed strip is all zeros, wherever its leaves are parked."""
    along, across = (jaws[:, :2], jaws[:, 2:]) if axis == "x" else (jaws[:, 2:], jaws[:, :2])
    low, high = np.maximum(left, along[:, :1]), np.minimum(right, along[:, 1:])
    heights = np.minimum(bounds[1:], across[:, 1:]) - np.maximum(bounds[:-1], across[:, :1])
    is_open = (high - low > _CLOSED) & (heights > 1e-6)
    return np.where(is_open, low, 0.0), np.where(is_open, high, 0.0), np.where(is_open, heights, 0.0)


def strips_that_move(openings: Openings) -> npt.NDArray[np.bool_]:
    """Return for each step whether a leaf moves in a strip that is open before or after it."""
    count = len(openings.low)
    if not openings.leaves.size:
        return np.zeros(max(0, count - 1), dtype=np.bool_)
    seen = (openings.heights[1:] > 0) | (openings.heights[:-1] > 0)
    moved = np.maximum(np.abs(np.diff(openings.low, axis=0)), np.abs(np.diff(openings.high, axis=0))) > SAME
    by_leaf = np.abs(np.diff(openings.leaves, axis=0)).max(axis=1) > SAME
    return np.asarray((moved & seen).any(axis=1) & by_leaf)
