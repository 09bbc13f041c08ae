"""The geometry of a plan's fields, from what a scenario chooses."""

from __future__ import annotations

from dataclasses import dataclass

from codewell.kernel.errors import InputError
from codewell.radonc.lab.phantom import Phantom
from codewell.radonc.lab.plan import Field
from codewell.radonc.lab.presets.choices import PlanChoice


@dataclass(frozen=True, slots=True)
class TargetedField:
    """A field and the structure it is aimed at."""

    field: Field
    target: str


def fields_of(choice: PlanChoice, phantom: Phantom) -> tuple[TargetedField, ...]:
    """Return the fields of a plan: photon fields of each isocentre, arcs, then electrons.

    Raises:
        InputError: the phantom has no isocentre of a name that the plan gives.
    """
    found: list[TargetedField] = []
    targets = choice.targets or (choice.target,) * len(choice.isocentres)
    for name, target in zip(choice.isocentres, targets, strict=True):
        if name not in phantom.isocentres:
            raise InputError(f"The phantom “{phantom.name}” has no isocentre “{name}”.", slug="rt.preset")
        place = phantom.isocentres[name]
        prefix = "" if len(choice.isocentres) == 1 else f"{name[:4].upper()}-"
        for gantry in choice.gantries:
            number = len(found) + 1
            found.append(TargetedField(Field(number, f"{prefix}G{gantry:03.0f}", gantry, place, energy=choice.energy), target))
        for arc in choice.arcs:
            number = len(found) + 1
            field = Field(
                number,
                f"{prefix}ARC{number}",
                arc.start,
                place,
                energy=choice.energy,
                collimator=arc.collimator,
                gantry_stop=arc.stop,
                clockwise=arc.clockwise,
            )
            found.append(TargetedField(field, target))
    if choice.electrons is not None:
        electrons = choice.electrons
        for gantry in electrons.gantries:
            number = len(found) + 1
            place = phantom.isocentres[choice.isocentres[0]]
            field = Field(number, f"E{electrons.energy:.0f}-G{gantry:03.0f}", gantry, place, "ELECTRON", electrons.energy)
            found.append(TargetedField(field, electrons.target or choice.target))
    return tuple(found)
