"""Leaf positions and metersets found together, where the best are known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from codewell.radonc.facts import Point
from codewell.radonc.lab.delivering.machine import machine
from codewell.radonc.lab.influence import BixelGrid
from codewell.radonc.lab.plan import Aperture, Delivery, Field, LabBeam, Leaves
from codewell.radonc.lab.sequencing.refining import refine

IDEAL = replace(machine(), leaves=Leaves((0.0, 5.0, 10.0)), transmission=0.0, end_offset=0.0)
FIELD = Field(7, "G000", 0.0, Point(0, 0, 0))
GRID = BixelGrid(
    FIELD,
    np.arange(-27.5, 30, 5, dtype=np.float32),
    np.array([2.5, 7.5], np.float32),
    (5.0, 5.0),
    np.arange(24, dtype=np.int32).reshape(2, 12),
)


def start(*shapes):
    apertures = tuple(Aperture(np.array(a, np.float32), np.array(b, np.float32), mu) for a, b, mu in shapes)
    return LabBeam(FIELD, apertures, Delivery.STEP_AND_SHOOT)


def squares(wished):
    def cost(weights):
        apart = weights - wished.ravel()
        return float(apart @ apart), 2 * apart

    return cost


def test_leaves_move_to_where_the_fluence_is():
    """4 MU from -15 to 10 mm in one row and from -10 to 15 mm in the other, found from a guess 5 mm and 1 MU off."""
    wished = np.zeros((2, 12))
    wished[0, 3:8], wished[1, 4:9] = 4, 4
    (found,) = refine([start(([-10, -5], [5, 10], 3.0))], [GRID], squares(wished), IDEAL, iterations=200)
    (one,) = found.apertures
    assert one.left == pytest.approx([-15, -10], abs=0.5)
    assert one.right == pytest.approx([10, 15], abs=0.5)
    assert one.mu == pytest.approx(4, rel=0.06)  # the soft edge of the search costs up to a twentieth


def test_what_leaks_is_taken_off():
    """With a tenth leaking everywhere, 4 MU inside and 0.4 outside is what 4 MU give."""
    leaky = replace(IDEAL, transmission=0.1)
    wished = np.full((2, 12), 0.4)
    wished[:, 3:9] = 4
    (found,) = refine([start(([-15, -15], [15, 15], 3.0))], [GRID], squares(wished), leaky, iterations=200)
    assert found.mu == pytest.approx(4, rel=0.06)


def test_round_ends_are_allowed_for():
    """The radiation edge lies half a millimetre behind each leaf end, so that the leaves stand nearer by as much."""
    round_ends = replace(IDEAL, end_offset=0.5)
    wished = np.zeros((2, 12))
    wished[:, 3:9] = 4
    (found,) = refine([start(([-14, -14], [14, 14], 4.0))], [GRID], squares(wished), round_ends, iterations=200)
    assert found.apertures[0].left == pytest.approx([-14.5, -14.5], abs=0.3)


def test_apertures_that_only_harm_go_and_closed_pairs_stay_closed():
    wished = np.zeros((2, 12))
    wished[0, 3:8] = 4
    found = refine([start(([-15, 0], [10, 0], 4.0), ([15, 0], [25, 0], 1.0))], [GRID], squares(wished), IDEAL, iterations=200)
    assert sum(one.mu for one in found[0].apertures if one.left[0] > 12) < 0.05
    assert all(one.left[1] == one.right[1] for one in found[0].apertures)
