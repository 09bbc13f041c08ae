"""Objectives: what they find good, and that their derivatives are those of their penalties."""

from __future__ import annotations

import numpy as np
import pytest

from codewell.kernel.errors import InputError
from codewell.radonc.lab.planning.objectives import (
    MaxDvh,
    MaxEud,
    MeanDose,
    MinDvh,
    MinEud,
    SquaredDeviation,
    SquaredOverdose,
    SquaredUnderdose,
)

DOSES = np.random.default_rng(7).uniform(10.0, 60.0, 40)


@pytest.mark.parametrize(
    "objective",
    [
        pytest.param(SquaredOverdose("A", 30.0), id="overdose"),
        pytest.param(SquaredUnderdose("A", 30.0), id="underdose"),
        pytest.param(SquaredDeviation("A", 30.0), id="deviation"),
        pytest.param(MeanDose("A", 20.0), id="mean"),
        pytest.param(MaxDvh("A", 25.0, volume=0.3), id="max-dvh"),
        pytest.param(MinDvh("A", 50.0, volume=0.8), id="min-dvh"),
        pytest.param(MaxEud("A", 20.0, exponent=8.0), id="max-eud"),
        pytest.param(MinEud("A", 55.0, exponent=-10.0), id="min-eud"),
    ],
)
def test_the_derivative_is_that_of_the_penalty(objective):
    value, slope = objective.penalty(DOSES)
    assert value > 0
    step = 1e-5
    numeric = [
        (objective.penalty(DOSES + step * unit)[0] - objective.penalty(DOSES - step * unit)[0]) / (2 * step)
        for unit in np.eye(len(DOSES))
    ]
    assert slope == pytest.approx(np.array(numeric), rel=1e-4, abs=1e-6)


@pytest.mark.parametrize(
    "objective",
    [
        pytest.param(SquaredOverdose("A", 60.0), id="overdose"),
        pytest.param(SquaredUnderdose("A", 10.0), id="underdose"),
        pytest.param(MeanDose("A", 60.0), id="mean"),
        pytest.param(MaxDvh("A", 60.0, volume=0.3), id="max-dvh"),
        pytest.param(MinDvh("A", 10.0, volume=0.8), id="min-dvh"),
        pytest.param(MaxEud("A", 60.0, exponent=8.0), id="max-eud"),
        pytest.param(MinEud("A", 10.0, exponent=-10.0), id="min-eud"),
    ],
)
def test_a_wish_that_is_met_costs_nothing_and_pulls_nowhere(objective):
    value, slope = objective.penalty(DOSES)
    assert value == 0.0
    assert not slope.any()


def test_overdose_is_the_mean_square_of_the_excess():
    # Excesses over 20 Gy: 0, 0, 10, 20; squares 100 and 400; mean of four 125.
    assert SquaredOverdose("A", 20.0).penalty(np.array([0.0, 20.0, 30.0, 40.0]))[0] == pytest.approx(125.0)


def test_a_dose_volume_wish_lets_the_hottest_share_be():
    """Half of the volume may lie above 20 Gy and does: nothing to ask for, though the maximum is 100 Gy."""
    value, slope = MaxDvh("A", 20.0, volume=0.5).penalty(np.array([5.0, 10.0, 90.0, 100.0]))
    low, _ = MaxDvh("A", 20.0, volume=0.25).penalty(np.array([5.0, 10.0, 90.0, 100.0]))
    assert value == 0.0
    assert not slope.any()
    assert low >= 0.0


def test_equivalent_uniform_dose_of_a_uniform_dose_is_that_dose():
    for exponent in (-10.0, 1.0, 8.0):
        assert MaxEud("A", 0.0, exponent=exponent).equivalent(np.full(9, 42.0))[0] == pytest.approx(42.0)


def test_equivalent_uniform_dose_leans_to_hot_or_to_cold_voxels():
    doses = np.array([20.0, 40.0])
    cold, mean, hot = (MaxEud("A", 0.0, exponent=exponent).equivalent(doses)[0] for exponent in (-20.0, 1.0, 20.0))
    assert mean == pytest.approx(30.0)
    assert 20.0 < cold < 25.0
    assert 35.0 < hot < 40.0


def test_a_negative_dose_is_refused():
    with pytest.raises(InputError) as caught:
        SquaredOverdose("A", -1.0)
    assert caught.value.slug == "input.bad-objective"
