"""What was delivered at one time as an RT Beams Treatment Record."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import UID, RTBeamsTreatmentRecordStorage, RTPlanStorage

from codewell.radonc.lab.delivering.delivered import DeliveredBeam, DeliveredControlPoint, DeliveredFraction
from codewell.radonc.lab.delivering.motion import jaws_of
from codewell.radonc.lab.dicom.beams import (
    has_leaf_positions,
    put_geometry,
    put_positions,
    rotation,
)
from codewell.radonc.lab.dicom.modifiers import put_electron_applicator
from codewell.radonc.lab.dicom.objects import (
    MACHINE,
    MANUFACTURER,
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
from codewell.radonc.lab.dicom.orders import PlanOrder
from codewell.radonc.lab.dicom.plans import plan_uid, setup_item
from codewell.radonc.lab.plan import Delivery, LabBeam, LabPlan, Leaves


@dataclass(frozen=True, slots=True)
class TreatmentRecord:
    """A record: what was delivered of a fraction without the patient leaving the machine.

    Args:
        plan: delivered.
        order: what the plan carries beside its beams.
        fraction: what the machine logged; without beams where only setup beams were used.
    """

    plan: LabPlan
    order: PlanOrder
    fraction: DeliveredFraction


def write_record(header: Header, record: TreatmentRecord, number: int, path: Path) -> UID:
    """Write a record, and return its UID.

    Args:
        header: of the episode.
        record: to be written.
        number: Instance Number.
        path: file.
    """
    label = record.plan.label
    fraction = record.fraction
    uid = header.uid("record", label, fraction.number, fraction.part)
    start = fraction.start
    origin = Origin(
        RTBeamsTreatmentRecordStorage,
        "RTRECORD",
        uid,
        f"records-{label}",
        50,
        start.date(),
        start.time(),
        f"Delivery of {label}",
        "treatment",
    )
    dataset = start_object(header, origin)
    dataset.InstanceNumber = number
    dataset.TreatmentDate = day_text(start.date())
    dataset.TreatmentTime = time_text(start.time())
    dataset.ReferencedRTPlanSequence = Sequence([reference(RTPlanStorage, plan_uid(header, record.plan))])
    dataset.PatientSetupSequence = Sequence([setup_item(1, record.order.motion)])
    dataset.TreatmentMachineSequence = Sequence([_machine()])
    dataset.ReferencedFractionGroupNumber = 1
    dataset.NumberOfFractionsPlanned = record.plan.fractions
    dataset.PrimaryDosimeterUnit = "MU"
    beams = {beam.field.number: beam for beam in record.plan.beams}
    sessions = [_session_beam(record, beams[given.number], given) for given in fraction.beams]
    first = max(beams, default=0) + 1
    if not sessions or (record.order.setup_beams and fraction.part == 1):
        angles = record.order.setup_beams or (0.0,)
        sessions = [_setup_session(record, first + index, angle) for index, angle in enumerate(angles)] + sessions
    dataset.TreatmentSessionBeamSequence = Sequence(sessions)
    save_object(dataset, path)
    return uid


def _machine() -> Dataset:
    machine = Dataset()
    machine.TreatmentMachineName = MACHINE
    machine.Manufacturer = MANUFACTURER
    machine.InstitutionName = WARNING
    machine.ManufacturerModelName = "Simulated"
    machine.DeviceSerialNumber = "0"
    return machine


def _session_beam(record: TreatmentRecord, beam: LabBeam, given: DeliveredBeam) -> Dataset:
    item = Dataset()
    item.ReferencedBeamNumber = beam.field.number
    item.BeamName = beam.field.name
    item.BeamType = "DYNAMIC" if beam.delivery in (Delivery.ARC, Delivery.SLIDING_WINDOW) else "STATIC"
    item.RadiationType = beam.field.radiation
    item.TreatmentDeliveryType = "CONTINUATION" if given.begin > 0 else "TREATMENT"
    _put_modifiers(item, record, beam)
    _put_outcome(item, record.fraction.number, given.termination.value)
    item.SpecifiedPrimaryMeterset = number_text(beam.mu - given.begin)
    item.DeliveredPrimaryMeterset = number_text(given.meterset)
    has_leaves = has_leaf_positions(beam)
    item.BeamLimitingDeviceLeafPairsSequence = Sequence(_pairs(record.plan.leaves if has_leaves else None))
    jaws = jaws_of(beam, record.plan.leaves)
    moves = has_leaves and len(beam.apertures) > 1
    items = []
    for order, point in enumerate(given.control_points):
        control = _control_point(point, given.begin)
        if order == 0:
            control.NominalBeamEnergy = number_text(beam.field.energy)
            control.NominalBeamEnergyUnit = "MEV" if beam.field.radiation == "ELECTRON" else "MV"
            put_geometry(control, point.gantry, beam.field.collimator, rotation(beam))
        elif beam.delivery == Delivery.ARC:
            control.GantryAngle = number_text(point.gantry % 360.0)
            control.GantryRotationDirection = rotation(beam)
        if order == 0 or moves:
            leaves = (point.left, point.right) if has_leaves else None
            put_positions(control, leaves, jaws if order == 0 else None)
        items.append(control)
    item.NumberOfControlPoints = len(items)
    item.ControlPointDeliverySequence = Sequence(items)
    return item


def _pairs(leaves: Leaves | None) -> list[Dataset]:
    items = []
    for kind, count in (("ASYMX", 1), ("ASYMY", 1), ("MLCX", 0 if leaves is None else leaves.pairs)):
        if count:
            device = Dataset()
            device.RTBeamLimitingDeviceType = kind
            device.NumberOfLeafJawPairs = count
            items.append(device)
    return items


def _put_modifiers(item: Dataset, record: TreatmentRecord, beam: LabBeam) -> None:
    item.NumberOfWedges = 0
    item.NumberOfCompensators = 0 if beam.compensator is None else 1
    item.NumberOfBoli = len(record.order.boluses)
    item.NumberOfBlocks = 0
    if beam.compensator is not None:
        recorded = Dataset()
        recorded.ReferencedCompensatorNumber = 1
        recorded.CompensatorType = "STANDARD"
        recorded.CompensatorID = f"COMP{beam.field.number}"
        item.RecordedCompensatorSequence = Sequence([recorded])
    if beam.field.radiation == "ELECTRON" and record.order.applicator is not None:
        item.NumberOfBlocks = 1
        block = Dataset()
        block.ReferencedBlockNumber = 1
        block.BlockTrayID = "CUTOUT"
        block.BlockName = "Cut-out"
        item.RecordedBlockSequence = Sequence([block])
        put_electron_applicator(item, record.order.applicator)


def _put_outcome(item: Dataset, fraction: int, status: str) -> None:
    item.CurrentFractionNumber = fraction
    item.TreatmentTerminationStatus = status
    # Nobody compared the simulated machine's settings with the plan, so that no verification is stated.
    item.TreatmentVerificationStatus = ""


def _control_point(point: DeliveredControlPoint, begin: float) -> Dataset:
    """Return a control point; its metersets count from where this part of the beam began, as the beam's do."""
    control = Dataset()
    control.ReferencedControlPointIndex = point.index
    control.TreatmentControlPointDate = day_text(point.at.date())
    control.TreatmentControlPointTime = time_text(point.at.time())
    control.SpecifiedMeterset = number_text(point.planned - begin)
    control.DeliveredMeterset = number_text(point.meterset - begin)
    control.DoseRateSet = "600"
    control.DoseRateDelivered = number_text(point.dose_rate, 1)
    return control


