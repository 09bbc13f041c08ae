"""What was delivered at one time as an RT Beams Treatment Record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import UID, RTBeamsTreatmentRecordStorage, RTPlanStorage

from codewell.radonc.lab.dicom.beams import (
    ControlPoint,
    control_points,
    jaw_positions,
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
class DeliveredPart:
    """What was given of a beam without a break.

    Args:
        beam: planned.
        start: when the beam came on.
        seconds: how long it took.
        begin: MU that had been given before in this fraction; above 0 for a beam that goes on after a break.
        end: MU given when it stopped.
        status: Treatment Termination Status: NORMAL, OPERATOR, MACHINE.
    """

    beam: LabBeam
    start: datetime
    seconds: float
    begin: float
    end: float
    status: str = "NORMAL"


@dataclass(frozen=True, slots=True)
class TreatmentRecord:
    """A record: what was delivered of a fraction without the patient leaving the machine.

    Args:
        plan: delivered.
        order: what the plan carries beside its beams.
        fraction: number, from 1.
        part: 1, or 2 where the fraction went on after a break.
        start: when it began.
        beams: parts in order; empty where only setup beams were used.
    """

    plan: LabPlan
    order: PlanOrder
    fraction: int
    part: int
    start: datetime
    beams: tuple[DeliveredPart, ...]


def write_record(header: Header, record: TreatmentRecord, number: int, path: Path) -> UID:
    """Write a record, and return its UID.

    Args:
        header: of the episode.
        record: to be written.
        number: Instance Number.
        path: file.
    """
    label = record.plan.label
    uid = header.uid("record", label, record.fraction, record.part)
    start = record.start
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
    sessions = [_session_beam(record, part) for part in record.beams]
    first = max((beam.field.number for beam in record.plan.beams), default=0) + 1
    if not record.beams or (record.order.setup_beams and record.part == 1):
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


def _session_beam(record: TreatmentRecord, part: DeliveredPart) -> Dataset:
    beam = part.beam
    item = Dataset()
    item.ReferencedBeamNumber = beam.field.number
    item.BeamName = beam.field.name
    item.BeamType = "DYNAMIC" if beam.delivery in (Delivery.ARC, Delivery.SLIDING_WINDOW) else "STATIC"
    item.RadiationType = beam.field.radiation
    item.TreatmentDeliveryType = "CONTINUATION" if part.begin > 0 else "TREATMENT"
    is_electron = beam.field.radiation == "ELECTRON" and record.order.applicator is not None
    _put_modifiers(item, record, part)
    _put_outcome(item, record.fraction, part.status)
    item.SpecifiedPrimaryMeterset = number_text(beam.mu - part.begin)
    item.DeliveredPrimaryMeterset = number_text(part.end - part.begin)
    has_leaves = not is_electron and beam.compensator is None
    points = _delivered_points(beam, part)
    jaws = jaw_positions(beam, record.plan.leaves)
    varies = has_leaves and len({(one.aperture.left.tobytes(), one.aperture.right.tobytes()) for _, one in points}) > 1
    items = []
    for order, (index, point) in enumerate(points):
        control = _control_point(index, point.before - part.begin, _moment(part, point.before))
        if order == 0:
            control.NominalBeamEnergy = number_text(beam.field.energy)
            control.NominalBeamEnergyUnit = "MEV" if beam.field.radiation == "ELECTRON" else "MV"
            put_geometry(control, point.gantry, beam.field.collimator, rotation(beam))
        elif beam.delivery == Delivery.ARC:
            control.GantryAngle = number_text(point.gantry % 360.0)
            control.GantryRotationDirection = rotation(beam)
        if order == 0 or varies:
            put_positions(control, point.aperture if has_leaves else None, jaws if order == 0 else None)
        items.append(control)
    item.BeamLimitingDeviceLeafPairsSequence = Sequence(_pairs(record.plan.leaves if has_leaves else None))
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


def _put_modifiers(item: Dataset, record: TreatmentRecord, part: DeliveredPart) -> None:
    item.NumberOfWedges = 0
    item.NumberOfCompensators = 0 if part.beam.compensator is None else 1
    item.NumberOfBoli = len(record.order.boluses)
    item.NumberOfBlocks = 0
    if part.beam.compensator is not None:
        recorded = Dataset()
        recorded.ReferencedCompensatorNumber = 1
        recorded.CompensatorType = "STANDARD"
        recorded.CompensatorID = f"COMP{part.beam.field.number}"
        item.RecordedCompensatorSequence = Sequence([recorded])
    if part.beam.field.radiation == "ELECTRON" and record.order.applicator is not None:
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


def _delivered_points(beam: LabBeam, part: DeliveredPart) -> list[tuple[int, ControlPoint]]:
    """Return the control points between two metersets, the ends themselves among them, with the plan's index of each."""
    points = control_points(beam)
    inside = [(index, point) for index, point in enumerate(points) if part.begin - 1e-9 <= point.before <= part.end + 1e-9]
    if part.begin > 0 and (not inside or inside[0][1].before > part.begin + 1e-9):
        inside.insert(0, _between(points, part.begin))
    if not inside or inside[-1][1].before < part.end - 1e-9:
        inside.append(_between(points, part.end))
    return inside


def _between(points: tuple[ControlPoint, ...], meterset: float) -> tuple[int, ControlPoint]:
    """Return what the machine showed at a meterset between two control points, with the index of the one before."""
    index = max(index for index, point in enumerate(points) if point.before <= meterset)
    point = points[index]
    return index, ControlPoint(point.aperture, meterset, point.gantry)


def _moment(part: DeliveredPart, meterset: float) -> datetime:
    span = part.end - part.begin
    share = (meterset - part.begin) / span if span > 0 else 0.0
    return part.start + timedelta(seconds=part.seconds * share)


def _control_point(index: int, meterset: float, moment: datetime) -> Dataset:
    control = Dataset()
    control.ReferencedControlPointIndex = index
    control.TreatmentControlPointDate = day_text(moment.date())
    control.TreatmentControlPointTime = time_text(moment.time())
    control.SpecifiedMeterset = number_text(meterset)
    control.DeliveredMeterset = number_text(meterset)
    control.DoseRateSet = "600"
    control.DoseRateDelivered = "600"
    return control


def _setup_session(record: TreatmentRecord, number: int, angle: float) -> Dataset:
    item = Dataset()
    item.ReferencedBeamNumber = number
    item.BeamName = f"SETUP{angle:03.0f}"
    item.BeamType = "STATIC"
    item.RadiationType = "PHOTON"
    item.TreatmentDeliveryType = "SETUP"
    item.NumberOfWedges = item.NumberOfCompensators = item.NumberOfBoli = item.NumberOfBlocks = 0
    _put_outcome(item, record.fraction, "NORMAL")
    item.SpecifiedPrimaryMeterset = "0"
    item.DeliveredPrimaryMeterset = "0"
    control = _control_point(0, 0.0, record.start)
    control.NominalBeamEnergy = "6"
    control.NominalBeamEnergyUnit = "MV"
    put_geometry(control, angle, 0.0, "NONE")
    put_positions(control, None, ((-100.0, 100.0), (-100.0, 100.0)))
    last = _control_point(1, 0.0, record.start)
    item.BeamLimitingDeviceLeafPairsSequence = Sequence(_pairs(None))
    item.NumberOfControlPoints = 2
    item.ControlPointDeliverySequence = Sequence([control, last])
    return item
