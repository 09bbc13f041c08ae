"""A small course as DICOM-RT files: a plan of two static photon fields and treatment records, with a planted identity."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian

CANARIES = ("CANARYQUENBY", "CANARYMRN77", "19410203", "1941-02-03", "CANARYSTREET", "CANARYDOCTOR")
PLAN_UID, FRAME, STUDY = "1.2.826.0.1.9.1", "1.2.826.0.1.9.2", "1.2.826.0.1.9.3"
PLAN_CLASS, RECORD_CLASS = "1.2.840.10008.5.1.4.1.1.481.5", "1.2.840.10008.5.1.4.1.1.481.4"
DAYS = (date(2025, 6, 2), date(2025, 6, 3), date(2025, 6, 4))


def course_files(days: Sequence[date] = DAYS) -> Iterator[tuple[str, bytes]]:
    """Yield names and bytes of a plan and of a record for each day."""
    yield "RP.dcm", _bytes(_plan(len(days)))
    for number, day in enumerate(days, start=1):
        yield f"RT.{number}.dcm", _bytes(_record(number, day))


def write_course(folder: Path, days: Sequence[date] = DAYS) -> Path:
    """Write the course into a folder and return it."""
    folder.mkdir(exist_ok=True)
    for name, content in course_files(days):
        (folder / name).write_bytes(content)
    return folder


def zipped_course(days: Sequence[date] = DAYS) -> bytes:
    """Return the course as a ZIP archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in course_files(days):
            archive.writestr(name, content)
    return out.getvalue()


def _header(kind: str, uid: str, modality: str) -> Dataset:
    made = Dataset()
    made.file_meta = FileMetaDataset()
    made.file_meta.MediaStorageSOPClassUID, made.file_meta.MediaStorageSOPInstanceUID = kind, uid
    made.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    made.SOPClassUID, made.SOPInstanceUID, made.Modality = kind, uid, modality
    made.PatientName, made.PatientID, made.PatientBirthDate = "CANARYQUENBY^ANN", "CANARYMRN77", "19410203"
    made.PatientAddress, made.ReferringPhysicianName = "1 CANARYSTREET", "CANARYDOCTOR^BO"
    made.StudyInstanceUID, made.SeriesInstanceUID, made.FrameOfReferenceUID = STUDY, f"{uid}.1", FRAME
    return made


def _item(**elements: object) -> Dataset:
    made = Dataset()
    for keyword, value in elements.items():
        setattr(made, keyword, value)
    return made


def _plan(fractions: int) -> Dataset:
    plan = _header(PLAN_CLASS, PLAN_UID, "RTPLAN")
    plan.RTPlanLabel, plan.RTPlanDate, plan.RTPlanTime, plan.PlanIntent = "SPINE", "20250528", "100000", "PALLIATIVE"
    plan.ApprovalStatus, plan.RTPlanGeometry = "APPROVED", "PATIENT"
    plan.ReviewDate, plan.ReviewTime, plan.ReviewerName = "20250529", "110000", "CANARYDOCTOR^BO"
    plan.BeamSequence = [_beam(1, 0.0), _beam(2, 180.0)]
    beams = [_item(ReferencedBeamNumber=n, BeamMeterset=150.0, BeamDose=1.5) for n in (1, 2)]
    plan.FractionGroupSequence = [
        _item(
            FractionGroupNumber=1,
            NumberOfFractionsPlanned=fractions,
            NumberOfBeams=2,
            NumberOfBrachyApplicationSetups=0,
            ReferencedBeamSequence=beams,
        )
    ]
    return plan


def _beam(number: int, gantry: float) -> Dataset:
    jaws = [
        _item(RTBeamLimitingDeviceType="ASYMX", LeafJawPositions=[-40.0, 40.0]),
        _item(RTBeamLimitingDeviceType="ASYMY", LeafJawPositions=[-60.0, 60.0]),
    ]
    first = _item(
        ControlPointIndex=0,
        CumulativeMetersetWeight=0.0,
        NominalBeamEnergy=6.0,
        GantryAngle=gantry,
        GantryRotationDirection="NONE",
        IsocenterPosition=[0.0, 0.0, 0.0],
        BeamLimitingDevicePositionSequence=jaws,
    )
    return _item(
        BeamNumber=number,
        BeamName=f"G{gantry:.0f}",
        BeamType="STATIC",
        RadiationType="PHOTON",
        TreatmentDeliveryType="TREATMENT",
        NumberOfControlPoints=2,
        FinalCumulativeMetersetWeight=1.0,
        NumberOfWedges=0,
        NumberOfBlocks=0,
        NumberOfBoli=0,
        NumberOfCompensators=0,
        ControlPointSequence=[first, _item(ControlPointIndex=1, CumulativeMetersetWeight=1.0)],
    )


def _record(number: int, day: date) -> Dataset:
    record = _header(RECORD_CLASS, f"1.2.826.0.1.9.4.{number}", "RTRECORD")
    record.TreatmentDate, record.TreatmentTime = day.strftime("%Y%m%d"), "093000"
    record.ReferencedRTPlanSequence = [_item(ReferencedSOPClassUID=PLAN_CLASS, ReferencedSOPInstanceUID=PLAN_UID)]
    record.ReferencedFractionGroupNumber, record.NumberOfFractionsPlanned = 1, 3
    record.TreatmentSessionBeamSequence = [
        _item(
            ReferencedBeamNumber=beam,
            BeamName=f"G{angle}",
            BeamType="STATIC",
            RadiationType="PHOTON",
            TreatmentDeliveryType="TREATMENT",
            CurrentFractionNumber=number,
            TreatmentTerminationStatus="NORMAL",
            SpecifiedPrimaryMeterset=150.0,
            DeliveredPrimaryMeterset=150.0,
            NumberOfControlPoints=2,
        )
        for beam, angle in ((1, 0), (2, 180))
    ]
    return record


def _bytes(made: Dataset) -> bytes:
    out = io.BytesIO()
    made.save_as(out, enforce_file_format=True)
    return out.getvalue()