def _setup_session(record: TreatmentRecord, number: int, angle: float) -> Dataset:
    item = Dataset()
    item.ReferencedBeamNumber = number
    item.BeamName = f"SETUP{angle:03.0f}"
    item.BeamType = "STATIC"
    item.RadiationType = "PHOTON"
    item.TreatmentDeliveryType = "SETUP"
    item.NumberOfWedges = item.NumberOfCompensators = item.NumberOfBoli = item.NumberOfBlocks = 0
    _put_outcome(item, record.fraction.number, "NORMAL")
    item.SpecifiedPrimaryMeterset = "0"
    item.DeliveredPrimaryMeterset = "0"
    nothing = np.zeros(0, dtype=np.float32)
    point = DeliveredControlPoint(0, record.fraction.start, 0.0, 0.0, nothing, nothing, angle, 0.0)
    control = _control_point(point, 0.0)
    control.NominalBeamEnergy = "6"
    control.NominalBeamEnergyUnit = "MV"
    put_geometry(control, angle, 0.0, "NONE")
    put_positions(control, None, (-100.0, 100.0, -100.0, 100.0))
    last = _control_point(replace(point, index=1), 0.0)
    item.BeamLimitingDeviceLeafPairsSequence = Sequence(_pairs(None))
    item.NumberOfControlPoints = 2
    item.ControlPointDeliverySequence = Sequence([control, last])
    return item
