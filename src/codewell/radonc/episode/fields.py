"""Static shapes of one direction: an open field, a field with smaller fields inside it, or intensity modulation by segments."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from codewell.radonc.episode.apertures import Apertures
from codewell.radonc.episode.elements import FloatArray
from codewell.radonc.facts import Technique

# Field-in-field adds a few smaller shapes to an open field that gives most of the meterset; published plans give 60 to 95 %
# through it with one to five subfields (house policy; no payer sets a number).
_FEW = 6
_SEVERAL = 10
_MOST = 0.6
_MUCH = 0.4
_NESTED = 0.06
# Subfields may reach over the edge where the open field gives nearly all.
_NEARLY_NESTED = 0.25
_NEARLY_ALL = 0.75


@dataclass(frozen=True, slots=True)
class OpenStrips:
    """An opening as strips of one height, so that openings of different beams can be laid over one another.

    Args:
        low: lower ends, mm.
        high: upper ends, mm; equal to `low` where closed.
        share: meterset given through it.
    """

    low: FloatArray
    high: FloatArray
    share: float

    @property
    def area(self) -> float:
        """Return the open area in strips times mm."""
        return float((self.high - self.low).sum())

    def outside(self, outer: OpenStrips) -> float:
        """Return the share of the area that lies outside another opening."""
        if self.area <= 0:
            return 0.0
        shared = np.maximum(0.0, np.minimum(self.high, outer.high) - np.maximum(self.low, outer.low))
        return 1 - float(shared.sum()) / self.area

    def equals(self, other: OpenStrips) -> bool:
        """Say whether two openings are the same within 2 %."""
        return self.outside(other) < 0.02 and other.outside(self) < 0.02


# Across the leaves, mm; wider than any field.
_STRIPS = np.arange(-248.75, 250.0, 2.5)


def strips_of(apertures: Apertures, meterset: float = 1.0) -> list[OpenStrips]:
    """Return the distinct shapes of a beam as strips across x, meterset times `meterset`."""
    openings = apertures.openings
    shapes = []
    for at, share in zip(apertures.first, apertures.shares, strict=True):
        jaws = openings.jaws[at]
        across = jaws[2:] if openings.axis == "x" else jaws[:2]
        strip = np.clip(np.searchsorted(openings.boundaries, _STRIPS) - 1, 0, openings.low.shape[1] - 1)
        bounds = openings.boundaries
        lower, upper = max(across[0], bounds[0]), min(across[1], bounds[-1])
        seen = np.logical_and(np.greater_equal(_STRIPS, lower), np.less_equal(_STRIPS, upper)) & (openings.heights[at, strip] > 0)
        low, high = np.where(seen, openings.low[at, strip], 0.0), np.where(seen, openings.high[at, strip], 0.0)
        shapes.append(OpenStrips(low, high, float(share) * meterset))
    return shapes


@dataclass(frozen=True, slots=True)
class FieldReading:
    """How the static shapes of a direction work together.

    Args:
        technique: STATIC, FIELD_IN_FIELD, AMBIGUOUS or STEP_AND_SHOOT.
        shapes: distinct ones.
        largest_share: of the meterset, through the largest.
        outside: mean share of the smaller shapes' area outside the largest.
    """

    technique: Technique
    shapes: int
    largest_share: float
    outside: float


def read_field(shapes: list[OpenStrips]) -> FieldReading:
    """Tell a field-in-field from a step-and-shoot field by the number, nesting and weights of its shapes."""
    distinct = _merged(shapes)
    if len(distinct) <= 1:
        return FieldReading(Technique.STATIC, len(distinct), 1.0, 0.0)
    largest = max(distinct, key=lambda one: one.area)
    total = sum(one.share for one in distinct)
    share = largest.share / total if total > 0 else 0.0
    smaller = [one for one in distinct if one is not largest]
    outside = float(np.average([one.outside(largest) for one in smaller], weights=[one.area + 1e-9 for one in smaller]))
    count = len(distinct)
    technique = Technique.STEP_AND_SHOOT
    if count <= _FEW and ((outside <= _NESTED and share >= _MOST) or (outside <= _NEARLY_NESTED and share >= _NEARLY_ALL)):
        technique = Technique.FIELD_IN_FIELD
    elif outside <= _NESTED and ((share >= _MUCH and count <= _FEW) or (share >= _MOST and count <= _SEVERAL)):
        technique = Technique.AMBIGUOUS
    return FieldReading(technique, count, share, outside)


def _merged(shapes: list[OpenStrips]) -> list[OpenStrips]:
    """Return shapes with equal ones as one; shapes without area or meterset are left out."""
    merged: list[OpenStrips] = []
    for shape in shapes:
        if shape.area <= 0 or shape.share <= 0:
            continue
        same = next((index for index, one in enumerate(merged) if one.equals(shape)), None)
        if same is None:
            merged.append(shape)
        else:
            merged[same] = OpenStrips(merged[same].low, merged[same].high, merged[same].share + shape.share)
    return merged
