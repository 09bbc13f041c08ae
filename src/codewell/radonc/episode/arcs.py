"""Whether an arc modulates intensity (VMAT) or follows the outline of its target (conformal arc).

The outline of a rigid target, seen from a gantry that turns, changes slowly: its centre moves as one sine of the gantry angle,
its edges nearly as a sine and its double; neighbouring strips overlap; the area changes little; from the other side it looks the
same, mirrored. Leaves that modulate cross the target instead. Five signs measure the difference and are added up; the spread of
the meterset per degree counts beside another. The thresholds were set on simulated arcs (house policy):
conformal ones around spheres, ellipsoids, lumps and C-shapes up to 90 mm off the axis with collimators of 0 to 90 degrees, where
the signs add up to one point at most unless the arc is short and the target far off the axis; and modulated ones that wander or
sweep within the same outlines, which reach two.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from codewell.radonc.episode.elements import FloatArray
from codewell.radonc.episode.openings import Openings
from codewell.radonc.episode.opposing import unlike_opposite

BoolArray = npt.NDArray[np.bool_]

_ROW = 2.5
_NEAR = 12.0
# Below this travel one sine cannot be told from a steady sweep, so nothing is taken off for a target beside the axis.
_LONG_ARC = 120.0
_TWO_SINES = 150.0
_ENOUGH = 2


@dataclass(frozen=True, slots=True)
class ArcSigns:
    """How an arc's openings change along it.

    Args:
        wander: distance of leaf ends from the slow curve that a rigid outline follows, by the mean width of the openings.
        offset: how far neighbouring strips are shifted against one another, by the narrower of them.
        area: spread of the area about its slow curve, by the mean area.
        cover: mean share that an opening covers of everything open within 12 degrees, a target beside the axis followed.
        rate: spread of the meterset per degree, by its mean.
        unlike: how unlike openings are to those of the opposite direction, mirrored; None where the arc is too short to tell.
    """

    wander: float
    offset: float
    area: float
    cover: float
    rate: float
    unlike: float | None

    @property
    def points(self) -> int:
        """Return how much speaks for modulation."""
        points = _graded(self.wander, 0.06, 0.1) + _graded(self.offset, 0.03, 0.15) + _graded(self.area, 0.15, 0.3)
        points += _graded(1 - self.cover, 0.2, 0.35)
        points += 0 if self.unlike is None else _graded(self.unlike, 0.2, 0.3)
        return points + (1 if points and self.rate >= 0.3 else 0)

    @property
    def is_modulated(self) -> bool:
        """Say whether the arc modulates."""
        return self.points >= _ENOUGH

    def __str__(self) -> str:
        return (
            f"leaf ends stray {self.wander:.0%} of the opening's width from a rigid outline, the area varies {self.area:.0%}, "
            f"an opening covers {self.cover:.0%} of its surroundings, meterset per degree varies {self.rate:.0%}"
        )


def _graded(value: float, weak: float, strong: float) -> int:
    return 2 if value >= strong else 1 if value >= weak else 0


def arc_signs(openings: Openings, angles: FloatArray, given: FloatArray, collimator: float = 0.0) -> ArcSigns:
    """Return the signs of modulation of an arc.

    Args:
        openings: of all control points.
        angles: degrees travelled up to each control point, signed.
        given: share of the meterset from each point to the next.
        collimator: angle, degrees.
    """
    low, high = _rows(openings)
    travel = float(np.ptp(angles))
    if travel >= _LONG_ARC:
        low, high = _followed(low, high, angles)
    is_open = high > low
    areas = (high - low).sum(axis=1)
    waves = 2 if travel >= _TWO_SINES else 1
    width = float((high - low)[is_open].mean()) if is_open.any() else 1.0
    return ArcSigns(
        wander=_wander(low, high, is_open, angles, waves) / width,
        offset=_offset(low, high, is_open),
        area=_strayed(areas, angles, waves) / max(1e-9, float(areas.mean())),
        cover=_cover(low, high, is_open, areas, angles),
        rate=_rate(angles, given),
        unlike=unlike_opposite(openings, angles, collimator),
    )


def _rows(openings: Openings) -> tuple[FloatArray, FloatArray]:
    """Return ends of the openings on rows of one height, so that an outline can be moved across the leaves."""
    bounds = openings.boundaries
    if bounds.size == 2:  # jaws alone: rows by the jaws across
        half = float(np.abs(openings.jaws[:, 2:]).clip(max=200).max(initial=_ROW))
        at = np.arange(-half + _ROW / 2, half, _ROW)
        inside = (at >= openings.jaws[:, 2:3]) & (at <= openings.jaws[:, 3:4])
        return np.where(inside, openings.low, 0.0), np.where(inside, openings.high, 0.0)
    used = np.flatnonzero((openings.heights > 0).any(axis=0))
    if not used.size:
        return np.zeros((len(openings.low), 1)), np.zeros((len(openings.low), 1))
    at = np.arange(bounds[used[0]] + _ROW / 2, bounds[used[-1] + 1], _ROW)
    strip = np.clip(np.searchsorted(bounds, at) - 1, 0, bounds.size - 2)
    across = openings.jaws[:, 2:] if openings.axis == "x" else openings.jaws[:, :2]
    seen = (at >= across[:, :1]) & (at <= across[:, 1:]) & (openings.heights[:, strip] > 0)
    return np.where(seen, openings.low[:, strip], 0.0), np.where(seen, openings.high[:, strip], 0.0)


def _waves(angles: FloatArray, waves: int) -> FloatArray:
    turn = np.radians(angles)
    return np.stack([np.ones_like(turn)] + [f(n * turn) for n in range(1, waves + 1) for f in (np.cos, np.sin)], axis=1)


def _slow(values: FloatArray, angles: FloatArray, waves: int) -> FloatArray:
    """Return the slow curve through values."""
    basis = _waves(angles, waves)
    found, *_ = np.linalg.lstsq(basis, values, rcond=None)
    return np.asarray(basis @ found)


def _strayed(values: FloatArray, angles: FloatArray, waves: int) -> float:
    """Return the root mean square distance from the slow curve, for as many values as are free."""
    free = values.size - (2 * waves + 1)
    if free < 3:
        return 0.0
    return float(np.sqrt(((values - _slow(values, angles, waves)) ** 2).sum() / free))


def _followed(low: FloatArray, high: FloatArray, angles: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return openings with the sine taken off that a target beside the axis of rotation makes, along and across the leaves."""
    width = high - low
    areas = width.sum(axis=1)
    seen = areas > 0
    if seen.sum() < 6:
        return low, high
    along = (width * (low + high) / 2).sum(axis=1)[seen] / areas[seen]
    across = (width * np.arange(width.shape[1])).sum(axis=1)[seen] / areas[seen]
    shift_along, shift_across = np.zeros(len(low)), np.zeros(len(low))
    shift_along[seen] = _slow(along, angles[seen], 1)
    curve = _slow(across, angles[seen], 1)
    shift_across[seen] = curve - curve.mean()
    steps = np.rint(shift_across).astype(int)
    pad = int(np.abs(steps).max(initial=0))
    moved_low, moved_high = (np.pad(one, ((0, 0), (pad, pad))) for one in (low, high))
    for index, step in enumerate(steps):
        moved_low[index], moved_high[index] = np.roll(moved_low[index], -step), np.roll(moved_high[index], -step)
    is_open = moved_high > moved_low
    shift = shift_along[:, None]
    return np.where(is_open, moved_low - shift, 0.0), np.where(is_open, moved_high - shift, 0.0)


