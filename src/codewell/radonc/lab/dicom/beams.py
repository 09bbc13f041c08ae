"""A beam with its control points as an item of an RT Plan's Beam Sequence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from codewell.radonc.facts import Point
from codewell.radonc.lab.delivering.motion import Jaws, jaws_of
from codewell.radonc.lab.dicom.modifiers import electron_cutout, put_compensator, put_electron_applicator
from codewell.radonc.lab.dicom.objects import MACHINE, MANUFACTURER, number_text, put_numbers
from codewell.radonc.lab.dicom.orders import PlanOrder
from codewell.radonc.lab.plan import Aperture, Delivery, LabBeam, LabPlan, Leaves

FloatArray = npt.NDArray[np.float32]

_OPEN = 100.0


@dataclass(frozen=True, slots=True)
class ControlPoint:
    """A control point of a beam, which plans and records share.

    Args:
        aperture: shape from here on.
        before: meterset given before it, MU of a fraction.
        gantry: degrees.
    """

    aperture: Aperture
    before: float
    gantry: float


def control_points(beam: LabBeam) -> tuple[ControlPoint, ...]:
    """Return a beam's control points in order.

    Static shapes have two each, at the meterset where they begin and where they end (PS3.3 C.8.8.14.5); of a sliding window
    or an arc each shape is one.
    """
    points: list[ControlPoint] = []
    given = 0.0
    for aperture in beam.apertures:
        angle = beam.field.gantry if aperture.gantry is None else aperture.gantry
        if beam.delivery in (Delivery.ARC, Delivery.SLIDING_WINDOW):
            given += aperture.mu
            points.append(ControlPoint(aperture, given, angle))
        else:
            points.append(ControlPoint(aperture, given, angle))
            given += aperture.mu
            points.append(ControlPoint(aperture, given, angle))
    return tuple(points)


def treatment_beam(plan: LabPlan, beam: LabBeam, order: PlanOrder, setup: int, numbers: dict[str, int]) -> Dataset:
    """Return the item of a beam that treats."""
    item = _start(beam.field.number, beam.field.name, beam.field.radiation, "TREATMENT")
    moves = beam.delivery in (Delivery.ARC, Delivery.SLIDING_WINDOW)
    item.BeamType = "DYNAMIC" if moves else "STATIC"
    has_leaves = has_leaf_positions(beam)
    item.BeamLimitingDeviceSequence = Sequence(_devices(plan.leaves if has_leaves else None))
    item.ReferencedPatientSetupNumber = setup
    put_compensator(item, beam.compensator)
    _put_boluses(item, order, numbers)
    item.NumberOfBlocks = 0
    if beam.field.radiation == "ELECTRON" and order.applicator is not None:
        item.NumberOfBlocks = 1
        item.BlockSequence = Sequence([electron_cutout(beam, plan.leaves)])
        put_electron_applicator(item, order.applicator)
    points = control_points(beam)
    item.NumberOfControlPoints = len(points)
    total = points[-1].before or 1.0
    item.FinalCumulativeMetersetWeight = "1"
    jaws = jaws_of(beam, plan.leaves)
    varies = len({(one.aperture.left.tobytes(), one.aperture.right.tobytes()) for one in points}) > 1
    sequence = []
    for index, point in enumerate(points):
        control = Dataset()
        control.ControlPointIndex = index
        control.CumulativeMetersetWeight = number_text(point.before / total, 8)
        if index == 0 or (varies and has_leaves):
            leaves = (point.aperture.left, point.aperture.right) if has_leaves else None
            put_positions(control, leaves, jaws if index == 0 else None)
        if index == 0:
            _put_first(control, beam, order)
        elif beam.delivery == Delivery.ARC:
            control.GantryAngle = number_text(point.gantry % 360.0)
            control.GantryRotationDirection = rotation(beam) if index < len(points) - 1 else "NONE"
        sequence.append(control)
    item.ControlPointSequence = Sequence(sequence)
    return item


def setup_beam(plan: LabPlan, number: int, angle: float, isocentre: Point) -> Dataset:
    """Return the item of a beam that only sets the patient up: an open field without meterset."""
    item = _start(number, f"SETUP{angle:03.0f}", "PHOTON", "SETUP")
    item.BeamType = "STATIC"
    item.BeamLimitingDeviceSequence = Sequence(_devices(None))
    item.ReferencedPatientSetupNumber = 1
    item.NumberOfCompensators = item.NumberOfBoli = item.NumberOfBlocks = 0
    item.FinalCumulativeMetersetWeight = "1"
    item.NumberOfControlPoints = 2
    first = Dataset()
    first.ControlPointIndex = 0
    first.CumulativeMetersetWeight = "0"
    first.NominalBeamEnergy = "6"
    put_positions(first, None, (-_OPEN, _OPEN, -_OPEN, _OPEN))
    put_geometry(first, angle, 0.0, "NONE")
    _put_isocentre(first, isocentre)
    last = Dataset()
    last.ControlPointIndex = 1
    last.CumulativeMetersetWeight = "1"
    item.ControlPointSequence = Sequence([first, last])
    return item


def _start(number: int, name: str, radiation: str, delivery_type: str) -> Dataset:
    item = Dataset()
    item.BeamNumber = number
    item.BeamName = name
    item.TreatmentMachineName = MACHINE
    item.Manufacturer = MANUFACTURER
    item.PrimaryDosimeterUnit = "MU"
    item.SourceAxisDistance = "1000"
    item.RadiationType = radiation
    item.TreatmentDeliveryType = delivery_type
    item.NumberOfWedges = 0
    return item


def _devices(leaves: Leaves | None) -> list[Dataset]:
    items = []
    for kind in ("ASYMX", "ASYMY"):
        jaw = Dataset()
        jaw.RTBeamLimitingDeviceType = kind
        jaw.NumberOfLeafJawPairs = 1
        items.append(jaw)
    if leaves is not None:
        bank = Dataset()
        bank.RTBeamLimitingDeviceType = "MLCX"
        bank.NumberOfLeafJawPairs = leaves.pairs
        put_numbers(bank, "LeafPositionBoundaries", leaves.boundaries)
        items.append(bank)
    return items


def has_leaf_positions(beam: LabBeam) -> bool:
    """Say whether a multileaf collimator shapes a beam, rather than an applicator's cut-out or a compensator in an open field."""
    return beam.field.radiation == "PHOTON" and beam.compensator is None


