"""Histograms and masks of contours against what can be reckoned by hand."""

from __future__ import annotations

import numpy as np
import pytest

from codewell.radonc.geometry import Polygon, StructureContours
from codewell.radonc.pictures.histograms import describe_histograms, histogram
from codewell.radonc.pictures.masks import mask_of
from codewell.radonc.volume import Grid, Volume

GRID = Grid((10, 20, 20), (3.0, 1.0, 1.0), (0.0, 0.0, 0.0))


def square(z: float, low: float, high: float) -> Polygon:
    """Return a square contour."""
    return Polygon(z, np.array([[low, low], [high, low], [high, high], [low, high]]))


def test_histogram_of_a_ramp_has_its_quantiles() -> None:
    values = np.broadcast_to(np.arange(20, dtype=np.float32), GRID.shape)
    done = histogram(Volume(GRID, values), np.ones(GRID.shape, dtype=bool), "Ramp", is_target=True)
    assert done is not None
    assert done.mean == pytest.approx(9.5)
    assert done.at_least(1.0) == 0
    assert done.at_least(0.0) == 19
    assert done.at_least(0.5) == pytest.approx(9.5, abs=0.5)
    assert done.curve(np.array([0.0, 10.0, 19.0, 19.5])) == pytest.approx([1, 0.5, 0.05, 0])


def test_a_structure_without_voxels_has_no_histogram() -> None:
    dose = Volume(GRID, np.zeros(GRID.shape, dtype=np.float32))
    assert histogram(dose, np.zeros(GRID.shape, dtype=bool), "Nothing", is_target=False) is None
    assert "without structures" in describe_histograms([])


def test_a_contour_fills_the_centres_inside_it_on_its_planes() -> None:
    structure = StructureContours("Square", "ORGAN", (1, 2, 3), (square(6, 4.5, 9.5), square(9, 4.5, 9.5)))
    mask = mask_of(structure, GRID)
    assert mask.sum() == 2 * 25
    assert mask[2, 5:10, 5:10].all()
    assert mask[3, 5:10, 5:10].all()


def test_a_contour_inside_another_is_a_hole() -> None:
    ring = StructureContours("Ring", "ORGAN", (1, 2, 3), (square(6, 1.5, 11.5), square(6, 4.5, 7.5)))
    assert mask_of(ring, GRID).sum() == 100 - 9


def test_planes_between_contours_take_the_nearest() -> None:
    fine = Grid((19, 20, 20), (1.0, 1.0, 1.0), (0.0, 0.0, 0.0))
    structure = StructureContours("Square", "ORGAN", (1, 2, 3), tuple(square(z, 4.5, 9.5) for z in (6.0, 9.0, 12.0)))
    used = np.flatnonzero(mask_of(structure, fine).any(axis=(1, 2)))
    assert used.tolist() == list(range(5, 14)), "from half a contour's distance below the first to as much above the last"


def test_contours_outside_the_grid_and_none_at_all_leave_it_empty() -> None:
    far = StructureContours("Far", "", (0, 0, 0), (square(6, 104.5, 109.5), square(300, 4.5, 9.5)))
    assert not mask_of(far, GRID).any()
    assert not mask_of(StructureContours("None", "", (0, 0, 0), ()), GRID).any()
