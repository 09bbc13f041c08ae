"""Step-and-shoot apertures of a fluence, within the limits that a machine sets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

import numpy as np
import numpy.typing as npt

from codewell.kernel.errors import InputError
from codewell.radonc.lab.plan import Aperture
from codewell.radonc.lab.sequencing.areal import areal
from codewell.radonc.lab.sequencing.leaf_fluence import LeafFluence
from codewell.radonc.lab.sequencing.levels import Levels, quantise
from codewell.radonc.lab.sequencing.segments import Segment
from codewell.radonc.lab.sequencing.sweep import sweep


class Method(Enum):
    """How levels are decomposed into segments."""

    SWEEP = "sweep"
    """Leaves move in one direction; more segments."""
    AREAL = "areal"
    """Few segments; leaves of neighbouring pairs may pass each other."""


@dataclass(frozen=True, slots=True)
class SegmentLimits:
    """What a machine or a house asks of a segment.

    Args:
        leaf_gap: least distance between opposing leaves, mm, kept by closed pairs as well.
        interdigitation: whether a leaf may pass the opposing leaf of a neighbouring pair.
        minimum_area: open area below which a segment is not given, mm^2.
        minimum_mu: below which a segment is not given.
    """

    leaf_gap: float = 0.0
    interdigitation: bool = True
    minimum_area: float = 0.0
    minimum_mu: float = 0.0


NO_LIMITS = SegmentLimits()


@dataclass(frozen=True, slots=True)
class Sequenced:
    """The apertures of a field.

    Args:
        apertures: in order of delivery.
        levels: the quantised fluence on leaf pairs that the apertures and those left out recombine to.
        left_out: apertures below the limits, which are not given.
    """

    apertures: tuple[Aperture, ...]
    levels: Levels
    left_out: tuple[Aperture, ...]


def step_and_shoot(
    fluence: LeafFluence, levels: int, method: Method = Method.AREAL, limits: SegmentLimits = NO_LIMITS
) -> Sequenced:
    """Turn a fluence into apertures that recombine exactly to its quantised levels.

    Segments below the limits are left out and named, so that weights can be found again for the rest.

    Args:
        fluence: on leaf pairs, MU.
        levels: intensity levels above zero.
        method: decomposition.
        limits: of the machine or house.

    Raises:
        InputError: levels are below 1, or the areal method is asked not to let leaves interdigitate.
    """
    if method is Method.AREAL and not limits.interdigitation:
        raise InputError(
            "The areal decomposition lets leaves of neighbouring pairs pass each other.",
            next_step="Take the sweep where interdigitation is not allowed.",
            slug="input.interdigitation",
        )
    quantised = quantise(fluence.values, levels)
    segments = (
        areal(quantised.counts) if method is Method.AREAL else sweep(quantised.counts, interdigitation=limits.interdigitation)
    )
    given: list[Aperture] = []
    left_out: list[Aperture] = []
    for segment in segments:
        aperture = as_aperture(segment, quantised.step, fluence.edges, limits, method)
        small = aperture.mu < limits.minimum_mu or _area(segment, fluence) < limits.minimum_area
        (left_out if small else given).append(aperture)
    return Sequenced(tuple(given), quantised, tuple(left_out))


PARKED = 5.0
"""Distance at which closed pairs of the areal decomposition stand beside the field, mm: jaws cover them there."""


def as_aperture(segment: Segment, step: float, edges: npt.NDArray[np.float64], limits: SegmentLimits, method: Method) -> Aperture:
    """Return a segment as leaf positions in mm, opposing leaves never nearer than the gap.

    Closed pairs of a sweep keep the place that the sweep gave them; those of the areal decomposition are parked beside the
    field, on the side of the segment's middle, where the gap between their round ends lets nothing through.
    """
    left, right = edges[segment.left], edges[segment.right]
    if method is Method.AREAL:
        closed = segment.left == segment.right
        middle = float(np.mean((left + right)[~closed])) / 2
        aside = edges[0] - PARKED if middle < (edges[0] + edges[-1]) / 2 else edges[-1] + PARKED
        left, right = np.where(closed, aside, left), np.where(closed, aside, right)
    narrow = (right - left) < limits.leaf_gap
    middle_of_pair = (left + right) / 2
    left = np.where(narrow, middle_of_pair - limits.leaf_gap / 2, left)
    right = np.where(narrow, middle_of_pair + limits.leaf_gap / 2, right)
    return Aperture(left.astype(np.float32), right.astype(np.float32), segment.count * step)


def for_round_ends(aperture: Aperture, offset: float) -> Aperture:
    """Return leaf positions whose radiation edge, which lies `offset` behind each round end, is where the aperture says.

    Closed pairs stay.
    """
    is_open = aperture.right - aperture.left > 2 * offset
    left = np.where(is_open, aperture.left + np.float32(offset), aperture.left)
    right = np.where(is_open, aperture.right - np.float32(offset), aperture.right)
    return replace(aperture, left=left, right=right)


def _area(segment: Segment, fluence: LeafFluence) -> float:
    heights = np.diff(np.asarray(fluence.leaves.boundaries))
    return float(np.sum((fluence.edges[segment.right] - fluence.edges[segment.left]) * heights))
