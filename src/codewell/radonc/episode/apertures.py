"""Distinct shapes of a beam with the meterset given through each, and what moves while the beam is on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from codewell.radonc.episode.control_points import ControlPoints
from codewell.radonc.episode.elements import FloatArray
from codewell.radonc.episode.openings import SAME, Openings, openings_of, strips_that_move

# Turns below this between two control points are rounding.
_TURNS = 0.1
_NOTHING = 1e-6
# A leaf that goes one way covers its whole travel without coming back.
_ONE_WAY = 0.9


@dataclass(frozen=True, slots=True)
class Apertures:
    """Distinct shapes of a beam, in order of first use, and what moves while meterset is given.

    Args:
        points: control points.
        openings: at each control point.
        first: control point at which each distinct shape starts.
        shares: share of the meterset through each.
        areas: mm2.
        edges: length of the edge, mm.
        leaves_move: share of the meterset given while a leaf moves within the field.
        jaws_move: share given while jaws alone change what is open.
        turns: share given while gantry or couch turns.
        angles: degrees that the gantry (or, where it stands, the couch) has travelled at each control point.
        arc: degrees travelled by the gantry while meterset is given.
        sweeps: whether leaves that move go one way only.
    """

    points: ControlPoints
    openings: Openings
    first: tuple[int, ...]
    shares: FloatArray
    areas: FloatArray
    edges: FloatArray
    leaves_move: float
    jaws_move: float
    turns: float
    angles: FloatArray
    arc: float
    sweeps: bool

    @property
    def count(self) -> int:
        """Return the number of distinct shapes."""
        return len(self.first)

    @property
    def largest(self) -> int:
        """Return which shape is the largest."""
        return int(np.argmax(self.areas)) if self.count else 0

    @property
    def largest_share(self) -> float:
        """Return the share of the meterset through the largest shape."""
        return float(self.shares[self.largest]) if self.count else 0.0

    @property
    def edge(self) -> float | None:
        """Return the edge by area, weighted by meterset, 1/mm; None where no leaf limits the beam."""
        if not self.openings.leaves.size:
            return None
        seen = self.areas > 0
        if not seen.any():
            return None
        return float(np.average(self.edges[seen] / self.areas[seen], weights=np.maximum(self.shares[seen], 1e-12)))


def apertures_of(points: ControlPoints, *, declared_static: bool) -> Apertures:
    """Return the distinct shapes of a beam.

    A beam that says it is static and yet changes shape at every control point is written with one point a segment; its shapes
    stand still from their point to the next (DICOM PS3.3 C.8.8.14: a static beam changes nothing while meterset is given).

    Args:
        points: control points.
        declared_static: whether Beam Type says STATIC.
    """
    openings = openings_of(points)
    given = points.given
    on = given > _NOTHING
    leaf = strips_that_move(openings)
    changed = _changed(openings)
    sweeps = _sweeps(openings)
    if declared_static and not (sweeps and on.sum() >= 15):
        leaf, changed = np.zeros_like(leaf), np.zeros_like(changed)
    gantry, couch = points.gantry_steps(), points.couch_steps()
    turning = (np.abs(gantry) > _TURNS) | (np.abs(couch) > _TURNS)
    angles = gantry if np.abs(gantry).sum() > _TURNS else couch
    first, shares = _distinct(openings, given, on, changed)
    areas, edges = openings.areas, openings.perimeters()
    return Apertures(
        points=points,
        openings=openings,
        first=first,
        shares=shares,
        areas=areas[list(first)],
        edges=edges[list(first)],
        leaves_move=float(given[on & leaf].sum()),
        jaws_move=float(given[on & changed & ~leaf].sum()),
        turns=float(given[on & turning].sum()),
        angles=np.concatenate([[0.0], np.cumsum(angles)]),
        arc=float(np.abs(gantry[on]).sum()) if len(gantry) else 0.0,
        sweeps=sweeps,
    )


def _changed(openings: Openings) -> npt.NDArray[np.bool_]:
    """Return for each step whether what is open changes."""
    parts = (openings.low, openings.high, openings.heights, openings.other)
    steps = [np.abs(np.diff(part, axis=0)).max(axis=1, initial=0.0) for part in parts]
    return np.asarray(np.max(steps, axis=0) > SAME) if len(openings.low) > 1 else np.zeros(0, dtype=np.bool_)


def _sweeps(openings: Openings) -> bool:
    """Say whether the leaves that move go one way."""
    leaves = openings.leaves
    if not leaves.size or len(leaves) < 3:
        return bool(leaves.size)
    steps = np.diff(leaves, axis=0)
    travel, net = np.abs(steps).sum(axis=0), np.abs(steps.sum(axis=0))
    moving = travel > 2.0
    return bool(moving.any()) and float(np.average(net[moving] / travel[moving], weights=travel[moving])) >= _ONE_WAY


def _distinct(
    openings: Openings, given: FloatArray, on: npt.NDArray[np.bool_], changed: npt.NDArray[np.bool_]
) -> tuple[tuple[int, ...], FloatArray]:
    """Return the control points at which distinct shapes start, and the meterset through each; equal shapes count once."""
    if not on.any():  # a single control point, or none that gives meterset
        return (0,), np.ones(1)
    state = np.hstack([openings.low, openings.high, openings.heights, openings.other])
    starts = np.flatnonzero(on)
    ends = np.where(changed[starts], starts + 1, starts)
    rows = np.hstack([state[starts], state[ends]])
    kinds: list[int] = []
    shares: list[float] = []
    kept = np.empty((0, rows.shape[1]))
    for at, row in zip(starts, rows, strict=True):
        near = np.flatnonzero(np.abs(kept - row).max(axis=1, initial=0.0) <= SAME) if len(kept) else np.empty(0, dtype=int)
        if near.size:
            shares[int(near[0])] += float(given[at])
        else:
            kinds.append(int(at))
            shares.append(float(given[at]))
            kept = np.vstack([kept, row])
    return tuple(kinds), np.array(shares)
