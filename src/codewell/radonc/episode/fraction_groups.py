"""Fraction groups, metersets and doses of beams, prescriptions and dose constraints of a plan."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from pydicom.dataset import Dataset

from codewell.radonc.episode.elements import items_of, number_of, numbered, proof_of, text_of, whole_of
from codewell.radonc.facts import FractionGroup, NotShown, Prescription, Proof, Shown


@dataclass(frozen=True, slots=True)
class BeamOrder:
    """What a fraction group orders of a beam.

    Args:
        group: Fraction Group Number.
        meterset: MU of a fraction; None where not stated.
        dose: Gy of a fraction; None where not stated.
        proof: of the meterset, else of the reference.
    """

    group: int
    meterset: float | None
    dose: float | None
    proof: Proof


def beam_orders(plan: Dataset, file: str) -> dict[int, BeamOrder]:
    """Return what the fraction groups order, by Beam Number; a beam of several groups has the first one's order."""
    orders: dict[int, BeamOrder] = {}
    for number, group, path in _groups(plan):
        for item, at in numbered(group, "ReferencedBeamSequence", path):
            beam = whole_of(item, "ReferencedBeamNumber")
            if beam is not None and beam not in orders:
                orders[beam] = BeamOrder(
                    number, number_of(item, "BeamMeterset"), number_of(item, "BeamDose"), proof_of(item, "BeamMeterset", file, at)
                )
    return orders


def _groups(plan: Dataset) -> list[tuple[int, Dataset, str]]:
    """Return fraction groups with their numbers; a missing or repeated number is replaced by the place in the sequence."""
    found: list[tuple[int, Dataset, str]] = []
    taken: set[int] = set()
    for place, (group, path) in enumerate(numbered(plan, "FractionGroupSequence"), start=1):
        stated = whole_of(group, "FractionGroupNumber")
        number = stated if stated is not None and stated not in taken else place
        taken.add(number)
        found.append((number, group, path))
    return found


def fraction_groups(plan: Dataset, treating: Collection[int]) -> tuple[FractionGroup, ...]:
    """Return the fraction groups.

    Args:
        plan: RT Plan.
        treating: numbers of the beams that treat.
    """
    groups = []
    for number, group, _ in _groups(plan):
        beams: dict[int, tuple[float | None, float | None]] = {}
        for item in items_of(group, "ReferencedBeamSequence"):
            beam = whole_of(item, "ReferencedBeamNumber")
            if beam in treating and beam is not None:
                beams[beam] = (number_of(item, "BeamMeterset"), number_of(item, "BeamDose"))
        doses = [dose for _, dose in beams.values() if dose is not None]
        planned = whole_of(group, "NumberOfFractionsPlanned")
        groups.append(
            FractionGroup(
                number=number,
                fractions=planned if planned is not None and planned > 0 else None,
                beams=tuple(beams),
                meterset=float(sum(meterset or 0.0 for meterset, _ in beams.values())),
                dose=float(sum(doses)) if doses else None,
            )
        )
    return tuple(groups)


def prescriptions(plan: Dataset) -> tuple[Prescription, ...]:
    """Return the prescribed doses of targets; doses at points are left out where sites or volumes have theirs."""
    groups = _groups(plan)
    found: list[tuple[bool, Prescription]] = []
    for item in items_of(plan, "DoseReferenceSequence"):
        dose = number_of(item, "TargetPrescriptionDose")
        if dose is None or dose <= 0 or text_of(item, "DoseReferenceType").upper() == "ORGAN_AT_RISK":
            continue
        at_point = text_of(item, "DoseReferenceStructureType").upper() in ("POINT", "COORDINATES")
        fractions = _fractions(groups, whole_of(item, "DoseReferenceNumber"))
        found.append((at_point, Prescription(text_of(item, "DoseReferenceDescription"), dose, fractions)))
    volumes = tuple(one for at_point, one in found if not at_point)
    return volumes or tuple(one for _, one in found)


def _fractions(groups: list[tuple[int, Dataset, str]], reference: int | None) -> int | None:
    """Return over how many fractions a dose is given: those of the groups that name it, else of the only group."""
    naming = [
        group
        for _, group, _ in groups
        if reference is not None
        and any(
            whole_of(one, "ReferencedDoseReferenceNumber") == reference
            for one in items_of(group, "ReferencedDoseReferenceSequence")
        )
    ]
    counted = naming or ([groups[0][1]] if len(groups) == 1 else [])
    numbers = [whole_of(group, "NumberOfFractionsPlanned") for group in counted]
    return sum(one or 0 for one in numbers) or None if numbers and None not in numbers else None


def prescribed_a_fraction(plan: Dataset) -> dict[int, float]:
    """Return the largest dose prescribed for a fraction, Gy, by Fraction Group Number.

    A group has the targets that it names; the only group has all. Of other groups nothing is told.
    """
    groups = _groups(plan)
    found: dict[int, float] = {}
    for number, group, _ in groups:
        planned = whole_of(group, "NumberOfFractionsPlanned")
        named = {whole_of(one, "ReferencedDoseReferenceNumber") for one in items_of(group, "ReferencedDoseReferenceSequence")}
        doses = [
            dose
            for item in items_of(plan, "DoseReferenceSequence")
            if (dose := number_of(item, "TargetPrescriptionDose")) is not None
            and dose > 0
            and (whole_of(item, "DoseReferenceNumber") in named or len(groups) == 1)
        ]
        if doses and planned:
            found[number] = max(doses) / planned
    return found


# Limits that are stated for planning; a prescription alone is none.
_LIMITS = (
    "OrganAtRiskFullVolumeDose",
    "OrganAtRiskLimitDose",
    "OrganAtRiskMaximumDose",
    "OrganAtRiskOverdoseVolumeFraction",
    "TargetMinimumDose",
    "TargetMaximumDose",
    "TargetUnderdoseVolumeFraction",
)


def dose_constraints(plan: Dataset, file: str) -> Shown[int] | NotShown:
    """Return how many dose references carry limits; systems seldom write them, so their absence says nothing."""
    proofs = []
    for item, path in numbered(plan, "DoseReferenceSequence"):
        stated = [keyword for keyword in _LIMITS if number_of(item, keyword) is not None]
        if stated:
            proofs.append(proof_of(item, stated[0], file, path))
    if proofs:
        return Shown(len(proofs), tuple(proofs))
    return NotShown(
        "dose constraints of inverse planning",
        "the plan was optimised with dose-volume constraints for target and organs at risk",
    )


def has_organ_limits(plan: Dataset) -> bool:
    """Say whether a limit of an organ at risk is stated, which forward planning does not need."""
    organ = _LIMITS[:4]
    return any(number_of(item, keyword) is not None for item in items_of(plan, "DoseReferenceSequence") for keyword in organ)
