"""A sliding window gives its fluence within the leaves' speed."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from codewell.kernel.errors import InputError
from codewell.radonc.facts import Point
from codewell.radonc.lab.delivering.fluence import Raster, fluence
from codewell.radonc.lab.delivering.machine import machine
from codewell.radonc.lab.delivering.motion import motion_of
from codewell.radonc.lab.plan import Delivery, Field, LabBeam, Leaves
from codewell.radonc.lab.sequencing.leaf_fluence import LeafFluence
from codewell.radonc.lab.sequencing.sliding_window import sliding_window

SPEED, RATE = 25.0, 10.0
WISHES = arrays(np.float64, (4, 6), elements=st.floats(0, 30).map(lambda one: round(one, 2)))


def leaf_fluence(values):
    values = np.asarray(values, dtype=float)
    boundaries = tuple(5.0 * np.arange(len(values) + 1))
    return LeafFluence(values, 5.0 * np.arange(values.shape[1] + 1) - 15, Leaves(boundaries))


def given_by(shapes, wished):
    ideal = replace(machine(), leaves=wished.leaves, transmission=0.0, end_offset=0.0, end_sigma=0.0, tongue=0.0)
    beam = LabBeam(Field(1, "G", 0.0, Point(0, 0, 0)), shapes, Delivery.SLIDING_WINDOW)
    raster = Raster(wished.edges, np.asarray(wished.leaves.boundaries))
    return fluence(motion_of(beam), ideal, (-100, 100, -100, 100), raster)


@settings(max_examples=25, deadline=None)
@given(WISHES.filter(lambda values: values.max() > 0), st.booleans())
def test_the_window_gives_its_fluence_and_keeps_the_leaf_speed(values, interdigitation):
    wished = leaf_fluence(values)
    shapes = sliding_window(wished, leaf_speed=SPEED, dose_rate=RATE, interdigitation=interdigitation)
    assert given_by(shapes, wished) == pytest.approx(values, abs=2e-3)
    for before, after in pairwise(shapes):
        seconds = after.mu / RATE
        for bank in ("left", "right"):
            moved = np.abs(getattr(after, bank) - getattr(before, bank)).max()
            assert moved <= SPEED * seconds + 1e-3
        assert np.all(after.left >= before.left - 1e-4)
        assert np.all(after.right >= after.left - 1e-4)


def test_a_flat_field_needs_its_fluence_and_the_time_to_cross_it():
    """30 mm at 25 mm/s are 1.2 s, at 10 MU/s 12 MU, on top of 20 MU."""
    shapes = sliding_window(leaf_fluence([[20.0] * 6]), leaf_speed=SPEED, dose_rate=RATE)
    assert sum(one.mu for one in shapes) == pytest.approx(32)
    assert shapes[0].mu == 0
    assert shapes[0].left == shapes[0].right == pytest.approx(-15)
    assert shapes[-1].left == shapes[-1].right == pytest.approx(15)


def test_few_control_points_come_near():
    values = np.array([[0, 5, 12, 20, 9, 3], [2, 8, 8, 15, 15, 0]], dtype=float)
    wished = leaf_fluence(values)
    shapes = sliding_window(wished, leaf_speed=SPEED, dose_rate=RATE, control_points=80)
    assert len(shapes) == 80
    assert given_by(shapes, wished).sum() == pytest.approx(values.sum(), rel=0.02)


def test_the_leaf_gap_is_kept_by_every_pair():
    shapes = sliding_window(leaf_fluence([[1.0, 2.0], [0.0, 0.0]]), leaf_speed=SPEED, dose_rate=RATE, leaf_gap=0.5)
    assert all(np.all(one.right - one.left >= 0.5 - 1e-4) for one in shapes)


def test_nonsense_is_refused():
    with pytest.raises(InputError):
        sliding_window(leaf_fluence([[0.0]]), leaf_speed=SPEED, dose_rate=RATE)
    with pytest.raises(InputError):
        sliding_window(leaf_fluence([[1.0]]), leaf_speed=SPEED, dose_rate=RATE, control_points=1)
