"""Beams of a plan as shapes in order of delivery, as pictures draw them."""

from __future__ import annotations

import numpy as np
from pydicom.dataset import Dataset

from codewell.radonc.episode.control_points import ControlPoints, control_points_of
from codewell.radonc.episode.elements import FloatArray, numbered, text_of, whole_of
from codewell.radonc.episode.fraction_groups import beam_orders
from codewell.radonc.episode.openings import layered
from codewell.radonc.geometry import BeamShapes, Shape

_NOTHING = 1e-6
_EMPTY = np.empty(0)


def read_beam_shapes(plan: Dataset, file: str = "") -> tuple[BeamShapes, ...]:
    """Return the shapes of each beam with control points, in the plan's order.

    Equal shapes that follow one another are one. Between control points that differ the shape half-way stands for the movement.

    Args:
        plan: RT Plan.
        file: its name.
    """
    orders = beam_orders(plan, file)
    found = []
    sequence = "BeamSequence" if "BeamSequence" in plan else "IonBeamSequence"
    for place, (item, _) in enumerate(numbered(plan, sequence), start=1):
        points = control_points_of(item)
        if points is None:
            continue
        number = whole_of(item, "BeamNumber")
        number = place if number is None else number
        order = orders.get(number)
        meterset = 1.0 if order is None or order.meterset is None else order.meterset
        axis, boundaries, left, right = _leaves(points)
        found.append(
            BeamShapes(
                number=number,
                name=text_of(item, "BeamName"),
                radiation=(text_of(item, "RadiationType") or "PHOTON").upper(),
                leaf_axis=axis,
                boundaries=boundaries,
                shapes=_shapes(points, left, right, meterset),
            )
        )
    return tuple(found)


def _leaves(points: ControlPoints) -> tuple[str, FloatArray, FloatArray, FloatArray]:
    """Return axis, boundaries and both banks by control point; two layers along one axis are laid over one another."""
    layers = [device for device in points.devices if device.has_leaves]
    none = np.empty((len(points.weights), 0))
    if not layers:
        return "", _EMPTY, none, none
    axis = max(layers, key=lambda one: points.positions[one.kind].shape[1]).axis
    boundaries, left, right = layered([one for one in layers if one.axis == axis], points)
    return axis, boundaries, left, np.maximum(left, right)


def _jaws(points: ControlPoints, axis: str) -> FloatArray | None:
    pairs = [points.positions[one.kind] for one in points.devices if not one.has_leaves and one.axis == axis]
    if not pairs:
        return None
    return np.stack(
        [np.max([one.min(axis=1) for one in pairs], axis=0), np.min([one.max(axis=1) for one in pairs], axis=0)], axis=1
    )


def _shapes(points: ControlPoints, left: FloatArray, right: FloatArray, meterset: float) -> tuple[Shape, ...]:
    jaws_x, jaws_y = _jaws(points, "x"), _jaws(points, "y")
    given = points.given if len(points.weights) > 1 else np.ones(1)
    turns = np.concatenate([points.gantry_steps(), [0.0]])
    found: list[Shape] = []
    for at in np.flatnonzero(given > _NOTHING):
        to = min(int(at) + 1, len(points.weights) - 1)
        gantry = float(points.gantry[at] + turns[at] / 2) if np.isfinite(points.gantry[at]) else 0.0
        shape = Shape(
            (left[at] + left[to]) / 2,
            (right[at] + right[to]) / 2,
            _middle(jaws_x, int(at), to),
            _middle(jaws_y, int(at), to),
            float(given[at]) * meterset,
            gantry % 360,
        )
        if found and _same(found[-1], shape):
            last = found.pop()
            shape = Shape(last.left, last.right, last.jaws_x, last.jaws_y, last.mu + shape.mu, last.gantry)
        found.append(shape)
    return tuple(found)


def _middle(jaws: FloatArray | None, at: int, to: int) -> tuple[float, float] | None:
    if jaws is None:
        return None
    low, high = (jaws[at] + jaws[to]) / 2
    return float(low), float(high)


def _same(one: Shape, other: Shape) -> bool:
    return bool(
        one.jaws_x == other.jaws_x
        and one.jaws_y == other.jaws_y
        and abs(one.gantry - other.gantry) < 1e-3
        and np.array_equal(one.left, other.left)
        and np.array_equal(one.right, other.right)
    )
