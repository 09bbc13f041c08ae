"""How complex fields are by the conventional criteria, which delivery until 2025, simulation and clinical planning share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from codewell.radonc.coding.readings import TechniqueReading, is_breast, site_of, technique_of_plan, technique_of_visit
from codewell.radonc.coding.visits import Visit
from codewell.radonc.coding.workbench import Workbench
from codewell.radonc.facts import BeamFacts, DeviceKind, PlanFacts, Point, SiteReading, Technique


@dataclass(frozen=True, slots=True)
class Complexity:
    """The level of a field arrangement.

    Args:
        level: 0 simple, 1 intermediate, 2 complex.
        why: what makes it so, in words.
    """

    level: int
    why: str


def of_visit(bench: Workbench, visit: Visit) -> Complexity:
    """Return the complexity of what a visit delivered."""
    beams = [planned for _, planned in visit.beams if planned is not None]
    found = site_of(bench, visit.plans)
    reading = technique_of_visit(bench, visit)
    return _complexity(visit.plans, beams, visit.isocentres, reading, found.value if found else None, visit.radiations)


def of_plan(bench: Workbench, plan: PlanFacts) -> Complexity:
    """Return the complexity of a plan's fields."""
    found = site_of(bench, (plan,))
    radiations = frozenset(beam.radiation.upper() for beam in plan.treating)
    reading = technique_of_plan(bench, plan)
    return _complexity((plan,), plan.treating, plan.isocentres, reading, found.value if found else None, radiations)


def ports(beams: Sequence[BeamFacts]) -> int:
    """Return from how many fixed directions, for each isocenter, beams come; each arc counts as one."""
    fixed = {
        (round(beam.gantry_start % 360, 1), beam.isocentres[:1])
        for beam in beams
        if not beam.arc and beam.gantry_start is not None
    }
    unknown = sum(1 for beam in beams if not beam.arc and beam.gantry_start is None)
    return len(fixed) + unknown + sum(1 for beam in beams if beam.arc)


def _complexity(
    plans: Sequence[PlanFacts],
    beams: Sequence[BeamFacts],
    isocentres: Sequence[Point],
    reading: TechniqueReading,
    site: SiteReading | None,
    radiations: frozenset[str],
) -> Complexity:
    special = _special(plans, beams, isocentres, reading, site, radiations)
    if special:
        return Complexity(2, special)
    if len(isocentres) == 2:
        return Complexity(1, "two treatment areas (two isocenters)")
    if ports(beams) >= 3:
        return Complexity(1, f"{ports(beams)} fields on one area")
    return Complexity(0, "one area by one field or two opposed fields, without blocks")


def _special(
    plans: Sequence[PlanFacts],
    beams: Sequence[BeamFacts],
    isocentres: Sequence[Point],
    reading: TechniqueReading,
    site: SiteReading | None,
    radiations: frozenset[str],
) -> str:
    """Say which special technique makes fields complex; empty where none does."""
    devices = {device.value.kind for plan in plans for device in plan.devices}
    found = (
        ("electrons", "ELECTRON" in radiations),
        ("intensity modulation", reading.is_modulated),
        ("field-in-field compensation", Technique.FIELD_IN_FIELD in reading.techniques),
        ("rotation", any(beam.arc for beam in beams)),
        ("wedges", any(beam.wedges for beam in beams) or DeviceKind.WEDGE in devices),
        ("custom blocks", any(beam.blocks for beam in beams) or DeviceKind.BLOCK in devices),
        ("fields shaped by leaves as by custom blocks", DeviceKind.MLC_FIELD in devices),
        ("compensators", any(beam.compensators for beam in beams)),
        ("tangents of the breast or chest wall", is_breast(site) and "PHOTON" in radiations),
        (f"{len(isocentres)} treatment areas", len(isocentres) >= 3),
    )
    return ", ".join(words for words, holds in found if holds)
