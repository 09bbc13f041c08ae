"""Superficial and orthovoltage treatment."""

from __future__ import annotations

from codewell.radonc.coding.lines import Family
from codewell.radonc.coding.visits import Visit
from codewell.radonc.coding.workbench import Draft, Workbench, proofs_of
from codewell.radonc.facts import NoteFact, PlanFacts

_LEAST_MEGAVOLT = 1.0
_AS_KILOVOLT = 50.0
"""A nominal energy of 50 and more is kilovolt: no clinical photon beam has 50 MV."""


def is_surface(bench: Workbench, visit: Visit) -> bool:
    """Say whether a visit gave photons of low or medium tube voltage: by the beams' energy, else by the note."""
    if "ELECTRON" in visit.radiations:
        return False
    energies = [beam.energy for _, beam in visit.beams if beam is not None and beam.energy is not None]
    if energies:
        return all(_kilovolt(one) is not None for one in energies)
    return bool(bench.stated(NoteFact.ORTHOVOLTAGE))


def is_surface_plan(bench: Workbench, plan: PlanFacts) -> bool:
    """Say whether a plan is of low or medium tube voltage."""
    if any(beam.radiation.upper() != "PHOTON" for beam in plan.treating):
        return False
    energies = [beam.energy for beam in plan.treating if beam.energy is not None]
    if energies:
        return all(_kilovolt(one) is not None for one in energies)
    return bool(bench.stated(NoteFact.ORTHOVOLTAGE))


def deliver_surface(bench: Workbench, visit: Visit) -> Draft:
    """Return the delivery of a superficial or orthovoltage visit."""
    rule = bench.rule("rt.delivery.surface", visit.day)
    low, high = rule.texts("codes")
    voltages = [_kilovolt(beam.energy) for _, beam in visit.beams if beam is not None and beam.energy is not None]
    known = [one for one in voltages if one is not None]
    flags: tuple[str, ...] = ()
    if not known and low != high:
        flags = (f"The tube voltage is not shown: {low} up to 150 kV, {high} above it.",)
        bench.ask("the tube voltage", "kilovolt of the superficial or orthovoltage unit", (low, high))
    code = high if known and max(known) > rule.number("kilovolt_above") else low
    others = {low, high} - {code}
    because = f"The tube voltage is {max(known):g} kV." if known else "The tube voltage is not shown."
    levels = "Superficial treatment is never billed as beam delivery of the linear accelerator."
    rejected = (
        *(bench.reject(one, visit.day, because, rule.ruling.id) for one in sorted(others)),
        *(bench.reject(one, visit.day, levels, rule.ruling.id) for one in ("77402", "77407", "77412")),
    )
    evidence = proofs_of(visit.evidence, *bench.stated(NoteFact.ORTHOVOLTAGE))
    return Draft(code, Family.DELIVERY, visit.day, rule.ruling, 1, evidence, rejected, flags, visit.key, visit.plan)


def _kilovolt(energy: float | None) -> float | None:
    """Return the tube voltage in kV of a nominal energy that is below a megavolt; None for a megavoltage beam."""
    if energy is None:
        return None
    if energy >= _AS_KILOVOLT:
        return energy
    return energy * 1000 if energy < _LEAST_MEGAVOLT else None
