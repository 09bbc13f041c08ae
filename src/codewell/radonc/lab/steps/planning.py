"""The second step: fields are aimed, shaped or modulated, their dose is computed and scaled to the prescription."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from codewell.radonc.lab.delivering.machine import Machine, machine
from codewell.radonc.lab.delivering.recalculating import Geometries, beam_dose
from codewell.radonc.lab.phantom import Phantom
from codewell.radonc.lab.plan import Delivery, LabBeam, LabPlan
from codewell.radonc.lab.presets.choices import PlanChoice
from codewell.radonc.lab.quality import Quality
from codewell.radonc.lab.sequencing.conformal import conformal_arc, static_field
from codewell.radonc.lab.sequencing.field_in_field import field_in_field
from codewell.radonc.lab.steps.electrons import electron_dose, square_opening
from codewell.radonc.lab.steps.fields import TargetedField, fields_of
from codewell.radonc.lab.steps.figures import Figure, dose_figures, dose_to_share
from codewell.radonc.lab.steps.imaging import dose_grid, on_grid
from codewell.radonc.lab.steps.modulating import modulated_beams
from codewell.radonc.volume import Grid, Volume

FloatArray = npt.NDArray[np.float32]
Progress = Callable[[int, int], None]

MODULATED = ("step-and-shoot", "sliding-window", "vmat", "compensator")
MARGIN = 7.0
"""From the target's outline to the leaves, mm: the penumbra."""
ELECTRON_MARGIN = 15.0
"""From the target's outline to the cut-out, mm: electrons scatter more."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan with its dose.

    Args:
        choice: of the scenario.
        plan: beams scaled to the prescription.
        fraction_dose: of one fraction, Gy.
        figures: coverage and organs, over all fractions.
    """

    choice: PlanChoice
    plan: LabPlan
    fraction_dose: Volume
    figures: tuple[Figure, ...]

    @property
    def total_dose(self) -> Volume:
        """Dose of all planned fractions, Gy."""
        gray = np.asarray(self.fraction_dose.values, dtype=np.float32)
        return Volume(self.fraction_dose.grid, gray * np.float32(self.plan.fractions))


def plan_treatment(choice: PlanChoice, phantom: Phantom, quality: Quality, progress: Progress) -> Planned:
    """Plan what a scenario chooses.

    Args:
        choice: of the scenario.
        phantom: imaged.
        quality: grids.
        progress: called with work done and all work.

    Raises:
        InputError: a target or isocentre of the scenario does not fit the phantom.
    """
    mill = machine()
    grid = dose_grid(phantom, quality)
    geometries = Geometries(phantom, grid)
    fields = fields_of(choice, phantom)
    targets = {one.field.number: one.target for one in fields}
    if choice.technique in MODULATED:
        photons = tuple(one.field for one in fields if one.field.radiation == "PHOTON")
        beams = list(modulated_beams(choice, phantom, photons, grid, geometries, quality, progress))
    else:
        beams = [_shaped_beam(one, phantom, mill) for one in fields if one.field.radiation == "PHOTON"]
    if choice.technique == "field-in-field":
        beams = _with_subfields(beams, phantom, geometries, mill, choice.target)
    beams += [_electron_beam(choice, one, phantom, mill) for one in fields if one.field.radiation == "ELECTRON"]
    doses = [_dose_of(beam, choice, phantom, geometries, mill) for beam in beams]
    scaled, total = _prescribed(choice, beams, doses, targets, phantom, grid)
    goals = tuple((goal.structure, goal.kind, goal.dose) for goal in choice.goals if goal.kind != "dvh")
    plan = LabPlan(
        choice.label,
        tuple(scaled),
        mill.leaves,
        choice.fractions,
        choice.dose_per_fraction,
        choice.target,
        choice.intent,
        goals,
    )
    planned = Planned(choice, plan, Volume(grid, total), ())
    figures = (
        Figure("planning", f"{choice.label}: beams", len(plan.beams)),
        Figure("planning", f"{choice.label}: apertures", sum(len(beam.apertures) for beam in plan.beams)),
        Figure("planning", f"{choice.label}: meterset of a fraction", sum(beam.mu for beam in plan.beams), "MU"),
        *dose_figures(phantom, planned.total_dose, choice.target, choice.label),
    )
    return replace(planned, figures=figures)


