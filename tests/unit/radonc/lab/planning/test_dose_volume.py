"""Dose-volume measures and structures on the dose grid."""

from __future__ import annotations

import numpy as np
import pytest

from codewell.kernel.errors import InputError
from codewell.radonc.lab.planning.dvh import dose_at_volume, histogram, mean_dose, volume_at_dose
from codewell.radonc.lab.planning.resampling import dose_grid, on_grid, structure_masks
from codewell.radonc.volume import Grid
from water_phantom import water_box

RAMP = np.arange(0.0, 101.0)  # 0, 1, ..., 100 Gy


def test_measures_of_a_dose_that_rises_evenly():
    assert dose_at_volume(RAMP, 95.0) == pytest.approx(5.0)
    assert dose_at_volume(RAMP, 50.0) == pytest.approx(50.0)
    assert dose_at_volume(RAMP, 0.0) == pytest.approx(100.0)
    assert volume_at_dose(RAMP, 0.0) == pytest.approx(100.0)
    assert volume_at_dose(RAMP, 51.0) == pytest.approx(100 * 50 / 101)
    assert mean_dose(RAMP) == pytest.approx(50.0)


def test_a_histogram_falls_from_all_to_what_gets_the_maximum():
    found = histogram(RAMP, bins=10)
    assert found.dose == pytest.approx(np.arange(0, 101, 10))
    assert found.volume[0] == 1.0
    assert found.volume[-1] == pytest.approx(1 / 101)
    assert np.all(np.diff(found.volume) <= 0)


@pytest.mark.parametrize(
    "measure", [mean_dose, histogram, lambda doses: dose_at_volume(doses, 95), lambda doses: volume_at_dose(doses, 5)]
)
def test_no_voxel_has_no_measure(measure):
    with pytest.raises(InputError) as caught:
        measure(np.zeros(0))
    assert caught.value.slug == "input.empty-structure"


def test_the_dose_grid_holds_the_body_and_the_isocentre():
    box = water_box(100.0, 5.0)
    grid = dose_grid(box, 4.0)
    for axis in grid.axes():
        assert float(np.abs(axis).min()) == pytest.approx(0.0, abs=1e-4)
        assert axis[0] <= -50
        assert axis[-1] >= 50
        assert axis[0] >= -50 - 2.5 - 4.0


def test_structures_keep_their_volume_on_another_grid():
    box = water_box(100.0, 5.0)
    for spacing in (3.0, 4.0):
        grid = dose_grid(box, spacing)
        found = structure_masks(box, grid)
        for one in box.structures:
            volume = float(found[one.name].sum()) * spacing**3
            assert volume == pytest.approx(float(one.mask.sum()) * 125.0, rel=0.12)


def test_outside_the_ct_nothing_belongs_to_a_structure():
    inner = Grid((2, 2, 2), (1.0, 1.0, 1.0), (0.0, 0.0, 0.0))
    outer = Grid((4, 4, 4), (1.0, 1.0, 1.0), (-1.0, -1.0, -1.0))
    found = on_grid(np.ones((2, 2, 2), dtype=bool), inner, outer)
    assert found.sum() == 8
    assert found[1:3, 1:3, 1:3].all()
