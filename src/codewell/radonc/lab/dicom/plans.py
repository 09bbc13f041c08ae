"""A laboratory plan as an RT Plan."""

from __future__ import annotations

from pathlib import Path

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import UID, RTPlanStorage, RTStructureSetStorage

from codewell.radonc.facts import Point
from codewell.radonc.lab.dicom.beams import setup_beam, treatment_beam
from codewell.radonc.lab.dicom.objects import (
    WARNING,
    Header,
    Origin,
    day_text,
    number_text,
    reference,
    save_object,
    start_object,
    time_text,
)
from codewell.radonc.lab.dicom.orders import Motion, PlanOrder
from codewell.radonc.lab.phantom import Structure
from codewell.radonc.lab.plan import LabPlan


def plan_uid(header: Header, plan: LabPlan) -> UID:
    """Return the UID of a plan, which is told apart from others of the episode by its label."""
    return header.uid("plan", plan.label)


def write_plan(
    header: Header,
    plan: LabPlan,
    order: PlanOrder,
    structures: tuple[Structure, ...],
    structure_set: UID | None,
    path: Path,
) -> UID:
    """Write a plan, and return its UID.

    Args:
        header: of the episode.
        plan: to be written; every beam needs an aperture.
        order: what is written beside the beams.
        structures: of the structure set, in its order, so that dose references name them by number; empty without one.
        structure_set: UID; None for a plan without structures (2D, machine quality assurance).
        path: file.
    """
    uid = plan_uid(header, plan)
    origin = Origin(RTPlanStorage, "RTPLAN", uid, f"plan-{plan.label}", 30, order.day, order.at, f"Plan {plan.label}")
    dataset = start_object(header, origin)
    dataset.InstanceNumber = 1
    dataset.FrameOfReferenceUID = header.frame
    dataset.PositionReferenceIndicator = ""
    _put_general(dataset, plan, order)
    numbers = {structure.name: index for index, structure in enumerate(structures, start=1)}
    dataset.DoseReferenceSequence = Sequence(_dose_references(header, plan, numbers if structure_set else {}))
    setups = _isocentres(plan)
    dataset.PatientSetupSequence = Sequence([_setup(number, order) for number in range(1, len(setups) + 1)])
    beams = [
        treatment_beam(plan, beam, order, setups.index(beam.field.isocentre) + 1, numbers if structure_set else {})
        for beam in plan.beams
    ]
    first = max((beam.field.number for beam in plan.beams), default=0) + 1
    beams += [setup_beam(plan, first + index, angle, setups[0]) for index, angle in enumerate(order.setup_beams)]
    if beams:
        dataset.BeamSequence = Sequence(beams)
    dataset.FractionGroupSequence = Sequence([_fraction_group(plan, len(order.setup_beams), first)])
    if structure_set is not None:
        dataset.ReferencedStructureSetSequence = Sequence([reference(RTStructureSetStorage, structure_set)])
    _put_relations(dataset, order)
    _put_approval(dataset, order)
    save_object(dataset, path)
    return uid


def _put_general(dataset: Dataset, plan: LabPlan, order: PlanOrder) -> None:
    dataset.RTPlanLabel = plan.label[:16]
    dataset.RTPlanName = plan.label
    dataset.RTPlanDescription = f"Laboratory plan. {WARNING}."
    dataset.RTPlanDate = day_text(order.day)
    dataset.RTPlanTime = time_text(order.at)
    dataset.PlanIntent = plan.intent
    dataset.RTPlanGeometry = order.geometry
    if order.site:
        dataset.TreatmentSite = order.site


def _dose_references(header: Header, plan: LabPlan, numbers: dict[str, int]) -> list[Dataset]:
    total = plan.fractions * plan.dose_per_fraction
    target = _dose_reference(header, plan, 1, plan.target, "TARGET", numbers)
    target.TargetPrescriptionDose = number_text(total)
    items = {plan.target: target}
    for structure, kind, dose in plan.constraints:
        if structure not in items:
            items[structure] = _dose_reference(header, plan, len(items) + 1, structure, "ORGAN_AT_RISK", numbers)
        _put_limit(items[structure], kind, dose, structure == plan.target)
    return list(items.values())


