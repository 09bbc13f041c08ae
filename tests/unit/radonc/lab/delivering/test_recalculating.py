"""Dose behind the leaves in water: what adds up, what scales, what must differ."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest

from codewell.radonc.facts import Point
from codewell.radonc.lab.delivering.checking import delivered_plan, delivered_share
from codewell.radonc.lab.delivering.delivering import Interruption, deliver_fraction
from codewell.radonc.lab.delivering.machine import machine
from codewell.radonc.lab.delivering.recalculating import Geometries, beam_dose, plan_dose, step_doses
from codewell.radonc.lab.gamma import gamma
from codewell.radonc.lab.phantom import Phantom, Structure
from codewell.radonc.lab.plan import Aperture, Compensator, Delivery, Field, LabBeam, LabPlan
from codewell.radonc.lab.sequencing.planned import Weighing, weigh_again
from codewell.radonc.volume import Grid, Volume

MACHINE = machine()
CT_GRID = Grid((25, 41, 41), (6.0, 6.0, 6.0), (-72.0, -120.0, -120.0))
DOSE_GRID = Grid((13, 21, 21), (8.0, 8.0, 8.0), (-48.0, -80.0, -80.0))
START = datetime(2026, 3, 2, 9, 30)  # noqa: DTZ001 - clocks of treatment machines carry no zone


@pytest.fixture(scope="module")
def geometries():
    z, y, x = CT_GRID.axes()
    body = (np.abs(z) <= 66)[:, None, None] & (np.abs(y) <= 100)[:, None] & (np.abs(x) <= 100)
    ct = Volume(CT_GRID, np.where(body, 0, -1000).astype(np.int16))
    return Geometries(Phantom("water", ct, (Structure("BODY", "EXTERNAL", (0, 255, 0), body),), {}, ""), DOSE_GRID)


def aperture(left, right, mu, gantry=None):
    """Open in the 20 central pairs, 100 mm."""
    open_left, open_right = np.zeros(60, np.float32), np.zeros(60, np.float32)
    open_left[20:40], open_right[20:40] = left, right
    return Aperture(open_left, open_right, mu, gantry)


def beam(*apertures, gantry=0.0, number=1, delivery=Delivery.STEP_AND_SHOOT, stop=None):
    return LabBeam(Field(number, "B", gantry, Point(0, 0, 0), gantry_stop=stop), apertures, delivery)


def plan(*beams):
    return LabPlan("PLAN", beams, MACHINE.leaves, 25, 2.0, "PTV")


CENTRE = (6, 10, 10)


def test_one_monitor_unit_gives_a_centigray_at_the_reference_point(geometries):
    """The beam is calibrated to 1 cGy for 1 MU 100 mm deep in a 100 mm square field; leaf ends and tongues change under 1 %."""
    dose = beam_dose(beam(aperture(-50, 50, 100)), MACHINE, geometries)
    assert dose[CENTRE] == pytest.approx(1.0, rel=0.015)


def test_doses_add_and_scale(geometries):
    one, other = aperture(-50, 0, 30), aperture(0, 50, 50)
    together = beam_dose(beam(one, other), MACHINE, geometries)
    jaws = beam(one, other).apertures  # the same jaws for both parts
    parts = [beam_dose(beam(*(replace(a, mu=a.mu * (a is keep)) for a in jaws)), MACHINE, geometries) for keep in jaws]
    assert together == pytest.approx(parts[0] + parts[1], abs=1e-5)
    assert plan_dose(plan(beam(one)), MACHINE, geometries, fractions=25).values == pytest.approx(
        25 * beam_dose(beam(one), MACHINE, geometries), rel=1e-5
    )


def test_doses_of_steps_add_up_to_the_beam(geometries):
    shapes = beam(aperture(-50, 10, 30), aperture(-20, 50, 50))
    whole = beam_dose(shapes, MACHINE, geometries).ravel()
    points = np.flatnonzero(whole > 0)[::50]
    columns = step_doses([shapes], MACHINE, geometries, points)
    assert columns @ np.array([30.0, 50.0]) == pytest.approx(whole[points], abs=1e-5)


def test_transmission_gives_dose_behind_closed_leaves(geometries):
    half = [aperture(-50, 0, 0), aperture(0, 50, 0), aperture(-50, -20, 100)]
    tight = replace(MACHINE, transmission=0.0)
    leaking = beam_dose(beam(*half), MACHINE, geometries)[6, 10, 14]
    assert leaking - beam_dose(beam(*half), tight, geometries)[6, 10, 14] == pytest.approx(0.015, rel=0.15)


def test_an_arc_gives_its_dose_from_all_sides(geometries):
    shapes = [aperture(-20, 20, mu, angle) for mu, angle in ((0, 181), (100, 0), (100, 179))]
    dose = beam_dose(beam(*shapes, gantry=181, stop=179, delivery=Delivery.ARC), MACHINE, geometries)
    # Two steps, each given from its middle: 270.5 and 89.5 degrees, so that left and right of the axis get the same.
    assert dose[6, 10, 4] == pytest.approx(dose[6, 10, 16], rel=0.05)
    assert dose[CENTRE] > 1.5 * dose[6, 4, 10]


def test_a_compensator_of_a_half_value_layer_halves_the_dose(geometries):
    brass = Compensator("brass", np.full((30, 30), np.log(2) / MACHINE.attenuation, np.float32), (5, 5), (-72.5, -72.5), 650)
    plain = beam(aperture(-50, 50, 100), delivery=Delivery.STATIC)
    ratio = (
        beam_dose(replace(plain, compensator=brass), MACHINE, geometries)[CENTRE] / beam_dose(plain, MACHINE, geometries)[CENTRE]
    )
    assert ratio == pytest.approx(0.5, abs=0.005)


def test_what_is_delivered_agrees_with_the_plan_and_a_half_fraction_does_not(geometries):
    planned = plan(beam(aperture(-50, 0, 30), aperture(-30, 50, 50)), beam(aperture(-40, 40, 80), gantry=90.0, number=2))
    wished = plan_dose(planned, MACHINE, geometries)
    whole = deliver_fraction(planned, MACHINE, 1, START, seed=3)
    got = plan_dose(delivered_plan(planned, [whole]), MACHINE, geometries)
    assert got.values[CENTRE] == pytest.approx(wished.values[CENTRE], rel=0.01)
    assert gamma(wished, got).passed >= 0.99
    half = deliver_fraction(planned, MACHINE, 1, START, seed=3, interruption=Interruption(0.5))
    broken = plan_dose(delivered_plan(planned, [half]), MACHINE, geometries)
    assert delivered_share(planned, [half]) == pytest.approx(0.5)
    assert broken.values[CENTRE] < 0.7 * wished.values[CENTRE]
    assert gamma(wished, broken).passed < 0.5


def test_weights_are_found_that_make_two_opposing_fields_even(geometries):
    """A penalty on the difference of two points on either side makes opposing fields share their meterset."""
    beams = [beam(aperture(-40, 40, 90)), beam(aperture(-40, 40, 10), gantry=180.0, number=2)]
    near, far = np.ravel_multi_index((6, 6, 10), DOSE_GRID.shape), np.ravel_multi_index((6, 14, 10), DOSE_GRID.shape)
    points = np.array([near, np.ravel_multi_index(CENTRE, DOSE_GRID.shape), far])

    def penalty(dose):
        apart = dose - 50.0
        return float(apart @ apart), 2 * apart

    weighing = Weighing(points, penalty, np.array([False, True, False]), 50.0, 25)
    found = weigh_again(beams, MACHINE, geometries, weighing)
    assert found[0].mu == pytest.approx(found[1].mu, rel=0.02)
    dose = plan_dose(plan(*found), MACHINE, geometries, fractions=25)
    assert dose.values[CENTRE] == pytest.approx(50, rel=0.005)
