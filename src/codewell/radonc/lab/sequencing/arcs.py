"""Modulated arcs: fluences of many angles become shapes at the control points of one turn.

Each angle's fluence is decomposed into few levels; its largest shapes are spread over the sector that the angle stands for,
from left to right and in the next sector from right to left, so that leaves need not run back. Weights are found again
afterwards (`reweighting`), since the angles of the shapes are no longer those that were optimised.

Source:
    Otto K., Med Phys 35 (2008) 310-317 (one arc of many control points); Shepard D. M. et al., Med Phys 34 (2007) 464-470
    (arc sequencing of optimised fluences).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from codewell.kernel.errors import InputError
from codewell.radonc.lab.plan import Aperture, Delivery, Field, LabBeam
from codewell.radonc.lab.sequencing.apertures import NO_LIMITS, Method, as_aperture
from codewell.radonc.lab.sequencing.areal import areal
from codewell.radonc.lab.sequencing.leaf_fluence import LeafFluence
from codewell.radonc.lab.sequencing.levels import quantise
from codewell.radonc.lab.sequencing.segments import Segment


@dataclass(frozen=True, slots=True)
class AngleFluence:
    """What an angle of an arc should give.

    Args:
        gantry: degrees.
        fluence: on leaf pairs, MU.
    """

    gantry: float
    fluence: LeafFluence


def modulated_arc(field: Field, angles: Sequence[AngleFluence], *, shapes: int = 3, offset: float = 0.0) -> LabBeam:
    """Return an arc that gives the fluences of its angles as well as a few shapes for each can.

    Args:
        field: of the arc; where it starts and stops, and its direction.
        angles: in the order of rotation, evenly over the arc, each in the middle of its sector.
        shapes: for each angle.
        offset: of round leaf ends, mm, which shapes are narrowed by.

    Raises:
        InputError: the field is no arc, there are no angles, or no shapes are asked for.
    """
    if field.gantry_stop is None or not angles or shapes < 1:
        raise InputError(
            "A modulated arc needs where it stops, fluences and a number of shapes.",
            next_step="Give all three.",
            slug="input.arc",
        )
    direction = 1 if field.clockwise else -1
    length = (direction * (field.gantry_stop - field.gantry)) % 360 or 360.0
    width = length / (len(angles) * shapes)
    points: list[Aperture] = []
    for number, angle in enumerate(angles):
        chosen = _largest_shapes(angle.fluence, shapes)
        for one in chosen if number % 2 == 0 else chosen[::-1]:
            turned = direction * width * (len(points) + 1)
            left, right = _narrowed(one, offset)
            points.append(Aperture(left, right, one.mu, (field.gantry + turned) % 360))
    start = replace(points[0], mu=0.0, gantry=field.gantry % 360)
    return LabBeam(field, (start, *points), Delivery.ARC)


def _narrowed(aperture: Aperture, offset: float) -> tuple[np.ndarray, np.ndarray]:
    is_open = aperture.right - aperture.left > 2 * offset
    shift = np.where(is_open, np.float32(offset), np.float32(0))
    return aperture.left + shift, aperture.right - shift


def _largest_shapes(fluence: LeafFluence, shapes: int) -> list[Aperture]:
    """Return the shapes that carry most of a fluence, from left to right, with metersets that keep its total."""
    levels = quantise(fluence.values, shapes + 1)
    segments = sorted(areal(levels.counts), key=lambda one: -one.count * one.open_columns)[:shapes]
    columns = fluence.values.shape[1]
    nothing = np.zeros(len(fluence.values), dtype=np.int32)
    if not segments:
        segments = [Segment(nothing, nothing, 1)] * shapes
    # An angle with fewer shapes than asked for gives its last one for longer.
    repeats = [segments[min(place, len(segments) - 1)] for place in range(shapes)]
    given = sum(one.count * one.open_columns for one in repeats) * levels.step
    scale = float(fluence.values.sum()) / given if given > 0 else 0.0
    ordered = sorted(repeats, key=lambda one: float(np.sum((one.left + one.right) * (one.right - one.left))) / columns)
    method = Method.AREAL if any(one.open_columns for one in ordered) else Method.SWEEP
    return [as_aperture(one, levels.step * scale, fluence.edges, NO_LIMITS, method) for one in ordered]
