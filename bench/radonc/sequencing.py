"""Sequencing, recalculation and delivery of the C-shape: plan quality after each step, and CPU seconds.

    OMP_NUM_THREADS=1 python bench/radonc/sequencing.py [--keep] [--only easy|hard] [--areal]

Prints what TG-119 asks for, before and after sequencing and delivery. Plans are made at every voxel of a dose grid of 2.5 mm in
and near target and core and on a lattice elsewhere, and judged there and on 2 mm. With --keep the study of levels replaces the
one kept in the package. A plan takes about 2 CPU minutes and 1.5 GB.
"""

from __future__ import annotations

import argparse
import resource
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from scipy.ndimage import distance_transform_edt

from codewell.radonc.lab.delivering.checking import check_metersets, delivered_plan, delivered_share
from codewell.radonc.lab.delivering.delivering import Interruption, deliver_fraction
from codewell.radonc.lab.delivering.machine import machine
from codewell.radonc.lab.delivering.recalculating import Geometries, plan_dose
from codewell.radonc.lab.dose.influencing import dose_influence
from codewell.radonc.lab.gamma import gamma
from codewell.radonc.lab.phantoms.making import make_phantom
from codewell.radonc.lab.plan import Delivery, Field, LabBeam, LabPlan
from codewell.radonc.lab.planning.objectives import MaxDvh, MinDvh, SquaredOverdose, SquaredUnderdose
from codewell.radonc.lab.planning.optimising import Problem, normalise, optimise
from codewell.radonc.lab.planning.points import planning_points
from codewell.radonc.lab.planning.resampling import dose_grid, structure_masks
from codewell.radonc.lab.sequencing import level_study
from codewell.radonc.lab.sequencing.apertures import Method, step_and_shoot
from codewell.radonc.lab.sequencing.leaf_fluence import leaf_fluences
from codewell.radonc.lab.sequencing.level_study import judge, study_levels
from codewell.radonc.lab.sequencing.planned import (
    StepAndShoot,
    plan_step_and_shoot,
    sliding_window_beams,
    weighing_of,
)
from codewell.radonc.volume import Volume

FRACTIONS = 25
SPACING = 2.5
"""Of the dose grid that is planned on, mm: half of what lies between target and core."""
JUDGED = (2.5, 2.0)
"""Of the dose grids that a plan is judged on, mm."""
DELIVERED = 4.0
"""Of the dose grid on which planned and delivered dose are compared, mm."""
SHELLS = ((0, 6, 50.5), (6, 14, 40.0), (14, 24, 28.0), (24, 400, 18.0))
"""Distances from the target, mm, and the dose that is wished not to be exceeded there, Gy."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a plan is asked for.

    Args:
        first: objectives of the fluence.
        last: objectives of the apertures.
        smoothing: of the fluence.
        how: it becomes apertures.
    """

    first: list
    last: list
    smoothing: float
    how: StepAndShoot


def shells(priority: float) -> list:
    """Return the objectives of the tissue around the target."""
    return [SquaredOverdose(f"shell {near}", dose, priority) for near, _, dose in SHELLS]


def wishes(kind: str) -> Wishes:
    """Return the objectives of a plan: in the hard one, volumes of TG-119's goals come in once the apertures are there.

    Penalties on volumes have kinks, on which the search for a fluence is slow. Refining leaves lowers the core's dose and
    raises the target's, so that the easy plan's target weighs more then.
    """
    if kind == "easy":
        first = [
            SquaredUnderdose("PTV", 51.0, 120.0),
            SquaredOverdose("PTV", 51.8, 50.0),
            SquaredOverdose("Core", 18.5, 8.0),
            *shells(0.5),
        ]
        last = [
            SquaredUnderdose("PTV", 51.0, 120.0),
            SquaredOverdose("PTV", 51.8, 90.0),
            SquaredOverdose("Core", 20.5, 5.0),
            *shells(0.5),
        ]
        return Wishes(first, last, 110.0, StepAndShoot(levels=6, iterations=200))
    hard = [
        SquaredUnderdose("PTV", 51.0, 100.0),
        SquaredOverdose("PTV", 53.0, 80.0),
        SquaredOverdose("Core", 11.0, 20.0),
        *shells(0.3),
    ]
    volumes = [MinDvh("PTV", 51.0, 200.0, volume=0.95), MaxDvh("PTV", 53.5, 300.0, volume=0.1)]
    return Wishes(hard, [*hard, *volumes], 100.0, StepAndShoot(levels=20, minimum_mu=0.3, iterations=200))


def timed(what: str, work):
    """Run work and print its CPU seconds."""
    start = time.process_time()
    result = work()
    print(f"  {what}: {time.process_time() - start:.1f} CPU s", flush=True)
    return result


