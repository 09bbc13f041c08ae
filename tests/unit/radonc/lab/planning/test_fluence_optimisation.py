"""Optimised weights: right derivatives, met wishes, normalised dose."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from codewell.kernel.errors import InputError
from codewell.radonc.facts import Point
from codewell.radonc.lab.dose.influencing import dose_influence
from codewell.radonc.lab.influence import BixelGrid, Influence
from codewell.radonc.lab.plan import Field, Leaves
from codewell.radonc.lab.planning.dvh import dose_at_volume
from codewell.radonc.lab.planning.objectives import SquaredDeviation, SquaredOverdose, SquaredUnderdose
from codewell.radonc.lab.planning.optimising import Problem, normalise, optimise
from codewell.radonc.lab.planning.resampling import dose_grid, structure_masks
from codewell.radonc.volume import Grid
from water_phantom import water_box

FIELD = Field(1, "G000", 0.0, Point(0.0, 0.0, 0.0))


def small_influence(matrix: np.ndarray) -> Influence:
    """Return an influence matrix of one row of bixels on voxels in a line."""
    voxels, bixels = matrix.shape
    grid = Grid((1, 1, voxels), (1.0, 1.0, 1.0), (0.0, 0.0, 0.0))
    index = np.arange(bixels, dtype=np.int32)[None, :]
    beam = BixelGrid(FIELD, np.arange(bixels, dtype=np.float32), np.zeros(1, np.float32), (1.0, 1.0), index)
    return Influence(grid, np.arange(voxels), sparse.csc_matrix(matrix.astype(np.float32)), (beam,))


def masks(count: int, **places: list[int]) -> dict[str, np.ndarray]:
    found = {}
    for name, chosen in places.items():
        mask = np.zeros((1, 1, count), dtype=bool)
        mask[0, 0, chosen] = True
        found[name] = mask
    return found


def test_the_derivative_by_weights_is_that_of_the_penalty():
    rng = np.random.default_rng(3)
    influence = small_influence(rng.random((12, 5)))
    objectives = [SquaredDeviation("T", 6.0, 2.0), SquaredOverdose("O", 2.0, 0.5)]
    problem = Problem(influence, objectives, masks(12, T=[0, 1, 2, 3], O=[5, 6, 7, 11]), smoothing=0.3)
    weights = rng.uniform(1.0, 3.0, 5)
    _, slope = problem(weights)
    step = 1e-2  # the penalty is quadratic where no wish changes sides, so that a wide step is exact
    numeric = [(problem(weights + step * unit)[0] - problem(weights - step * unit)[0]) / (2 * step) for unit in np.eye(5)]
    assert slope == pytest.approx(np.array(numeric), rel=2e-3, abs=1e-3)


def test_a_dose_that_can_be_given_exactly_is_given_exactly():
    influence = small_influence(np.array([[1.0, 0.0], [0.0, 0.5], [0.0, 0.0]]))
    found = optimise(influence, [SquaredDeviation("T", 10.0)], masks(3, T=[0, 1]), tolerance=1e-12)
    assert found.weights == pytest.approx([10.0, 20.0], rel=1e-3)
    assert found.converged


def test_weights_never_fall_below_zero():
    """The second bixel only harms: without the bound its weight would be negative."""
    influence = small_influence(np.array([[1.0, 0.2], [0.5, 1.0]]))
    found = optimise(influence, [SquaredDeviation("T", 10.0), SquaredDeviation("O", 0.0)], masks(2, T=[0], O=[1]))
    assert found.weights[1] == 0.0
    assert found.weights[0] > 0.0


def test_smoothing_brings_neighbours_closer():
    influence = small_influence(np.eye(4))
    rough_wish = [SquaredDeviation("A", 10.0), SquaredDeviation("B", 4.0)]
    places = masks(4, A=[0, 2], B=[1, 3])
    plain, smooth = (optimise(influence, rough_wish, places, smoothing=value).weights for value in (0.0, 100.0))
    assert np.ptp(smooth) < np.ptp(plain)


@pytest.mark.parametrize("percent", [50.0, 95.0])
def test_normalising_gives_the_share_its_dose(percent):
    rng = np.random.default_rng(5)
    influence = small_influence(rng.random((20, 4)))
    target = masks(20, T=list(range(15)))["T"]
    weights = normalise(influence, np.array([1.0, 2.0, 0.5, 1.0]), target, dose=50.0, percent=percent)
    assert dose_at_volume(influence.dose(weights)[target], percent) == pytest.approx(50.0, rel=1e-4)


def test_normalising_a_target_without_dose_is_refused():
    influence = small_influence(np.eye(3))
    with pytest.raises(InputError) as caught:
        normalise(influence, np.zeros(3), masks(3, T=[0])["T"], dose=50.0)
    assert caught.value.slug == "input.no-target-dose"


@pytest.mark.parametrize(
    ("objectives", "slug"),
    [
        pytest.param([], "input.no-objective", id="none"),
        pytest.param([SquaredOverdose("elsewhere", 1.0)], "input.no-such-structure", id="unknown-structure"),
        pytest.param([SquaredOverdose("empty", 1.0)], "input.empty-structure", id="empty-structure"),
    ],
)
def test_objectives_that_say_nothing_are_refused(objectives, slug):
    with pytest.raises(InputError) as caught:
        optimise(small_influence(np.eye(3)), objectives, masks(3, T=[0], empty=[]))
    assert caught.value.slug == slug


def test_opposed_fields_cover_a_target_in_water():
    """A cylinder of 40 mm in the middle of a box: four fields can give it 50 Gy within some per cent."""
    box = water_box(120.0, 5.0)
    grid = dose_grid(box, 6.0)
    fields = [
        Field(number + 1, f"G{angle:03d}", float(angle), Point(0.0, 0.0, 0.0)) for number, angle in enumerate((0, 90, 180, 270))
    ]
    leaves = Leaves(tuple(float(edge) for edge in range(-50, 51, 10)))
    influence = dose_influence(box, fields, bixel_mm=10.0, leaves=leaves, grid=grid, targets=["PTV"], margin_mm=8.0)
    places = structure_masks(box, grid)
    wishes = [SquaredUnderdose("PTV", 50.0, 10.0), SquaredOverdose("PTV", 52.0, 10.0), SquaredOverdose("BODY", 30.0)]
    told: list[int] = []
    found = optimise(influence, wishes, places, iterations=60, progress=lambda number, penalty: told.append(number))
    weights = normalise(influence, found.weights, places["PTV"], dose=50.0)
    doses = influence.dose(weights)
    assert dose_at_volume(doses[places["PTV"]], 2.0) < 55.0
    assert told == list(range(1, found.iterations + 1))
    assert np.all(weights >= 0)
    again = optimise(influence, wishes, places, iterations=60)
    assert again.weights.tobytes() == found.weights.tobytes()
