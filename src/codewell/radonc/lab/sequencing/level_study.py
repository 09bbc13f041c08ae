"""What one more intensity level buys: apertures, meterset and plan quality for several numbers of levels.

The results for the C-shape are kept beside this module (`level_study.toml`, written by `bench/radonc/sequencing.py`), so that a
page can show them without planning anew.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from codewell.radonc.lab.delivering.machine import Machine
from codewell.radonc.lab.delivering.recalculating import Geometries, plan_dose
from codewell.radonc.lab.influence import Influence
from codewell.radonc.lab.plan import LabBeam, LabPlan
from codewell.radonc.lab.sequencing.apertures import Method
from codewell.radonc.lab.sequencing.planned import StepAndShoot, Weighing, plan_step_and_shoot
from codewell.radonc.lab.sequencing.refining import BixelCost
from codewell.radonc.lab.sequencing.reweighting import dose_at_volume

Array = npt.NDArray[np.float64]

USUAL_LEVELS = (2, 3, 5, 7, 10, 15, 20)


@dataclass(frozen=True, slots=True)
class LevelResult:
    """A plan of a number of levels, recalculated behind the leaves.

    Args:
        levels: above zero.
        apertures: of all beams.
        mu: of a fraction.
        target_d95: Gy over all fractions that 95 % of the target get.
        target_d10: Gy that its hottest tenth gets at least.
        organ_d10: Gy that the hottest tenth of the organ gets at least.
    """

    levels: int
    apertures: int
    mu: float
    target_d95: float
    target_d10: float
    organ_d10: float


@dataclass(frozen=True, slots=True)
class LevelStudy:
    """Plans of one fluence with more and more levels.

    Args:
        name: of the plan, `easy`.
        organ: that is spared.
        results: by rising levels.
        fluence: MU of a fraction that planning wishes for through one of the beams, rows from low to high along the
            collimator's y; empty where it was not kept.
        measured: phantom, command and day of the measurement; empty where it was made just now.
    """

    name: str
    organ: str
    results: tuple[LevelResult, ...]
    fluence: tuple[tuple[float, ...], ...] = ()
    measured: str = ""


def judge(
    beams: Sequence[LabBeam],
    levels: int,
    machine: Machine,
    geometries: Geometries,
    masks: Mapping[str, npt.NDArray[np.bool_]],
    *,
    target: str,
    organ: str,
    fractions: int,
) -> LevelResult:
    """Return what beams of one fraction give, recalculated behind the leaves."""
    plan = LabPlan("LEVELS", tuple(beams), machine.leaves, fractions, 0.0, target)
    dose = np.asarray(plan_dose(plan, machine, geometries, fractions=fractions).values)
    inside, spared = dose[masks[target]], dose[masks[organ]]
    return LevelResult(
        levels,
        sum(len(beam.apertures) for beam in beams),
        float(sum(beam.mu for beam in beams)),
        dose_at_volume(inside, 0.95),
        dose_at_volume(inside, 0.10),
        dose_at_volume(spared, 0.10),
    )


def study_levels(
    influence: Influence,
    weights: Array,
    cost_of: BixelCost,
    machine: Machine,
    geometries: Geometries,
    weighing: Weighing,
    masks: Mapping[str, npt.NDArray[np.bool_]],
    *,
    target: str,
    organ: str,
    levels: Sequence[int] = USUAL_LEVELS,
    method: Method = Method.SWEEP,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[LevelResult, ...]:
    """Sequence one fluence with several numbers of levels and judge each plan.

    Leaf positions are not refined, so that the levels alone make the difference; metersets are weighed again.

    Args:
        influence: bixels.
        weights: MU of each bixel over all fractions.
        cost_of: what bixel weights cost.
        machine: leaves.
        geometries: phantom and dose grid.
        weighing: penalty and normalisation.
        masks: structures on the dose grid, by name.
        target: structure.
        organ: that is spared.
        levels: to try, rising.
        method: decomposition.
        progress: called with plans done and all plans.
    """
    found = []
    for number in levels:
        how = StepAndShoot(levels=number, method=method, iterations=0)
        beams = plan_step_and_shoot(influence, weights, cost_of, machine, geometries, weighing, how)
        found.append(judge(beams, number, machine, geometries, masks, target=target, organ=organ, fractions=weighing.fractions))
        if progress is not None:
            progress(len(found), len(levels))
    return tuple(found)


@cache
def kept_studies() -> tuple[LevelStudy, ...]:
    """Return the studies that are kept beside this module, in the file's order."""
    read = tomllib.loads(Path(__file__).with_name("level_study.toml").read_text(encoding="utf-8"))
    return tuple(
        LevelStudy(
            one["name"],
            one["organ"],
            tuple(LevelResult(**row) for row in one["result"]),
            tuple(tuple(row) for row in one["fluence"]),
            read["measured"],
        )
        for one in read["study"]
    )
