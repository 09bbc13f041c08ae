"""A beam as steps: what leaves, gantry and meterset do from one control point to the next."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from codewell.kernel.errors import InputError
from codewell.radonc.lab.plan import Delivery, LabBeam, Leaves

Array = npt.NDArray[np.float64]
Jaws = tuple[float, float, float, float]
"""Lower and upper x, lower and upper y, mm at the isocentre plane."""


@dataclass(frozen=True, slots=True)
class Motion:
    """The steps of a beam, one row each.

    Args:
        mu: meterset of each step.
        left: positions of bank X1 at start and stop, (steps, 2, pairs), mm.
        right: positions of bank X2, likewise.
        gantry: at start and stop, (steps, 2), degrees; turns past 360 are not folded back.
    """

    mu: Array
    left: Array
    right: Array
    gantry: Array


def motion_of(beam: LabBeam) -> Motion:
    """Return the steps of a beam.

    Static apertures stand still while their meterset is given; between the control points of sliding windows and arcs leaves
    and gantry move evenly with the meterset.

    Raises:
        InputError: the beam has no aperture, or a moving one has fewer than two control points.
    """
    moves = beam.delivery in (Delivery.SLIDING_WINDOW, Delivery.ARC)
    if len(beam.apertures) < (2 if moves else 1):
        raise InputError(
            f"Beam {beam.field.number} has too few apertures to be delivered.",
            next_step="Sequence the plan again.",
            slug="input.beam-without-apertures",
        )
    left = np.stack([np.asarray(one.left, dtype=np.float64) for one in beam.apertures])
    right = np.stack([np.asarray(one.right, dtype=np.float64) for one in beam.apertures])
    gantry = np.array([beam.field.gantry if one.gantry is None else one.gantry for one in beam.apertures], dtype=np.float64)
    mu = np.array([one.mu for one in beam.apertures], dtype=np.float64)
    if not moves:
        return Motion(mu, np.stack([left, left], 1), np.stack([right, right], 1), np.stack([gantry, gantry], 1))
    turned = _unfolded(gantry, beam.field.clockwise)
    return Motion(
        mu[1:],
        np.stack([left[:-1], left[1:]], 1),
        np.stack([right[:-1], right[1:]], 1),
        np.stack([turned[:-1], turned[1:]], 1),
    )


def _unfolded(gantry: Array, clockwise: bool) -> Array:
    """Return angles that keep rising (clockwise) or falling, without the jump at 360.

    A step back by less than `JITTER` is the machine's error, not a turn by nearly 360 degrees.
    """
    steps = np.mod((np.diff(gantry) if clockwise else -np.diff(gantry)) + JITTER, 360.0) - JITTER
    turned = np.concatenate([[0.0], np.cumsum(steps)])
    return np.asarray(gantry[0] + (turned if clockwise else -turned))


def jaws_of(beam: LabBeam, leaves: Leaves) -> Jaws:
    """Return jaws around every open leaf pair of every aperture, `BEHIND` the leaf ends and level with the leaf sides.

    A beam without an opening has its jaws closed on the axis.
    """
    left = np.stack([one.left for one in beam.apertures]).astype(np.float64)
    right = np.stack([one.right for one in beam.apertures]).astype(np.float64)
    is_open = right - left > OPEN
    if not np.any(is_open):
        return (0.0, 0.0, 0.0, 0.0)
    pairs = np.flatnonzero(is_open.any(axis=0))
    low_y, high_y = leaves.boundaries[pairs[0]], leaves.boundaries[pairs[-1] + 1]
    return (float(left[is_open].min()) - BEHIND, float(right[is_open].max()) + BEHIND, float(low_y), float(high_y))


JITTER = 1.0
"""Degrees by which a logged gantry angle may lie behind the one before."""
BEHIND = 1.0
"""Distance of the X jaws behind the outermost leaf ends, mm: the round end, not the jaw, shapes the field."""
OPEN = 1.0
"""Distance of opposing leaves from which a pair counts as open rather than closed with a gap, mm."""