def _shaped_beam(one: TargetedField, phantom: Phantom, mill: Machine) -> LabBeam:
    """Return a beam whose leaves follow the target: fixed, or along an arc."""
    names = (one.target,)
    if one.field.gantry_stop is None:
        return static_field(phantom, one.field, names, mill.leaves, margin=MARGIN, mu=1.0, sad=mill.sad)
    return conformal_arc(phantom, one.field, names, mill.leaves, margin=MARGIN, mu=1.0, sad=mill.sad)


def _electron_beam(choice: PlanChoice, one: TargetedField, phantom: Phantom, mill: Machine) -> LabBeam:
    side = choice.electrons.opening if choice.electrons else None
    if side is not None:
        return LabBeam(one.field, (square_opening(mill.leaves, side),), Delivery.STATIC)
    return static_field(phantom, one.field, (one.target,), mill.leaves, margin=ELECTRON_MARGIN, mu=1.0, sad=mill.sad)


def _with_subfields(beams: list[LabBeam], phantom: Phantom, geometries: Geometries, mill: Machine, target: str) -> list[LabBeam]:
    """Give each open field smaller ones, drawn where the open fields together are too hot."""
    total = np.sum([beam_dose(beam, mill, geometries) for beam in beams], axis=0)
    inside = on_grid(phantom, target, geometries.grid)
    whole = Volume(geometries.grid, np.where(inside, total, 0.0).astype(np.float32))
    return [field_in_field(beam, whole, float(total[inside].mean()), mill.leaves, sad=mill.sad) for beam in beams]


def _dose_of(beam: LabBeam, choice: PlanChoice, phantom: Phantom, geometries: Geometries, mill: Machine) -> FloatArray:
    if beam.field.radiation == "ELECTRON":
        ssd = choice.electrons.ssd if choice.electrons else 1000.0
        return electron_dose(beam, mill, phantom, geometries.grid, ssd)
    return beam_dose(beam, mill, geometries)


def _prescribed(
    choice: PlanChoice,
    beams: list[LabBeam],
    doses: list[FloatArray],
    targets: dict[int, str],
    phantom: Phantom,
    grid: Grid,
) -> tuple[list[LabBeam], FloatArray]:
    """Scale beams so that each target gets its dose of a fraction.

    A modulated plan gives 95 % of the target the prescribed dose, any other one the mean. Photons and electrons that treat the
    same target give half each.
    """
    groups: dict[tuple[str, str], list[int]] = {}
    for index, beam in enumerate(beams):
        groups.setdefault((targets[beam.field.number], beam.field.radiation), []).append(index)
    scaled, total = list(beams), np.zeros(grid.shape, dtype=np.float32)
    for (target, _), members in groups.items():
        together = np.sum([doses[index] for index in members], axis=0)
        inside = together[on_grid(phantom, target, grid)]
        reached = dose_to_share(inside, 0.95) if choice.technique in MODULATED else float(inside.mean())
        sharing = sum(name == target for name, _ in groups)
        factor = choice.dose_per_fraction / sharing / reached
        total += together * np.float32(factor)
        for index in members:
            scaled[index] = _times(beams[index], factor, doses[index], grid)
    return scaled, total


def _times(beam: LabBeam, factor: float, dose: FloatArray, grid: Grid) -> LabBeam:
    """Return a beam with its meterset scaled, and its dose at the isocentre."""
    place = beam.field.isocentre
    index = [
        int(np.clip(round((value - start) / step), 0, count - 1))
        for value, start, step, count in zip((place.z, place.y, place.x), grid.origin, grid.spacing, grid.shape, strict=True)
    ]
    at_isocentre = float(dose[index[0], index[1], index[2]]) * factor
    shapes = tuple(replace(one, mu=one.mu * factor) for one in beam.apertures)
    return replace(beam, apertures=shapes, dose=at_isocentre)
