"""A simulated machine keeps its limits, breaks off where it is told and goes on from there."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest

from codewell.kernel.errors import InputError
from codewell.radonc.facts import Point
from codewell.radonc.lab.delivering.checking import check_metersets, delivered_plan, delivered_share
from codewell.radonc.lab.delivering.delivered import Termination
from codewell.radonc.lab.delivering.delivering import Interruption, deliver_fraction
from codewell.radonc.lab.delivering.gating import Gating
from codewell.radonc.lab.delivering.machine import machine
from codewell.radonc.lab.guiding.tracking import EXHALE_GATE, Breathing, Gate
from codewell.radonc.lab.plan import Aperture, Delivery, Field, LabBeam, LabPlan

MACHINE = machine()
EXACT = replace(MACHINE, leaf_error=0.0, gantry_error=0.0)
START = datetime(2026, 3, 2, 9, 30)  # noqa: DTZ001 - clocks of treatment machines carry no zone


def aperture(left, right, mu, gantry=None):
    pairs = MACHINE.leaves.pairs
    return Aperture(np.full(pairs, left, dtype=np.float32), np.full(pairs, right, dtype=np.float32), mu, gantry)


def field(number, gantry, stop=None):
    return Field(number, f"G{gantry:03.0f}", gantry, Point(0, 0, 0), gantry_stop=stop)


def plan(*beams):
    return LabPlan("PLAN", beams, MACHINE.leaves, 25, 2.0, "PTV")


STATIC = plan(
    LabBeam(field(1, 0), (aperture(-20, 20, 60), aperture(-20, 30, 40)), Delivery.STEP_AND_SHOOT),
    LabBeam(field(2, 180), (aperture(-20, 20, 100),), Delivery.STATIC),
)


def test_times_follow_dose_rate_leaf_and_gantry_speed():
    """100 MU at 10 MU/s are 10 s; leaves travel 10 mm at 25 mm/s, 0.4 s; the gantry turns 180 degrees at 6, 30 s."""
    given = deliver_fraction(STATIC, EXACT, 1, START, seed=1)
    first, second = given.beams
    assert (first.start - START).total_seconds() == pytest.approx(EXACT.fraction_overhead + EXACT.start_up)
    assert (first.stop - first.start).total_seconds() == pytest.approx(10.4)
    assert (second.start - first.stop).total_seconds() == pytest.approx(30 + EXACT.start_up)
    assert [one.meterset for one in given.beams] == pytest.approx([100, 100])
    assert {one.termination for one in given.beams} == {Termination.NORMAL}
    assert all(check.is_complete for check in check_metersets(STATIC, [given]))


def test_the_same_seed_gives_the_same_log_and_another_does_not():
    one, same, other = (deliver_fraction(STATIC, MACHINE, 1, START, seed=seed) for seed in (5, 5, 6))
    assert np.array_equal(one.beams[0].control_points[0].left, same.beams[0].control_points[0].left)
    assert not np.array_equal(one.beams[0].control_points[0].left, other.beams[0].control_points[0].left)


def test_leaf_errors_are_small_and_leaves_do_not_collide():
    closed = plan(LabBeam(field(1, 0), (aperture(3, 3, 50), aperture(-20, 20, 50)), Delivery.STEP_AND_SHOOT))
    points = deliver_fraction(closed, MACHINE, 1, START, seed=2).beams[0].control_points
    assert all(np.all(one.right >= one.left) for one in points)
    assert np.std(points[2].left + 20) == pytest.approx(MACHINE.leaf_error, rel=0.4)


def test_a_half_delivered_fraction_shows_in_its_metersets():
    given = deliver_fraction(STATIC, MACHINE, 3, START, seed=1, interruption=Interruption(0.4))
    (beam,) = given.beams  # 80 of 200 MU: the second beam never came on
    assert beam.termination is Termination.MACHINE
    assert beam.meterset == pytest.approx(80)
    assert delivered_share(STATIC, [given]) == pytest.approx(0.4)
    assert [check.is_complete for check in check_metersets(STATIC, [given])] == [False, False]
    assert [check.delivered for check in check_metersets(STATIC, [given])] == pytest.approx([80, 0])


def test_what_is_left_of_a_fraction_is_given_after_the_break():
    first = deliver_fraction(STATIC, EXACT, 3, START, seed=1, interruption=Interruption(0.4, Termination.OPERATOR))
    rest = deliver_fraction(STATIC, EXACT, 3, START + timedelta(minutes=40), seed=1, earlier=[first])
    assert rest.part == 2
    assert [(one.number, one.begin, one.end) for one in rest.beams] == [(1, pytest.approx(80), 100), (2, 0, 100)]
    assert all(check.is_complete for check in check_metersets(STATIC, [first, rest]))
    whole = delivered_plan(STATIC, [first, rest])
    assert sum(beam.mu for beam in whole.beams) == pytest.approx(200)
    assert [one.mu for one in whole.beams[0].apertures] == pytest.approx([60, 20])
    assert [one.mu for one in whole.beams[1].apertures] == pytest.approx([20])


def test_a_fraction_that_breaks_off_at_once_gives_nothing():
    given = deliver_fraction(STATIC, EXACT, 1, START, seed=1, interruption=Interruption(0.0))
    assert given.beams == ()
    assert given.stop == START


@pytest.mark.parametrize("share", [-0.1, 1.0])
def test_a_break_outside_the_fraction_is_refused(share):
    with pytest.raises(InputError):
        deliver_fraction(STATIC, EXACT, 1, START, seed=1, interruption=Interruption(share))


def test_an_arc_slows_the_dose_rate_to_its_gantry():
    """36 degrees at 6 degrees/s take 6 s; 30 MU in 6 s are 300 MU/min."""
    shapes = [aperture(-20, 20, mu, gantry) for mu, gantry in ((0, 350), (30, 26))]
    arc = plan(LabBeam(field(1, 350, 26), tuple(shapes), Delivery.ARC))
    first, last = deliver_fraction(arc, EXACT, 1, START, seed=1).beams[0].control_points
    assert (last.at - first.at).total_seconds() == pytest.approx(6)
    assert last.dose_rate == pytest.approx(300)
    assert (first.gantry, last.gantry) == (350, 26)
    assert [first.index, last.index] == [0, 1]


def test_a_sliding_window_stops_between_control_points_and_goes_on():
    window = plan(
        LabBeam(
            field(1, 0),
            (aperture(-50, -50, 0), aperture(-50, -10, 50), aperture(10, 10, 50)),
            Delivery.SLIDING_WINDOW,
        )
    )
    first = deliver_fraction(window, EXACT, 1, START, seed=1, interruption=Interruption(0.25))
    stopped = first.beams[0].control_points[-1]
    assert (stopped.index, stopped.meterset) == (0, 25)
    assert stopped.right[0] == pytest.approx(-30)
    rest = deliver_fraction(window, EXACT, 1, START, seed=1, earlier=[first])
    assert [one.meterset for one in rest.beams[0].control_points] == pytest.approx([25, 50, 100])
    assert [one.mu for one in delivered_plan(window, [rest]).beams[0].apertures] == pytest.approx([0, 25, 50])


def test_leaf_speed_is_kept_by_every_moving_step():
    window = plan(LabBeam(field(1, 0), (aperture(-50, -50, 0), aperture(0, 50, 1)), Delivery.SLIDING_WINDOW))
    first, last = deliver_fraction(window, EXACT, 1, START, seed=1).beams[0].control_points
    assert (last.at - first.at).total_seconds() == pytest.approx(100 / EXACT.leaf_speed)


def test_a_gate_stretches_delivery_by_its_duty_cycle():
    """sin^4 stays below a quarter of its height while sin^2 stays below a half: for half of the time."""
    gating = Gating(Breathing(amplitude=(0, 0, -12), period=4, variation=0.0, drift=0), Gate((-1, -1, -3), (1, 1, 1), latency=0))
    long_beam = plan(LabBeam(field(1, 0), (aperture(-20, 20, 800),), Delivery.STATIC))
    beam = deliver_fraction(long_beam, EXACT, 1, START, seed=1, gating=gating).beams[0]
    assert (beam.stop - beam.start).total_seconds() == pytest.approx(80 / 0.5, rel=0.05)
    assert beam.holds >= 1
    assert beam.signal.duty_cycle == pytest.approx(0.5, rel=0.05)
    assert len(beam.signal.holds) == pytest.approx(160 / 4, abs=1)


def test_a_beam_without_gate_has_no_signal():
    assert deliver_fraction(STATIC, EXACT, 1, START, seed=1).beams[0].signal is None


def test_a_gate_that_never_opens_is_refused():
    away = Gating(Breathing(variation=0, drift=0), Gate((5, 5, 5), (6, 6, 6)))
    with pytest.raises(InputError, match="never opens"):
        deliver_fraction(STATIC, EXACT, 1, START, seed=1, gating=away)


def test_metersets_and_clock_never_run_back():
    gating = Gating(Breathing(), EXHALE_GATE)
    points = deliver_fraction(STATIC, MACHINE, 1, START, seed=4, gating=gating).beams[0].control_points
    for before, after in pairwise(points):
        assert after.at >= before.at
        assert after.meterset >= before.meterset


def test_parts_of_two_fractions_are_not_compared_as_one():
    parts = [deliver_fraction(STATIC, EXACT, number, START, seed=1) for number in (1, 2)]
    with pytest.raises(InputError):
        check_metersets(STATIC, parts)
