"""Direction of shifts, their matrices, and couch corrections."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from codewell.radonc.facts import Point
from codewell.radonc.lab.guiding.correcting import SIX_AXES, THREE_AXES, Couch, after, correct
from codewell.radonc.lab.guiding.shifts import ORIGIN, RigidShift, shift_of

ISO = Point(10, -20, 30)
lengths, angles = st.floats(-20, 20), st.floats(-5, 5)
shifts = st.builds(lambda x, y, z, a, b, c: RigidShift(Point(x, y, z), Point(a, b, c), ISO), *[lengths] * 3, *[angles] * 3)


def test_a_translation_moves_every_point_by_itself() -> None:
    assert RigidShift(Point(1, 2, 3)).moved(Point(10, 10, 10)) == Point(11, 12, 13)


@pytest.mark.parametrize(
    ("rotation", "goes_to"),
    [
        pytest.param(Point(90, 0, 0), Point(1, 0, 0), id="x-stays-under-a-turn-about-x"),
        pytest.param(Point(0, 90, 0), Point(0, 0, -1), id="x-goes-to-minus-z-about-y"),
        pytest.param(Point(0, 0, 90), Point(0, 1, 0), id="x-goes-to-y-about-z"),
        pytest.param(Point(90, 90, 0), Point(0, 0, -1), id="x-first-then-y"),
        pytest.param(Point(90, 0, 90), Point(0, 1, 0), id="x-first-then-z"),
    ],
)
def test_rotations_are_right_handed_and_in_the_stated_order(rotation: Point, goes_to: Point) -> None:
    moved = RigidShift(ORIGIN, rotation).moved(Point(1, 0, 0))
    assert (moved.x, moved.y, moved.z) == pytest.approx((goes_to.x, goes_to.y, goes_to.z), abs=1e-12)


def test_the_centre_of_rotation_only_shifts() -> None:
    moved = RigidShift(Point(1, 2, 3), Point(10, 20, 30), ISO).moved(ISO)
    assert (moved.x, moved.y, moved.z) == pytest.approx((11, -18, 33))


@given(shifts)
def test_a_shift_reads_back_from_its_matrix(shift: RigidShift) -> None:
    again = shift_of(shift.to_treatment(), ISO)
    for got, want in ((again.translation, shift.translation), (again.rotation, shift.rotation)):
        assert (got.x, got.y, got.z) == pytest.approx((want.x, want.y, want.z), abs=1e-9)
    assert np.allclose(shift.to_planning() @ shift.to_treatment(), np.eye(4))


@given(shifts)
def test_six_axes_leave_nothing_but_the_couchs_steps(shift: RigidShift) -> None:
    left = correct(shift, Couch(most_turned=10.0)).residual
    assert max(abs(left.translation.x), abs(left.translation.y), abs(left.translation.z)) <= 0.05 + 1e-9
    assert left.rotation.distance(ORIGIN) == pytest.approx(0, abs=1e-6)


@given(shifts)
def test_three_axes_bring_the_isocentre_back_and_leave_the_rotation(shift: RigidShift) -> None:
    done = correct(shift, THREE_AXES)
    assert done.rotation == ORIGIN
    assert done.residual.moved(ISO).distance(ISO) <= 0.05 * math.sqrt(3) + 1e-9
    assert (done.residual.rotation.x, done.residual.rotation.y, done.residual.rotation.z) == pytest.approx(
        (shift.rotation.x, shift.rotation.y, shift.rotation.z), abs=1e-9
    )


def test_a_patient_too_far_to_the_head_and_too_high_goes_to_the_foot_and_down() -> None:
    done = correct(RigidShift(Point(2.0, -4.0, 6.0)))
    assert (done.lateral, done.vertical, done.longitudinal) == pytest.approx((-2.0, -4.0, -6.0))


def test_a_couch_turns_no_further_than_it_can() -> None:
    done = correct(RigidShift(ORIGIN, Point(0, 0, 5), ISO), SIX_AXES)
    assert done.rotation.z == pytest.approx(-3)
    assert done.residual.rotation.z == pytest.approx(2)


def test_a_shift_below_tolerance_is_left_alone() -> None:
    small = RigidShift(Point(0.5, 0, 0))
    done = correct(small, Couch(tolerance=1.0))
    assert done.translation == ORIGIN
    assert done.residual == small


def test_a_wrong_measurement_shows_in_what_is_left() -> None:
    measured, true = RigidShift(Point(3, 0, 0)), RigidShift(Point(5, 0, 0))
    done = correct(measured)
    assert after(true, done.translation, done.rotation).translation.x == pytest.approx(2)
