"""Plans and treatment records read back as they were written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

import numpy as np
import pydicom
from lab_objects import CENTRE, HEADER, ORDER, aperture, beam, plan, structures
from pydicom.dataset import Dataset

from codewell.radonc.facts import Point
from codewell.radonc.lab.delivering.delivered import DeliveredBeam, DeliveredControlPoint, DeliveredFraction, Termination
from codewell.radonc.lab.dicom.orders import Fixation, Motion
from codewell.radonc.lab.dicom.plans import write_plan
from codewell.radonc.lab.dicom.records import TreatmentRecord, write_record
from codewell.radonc.lab.plan import Compensator, Delivery, Field, LabBeam, LabPlan

START = datetime.combine(date(2025, 11, 10), time(9, 0))


def written(tmp_path: Path, made=None, order=ORDER) -> Dataset:
    """Return a plan as it reads back."""
    made = made or plan(beam(1, 40.0, aperture(30.0, 20.0), aperture(10.0, 30.0)))
    write_plan(HEADER, made, order, structures(), HEADER.uid("structures"), tmp_path / "plan.dcm")
    return pydicom.dcmread(tmp_path / "plan.dcm")


def test_apertures_and_metersets_of_a_step_and_shoot_beam_read_back(tmp_path: Path) -> None:
    read = written(tmp_path)
    points = read.BeamSequence[0].ControlPointSequence
    shares = [float(one.CumulativeMetersetWeight) for one in points]
    assert shares == [0.0, 0.4, 0.4, 1.0]
    assert float(read.FractionGroupSequence[0].ReferencedBeamSequence[0].BeamMeterset) == 50.0
    leaves = [np.asarray(one.BeamLimitingDevicePositionSequence[-1].LeafJawPositions) for one in points]
    for position, shape in zip(leaves, (30.0, 30.0, 10.0, 10.0), strict=True):
        one = aperture(shape, 1.0)
        assert np.array_equal(position, np.concatenate([one.left, one.right]))
    x, y, _ = points[0].BeamLimitingDevicePositionSequence
    assert (list(x.LeafJawPositions), list(y.LeafJawPositions)) == ([-31.0, 31.0], [-30.0, 30.0])


def test_an_arc_turns_from_control_point_to_control_point(tmp_path: Path) -> None:
    shapes = tuple(aperture(30.0 - step, 0.0 if step == 0 else 25.0, 181.0 + 89.5 * step) for step in range(5))
    field = Field(1, "ARC1", 181.0, CENTRE, gantry_stop=179.0)
    (item,) = written(tmp_path, plan(LabBeam(field, shapes, Delivery.ARC))).BeamSequence
    angles = [float(one.GantryAngle) for one in item.ControlPointSequence]
    assert angles == [181.0, 270.5, 0.0, 89.5, 179.0]
    assert item.BeamType == "DYNAMIC"
    assert [one.GantryRotationDirection for one in item.ControlPointSequence] == ["CW"] * 4 + ["NONE"]
    assert [float(one.CumulativeMetersetWeight) for one in item.ControlPointSequence] == [0, 0.25, 0.5, 0.75, 1]


def test_a_compensator_reads_back_with_its_rows_upside_down(tmp_path: Path) -> None:
    thickness = np.arange(6, dtype=np.float32).reshape(2, 3)
    made = Compensator("brass", thickness, (5.0, 4.0), (-2.5, -4.0), 650.0)
    one = LabBeam(Field(1, "G090", 90.0, CENTRE), (aperture(30.0, 100.0),), Delivery.STATIC, made)
    (entry,) = written(tmp_path, plan(one)).BeamSequence[0].CompensatorSequence
    read = np.asarray(entry.CompensatorThicknessData, dtype=float).reshape(entry.CompensatorRows, entry.CompensatorColumns)
    assert np.array_equal(np.flipud(read), thickness)
    assert [float(value) for value in entry.CompensatorPosition] == [-4.0, 2.5]
    assert entry.MaterialID == "brass"


def test_an_electron_beam_has_an_applicator_and_a_cut_out_but_no_leaves(tmp_path: Path) -> None:
    field = Field(1, "E", 0.0, CENTRE, "ELECTRON", 9.0)
    one = LabBeam(field, (aperture(20.0, 200.0),), Delivery.STATIC)
    (item,) = written(tmp_path, plan(one), replace(ORDER, applicator=100.0, ssd=1000.0)).BeamSequence
    assert (item.RadiationType, item.NumberOfBlocks) == ("ELECTRON", 1)
    assert item.ApplicatorSequence[0].ApplicatorType == "ELECTRON_SQUARE"
    assert {one.RTBeamLimitingDeviceType for one in item.BeamLimitingDeviceSequence} == {"ASYMX", "ASYMY"}
    outline = np.asarray(item.BlockSequence[0].BlockData, dtype=float).reshape(-1, 2)
    assert np.abs(outline).max() == 20.0
    assert float(item.ControlPointSequence[0].SourceToSurfaceDistance) == 1000.0


def test_order_of_a_plan_reads_back(tmp_path: Path) -> None:
    order = replace(
        ORDER,
        setup_beams=(0.0, 90.0),
        fixations=(Fixation("MASK", "Thermoplastic"),),
        motion=Motion("GATING", "EXTERNAL_MARKER"),
        verifies=HEADER.uid("other plan"),
    )
    read = written(tmp_path, order=order)
    assert [one.TreatmentDeliveryType for one in read.BeamSequence] == ["TREATMENT", "SETUP", "SETUP"]
    assert "BeamMeterset" not in read.FractionGroupSequence[0].ReferencedBeamSequence[1]
    (setup,) = read.PatientSetupSequence
    assert setup.FixationDeviceSequence[0].FixationDeviceType == "MASK"
    motion = setup.MotionSynchronizationSequence[0]
    assert motion.RespiratoryMotionCompensationTechnique == "GATING"
    assert (read.ApprovalStatus, read.ReviewTime) == ("APPROVED", "160500")
    assert read.ReferencedRTPlanSequence[0].RTPlanRelationship == "VERIFIED_PLAN"
    assert read.TreatmentSite == "Prostate"


def test_constraints_stand_with_the_structures_they_are_for(tmp_path: Path) -> None:
    target, organ = written(tmp_path).DoseReferenceSequence
    assert (target.TargetPrescriptionDose, target.TargetMinimumDose, target.TargetMaximumDose) == (50, 47.5, 53.5)
    assert (target.ReferencedROINumber, organ.ReferencedROINumber) == (2, 3)
    assert (organ.DoseReferenceType, organ.OrganAtRiskMaximumDose) == ("ORGAN_AT_RISK", 45)


def test_two_isocentres_have_two_setups(tmp_path: Path) -> None:
    second = beam(2, 0.0, aperture(30.0, 50.0))
    second = replace(second, field=replace(second.field, isocentre=Point(0.0, 0.0, 180.0)))
    read = written(tmp_path, plan(beam(1, 0.0, aperture(30.0, 50.0)), second))
    assert [one.ReferencedPatientSetupNumber for one in read.BeamSequence] == [1, 2]
    assert [float(one.ControlPointSequence[0].IsocenterPosition[2]) for one in read.BeamSequence] == [-2.25, 180.0]


def fraction_in(*spans: tuple[float, float, Termination]) -> tuple[LabPlan, list[DeliveredFraction]]:
    """Return a plan and a fraction of it that was given in parts, each from one meterset to another."""
    one = beam(1, 40.0, aperture(30.0, 20.0), aperture(10.0, 30.0))
    shape = aperture(30.0, 20.0)
    given = []
    for number, (begin, end, status) in enumerate(spans, start=1):
        points = tuple(
            DeliveredControlPoint(index, START, meterset, meterset, shape.left, shape.right, 40.1, 600.0)
            for index, meterset in enumerate((begin, end))
        )
        log = DeliveredBeam(1, 50.0, begin, end, START, START, status, points)
        given.append(DeliveredFraction(4, number, START, START, (log,)))
    return plan(one), given


def recorded(tmp_path: Path, *spans: tuple[float, float, Termination]) -> list[Dataset]:
    """Return the session beam of each record of a fraction that was given in parts."""
    made, given = fraction_in(*spans)
    items = []
    for number, one in enumerate(given, start=1):
        write_record(HEADER, TreatmentRecord(made, ORDER, one), number, tmp_path / f"record-{number}.dcm")
        items.append(pydicom.dcmread(tmp_path / f"record-{number}.dcm").TreatmentSessionBeamSequence[0])
    return items


def test_metersets_of_an_interrupted_fraction_add_up(tmp_path: Path) -> None:
    first, second = recorded(tmp_path, (0.0, 35.0, Termination.OPERATOR), (35.0, 50.0, Termination.NORMAL))
    assert (float(first.DeliveredPrimaryMeterset), float(second.DeliveredPrimaryMeterset)) == (35.0, 15.0)
    assert (first.TreatmentTerminationStatus, second.TreatmentTerminationStatus) == ("OPERATOR", "NORMAL")
    assert (first.TreatmentDeliveryType, second.TreatmentDeliveryType) == ("TREATMENT", "CONTINUATION")
    assert {one.CurrentFractionNumber for one in (first, second)} == {4}


def test_control_points_of_a_continuation_count_from_where_it_began(tmp_path: Path) -> None:
    (_, item) = recorded(tmp_path, (0.0, 35.0, Termination.MACHINE), (35.0, 50.0, Termination.NORMAL))
    assert [float(one.DeliveredMeterset) for one in item.ControlPointDeliverySequence] == [0.0, 15.0]
    assert float(item.ControlPointDeliverySequence[0].GantryAngle) == 40.1


def test_a_record_of_set_up_alone_delivers_nothing(tmp_path: Path) -> None:
    nothing = DeliveredFraction(1, 1, START, START, ())
    record = TreatmentRecord(plan(beam(1, 0.0, aperture(30.0, 50.0))), ORDER, nothing)
    write_record(HEADER, record, 1, tmp_path / "record.dcm")
    (item,) = pydicom.dcmread(tmp_path / "record.dcm").TreatmentSessionBeamSequence
    assert (item.TreatmentDeliveryType, float(item.DeliveredPrimaryMeterset)) == ("SETUP", 0.0)
