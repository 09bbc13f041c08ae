"""Agreement with doses that an independent engine gave (bench/radonc/reference/README.md says how they were made)."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from codewell.radonc.facts import Point
from codewell.radonc.lab.dose.engine import FluenceMap, field_dose, prepare
from codewell.radonc.lab.dose.influencing import bixel_grid
from codewell.radonc.lab.dose.kernel import covered, pencil_beam
from codewell.radonc.lab.gamma import Criteria, gamma
from codewell.radonc.lab.plan import Field, Leaves
from codewell.radonc.volume import Grid, Volume

BENCH = Path(__file__).parents[5] / "bench" / "radonc"
OPEN = np.load(BENCH / "reference" / "open_fields.npz")
PRESCRIBED = 50.0


def axis_of_the_reference_field() -> float:
    """Return the reference's dose at 100 mm in the 100 mm field."""
    return float(np.interp(100.0, OPEN["depth"][::2], OPEN["plane_100"][:, 0].astype(np.float64)))


@pytest.mark.parametrize("side", [5, 10, 20, 30, 50, 100, 150])
def test_open_fields_in_water_agree_within_half_a_per_cent(side):
    """The kernel was fitted to these fields: this guards the fit and the calibration, it proves nothing more."""
    beam = pencil_beam()
    depth, x = OPEN["depth"][::2].astype(np.float64), OPEN["x"][len(OPEN["x"]) // 2 :].astype(np.float64)
    inside, within = (depth > 3) & (depth < 290), x < 140  # the box of water ends at 300 mm and at 150 mm
    x = x[within]
    distance = 900.0 + depth[inside, None]
    at = (x * 1000.0 / distance).ravel()
    spread = covered(at, -side / 2, side / 2, beam.sigmas) * covered(np.zeros(1), -side / 2, side / 2, beam.sigmas)
    found = (np.repeat(beam.weights(depth[inside]), len(x), axis=0) * spread).sum(axis=1).reshape(-1, len(x))
    found = found * 1000.0**2 / (distance**2 + x**2)
    wanted = OPEN[f"plane_{side}"][inside][:, within] * (0.01 / axis_of_the_reference_field())
    assert found == pytest.approx(wanted, abs=0.005 * float(wanted.max()))


def test_a_nine_beam_plan_agrees_with_the_independent_engine():
    """Nothing was fitted to this plan; every other plane of its dose is compared."""
    sys.path.insert(0, str(BENCH))
    try:
        from c_shape import c_shape
    finally:
        sys.path.remove(str(BENCH))
    kept, of_bixels = np.load(BENCH / "reference" / "c_shape_plan.npz"), np.load(BENCH / "reference" / "c_shape_weights.npz")
    phantom, leaves = c_shape(), Leaves(tuple(float(one) for one in of_bixels["leaves"]))
    wanted = kept["dose"][::2].astype(np.float32) * np.float32(0.01 / axis_of_the_reference_field())
    step_z, step_y, step_x = (float(one) for one in kept["spacing"])
    grid = Grid(wanted.shape, (2 * step_z, step_y, step_x), tuple(float(one) for one in kept["origin"]))
    found, judged = np.zeros(grid.shape, dtype=np.float32), np.zeros(grid.shape, dtype=bool)
    first = 0
    for number, angle in enumerate(of_bixels["gantries"]):
        field = Field(number + 1, "G", float(angle), Point(0.0, 0.0, 0.0))
        bixels = bixel_grid(phantom, field, bixel_mm=5.0, leaves=leaves, targets=["PTV"], margin_mm=5.0, first=first)
        first += int((bixels.index >= 0).sum())
        mu = np.where(bixels.index >= 0, of_bixels["weights"][np.maximum(bixels.index, 0)], 0.0).astype(np.float32)
        start = (bixels.row_edges()[0] + 0.625, float(bixels.xs[0]) - 2.5 + 0.625)
        fluence = FluenceMap(mu.repeat(4, axis=0).repeat(4, axis=1), start, (1.25, 1.25))
        geometry = prepare(phantom, field, grid)
        found += geometry.volume(field_dose(geometry, fluence))
        judged.ravel()[geometry.voxels] = True
    judged &= wanted > 0.1 * PRESCRIBED
    assert first == len(of_bixels["weights"])
    difference = np.abs(found - wanted)[judged] / PRESCRIBED
    assert float(difference.mean()) <= 0.01
    passed = gamma(Volume(grid, np.where(judged, wanted, 0.0)), Volume(grid, found), Criteria(normalisation=PRESCRIBED)).passed
    assert passed >= 0.97
