"""Fluence behind leaves, against what can be worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from codewell.kernel.errors import InputError
from codewell.radonc.facts import Point
from codewell.radonc.lab.delivering.fluence import Raster, fluence, raster_around
from codewell.radonc.lab.delivering.machine import machine
from codewell.radonc.lab.delivering.motion import jaws_of, motion_of
from codewell.radonc.lab.plan import Aperture, Delivery, Field, LabBeam, Leaves

FIELD = Field(1, "G000", 0.0, Point(0, 0, 0))
IDEAL = replace(
    machine(), leaves=Leaves((-10.0, -5.0, 0.0, 5.0, 10.0)), transmission=0.0, end_offset=0.0, end_sigma=0.0, tongue=0.0
)
RASTER = Raster(np.arange(-20.0, 21.0, 5.0), np.array([-10.0, -5.0, 0.0, 5.0, 10.0]))
WIDE = (-20.0, 20.0, -10.0, 10.0)


def aperture(left, right, mu, gantry=None):
    return Aperture(np.array(left, dtype=np.float32), np.array(right, dtype=np.float32), mu, gantry)


def beam(*apertures, delivery=Delivery.STEP_AND_SHOOT, field=FIELD):
    return LabBeam(field, apertures, delivery)


def test_the_machine_has_120_leaves_over_400_millimetres():
    assert machine().leaves.pairs == 60
    assert machine().leaves.boundaries[0] == -200
    assert machine().leaves.boundaries[-1] == 200
    widths = np.diff(machine().leaves.boundaries)
    assert (widths == 5).sum() == 40
    assert (widths == 10).sum() == 20


def test_an_ideal_aperture_opens_what_it_covers():
    one = beam(aperture([-5, -10, 0, 0], [5, 7.5, 0, 0], 2.0))
    got = fluence(motion_of(one), IDEAL, WIDE, RASTER)
    assert got[0] == pytest.approx([0, 0, 0, 2, 2, 0, 0, 0])
    assert got[1] == pytest.approx([0, 0, 2, 2, 2, 1, 0, 0])  # half of the last bin
    assert not got[2:].any()


def test_closed_leaves_transmit_and_jaws_do_not():
    leaky = replace(IDEAL, transmission=0.015)
    got = fluence(motion_of(beam(aperture([0] * 4, [0] * 4, 100.0))), leaky, (-10.0, 10.0, -10.0, 10.0), RASTER)
    assert got[:, 2:6] == pytest.approx(1.5)
    assert not got[:, :2].any()
    assert not got[:, 6:].any()


def test_rounded_ends_open_a_field_by_their_offset_on_both_sides():
    rounded = replace(IDEAL, end_offset=0.5)
    got = fluence(motion_of(beam(aperture([-5] * 4, [5] * 4, 1.0))), rounded, WIDE, RASTER)
    assert got[0].sum() * 5 == pytest.approx(11)


def test_a_spread_edge_keeps_the_fluence_of_the_field():
    spread = replace(IDEAL, end_sigma=2.0)
    raster = Raster(np.arange(-30.0, 31.0), RASTER.y)
    got = fluence(motion_of(beam(aperture([-10] * 4, [10] * 4, 1.0))), spread, (-30, 30, -10, 10), raster)
    assert got[0].sum() == pytest.approx(20)
    assert got[0, 29] == pytest.approx(1)  # the middle
    assert (got[0, 19] + got[0, 20]) / 2 == pytest.approx(0.5)  # the edge


def test_the_line_between_two_leaves_opens_only_where_both_do():
    """Two apertures open neighbouring pairs one after the other: a strip of twice the tongue stays dark, as 0.8 of 5 mm."""
    tongued = replace(IDEAL, tongue=0.4)
    together = fluence(motion_of(beam(aperture([0, 0, 0, 0], [0, 5, 5, 0], 1.0))), tongued, WIDE, RASTER)
    apart = fluence(
        motion_of(beam(aperture([0, 0, 0, 0], [0, 5, 0, 0], 1.0), aperture([0, 0, 0, 0], [0, 0, 5, 0], 1.0))),
        tongued,
        WIDE,
        RASTER,
    )
    assert (together - apart)[:, 4].sum() * 5 == pytest.approx(0.8)


def test_leaves_that_move_evenly_give_a_ramp():
    """The right bank opens from -10 to 10 while 1 MU is given: a place at x is open for (10 - x) / 20 of it."""
    start, stop = aperture([-10] * 4, [-10] * 4, 0.0), aperture([-10] * 4, [10] * 4, 1.0)
    got = fluence(motion_of(beam(start, stop, delivery=Delivery.SLIDING_WINDOW)), IDEAL, WIDE, RASTER)
    assert got[0] == pytest.approx([0, 0, 7 / 8, 5 / 8, 3 / 8, 1 / 8, 0, 0])


def test_jaws_stand_a_millimetre_behind_the_open_pairs():
    one = beam(aperture([-30, -5, -3, 50], [-30, 5, 4, 50], 1.0))
    assert jaws_of(one, IDEAL.leaves) == (-6, 6, -5, 5)
    assert jaws_of(beam(aperture([0] * 4, [0] * 4, 1.0)), IDEAL.leaves) == (0, 0, 0, 0)


def test_bins_cover_the_jaws():
    raster = raster_around((-6.0, 6.0, -5.0, 5.0))
    assert raster.x[0] <= -11
    assert raster.x[-1] >= 11
    assert raster.spacing == (2.5, 1.25)


@pytest.mark.parametrize(("clockwise", "expected"), [(True, [350, 360, 370]), (False, [350, 0, -350])])
def test_an_arc_turns_past_zero_without_a_jump(clockwise, expected):
    field = replace(FIELD, gantry=350, gantry_stop=10, clockwise=clockwise)
    shapes = [aperture([-5] * 4, [5] * 4, 1.0, gantry) for gantry in (350, 0, 10)]
    turned = motion_of(beam(*shapes, delivery=Delivery.ARC, field=field)).gantry
    assert [turned[0, 0], turned[0, 1], turned[1, 1]] == pytest.approx(expected)


def test_a_beam_without_apertures_is_refused():
    with pytest.raises(InputError, match="too few apertures"):
        motion_of(beam())
