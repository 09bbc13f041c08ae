"""Volumes of rasterised shapes against the formulas of solid geometry."""

from __future__ import annotations

import math

import numpy as np
import pytest

from codewell.radonc.lab.phantoms.rasterising import grid_over, rasterise
from codewell.radonc.lab.phantoms.shapes import Path, Prism, Ring, Shape, Superquadric

FINE = grid_over((-50, -50, -50), (50, 50, 50), (1, 1, 1))


@pytest.mark.parametrize(
    ("shape", "cubic_mm"),
    [
        pytest.param(Superquadric((3, -2, 1), (30, 20, 10)), 4 / 3 * math.pi * 30 * 20 * 10, id="ellipsoid"),
        pytest.param(Superquadric((0, 0, 0), (30, 20, 10), turned=30, tilted=20), 4 / 3 * math.pi * 6000, id="turned-ellipsoid"),
        pytest.param(Superquadric((0, 0, 0), (20, 20, 30), 2, 200), math.pi * 400 * 60, id="cylinder"),
        pytest.param(Path(((-20, 0, 0, 14), (20, 0, 0, 14))), math.pi * 196 * 40 + 4 / 3 * math.pi * 2744, id="capsule"),
        pytest.param(Path(((0, 0, -20, 0), (0, 0, 20, 20))), None, id="tapered-tube"),
        pytest.param(Prism(((-20, -10), (20, -10), (0, 30)), (-15, 15)), 40 * 40 / 2 * 30, id="triangular-prism"),
        pytest.param(Ring((0, 0, 0), 15, 37, 80), math.pi * (37**2 - 15**2) * 80, id="ring"),
        pytest.param(Ring((0, 0, 0), 15, 37, 80, 90), math.pi * (37**2 - 15**2) * 20, id="quarter-ring"),
    ],
)
def test_volume_is_that_of_the_solid(shape: Shape, cubic_mm: float | None) -> None:
    if cubic_mm is None:  # a cone of height 40 and radius 20, and the half ball on its end
        cubic_mm = math.pi * 400 * 40 / 3 + 2 / 3 * math.pi * 8000
    assert rasterise(shape, FINE).sum() == pytest.approx(cubic_mm, rel=0.025)


def test_a_ring_opens_to_the_back() -> None:
    mask = rasterise(Ring((0, 0, 0), 15, 37, 80, 220), FINE)
    z, y, x = FINE.axes()
    middle, at = int(np.argmin(np.abs(z))), int(np.argmin(np.abs(x)))
    assert mask[middle, int(np.argmin(np.abs(y + 26))), at]
    assert not mask[middle, int(np.argmin(np.abs(y - 26))), at]


def test_turning_goes_from_left_to_back() -> None:
    mask = rasterise(Superquadric((0, 0, 0), (40, 5, 5), turned=45), FINE)
    _, y, x = FINE.axes()
    assert mask[50, int(np.argmin(np.abs(y - 20))), int(np.argmin(np.abs(x - 20)))]
    assert not mask[50, int(np.argmin(np.abs(y + 20))), int(np.argmin(np.abs(x - 20)))]


def test_a_marker_smaller_than_a_voxel_takes_the_nearest_one() -> None:
    coarse = grid_over((-50, -50, -50), (50, 50, 50), (5, 5, 5))
    mask = rasterise(Superquadric((9.9, 0, 0), (0.5, 0.5, 0.5)), coarse)
    assert mask.sum() == 1
    assert abs(coarse.axes()[2][int(np.flatnonzero(mask.any(axis=(0, 1)))[0])] - 9.9) <= 2.5


def test_a_shape_outside_the_grid_leaves_it_empty() -> None:
    assert not rasterise(Superquadric((200, 0, 0), (5, 5, 5)), FINE).any()


def test_the_grid_lies_in_the_middle_of_its_box() -> None:
    grid = grid_over((-10, -20, -30), (10, 20, 30), (3, 2, 4))
    assert grid.shape == (20, 20, 5)
    for axis, (low, high) in zip(grid.axes(), [(-30, 30), (-20, 20), (-10, 10)], strict=True):
        assert axis[0] + axis[-1] == pytest.approx(low + high)