def _wander(low: FloatArray, high: FloatArray, is_open: BoolArray, angles: FloatArray, waves: int) -> float:
    squares, counts = 0.0, 0
    for row in np.flatnonzero(is_open.sum(axis=0) >= 8):
        seen = is_open[:, row]
        for ends in (low[seen, row], high[seen, row]):
            squares += _strayed(ends, angles[seen], waves) ** 2 * int(seen.sum())
            counts += int(seen.sum())
    return float(np.sqrt(squares / counts)) if counts else 0.0


def _offset(low: FloatArray, high: FloatArray, is_open: BoolArray) -> float:
    """Return the mean shift of neighbouring strips; the steady slant of a turned collimator and separate islands are left out."""
    rows = np.arange(low.shape[1])
    found: list[float] = []
    for one_low, one_high, seen in zip(low, high, is_open, strict=True):
        if seen.sum() < 3:
            continue
        slant = np.polyfit(rows[seen], (one_low + one_high)[seen] / 2, 1)[0]
        left, right = one_low - slant * rows, one_high - slant * rows
        both = seen[1:] & seen[:-1]
        shared = np.minimum(right[1:], right[:-1]) - np.maximum(left[1:], left[:-1])
        narrower = np.minimum((right - left)[1:], (right - left)[:-1])
        touching = both & (shared > 0)
        if touching.any():
            found.append(float((1 - shared[touching] / narrower[touching]).mean()))
    # Rows are finer than leaves, so shifts show at every other row only; scale to leaves of 5 mm.
    return float(np.mean(found)) * 2 if found else 0.0


def _cover(low: FloatArray, high: FloatArray, is_open: BoolArray, areas: FloatArray, angles: FloatArray) -> float:
    shares = []
    for index in np.flatnonzero(areas > 0):
        near = np.abs(angles - angles[index]) <= _NEAR
        near[max(0, index - 1) : index + 2] = True
        left = np.where(is_open[near], low[near], np.inf).min(axis=0)
        right = np.where(is_open[near], high[near], -np.inf).max(axis=0)
        around = float(np.where(right > left, right - left, 0.0).sum())
        shares.append(float(areas[index]) / around)
    return float(np.mean(shares)) if shares else 1.0


def _rate(angles: FloatArray, given: FloatArray) -> float:
    turned = np.abs(np.diff(angles))
    moving = turned > 0.05
    if moving.sum() < 3:
        return 0.0
    rate = given[moving] / turned[moving]
    return float(rate.std() / rate.mean()) if rate.mean() > 0 else 0.0
