"""Sliding window: both banks move while the beam is on, so that each place stays open for its share of the meterset.

One of the two leaves always moves as fast as it may: the leading one where the fluence rises, the trailing one where it falls.

Source:
    Spirou S. V., Chui C. S., Med Phys 21 (1994) 1031-1041; Stein J. et al., Radiother Oncol 32 (1994) 163-173.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from codewell.kernel.errors import InputError
from codewell.radonc.lab.plan import Aperture
from codewell.radonc.lab.sequencing.leaf_fluence import LeafFluence
from codewell.radonc.lab.sequencing.sweep import leaf_passes

Array = npt.NDArray[np.float64]
Track = tuple[Array, Array]
"""Metersets and the positions of a leaf at them; evenly in between."""


def sliding_window(
    fluence: LeafFluence,
    *,
    leaf_speed: float,
    dose_rate: float,
    control_points: int | None = None,
    interdigitation: bool = True,
    leaf_gap: float = 0.0,
) -> tuple[Aperture, ...]:
    """Return the control points of a sliding window that gives a fluence.

    Args:
        fluence: on leaf pairs, MU.
        leaf_speed: mm/s.
        dose_rate: largest, MU/s; at it the fastest leaf just keeps its speed.
        control_points: how many, evenly over the meterset, so that leaves cut corners of their tracks; None takes one wherever
            a leaf starts or stops, which gives the fluence exactly.
        interdigitation: False where leaves of neighbouring pairs must not pass each other.
        leaf_gap: least distance of opposing leaves, mm.

    Returns:
        Shapes at the control points with the meterset that leads up to each, the first with 0; closed at both ends.

    Raises:
        InputError: the fluence is empty, or fewer than two control points are asked for.
    """
    if not np.any(fluence.values > 0):
        raise InputError("A field without fluence cannot be given.", next_step="Leave the field out.", slug="input.fluence")
    if control_points is not None and control_points < 2:
        raise InputError("A sliding window has two or more control points.", slug="input.control-points")
    per_column = float(fluence.edges[1] - fluence.edges[0]) * dose_rate / leaf_speed
    tracks = _tracks(fluence, per_column, interdigitation)
    at = _metersets(tracks, control_points)
    left = np.stack([np.interp(at, *trailing) for _, trailing in tracks], axis=1)
    right = np.stack([np.interp(at, *leading) for leading, _ in tracks], axis=1)
    narrow, middle = right - left < leaf_gap, (left + right) / 2
    left, right = np.where(narrow, middle - leaf_gap / 2, left), np.where(narrow, middle + leaf_gap / 2, right)
    given = np.diff(at, prepend=0.0)
    return tuple(
        Aperture(one.astype(np.float32), other.astype(np.float32), float(mu))
        for one, other, mu in zip(left, right, given, strict=True)
    )


def _tracks(fluence: LeafFluence, per_column: float, interdigitation: bool) -> list[tuple[Track, Track]]:
    """Return leading and trailing track of each pair.

    A pair that may pass its neighbours starts at its own first open column and stops behind its last; one that is never open
    stands closed at the edge of the field.
    """
    if not interdigitation:
        leading, trailing = leaf_passes(fluence.values, interdigitation=False, crossing=per_column)
        rows = zip(leading, trailing, strict=True)
        return [(_track(one, fluence.edges, per_column), _track(other, fluence.edges, per_column)) for one, other in rows]
    tracks = []
    for row in fluence.values:
        used = np.flatnonzero(row > 0)
        if not used.size:
            parked = (np.zeros(1), fluence.edges[:1])
            tracks.append((parked, parked))
            continue
        part = slice(int(used[0]), int(used[-1]) + 1)
        edges = fluence.edges[part.start : part.stop + 1]
        leading, trailing = leaf_passes(row[None, part], crossing=per_column)
        tracks.append((_track(leading[0], edges, per_column), _track(trailing[0], edges, per_column)))
    return tracks


def _track(passes: Array, edges: Array, per_column: float) -> Track:
    """Return a track that enters each column when it is passed, crosses it at full speed and waits at its far edge."""
    metersets = np.stack([passes, passes + per_column], axis=1).ravel()
    positions = np.stack([edges[:-1], edges[1:]], axis=1).ravel()
    return metersets, positions


def _metersets(tracks: list[tuple[Track, Track]], control_points: int | None) -> Array:
    """Return the metersets of the control points, from 0 to the last leaf's arrival."""
    metersets: Array = np.concatenate([track[0] for pair in tracks for track in pair] + [np.zeros(1)])
    turns = np.unique(np.round(metersets, 9))
    if control_points is None:
        return np.asarray(turns)
    return np.asarray(np.linspace(0.0, float(turns[-1]), control_points))
