"""What a plan is asked for, as objectives of planning and as a penalty of doses at points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from codewell.radonc.lab.phantom import Phantom
from codewell.radonc.lab.planning.objectives import MaxDvh, MeanDose, Objective, SquaredOverdose, SquaredUnderdose
from codewell.radonc.lab.planning.resampling import structure_masks
from codewell.radonc.lab.presets.choices import Goal, PlanChoice
from codewell.radonc.volume import Grid

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

AROUND = "around the target"
"""Tissue away from the target, for which no scenario states a wish: it should not get what the target gets."""
GAP = 12.0
"""mm between the target and that tissue, within which the dose has to fall."""
MOST_POINTS = 4000
"""Voxels of a structure at which metersets are found again; larger structures count by an even sample."""


def objectives_of(choice: PlanChoice) -> tuple[Objective, ...]:
    """Return the objectives of a plan, doses over all fractions: the target as prescribed, organs below their limits."""
    total = choice.fractions * choice.dose_per_fraction
    wishes: list[Objective] = [
        SquaredUnderdose(choice.target, total * 1.01, 100.0),
        SquaredOverdose(choice.target, total * 1.03, 50.0),
        SquaredOverdose(AROUND, total * 0.75, 20.0),
    ]
    wishes += [_objective(goal) for goal in choice.goals if goal.structure != choice.target]
    return tuple(wishes)


def _objective(goal: Goal) -> Objective:
    if goal.kind == "mean":
        return MeanDose(goal.structure, goal.dose, 2.0 * goal.weight)
    if goal.kind == "min":
        return SquaredUnderdose(goal.structure, goal.dose, 30.0 * goal.weight)
    if goal.kind == "dvh":
        return MaxDvh(goal.structure, goal.dose, 10.0 * goal.weight, volume=goal.volume or 0.0)
    return SquaredOverdose(goal.structure, goal.dose, 10.0 * goal.weight)


def masks_of(choice: PlanChoice, phantom: Phantom, grid: Grid) -> dict[str, Mask]:
    """Return every structure on the dose grid, and the tissue around the target."""
    masks = structure_masks(phantom, grid)
    body = np.logical_or.reduce([masks[one.name] for one in phantom.structures if one.kind == "EXTERNAL"])
    away = np.asarray(ndimage.distance_transform_edt(~masks[choice.target], sampling=grid.spacing))
    return {**masks, AROUND: body & (away > GAP)}


@dataclass(frozen=True, slots=True)
class Points:
    """Voxels at which objectives are asked.

    Args:
        voxels: flat indices of the dose grid, rising.
        places: of each structure's voxels among them.
        objectives: of the plan.
    """

    voxels: npt.NDArray[np.int64]
    places: Mapping[str, npt.NDArray[np.int64]]
    objectives: tuple[Objective, ...]

    def __call__(self, dose: Array) -> tuple[float, Array]:
        """Return the penalty of doses at the voxels and its gradient with respect to them."""
        total, slope = 0.0, np.zeros(len(dose))
        for one in self.objectives:
            places = self.places[one.structure]
            value, by_dose = one.penalty(dose[places])
            total += one.priority * value
            slope[places] += one.priority * by_dose
        return total, slope


def points_of(objectives: Sequence[Objective], masks: Mapping[str, Mask], reached: npt.NDArray[np.int64]) -> Points:
    """Return the voxels of every structure with an objective, of large ones a sample.

    Args:
        objectives: of the plan.
        masks: on the dose grid.
        reached: flat indices of the voxels that any bixel reaches.
    """
    chosen = {}
    for one in objectives:
        rows = reached[masks[one.structure].ravel()[reached]]
        if len(rows) > MOST_POINTS:
            rows = rows[np.floor(np.arange(MOST_POINTS) * (len(rows) / MOST_POINTS)).astype(np.int64)]
        chosen[one.structure] = rows
    asked = tuple(one for one in objectives if chosen[one.structure].size)
    voxels = np.unique(np.concatenate(list(chosen.values())))
    places = {name: np.searchsorted(voxels, rows) for name, rows in chosen.items()}
    return Points(voxels, places, asked)
