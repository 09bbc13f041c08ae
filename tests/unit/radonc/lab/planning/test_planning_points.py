"""Points at which a plan is judged while it is made."""

from __future__ import annotations

import numpy as np

from codewell.radonc.facts import Point
from codewell.radonc.lab.phantom import Phantom, Structure
from codewell.radonc.lab.planning.points import planning_points
from codewell.radonc.lab.planning.resampling import structure_masks
from codewell.radonc.volume import Grid, Volume

GRID = Grid((21, 21, 21), (2.0, 2.0, 2.0), (-20.0, -20.0, -20.0))


def cube(half: int) -> np.ndarray:
    """Return a cube of 2 * half + 1 voxels a side in the middle."""
    mask = np.zeros(GRID.shape, dtype=bool)
    mask[10 - half : 11 + half, 10 - half : 11 + half, 10 - half : 11 + half] = True
    return mask


BODY, TARGET = np.ones(GRID.shape, dtype=bool), cube(2)
PHANTOM = Phantom(
    "cubes",
    Volume(GRID, np.zeros(GRID.shape, dtype=np.int16)),
    (Structure("Body", "EXTERNAL", (0, 0, 0), BODY), Structure("PTV", "PTV", (0, 0, 0), TARGET)),
    {"main": Point(0.0, 0.0, 0.0)},
    "",
)


def test_the_target_and_its_surroundings_are_known_wholly_and_the_rest_on_a_lattice() -> None:
    masks = structure_masks(PHANTOM, GRID)
    points = planning_points(PHANTOM, GRID, masks, ["PTV"], within=2.0, stride=5)
    known = np.zeros(GRID.shape, dtype=bool)
    known.ravel()[points.voxels] = True
    assert known[TARGET].all()
    assert known[10, 10, 13]  # one voxel of 2 mm beyond the target
    assert not known[10, 10, 14]
    assert known[0, 5, 20]  # whole multiples of the stride
    assert not known[0, 5, 19]


def test_a_structure_known_in_part_counts_by_the_lattice_alone() -> None:
    masks = structure_masks(PHANTOM, GRID)
    seen = planning_points(PHANTOM, GRID, masks, ["PTV"], within=2.0, stride=5).masks(masks)
    assert seen["PTV"].sum() == 5**3
    assert seen["Body"].sum() == 5**3  # a lattice of 5 x 5 x 5 in 21 x 21 x 21 voxels
