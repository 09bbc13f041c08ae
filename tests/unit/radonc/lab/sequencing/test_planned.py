"""From bixel weights to a plan that can be delivered."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from scipy import sparse

from codewell.kernel.errors import InputError
from codewell.radonc.facts import Point
from codewell.radonc.lab.delivering.machine import machine
from codewell.radonc.lab.delivering.motion import motion_of
from codewell.radonc.lab.delivering.recalculating import Geometries, plan_dose
from codewell.radonc.lab.dose.influencing import dose_influence
from codewell.radonc.lab.phantom import Phantom, Structure
from codewell.radonc.lab.plan import Delivery, Field, LabPlan
from codewell.radonc.lab.sequencing.apertures import Method, SegmentLimits
from codewell.radonc.lab.sequencing.planned import (
    StepAndShoot,
    plan_step_and_shoot,
    sequence_beams,
    sliding_window_beams,
    weighing_of,
)
from codewell.radonc.volume import Grid, Volume

MACHINE = machine()
GRID = Grid((21, 31, 31), (6.0, 6.0, 6.0), (-60.0, -90.0, -90.0))


@dataclass(frozen=True)
class Near:
    """A wish that a structure gets one dose."""

    structure: str
    dose: float
    priority: float = 1.0

    def penalty(self, doses, /):
        apart = doses - self.dose
        return float(apart @ apart) / len(doses), 2 * apart / len(doses)


@pytest.fixture(scope="module")
def scene():
    """Water with a target of 48 mm and two opposing fields whose fluence rises from one side to the other."""
    z, y, x = GRID.axes()
    body = np.broadcast_to((np.abs(y) <= 80)[:, None] & (np.abs(x) <= 80), GRID.shape)
    target = (np.abs(z) <= 24)[:, None, None] & (np.abs(y) <= 24)[:, None] & (np.abs(x) <= 24)
    ct = Volume(GRID, np.where(body, 0, -1000).astype(np.int16))
    structures = (Structure("BODY", "EXTERNAL", (0, 0, 0), body.copy()), Structure("PTV", "PTV", (9, 9, 9), target))
    phantom = Phantom("water", ct, structures, {"main": Point(0, 0, 0)}, "")
    fields = [Field(1, "G000", 0.0, Point(0, 0, 0)), Field(2, "G180", 180.0, Point(0, 0, 0))]
    influence = dose_influence(phantom, fields, bixel_mm=5.0, leaves=MACHINE.leaves, grid=GRID, targets=["PTV"])
    weights = np.zeros(influence.matrix.shape[1])
    for beam in influence.beams:
        used = beam.index >= 0
        weights[beam.index[used]] = 3000 + 20 * np.broadcast_to(beam.xs, beam.index.shape)[used]
    return phantom, influence, weights, {"PTV": target, "BODY": body}


def test_a_plan_gives_the_target_its_dose_with_apertures_within_the_limits(scene):
    phantom, influence, weights, masks = scene
    geometries = Geometries(phantom, GRID)
    weighing = weighing_of([Near("PTV", 50.0)], masks, "PTV", dose=48.0, fractions=25)
    rows = np.flatnonzero(masks["PTV"].ravel()[influence.voxels])
    matrix = sparse.csr_matrix(influence.matrix)[rows]

    def cost(bixels):
        value, slope = Near("PTV", 50.0).penalty(matrix @ bixels)
        return value, matrix.T @ slope

    how = StepAndShoot(levels=4, method=Method.AREAL, minimum_mu=2.0, iterations=20)
    beams = plan_step_and_shoot(influence, weights, cost, MACHINE, geometries, weighing, how)
    assert {beam.delivery for beam in beams} == {Delivery.STEP_AND_SHOOT}
    assert min(one.mu for beam in beams for one in beam.apertures) > 1.9
    plan = LabPlan("PLAN", beams, MACHINE.leaves, 25, 2.0, "PTV")
    dose = plan_dose(plan, MACHINE, geometries, fractions=25).values[masks["PTV"]]
    assert np.quantile(dose, 0.05) == pytest.approx(48.0, rel=2e-3)
    assert dose.mean() == pytest.approx(50, rel=0.03)


def test_levels_become_segments(scene):
    _, influence, weights, _ = scene
    few = sequence_beams(influence, weights, MACHINE, levels=2)
    many = sequence_beams(influence, weights, MACHINE, levels=8, limits=SegmentLimits(minimum_area=0))
    assert sum(len(beam.apertures) for beam in few) < sum(len(beam.apertures) for beam in many)
    assert len(few[0].apertures) >= 1


def test_sliding_windows_keep_the_leaf_speed(scene):
    _, influence, weights, _ = scene
    beams = sliding_window_beams(influence, weights, MACHINE, fractions=25, control_points=40)
    assert len(beams) == 2
    for beam in beams:
        motion = motion_of(beam)
        moved = np.abs(np.diff(motion.right, axis=1)).max(axis=(1, 2))
        # The ends' allowance comes and goes where a pair opens and closes; beyond it no leaf is faster than it may.
        assert np.all(moved <= MACHINE.leaf_speed * motion.mu / MACHINE.dose_rate + 2 * MACHINE.end_offset + 1e-2)


def test_an_unknown_structure_is_refused(scene):
    with pytest.raises(InputError, match="Liver"):
        weighing_of([Near("Liver", 1.0)], scene[3], "PTV", dose=50.0, fractions=25)
