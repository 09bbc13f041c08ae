"""Small DICOM-RT objects made for tests: a patient of nobody, one object a call, written with or without preamble."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

import numpy as np
from pydicom import dcmwrite
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian

STORAGE = "1.2.840.10008.5.1.4.1.1."
CT, MR, PET, US = STORAGE + "2", STORAGE + "4", STORAGE + "128", STORAGE + "6.1"
RT_IMAGE, RT_DOSE, RT_STRUCT, RT_RECORD, RT_PLAN = (STORAGE + f"481.{number}" for number in range(1, 6))
BRACHY_RECORD, RT_SUMMARY, ION_PLAN, REGISTRATION = STORAGE + "481.6", STORAGE + "481.7", STORAGE + "481.8", STORAGE + "66.1"
ROOT = "1.2.826.0.1.3680043.10.1."
PLANNING_FRAME = ROOT + "900.1"
PLAN, STRUCTURES, PLANNING_SERIES = ROOT + "1.1", ROOT + "2.1", ROOT + "3.1"


@dataclass(frozen=True)
class Patient:
    """Who the headers say the patient is."""

    name: str = "DOE^JANE"
    number: str = "MRN0001"
    born: str = "19500102"


JANE = Patient()


@dataclass
class Beam:
    """A beam of a record or plan."""

    number: int = 1
    delivered: float | None = 100.0
    planned: float | None = 100.0
    radiation: str = "PHOTON"
    delivery_type: str = "TREATMENT"
    termination: str = "NORMAL"
    isocentre: tuple[float, float, float] | None = (0.0, 0.0, 0.0)
    gantry: float = 0.0
    extra: dict[str, object] = field(default_factory=dict)


def start(sop_class: str, modality: str, uid: str, patient: Patient = JANE, study: str = ROOT + "5.1") -> Dataset:
    """Return an object with its identity and patient."""
    made = Dataset()
    made.SOPClassUID, made.SOPInstanceUID, made.Modality = sop_class, uid, modality
    made.PatientName, made.PatientID, made.PatientBirthDate = patient.name, patient.number, patient.born
    made.PatientSex = ""
    made.StudyInstanceUID, made.SeriesInstanceUID = study, uid + ".9"
    made.StudyDate = made.StudyTime = ""
    return made


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """Return a moment as machines record it, without a zone."""
    return datetime.combine(date(year, month, day), time(hour, minute))


def item(**values: object) -> Dataset:
    """Return an item of a sequence."""
    made = Dataset()
    for keyword, value in values.items():
        setattr(made, keyword, value)
    return made


def save(made: Dataset, path: Path, *, preamble: bool = True, implicit: bool = False) -> Path:
    """Write an object; without preamble and file meta where asked."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not preamble:
        dcmwrite(path, made, implicit_vr=True, little_endian=True, enforce_file_format=False)
        return path
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = made.SOPClassUID, made.SOPInstanceUID
    meta.TransferSyntaxUID = ImplicitVRLittleEndian if implicit else ExplicitVRLittleEndian
    made.file_meta = meta
    dcmwrite(path, made, enforce_file_format=True)
    return path


def ct_slice(
    index: int,
    *,
    series: str = PLANNING_SERIES,
    frame: str = PLANNING_FRAME,
    day: date = date(2025, 12, 1),
    at: str = "080000",
    description: str = "Planning CT",
    patient: Patient = JANE,
    size: int = 8,
) -> Dataset:
    """Return a CT image."""
    made = start(CT, "CT", f"{series}.{index}", patient)
    made.SeriesInstanceUID, made.FrameOfReferenceUID = series, frame
    made.SeriesDescription = description
    made.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    made.AcquisitionDate, made.AcquisitionTime = day.strftime("%Y%m%d"), at
    made.ImagePositionPatient = [0, 0, 3 * index]
    made.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    made.PixelSpacing, made.SliceThickness = [1, 1], 3
    made.Rows = made.Columns = size
    made.BitsAllocated, made.BitsStored, made.HighBit, made.PixelRepresentation = 16, 16, 15, 1
    made.SamplesPerPixel, made.PhotometricInterpretation = 1, "MONOCHROME2"
    made.PixelData = np.full((size, size), index, dtype="<i2").tobytes()
    return made


