"""Gamma against cases whose value is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codewell.kernel.errors import InputError
from codewell.radonc.lab.gamma import Criteria, gamma
from codewell.radonc.volume import Grid, Volume

GRID = Grid((5, 5, 25), (3.0, 3.0, 3.0), (-6.0, -6.0, -36.0))


def ramp(slope, shift=0.0, scale=1.0, middle=50.0):
    """Dose of `middle` Gy at x = 0 that rises along x by `slope` Gy/mm, moved by `shift` mm."""
    x = GRID.axes()[2]
    return Volume(GRID, np.broadcast_to(scale * (middle + slope * (x - shift)), GRID.shape).astype(np.float32))


def inner(values):
    """Voxels that have neighbours along x within the search."""
    return values[:, :, 4:-4]


@settings(max_examples=15, deadline=None)
@given(st.floats(0, 0.8), st.floats(0.5, 2))
def test_a_dose_agrees_with_itself(slope, scale):
    found = gamma(ramp(slope, scale=scale), ramp(slope, scale=scale))
    assert found.passed == 1.0
    assert found.mean == 0.0


@pytest.mark.parametrize(("shift", "passes"), [(2.0, 1.0), (2.9, 1.0), (4.5, 0.0)])
def test_a_steep_gradient_may_be_moved_by_up_to_the_distance(shift, passes):
    """At 20 Gy/mm the dose criterion of 3 Gy is worth 0.15 mm, so that distance alone decides."""
    found = gamma(ramp(20.0, middle=2000), ramp(20.0, shift, middle=2000), Criteria(normalisation=100.0))
    assert np.nanmean(inner(found.values) <= 1) == pytest.approx(passes)


def test_gamma_of_a_shifted_ramp_is_the_distance_between_parallel_planes():
    """Difference d of two ramps of slope a: gamma = d / sqrt(tolerance^2 + (a * distance)^2)."""
    found = gamma(ramp(0.5), ramp(0.5, 4.0), Criteria(normalisation=50.0))
    assert inner(found.values) == pytest.approx(2.0 / np.hypot(1.5, 0.5 * 3.0), rel=0.02)


@pytest.mark.parametrize(("scale", "expected"), [(1.02, 2 / 3), (1.03, 1.0), (1.05, 5 / 3), (1.2, 2.0)])
def test_gamma_of_a_flat_dose_is_its_difference(scale, expected):
    found = gamma(ramp(0.0), ramp(0.0, scale=scale))
    assert inner(found.values) == pytest.approx(expected, rel=1e-4)


def test_low_doses_are_not_judged():
    dose = np.full(GRID.shape, 4.0, dtype=np.float32)
    dose[2, 2, 12] = 50.0
    found = gamma(Volume(GRID, dose), Volume(GRID, dose))
    assert found.judged == 1
    assert np.isnan(found.values[0, 0, 0])


def test_grids_may_differ():
    finer = Grid((9, 9, 49), (1.5, 1.5, 1.5), (-6.0, -6.0, -36.0))
    dose = np.broadcast_to(50 + 0.5 * finer.axes()[2], finer.shape).astype(np.float32)
    found = gamma(ramp(0.5), Volume(finer, dose))
    assert found.passed == 1.0


def test_a_reference_without_dose_is_refused():
    with pytest.raises(InputError, match="no dose"):
        gamma(ramp(0.0, scale=0.0), ramp(0.0))
    with pytest.raises(InputError, match="above zero"):
        gamma(ramp(0.0), ramp(0.0), Criteria(dose=0.0))