def put_positions(control: Dataset, leaves: tuple[FloatArray, FloatArray] | None, jaws: Jaws | None) -> None:
    """Put jaws and leaves, each where it is given."""
    items = []
    pairs = () if jaws is None else ((jaws[0], jaws[1]), (jaws[2], jaws[3]))
    for kind, pair in zip(("ASYMX", "ASYMY"), pairs, strict=False):
        jaw = Dataset()
        jaw.RTBeamLimitingDeviceType = kind
        put_numbers(jaw, "LeafJawPositions", pair)
        items.append(jaw)
    if leaves is not None:
        bank = Dataset()
        bank.RTBeamLimitingDeviceType = "MLCX"
        put_numbers(bank, "LeafJawPositions", np.concatenate(leaves))
        items.append(bank)
    if items:
        control.BeamLimitingDevicePositionSequence = Sequence(items)


def put_geometry(control: Dataset, gantry: float, collimator: float, direction: str) -> None:
    """Put gantry, collimator and couch, the couch at rest."""
    control.GantryAngle = number_text(gantry % 360.0)
    control.GantryRotationDirection = direction
    control.BeamLimitingDeviceAngle = number_text(collimator % 360.0)
    control.BeamLimitingDeviceRotationDirection = "NONE"
    control.PatientSupportAngle = "0"
    control.PatientSupportRotationDirection = "NONE"
    control.TableTopEccentricAngle = "0"
    control.TableTopEccentricRotationDirection = "NONE"
    control.TableTopVerticalPosition = None
    control.TableTopLongitudinalPosition = None
    control.TableTopLateralPosition = None


def rotation(beam: LabBeam) -> str:
    """Return the Gantry Rotation Direction of a beam."""
    if beam.delivery != Delivery.ARC:
        return "NONE"
    return "CW" if beam.field.clockwise else "CC"


def _put_first(control: Dataset, beam: LabBeam, order: PlanOrder) -> None:
    control.NominalBeamEnergy = number_text(beam.field.energy)
    control.DoseRateSet = "600"
    put_geometry(control, beam.field.gantry, beam.field.collimator, rotation(beam))
    _put_isocentre(control, beam.field.isocentre)
    if order.ssd is not None:
        control.SourceToSurfaceDistance = number_text(order.ssd)


def _put_isocentre(control: Dataset, isocentre: Point) -> None:
    control.IsocenterPosition = [number_text(value) for value in (isocentre.x, isocentre.y, isocentre.z)]


def _put_boluses(item: Dataset, order: PlanOrder, numbers: dict[str, int]) -> None:
    items = []
    for index, name in enumerate(order.boluses, start=1):
        bolus = Dataset()
        bolus.ReferencedROINumber = numbers.get(name, index)
        bolus.BolusID = name[:16]
        bolus.BolusDescription = name
        bolus.AccessoryCode = ""
        items.append(bolus)
    item.NumberOfBoli = len(items)
    if items:
        item.ReferencedBolusSequence = Sequence(items)
