"""Conformal fields and arcs, field-in-field, compensators, modulated arcs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from codewell.kernel.errors import InputError
from codewell.radonc.facts import Point
from codewell.radonc.lab.delivering.machine import machine
from codewell.radonc.lab.phantom import Phantom, Structure
from codewell.radonc.lab.plan import Aperture, Delivery, Field, LabBeam, Leaves
from codewell.radonc.lab.sequencing.arcs import AngleFluence, modulated_arc
from codewell.radonc.lab.sequencing.compensators import behind, compensate, compensator_beam
from codewell.radonc.lab.sequencing.conformal import (
    arc_angles,
    beams_eye_view,
    conformal_aperture,
    conformal_arc,
    static_field,
)
from codewell.radonc.lab.sequencing.field_in_field import field_in_field
from codewell.radonc.lab.sequencing.leaf_fluence import LeafFluence
from codewell.radonc.volume import Grid, Volume

MACHINE = machine()
FIELD = Field(1, "G000", 0.0, Point(0, 0, 0))
GRID = Grid((41, 41, 41), (2.0, 2.0, 2.0), (-40.0, -40.0, -40.0))


def box(half):
    """Phantom with a box-shaped target of half lengths x, y, z around the isocentre."""
    z, y, x = GRID.axes()
    mask = (np.abs(z) <= half[2])[:, None, None] & (np.abs(y) <= half[1])[:, None] & (np.abs(x) <= half[0])
    return Phantom("box", Volume(GRID, np.zeros(GRID.shape, np.int16)), (Structure("PTV", "PTV", (1, 2, 3), mask),), {}, "")


@pytest.mark.parametrize(
    ("gantry", "collimator", "place", "expected"),
    [
        pytest.param(0, 0, (10, 0, 0), (10, 0), id="patient-left-at-0"),
        pytest.param(90, 0, (0, 10, 0), (10, 0), id="posterior-at-90"),
        pytest.param(180, 0, (10, 0, 0), (-10, 0), id="patient-left-at-180"),
        pytest.param(0, 90, (0, 0, 10), (10, 0), id="head-under-a-turned-collimator"),
        pytest.param(0, 0, (10, -500, 0), (20, 0), id="halfway-to-the-source"),
    ],
)
def test_beams_eye_view(gantry, collimator, place, expected):
    field = replace(FIELD, gantry=gantry, collimator=collimator)
    x, y = beams_eye_view(np.array([place], dtype=float), field, 1000.0)
    assert (x[0], y[0]) == pytest.approx(expected, abs=1e-9)


def test_leaves_fit_the_target_with_its_margin():
    beam = static_field(box((20, 10, 16)), FIELD, ["PTV"], MACHINE.leaves, margin=5, mu=100, sad=1000)
    (shape,) = beam.apertures
    middle = 30  # the pair from 0 to 5 mm
    nearest = 20 * 1000 / 990  # the box's front face is projected larger
    assert shape.left[middle] == pytest.approx(-nearest - 5, abs=1.5)
    assert shape.right[middle] == pytest.approx(nearest + 5, abs=1.5)
    open_pairs = np.flatnonzero(shape.right > shape.left)
    edges = MACHINE.leaves.boundaries
    assert edges[open_pairs[0]] == pytest.approx(-25)  # 16.2 + 5 mm reach into the pair from -25 to -20
    assert edges[open_pairs[-1] + 1] == pytest.approx(25)
    assert beam.delivery == Delivery.STATIC


def test_a_target_beyond_the_leaves_is_refused():
    with pytest.raises(InputError):
        conformal_aperture(np.array([0.0]), np.array([300.0]), MACHINE.leaves, 5, 1)
    with pytest.raises(InputError):
        static_field(box((-1, -1, -1)), FIELD, ["PTV"], MACHINE.leaves, margin=5, mu=1, sad=1000)


@pytest.mark.parametrize(
    ("start", "stop", "clockwise", "count", "length"),
    [(350, 10, True, 5, 20), (10, 350, False, 5, 20), (180, 180, True, 73, 360), (0, 90, False, 55, 270)],
)
def test_angles_of_an_arc(start, stop, clockwise, count, length):
    field = replace(FIELD, gantry=start, gantry_stop=stop, clockwise=clockwise)
    angles = arc_angles(field, 5)
    assert len(angles) == count
    assert angles[0] == start
    assert angles[-1] == pytest.approx(stop)
    turned = np.mod(np.diff(angles) * (1 if clockwise else -1), 360)
    assert turned.sum() == pytest.approx(length)


def test_a_conformal_arc_follows_the_outline():
    """A box that is wide from the front and narrow from the side."""
    field = replace(FIELD, gantry=0, gantry_stop=90)
    arc = conformal_arc(box((30, 10, 10)), field, ["PTV"], MACHINE.leaves, margin=5, mu=90, sad=1000, spacing=10)
    widths = [one.right[30] - one.left[30] for one in arc.apertures]
    assert widths[0] == pytest.approx(70, abs=3)
    assert widths[-1] == pytest.approx(30, abs=3)
    assert [one.mu for one in arc.apertures] == pytest.approx([0] + [10] * 9)
    with pytest.raises(InputError):
        conformal_arc(box((1, 1, 1)), FIELD, ["PTV"], MACHINE.leaves, margin=5, mu=1, sad=1000)


def open_beam(mu=100.0):
    pairs = MACHINE.leaves.pairs
    aperture = Aperture(np.full(pairs, -30, np.float32), np.full(pairs, 30, np.float32), mu)
    return LabBeam(FIELD, (aperture,), Delivery.STATIC)


def hot_dose():
    """2 Gy everywhere, 2.4 Gy in a spot at x from 16 to 24 mm near the axis, 2.2 Gy around it."""
    z, y, x = GRID.axes()
    near = (np.abs(z) <= 4)[:, None, None] & (np.abs(y) <= 4)[:, None]
    dose = np.full(GRID.shape, 2.0, np.float32)
    dose[np.broadcast_to(near & (np.abs(x - 20) <= 8), GRID.shape)] = 2.25
    dose[np.broadcast_to(near & (np.abs(x - 20) <= 4), GRID.shape)] = 2.4
    return Volume(GRID, dose)


def test_subfields_cover_what_is_too_hot():
    beam = field_in_field(open_beam(), hot_dose(), 2.0, MACHINE.leaves, subfields=2, share=0.1)
    whole, first, second = beam.apertures
    assert [one.mu for one in beam.apertures] == pytest.approx([80, 10, 10])
    assert first.right[30] == pytest.approx(16, abs=0.3)
    assert second.right[30] == pytest.approx(12, abs=0.3)
    assert first.left[30] == whole.left[30] == -30
    assert first.right[40] == 30  # a pair that sees nothing hot stays open
    assert beam.delivery == Delivery.STEP_AND_SHOOT


def test_a_dose_without_hot_spot_needs_no_subfield():
    even = Volume(GRID, np.full(GRID.shape, 2.0, np.float32))
    beam = field_in_field(open_beam(), even, 2.0, Leaves((200.0, 210.0)))
    assert len(beam.apertures) == 1
    assert beam.mu == 100


@pytest.mark.parametrize("subfields", [0, 4])
def test_field_in_field_has_one_to_three_subfields(subfields):
    with pytest.raises(InputError):
        field_in_field(open_beam(), hot_dose(), 2.0, MACHINE.leaves, subfields=subfields)


def test_half_the_fluence_takes_a_half_value_layer():
    """ln 2 / 0.0357 per mm = 19.4 mm of brass on the axis; behind no metal passes everything."""
    made = compensate(np.array([[10.0, 5.0]]), (0.0, -2.5), (5.0, 2.5), MACHINE)
    assert made.mu == 10
    assert made.compensator.thickness[0] == pytest.approx([0, np.log(2) / MACHINE.attenuation], abs=1e-4)
    assert made.compensator.tray_distance == MACHINE.tray_distance
    assert made.limited == 0


@settings(max_examples=25, deadline=None)
@given(arrays(np.float64, (3, 4), elements=st.floats(0.2, 1)))
def test_what_a_compensator_lets_through_is_the_fluence(wished):
    made = compensate(wished, (-100.0, -80.0), (5.0, 5.0), MACHINE)
    assert behind(made.compensator, made.mu, MACHINE) == pytest.approx(wished, rel=1e-5)
    assert made.fluence == pytest.approx(wished)
    assert made.compensator.thickness.max() <= MACHINE.maximum_thickness


def test_the_largest_thickness_limits_what_is_held_back():
    made = compensate(np.array([[1.0, 0.0]]), (0.0, 0.0), (5.0, 5.0), MACHINE)
    assert made.compensator.thickness[0, 1] == pytest.approx(MACHINE.maximum_thickness)
    assert made.fluence[0, 1] == pytest.approx(np.exp(-MACHINE.attenuation * MACHINE.maximum_thickness), rel=1e-3)
    assert made.limited == 0.5
    with pytest.raises(InputError):
        compensate(np.zeros((2, 2)), (0.0, 0.0), (5.0, 5.0), MACHINE)


def leaf_fluence(values):
    whole = np.zeros((MACHINE.leaves.pairs, len(values[0])))
    whole[30 : 30 + len(values)] = values
    return LeafFluence(whole, 5.0 * np.arange(len(values[0]) + 1) - 10, MACHINE.leaves)


def test_a_compensator_beam_is_framed_by_its_leaves():
    beam = compensator_beam(FIELD, leaf_fluence([[0, 4, 2, 0], [1, 2, 4, 4]]), MACHINE)
    (frame,) = beam.apertures
    assert beam.mu == 4
    assert (frame.left[30], frame.right[30]) == (-5, 5)
    assert (frame.left[31], frame.right[31]) == (-10, 10)
    assert frame.left[0] == frame.right[0]
    assert beam.compensator.spacing == (2.5, 2.5)
    assert beam.compensator.origin == pytest.approx((1.25, -8.75))
    with pytest.raises(InputError):
        compensator_beam(FIELD, leaf_fluence([[0.0]]), MACHINE)


def test_a_modulated_arc_turns_once_and_keeps_the_fluence():
    field = replace(FIELD, gantry=181, gantry_stop=179)
    angles = [AngleFluence((181 + 39.8 * (n + 0.5)) % 360, leaf_fluence([[1, 2, 1, 0], [0, n, 2, 2]])) for n in range(9)]
    arc = modulated_arc(field, angles, shapes=2)
    assert len(arc.apertures) == 19
    assert arc.apertures[0].mu == 0
    assert arc.apertures[0].gantry == 181
    assert arc.apertures[-1].gantry == pytest.approx(179)
    wished = sum(one.fluence.values.sum() for one in angles)
    given = sum(one.mu * np.sum(one.right - one.left) / 5 for one in arc.apertures)
    assert given == pytest.approx(wished, rel=1e-3)


def test_a_modulated_arc_needs_an_arc():
    with pytest.raises(InputError):
        modulated_arc(FIELD, [AngleFluence(0, leaf_fluence([[1.0]]))])