def told(name: str, doses: np.ndarray, masks: dict) -> None:
    """Print what TG-119 asks for."""
    target, core = doses[masks["PTV"]], doses[masks["Core"]]
    d95, d10, spared = np.quantile(target, 0.05), np.quantile(target, 0.9), np.quantile(core, 0.9)
    print(f"  {name}: PTV D95 {d95:.2f} D10 {d10:.2f} mean {target.mean():.2f} Gy, core D10 {spared:.2f} Gy", flush=True)


SHOWN = 2
"""The beam (from 0) whose fluence is kept for pictures."""


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--keep", action="store_true", help="the study of levels in the package")
    parser.add_argument("--only", choices=("easy", "hard"), help="make this plan alone")
    parser.add_argument("--areal", action="store_true", help="show the areal decomposition of five levels too")
    chosen = parser.parse_args()
    mill, phantom = machine(), make_phantom("c-shape")
    grid = dose_grid(phantom, SPACING)
    masks = structure_masks(phantom, grid)
    distance = distance_transform_edt(~masks["PTV"], sampling=grid.spacing)
    for near, far, _ in SHELLS:
        masks[f"shell {near}"] = masks["External"] & (distance > near) & (distance <= far) & ~masks["Core"]
    points = planning_points(phantom, grid, masks, ["PTV", "Core"])
    seen = points.masks(masks)
    centre = phantom.isocentres["main"]
    fields = [Field(number + 1, f"G{40 * number:03d}", 40.0 * number, centre) for number in range(9)]
    influence = timed(
        f"influence of {len(points.voxels)} points",
        lambda: dose_influence(
            phantom, fields, bixel_mm=5.0, leaves=mill.leaves, grid=grid, targets=["PTV"], voxels=points.voxels
        ),
    )
    geometries = Geometries(phantom, grid, points.voxels)
    for kind in (chosen.only,) if chosen.only else ("easy", "hard"):
        print(kind)
        wished = wishes(kind)
        found = timed(
            "optimise",
            lambda w=wished: optimise(influence, w.first, seen, smoothing=w.smoothing, iterations=150, sample_above=4000),
        )
        weights = normalise(influence, found.weights, masks["PTV"], dose=50.0)
        told("fluence", influence.dose(weights), masks)
        exactness(influence, weights, mill)
        problem = Problem(influence, wished.last, seen, sample_above=4000)
        weighing = weighing_of(wished.last, seen, "PTV", dose=50.0, fractions=FRACTIONS)
        plan = measured_plan(influence, weights, problem, mill, geometries, weighing, masks, wished.how)
        for spacing in JUDGED:
            on_another_grid(plan, phantom, mill, spacing)
        results = timed(
            "study of levels",
            lambda w=weights, p=problem, g=weighing: study_levels(
                influence, w, p, mill, geometries, g, masks, target="PTV", organ="Core"
            ),
        )
        for one in results:
            print(f"  {one}")
        if chosen.keep:
            kept(kind, results, influence.fluence(weights, SHOWN) / FRACTIONS)
        delivered(plan, mill, phantom)
        if chosen.areal:
            print("  areal, 5 levels:")
            few = StepAndShoot(levels=5, method=Method.AREAL)
            measured_plan(influence, weights, problem, mill, geometries, weighing, masks, few)
        windows(influence, weights, mill, geometries, masks)
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def measured_plan(influence, weights, problem, mill, geometries, weighing, masks, how) -> LabPlan:
    """Sequence, and print what the plan gives behind the leaves."""
    for grid in influence.beams:  # shared by all plans: not counted
        geometries.at(LabBeam(grid.field, (), Delivery.STATIC), grid.field.gantry)
    beams = timed(
        "sequence, refine, weigh again",
        lambda: plan_step_and_shoot(influence, weights, problem, mill, geometries, weighing, how),
    )
    plan = LabPlan("C-SHAPE", beams, mill.leaves, FRACTIONS, 2.0, "PTV")
    got = judge(beams, how.levels, mill, geometries, masks, target="PTV", organ="Core", fractions=FRACTIONS)
    print(f"  after sequencing and recalculation: {got}", flush=True)
    return plan


def exactness(influence, weights, mill) -> None:
    """Print whether apertures recombine to the quantised fluence, and how its total differs from the wished one."""
    exact, worst = True, 0.0
    for one in leaf_fluences(influence, weights, mill.leaves):
        for method in Method:
            made = step_and_shoot(one, 12, method)
            middles = (one.edges[:-1] + one.edges[1:]) / 2
            total = np.zeros_like(one.values)
            for shape in made.apertures:
                total += shape.mu * ((middles > shape.left[:, None]) & (middles < shape.right[:, None]))
            exact &= bool(np.allclose(total, made.levels.fluence, rtol=1e-9, atol=1e-9))
            worst = max(worst, abs(total.sum() / one.values.sum() - 1))
    print(f"  apertures recombine to the quantised fluence: {exact}; total differs by at most {100 * worst:.1e} %", flush=True)


