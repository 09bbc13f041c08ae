"""The influence matrix says of each bixel what the engine says of it."""

from __future__ import annotations

import numpy as np
import pytest

from codewell.kernel.errors import InputError
from codewell.radonc.facts import Point
from codewell.radonc.lab.dose.engine import bixel_dose, prepare
from codewell.radonc.lab.dose.influencing import Reach, bixel_grid, dose_influence
from codewell.radonc.lab.plan import Field, Leaves
from water_phantom import centred_grid, water_box

BOX = water_box(160.0, 8.0)
GRID = centred_grid((11, 11, 11), 8.0)
LEAVES = Leaves(tuple(float(edge) for edge in (-60, -50, -40, -30, -25, -20, -15, -10, -5, 0, 5, 10, 15, 20, 30, 40, 60)))
FIELDS = (Field(1, "G000", 0.0, Point(0.0, 0.0, 0.0)), Field(2, "G100", 100.0, Point(0.0, 0.0, 0.0)))


def influence(reach: Reach | None = None, fields=FIELDS):
    return dose_influence(BOX, fields, bixel_mm=5.0, leaves=LEAVES, grid=GRID, targets=["PTV"], margin_mm=5.0, reach=reach)


def test_bixels_cover_the_target_and_its_margin_and_no_more():
    """A cylinder of radius and half length 20 mm (voxels of 8 mm: centres up to 16 mm), seen from the side."""
    bixels = bixel_grid(BOX, FIELDS[0], bixel_mm=5.0, leaves=LEAVES, targets=["PTV"], margin_mm=5.0)
    edges = bixels.row_edges()
    assert -30 <= edges[0] <= -20
    assert 20 <= edges[-1] <= 30
    assert -25 <= bixels.xs[0] <= -17.5
    assert 17.5 <= bixels.xs[-1] <= 25
    assert sorted(bixels.index[bixels.index >= 0]) == list(range(int((bixels.index >= 0).sum())))


def test_every_entry_is_the_engines_dose_of_that_bixel():
    found = influence(Reach(near_mm=400.0, far_mm=400.0, thinning=1))
    assert found.matrix.shape[1] == sum(int((one.index >= 0).sum()) for one in found.beams)
    for bixels in found.beams:
        geometry = prepare(BOX, bixels.field, GRID)
        edges = bixels.row_edges()
        for row, column in ((0, 1), (3, 2), (len(bixels.ys) - 1, len(bixels.xs) - 1)):
            number = bixels.index[row, column]
            if number < 0:
                continue
            x = float(bixels.xs[column])
            expected = bixel_dose(geometry, (x - 2.5, x + 2.5), (edges[row], edges[row + 1]))
            weights = np.zeros(found.matrix.shape[1])
            weights[number] = 1.0
            # The engine's error functions are exact, the matrix reads a table of 0.01 mm steps.
            assert found.dose(weights).ravel()[geometry.voxels] == pytest.approx(expected, abs=0.002 * float(expected.max()))


def test_thinning_keeps_the_dose_of_a_smooth_fluence_on_average():
    all_of_it = influence(Reach(near_mm=400.0, far_mm=400.0, thinning=1))
    thinned = influence(Reach(near_mm=20.0, far_mm=400.0, thinning=3))
    assert thinned.matrix.nnz < 0.9 * all_of_it.matrix.nnz
    weights = np.ones(all_of_it.matrix.shape[1])
    full, part = all_of_it.dose(weights), thinned.dose(weights)
    assert float(part.sum()) == pytest.approx(float(full.sum()), rel=0.01)
    assert float(np.abs(part - full).max()) < 0.02 * float(full.max())


def test_each_field_is_computed_for_itself():
    both, second = influence(), influence(fields=FIELDS[1:])
    count = second.matrix.shape[1]
    full = np.zeros((int(np.prod(GRID.shape)), count), dtype=np.float32)
    other = full.copy()
    full[both.voxels] = both.matrix[:, -count:].toarray()
    other[second.voxels] = second.matrix.toarray()
    assert np.array_equal(full, other)


def test_progress_names_each_field():
    told: list[tuple[int, int]] = []
    dose_influence(
        BOX, FIELDS, bixel_mm=10.0, leaves=LEAVES, grid=GRID, targets=["PTV"], progress=lambda *told_now: told.append(told_now)
    )
    assert told == [(1, 2), (2, 2)]


def test_a_target_beyond_the_leaves_is_refused():
    with pytest.raises(InputError) as caught:
        dose_influence(BOX, FIELDS, bixel_mm=5.0, leaves=Leaves((100.0, 110.0)), grid=GRID, targets=["PTV"])
    assert caught.value.slug == "input.target-out-of-field"


def test_the_same_input_gives_the_same_bytes():
    one, other = influence(), influence()
    for name in ("data", "indices", "indptr"):
        assert getattr(one.matrix, name).tobytes() == getattr(other.matrix, name).tobytes()
