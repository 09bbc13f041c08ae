"""Weights of apertures, where the best are known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from codewell.kernel.errors import InputError
from codewell.radonc.facts import Point
from codewell.radonc.lab.plan import Aperture, Field, LabBeam
from codewell.radonc.lab.sequencing.reweighting import (
    aperture_doses,
    dose_at_volume,
    normalise_d95,
    reweight,
    with_metersets,
)

DOSES = np.array([[1, 0, 1], [0, 1, 1], [0, 0, 1]], dtype=np.float32)


def squares(wished):
    def penalty(dose):
        return float(np.sum((dose - wished) ** 2)), 2 * (dose - wished)

    return penalty


def test_weights_that_reach_a_dose_exactly_are_found():
    found = reweight(DOSES, np.array([1.0, 1.0, 1.0]), squares(np.array([5.0, 3.0, 2.0])))
    assert found.mu == pytest.approx([3, 1, 2], abs=0.01)
    assert found.cost[1] < found.cost[0]


def test_weights_never_become_negative():
    """Without the bound they would be -2 and 2; with the first at 0, w^2 + 2 (w - 2)^2 is least at 4/3."""
    found = reweight(DOSES[:, [0, 2]], np.array([1.0, 1.0]), squares(np.array([0.0, 2.0, 2.0])))
    assert found.mu == pytest.approx([0, 4 / 3], abs=0.01)


def test_nothing_open_is_refused():
    with pytest.raises(InputError):
        reweight(DOSES, np.zeros(3), squares(np.zeros(3)))


def test_d95_is_brought_to_the_dose():
    target = np.linspace(1, 2, 21, dtype=np.float32)[:, None]
    mu = normalise_d95(target, np.array([1.0]), 50.0)
    assert dose_at_volume(target @ mu, 0.95) == pytest.approx(50)
    assert mu == pytest.approx([50 / 1.05])
    with pytest.raises(InputError):
        normalise_d95(target * 0, np.array([1.0]), 50.0)


def test_aperture_doses_of_an_influence_matrix_add_the_open_bixels():
    matrix = sparse.csr_matrix(np.array([[1.0, 2.0], [0.0, 4.0]], dtype=np.float32))
    assert aperture_doses(matrix, np.array([[1.0, 0.0], [0.5, 1.0]])) == pytest.approx(np.array([[2.0, 2.0], [2.0, 4.0]]))


def test_apertures_without_enough_meterset_are_dropped():
    shapes = tuple(Aperture(np.zeros(1, dtype=np.float32), np.ones(1, dtype=np.float32), 1.0) for _ in range(2))
    beams = tuple(LabBeam(Field(n, "G", 0.0, Point(0, 0, 0)), shapes, "step-and-shoot") for n in (1, 2))
    kept = with_metersets(beams, np.array([3.0, 0.5, 0.0, 0.2]), minimum_mu=1.0)
    assert [[one.mu for one in beam.apertures] for beam in kept] == [[3.0]]
