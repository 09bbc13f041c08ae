"""Electron depth doses follow the handbook's half-value depth and range."""

from __future__ import annotations

import numpy as np
import pytest

from codewell.radonc.lab.delivering.machine import machine
from codewell.radonc.lab.steps.electrons import depth_dose, square_opening


@pytest.mark.parametrize("energy", [6.0, 9.0, 12.0, 16.0])
def test_half_of_the_largest_dose_lies_near_the_handbook_depth(energy: float) -> None:
    depth = np.arange(0.0, 120.0, 0.5)
    curve = depth_dose(depth, energy)
    behind = depth[(depth > depth[curve.argmax()]) & (curve < curve.max() / 2)]
    # R50 is E / 2.33 in cm; bremsstrahlung and the rise move it by little.
    assert behind[0] == pytest.approx(10 * energy / 2.33, rel=0.12)


def test_little_dose_is_left_behind_the_range() -> None:
    assert depth_dose(80.0, 9.0) < 0.03
    assert 0.75 < depth_dose(0.0, 9.0) < 0.9


def test_a_square_opening_is_square() -> None:
    shape = square_opening(machine().leaves, 100.0)
    widths = np.diff(np.asarray(machine().leaves.boundaries))
    assert float(((shape.right - shape.left) * widths).sum()) == pytest.approx(100.0**2)