def structure_set(
    names: Sequence[tuple[str, str]] = (("BODY", "EXTERNAL"), ("PTV", "PTV")),
    *,
    uid: str = STRUCTURES,
    contours: Sequence[Sequence[float]] = ((0, 0, 0, 10, 0, 0, 10, 10, 0, 0, 10, 0),),
    patient: Patient = JANE,
) -> Dataset:
    """Return a structure set in which every structure has the contours."""
    made = start(RT_STRUCT, "RTSTRUCT", uid, patient)
    made.FrameOfReferenceUID = PLANNING_FRAME
    made.StructureSetLabel = "PLANNING"
    made.ReferencedFrameOfReferenceSequence = [
        item(
            FrameOfReferenceUID=PLANNING_FRAME,
            RTReferencedStudySequence=[item(RTReferencedSeriesSequence=[item(SeriesInstanceUID=PLANNING_SERIES)])],
        )
    ]
    made.StructureSetROISequence = [
        item(ROINumber=number, ROIName=name, ReferencedFrameOfReferenceUID=PLANNING_FRAME)
        for number, (name, _) in enumerate(names, start=1)
    ]
    made.ROIContourSequence = [
        item(
            ReferencedROINumber=number,
            ContourSequence=[
                item(ContourGeometricType="CLOSED_PLANAR", NumberOfContourPoints=len(points) // 3, ContourData=list(points))
                for points in contours
            ],
        )
        for number, _ in enumerate(names, start=1)
    ]
    made.RTROIObservationsSequence = [
        item(ObservationNumber=number, ReferencedROINumber=number, RTROIInterpretedType=kind, ROIInterpreter="")
        for number, (_, kind) in enumerate(names, start=1)
    ]
    return made


def dose(
    *, uid: str = ROOT + "4.1", plan: str = PLAN, units: str = "GY", pixels: bool = True, patient: Patient = JANE
) -> Dataset:
    """Return a dose of 2 planes of 3 by 4 voxels with 50 Gy at most."""
    made = start(RT_DOSE, "RTDOSE", uid, patient)
    made.FrameOfReferenceUID = PLANNING_FRAME
    made.DoseUnits, made.DoseType, made.DoseSummationType = units, "PHYSICAL", "PLAN"
    made.ReferencedRTPlanSequence = [item(ReferencedSOPClassUID=RT_PLAN, ReferencedSOPInstanceUID=plan)]
    made.Rows, made.Columns, made.NumberOfFrames, made.DoseGridScaling = 3, 4, 2, 0.05
    made.BitsAllocated, made.BitsStored, made.HighBit, made.PixelRepresentation = 16, 16, 15, 0
    made.SamplesPerPixel, made.PhotometricInterpretation = 1, "MONOCHROME2"
    if pixels:
        made.PixelData = np.linspace(0, 1000, 24).astype("<u2").tobytes()
    return made


def plan(
    beams: Sequence[Beam] = (Beam(),),
    *,
    uid: str = PLAN,
    fractions: int = 25,
    day: date = date(2025, 12, 10),
    label: str = "P1",
    intent: str = "CURATIVE",
    frame: str = PLANNING_FRAME,
    structures: str = STRUCTURES,
    patient: Patient = JANE,
) -> Dataset:
    """Return a plan of static open beams."""
    made = start(RT_PLAN, "RTPLAN", uid, patient)
    made.FrameOfReferenceUID = frame
    made.RTPlanLabel, made.RTPlanDate, made.RTPlanTime = label, day.strftime("%Y%m%d"), "120000"
    made.PlanIntent, made.RTPlanGeometry, made.ApprovalStatus = intent, "PATIENT", "UNAPPROVED"
    made.ReferencedStructureSetSequence = [item(ReferencedSOPClassUID=RT_STRUCT, ReferencedSOPInstanceUID=structures)]
    made.FractionGroupSequence = [
        item(
            FractionGroupNumber=1,
            NumberOfFractionsPlanned=fractions,
            NumberOfBeams=len(beams),
            NumberOfBrachyApplicationSetups=0,
            ReferencedBeamSequence=[item(ReferencedBeamNumber=beam.number, BeamMeterset=beam.planned) for beam in beams],
        )
    ]
    made.BeamSequence = [_planned(beam) for beam in beams]
    return made


def _planned(beam: Beam) -> Dataset:
    first = item(
        ControlPointIndex=0,
        CumulativeMetersetWeight=0,
        NominalBeamEnergy=6,
        GantryAngle=beam.gantry,
        GantryRotationDirection="NONE",
        BeamLimitingDevicePositionSequence=[
            item(RTBeamLimitingDeviceType="ASYMX", LeafJawPositions=[-50, 50]),
            item(RTBeamLimitingDeviceType="ASYMY", LeafJawPositions=[-50, 50]),
        ],
    )
    if beam.isocentre is not None:
        first.IsocenterPosition = list(beam.isocentre)
    return item(
        BeamNumber=beam.number,
        BeamName=f"B{beam.number}",
        BeamType="STATIC",
        RadiationType=beam.radiation,
        TreatmentDeliveryType=beam.delivery_type,
        NumberOfWedges=0,
        NumberOfCompensators=0,
        NumberOfBoli=0,
        NumberOfBlocks=0,
        FinalCumulativeMetersetWeight=1,
        NumberOfControlPoints=2,
        BeamLimitingDeviceSequence=[
            item(RTBeamLimitingDeviceType="ASYMX", NumberOfLeafJawPairs=1),
            item(RTBeamLimitingDeviceType="ASYMY", NumberOfLeafJawPairs=1),
        ],
        ControlPointSequence=[first, item(ControlPointIndex=1, CumulativeMetersetWeight=1)],
    )


def record(
    at: datetime,
    fraction: int | None = 1,
    beams: Sequence[Beam] = (Beam(),),
    *,
    uid: str,
    plan: str = PLAN,
    minutes: float = 2.0,
    timed: bool = True,
    patient: Patient = JANE,
    fractions: int | None = 25,
) -> Dataset:
    """Return a treatment record whose beams follow one another, each in `minutes`.

    Args:
        at: start.
        fraction: Current Fraction Number; None leaves it out.
        beams: delivered.
        uid: SOP Instance UID.
        plan: UID of the plan; empty leaves it out.
        minutes: of each beam.
        timed: whether times are recorded.
        patient: of the header.
        fractions: Number of Fractions Planned; None leaves it out.
    """
    made = start(RT_RECORD, "RTRECORD", uid, patient)
    made.TreatmentDate = at.strftime("%Y%m%d")
    made.TreatmentTime = at.strftime("%H%M%S") if timed else ""
    if plan:
        made.ReferencedRTPlanSequence = [item(ReferencedSOPClassUID=RT_PLAN, ReferencedSOPInstanceUID=plan)]
    made.ReferencedFractionGroupNumber = 1
    if fractions is not None:
        made.NumberOfFractionsPlanned = fractions
    made.PrimaryDosimeterUnit = "MU"
    made.TreatmentSessionBeamSequence = []
    for index, beam in enumerate(beams):
        first = at + timedelta(minutes=minutes * index)
        made.TreatmentSessionBeamSequence.append(_recorded(beam, fraction, first, first + timedelta(minutes=minutes), timed))
    return made


def _recorded(beam: Beam, fraction: int | None, first: datetime, last: datetime, timed: bool) -> Dataset:
    made = item(
        ReferencedBeamNumber=beam.number,
        BeamName=f"B{beam.number}",
        BeamType="STATIC",
        RadiationType=beam.radiation,
        TreatmentDeliveryType=beam.delivery_type,
        TreatmentTerminationStatus=beam.termination,
        TreatmentVerificationStatus="VERIFIED",
        NumberOfControlPoints=2,
    )
    if fraction is not None:
        made.CurrentFractionNumber = fraction
    if beam.planned is not None:
        made.SpecifiedPrimaryMeterset = beam.planned
    if beam.delivered is not None:
        made.DeliveredPrimaryMeterset = beam.delivered
    if timed:
        made.ControlPointDeliverySequence = [
            item(
                ReferencedControlPointIndex=index,
                TreatmentControlPointDate=moment.strftime("%Y%m%d"),
                TreatmentControlPointTime=moment.strftime("%H%M%S"),
            )
            for index, moment in enumerate((first, last))
        ]
    return made


def registration(
    matrix: np.ndarray,
    *,
    uid: str,
    at: datetime,
    moving: str,
    fixed: str = PLANNING_FRAME,
    approved: datetime | None = None,
) -> Dataset:
    """Return a Spatial Registration of a moving frame onto a fixed one."""
    made = start(REGISTRATION, "REG", uid)
    made.FrameOfReferenceUID = fixed
    made.ContentDate, made.ContentTime = at.strftime("%Y%m%d"), at.strftime("%H%M%S")
    made.RegistrationSequence = [_frame(fixed, np.eye(4)), _frame(moving, matrix)]
    if approved is not None:
        made.ApprovalStatus, made.ReviewDate, made.ReviewTime = (
            "APPROVED",
            approved.strftime("%Y%m%d"),
            approved.strftime("%H%M%S"),
        )
    return made


def _frame(frame: str, matrix: np.ndarray) -> Dataset:
    numbers = [f"{value:.6f}" for value in np.asarray(matrix).ravel()]
    step = item(FrameOfReferenceTransformationMatrixType="RIGID", FrameOfReferenceTransformationMatrix=numbers)
    return item(FrameOfReferenceUID=frame, MatrixRegistrationSequence=[item(MatrixSequence=[step])])


def rt_image(at: datetime, *, uid: str, gantry: float = 0.0, kilovolts: float | None = None, kind: str = "PORTAL") -> Dataset:
    """Return an RT Image: with `kilovolts` of an X-ray tube, else of the treatment beam."""
    made = start(RT_IMAGE, "RTIMAGE", uid)
    made.ImageType = ["ORIGINAL", "PRIMARY", kind]
    made.AcquisitionDate, made.AcquisitionTime = at.strftime("%Y%m%d"), at.strftime("%H%M%S")
    made.RTImageLabel, made.GantryAngle = "IMAGE", gantry
    exposure = item(KVP=kilovolts) if kilovolts is not None else item(NominalBeamEnergy=6)
    made.ExposureSequence = [exposure]
    return made


def ultrasound(at: datetime, *, uid: str) -> Dataset:
    """Return an ultrasound image."""
    made = start(US, "US", uid)
    made.AcquisitionDate, made.AcquisitionTime = at.strftime("%Y%m%d"), at.strftime("%H%M%S")
    return made