def on_another_grid(plan, phantom, mill, spacing) -> None:
    """Print what the same plan shows on another dose grid, and what it would show there normalised to D95 again."""
    grid = dose_grid(phantom, spacing)
    masks = structure_masks(phantom, grid)
    asked = Geometries(phantom, grid, np.flatnonzero((masks["PTV"] | masks["Core"]).ravel()))
    dose = np.asarray(plan_dose(plan, mill, asked, fractions=FRACTIONS).values)
    told(f"the same plan on a dose grid of {spacing:g} mm", dose, masks)
    told("    normalised again", dose * np.float32(50.0 / np.quantile(dose[masks["PTV"]], 0.05)), masks)


def delivered(plan, mill, phantom) -> None:
    """Deliver a whole and half a fraction, and compare doses."""
    grid = dose_grid(phantom, DELIVERED)
    geometries, masks = Geometries(phantom, grid), structure_masks(phantom, grid)
    start = datetime(2026, 3, 2, 9, 30)  # noqa: DTZ001 - clocks of treatment machines carry no zone
    planned = plan_dose(plan, mill, geometries)
    whole = deliver_fraction(plan, mill, 1, start, seed=1)
    got = timed("recalculate the delivered fraction", lambda: plan_dose(delivered_plan(plan, [whole]), mill, geometries))
    before, after = planned.values[masks["PTV"]].mean(), got.values[masks["PTV"]].mean()
    agreement = timed("gamma 3 %/3 mm", lambda: gamma(planned, got))
    minutes = (whole.stop - whole.start).total_seconds() / 60
    print(
        f"  delivered: PTV mean {100 * (after / before - 1):+.2f} %, gamma passes {100 * agreement.passed:.1f} %,"
        f" {whole.meterset:.0f} MU in {minutes:.1f} min"
    )
    half = deliver_fraction(plan, mill, 1, start, seed=1, interruption=Interruption(0.5))
    broken = plan_dose(delivered_plan(plan, [half]), mill, geometries)
    short = sum(not check.is_complete for check in check_metersets(plan, [half]))
    print(
        f"  half delivered: {100 * delivered_share(plan, [half]):.0f} % of the meterset, {short} beams not complete,"
        f" PTV mean {100 * (broken.values[masks['PTV']].mean() / before - 1):+.1f} %,"
        f" gamma passes {100 * gamma(planned, Volume(planned.grid, broken.values)).passed:.1f} %",
        flush=True,
    )


def windows(influence, weights, mill, geometries, masks) -> None:
    """Sequence as sliding windows, normalise, and print what the plan gives."""
    beams = timed("sliding windows", lambda: sliding_window_beams(influence, weights, mill, fractions=FRACTIONS))
    plan = LabPlan("WINDOW", beams, mill.leaves, FRACTIONS, 2.0, "PTV")
    dose = plan_dose(plan, mill, geometries, fractions=FRACTIONS).values
    scale = 50.0 / np.quantile(dose[masks["PTV"]], 0.05)
    told(f"sliding windows, {plan_mu(plan) * scale:.0f} MU, scaled by {scale:.3f}", dose * scale, masks)


def plan_mu(plan: LabPlan) -> float:
    """Return a fraction's monitor units."""
    return sum(beam.mu for beam in plan.beams)


def kept(kind: str, results, fluence: np.ndarray) -> None:
    """Write a plan's study of levels into the package; the other plan's stays."""
    measured = (
        f"c-shape phantom, 9 fields, 5 mm bixels; planned and judged on a dose grid of {SPACING:g} mm; sweep, leaf positions not "
        f"refined, weighed again, recalculated behind the leaves; bench/radonc/sequencing.py, {datetime.now().date()}"  # noqa: DTZ005
    )
    level_study.kept_studies.cache_clear()
    mine = level_study.LevelStudy(kind, "Core", results, tuple(map(tuple, fluence.tolist())))
    studies = [mine if one.name == kind else one for one in level_study.kept_studies()]
    lines = ["# Plan quality against intensity levels, written by bench/radonc/sequencing.py; do not edit by hand.", ""]
    lines.append(f'measured = "{measured}"')
    for study in studies:
        rows = ", ".join("[" + ", ".join(f"{value:.1f}" for value in row) + "]" for row in study.fluence)
        lines += ["", "[[study]]", f'name = "{study.name}"', f'organ = "{study.organ}"', f"fluence = [{rows}]"]
        for one in study.results:
            row = ", ".join(f"{key} = {round(getattr(one, key), 2)}" for key in one.__slots__)
            lines += ["", "[[study.result]]", *row.split(", ")]
    Path(level_study.__file__).with_suffix(".toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