def _put_limit(item: Dataset, kind: str, dose: float, of_target: bool) -> None:
    """Write a constraint where DICOM has an attribute for it; the mean of an organ stands as its full-volume dose."""
    text = number_text(dose)
    if of_target and kind == "min":
        item.TargetMinimumDose = text
    elif of_target and kind == "max":
        item.TargetMaximumDose = text
    elif kind == "max":
        item.OrganAtRiskMaximumDose = text
    elif kind == "mean" and not of_target:
        item.OrganAtRiskFullVolumeDose = text


def _dose_reference(header: Header, plan: LabPlan, number: int, structure: str, kind: str, numbers: dict[str, int]) -> Dataset:
    item = Dataset()
    item.DoseReferenceNumber = number
    item.DoseReferenceUID = header.uid("dose reference", plan.label, structure)
    item.DoseReferenceStructureType = "VOLUME" if structure in numbers else "SITE"
    if structure in numbers:
        item.ReferencedROINumber = numbers[structure]
    item.DoseReferenceDescription = structure
    item.DoseReferenceType = kind
    return item


def _isocentres(plan: LabPlan) -> list[Point]:
    found: list[Point] = []
    for beam in plan.beams:
        if beam.field.isocentre not in found:
            found.append(beam.field.isocentre)
    return found or [Point(0.0, 0.0, 0.0)]


def _setup(number: int, order: PlanOrder) -> Dataset:
    item = setup_item(number, order.motion)
    fixations = []
    for fixation in order.fixations:
        device = Dataset()
        device.FixationDeviceType = fixation.kind
        device.FixationDeviceLabel = fixation.label[:16]
        device.FixationDeviceDescription = fixation.label
        fixations.append(device)
    if fixations:
        item.FixationDeviceSequence = Sequence(fixations)
    item.SetupTechnique = "ISOCENTRIC"
    return item


def setup_item(number: int, motion: Motion | None) -> Dataset:
    """Return a patient setup, which plans and records share."""
    item = Dataset()
    item.PatientSetupNumber = number
    item.PatientPosition = "HFS"
    if motion is not None:
        synchronisation = Dataset()
        synchronisation.RespiratoryMotionCompensationTechnique = motion.technique
        synchronisation.RespiratorySignalSource = motion.signal
        item.MotionSynchronizationSequence = Sequence([synchronisation])
    return item


def _fraction_group(plan: LabPlan, setup_beams: int, first: int) -> Dataset:
    group = Dataset()
    group.FractionGroupNumber = 1
    group.NumberOfFractionsPlanned = plan.fractions
    group.NumberOfBeams = len(plan.beams) + setup_beams
    group.NumberOfBrachyApplicationSetups = 0
    items = []
    for beam in plan.beams:
        item = Dataset()
        item.ReferencedBeamNumber = beam.field.number
        item.BeamMeterset = number_text(beam.mu)
        if beam.dose is not None:
            item.BeamDose = number_text(beam.dose, 4)
        items.append(item)
    for index in range(setup_beams):
        item = Dataset()
        item.ReferencedBeamNumber = first + index
        items.append(item)
    if items:
        group.ReferencedBeamSequence = Sequence(items)
    return group


def _put_relations(dataset: Dataset, order: PlanOrder) -> None:
    items = []
    for uid, relation in ((order.supersedes, "PREDECESSOR"), (order.verifies, "VERIFIED_PLAN")):
        if uid:
            item = reference(RTPlanStorage, UID(uid))
            item.RTPlanRelationship = relation
            items.append(item)
    if items:
        dataset.ReferencedRTPlanSequence = Sequence(items)


def _put_approval(dataset: Dataset, order: PlanOrder) -> None:
    dataset.ApprovalStatus = "APPROVED" if order.approved else "UNAPPROVED"
    if order.approved is not None:
        day, at = order.approved
        dataset.ReviewDate = day_text(day)
        dataset.ReviewTime = time_text(at)
        dataset.ReviewerName = "LAB^REVIEWER"
