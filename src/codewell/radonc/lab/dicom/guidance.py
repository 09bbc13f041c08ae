"""How a patient was placed: registrations of cone-beam CT with the planning CT, portal images."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import UID, CTImageStorage, RTImageStorage, RTPlanStorage, SpatialRegistrationStorage

from codewell.radonc.facts import Point
from codewell.radonc.lab.dicom.images import CtSeries
from codewell.radonc.lab.dicom.objects import (
    MACHINE,
    WARNING,
    Header,
    Origin,
    coded,
    day_text,
    number_text,
    put_numbers,
    reference,
    save_object,
    start_object,
    time_text,
)

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Registered:
    """A registration of one series with another.

    Args:
        fraction: number, from 1.
        fixed: planning images.
        moving: images made on the machine.
        matrix: 4 by 4, rigid; takes a point of the moving frame to the fixed frame, mm.
        made: when.
        approved: when the physician approved it; None where that did not happen.
    """

    fraction: int
    fixed: CtSeries
    moving: CtSeries
    matrix: Matrix
    made: datetime
    approved: datetime | None


@dataclass(frozen=True, slots=True)
class PortalImage:
    """A portal image.

    Args:
        key: words that tell images apart.
        pixels: 16 bits, rows from the collimator's +y.
        spacing: mm at the image plane.
        gantry: degrees.
        isocentre: in the patient's frame.
        energy: MV.
        beam: Referenced Beam Number; None for an image that belongs to no beam.
        made: when.
        approved: when the physician approved it; None where that did not happen.
    """

    key: str
    pixels: npt.NDArray[np.uint16]
    spacing: float
    gantry: float
    isocentre: Point
    energy: float
    beam: int | None
    made: datetime
    approved: datetime | None


def write_registration(header: Header, registered: Registered, number: int, path: Path) -> UID:
    """Write a Spatial Registration, and return its UID.

    Its approval is written with the attributes of the Approval Module, which the object may carry as a standard extended one.
    """
    uid = header.uid("registration", registered.moving.key)
    made = registered.made
    origin = Origin(
        SpatialRegistrationStorage,
        "REG",
        uid,
        "registrations",
        60,
        made.date(),
        made.time(),
        f"Registration, fraction {registered.fraction}",
        "treatment",
    )
    dataset = start_object(header, origin)
    dataset.InstanceNumber = number
    dataset.ContentDate = day_text(made.date())
    dataset.ContentTime = time_text(made.time())
    dataset.Laterality = ""
    dataset.ContentLabel = "REGISTRATION"
    dataset.ContentDescription = f"Cone-beam CT to planning CT, {WARNING}"
    dataset.ContentCreatorName = ""
    dataset.FrameOfReferenceUID = registered.fixed.frame
    dataset.PositionReferenceIndicator = ""
    dataset.ReferencedSeriesSequence = Sequence([_series_item(header, registered.moving)])
    dataset.StudiesContainingOtherReferencedInstancesSequence = Sequence([_other_study(header, registered)])
    dataset.RegistrationSequence = Sequence(
        [_frame_item(header, registered.fixed, np.eye(4)), _frame_item(header, registered.moving, registered.matrix)]
    )
    _put_approval(dataset, registered.approved)
    save_object(dataset, path)
    return uid


def _instances(header: Header, series: CtSeries) -> list[Dataset]:
    planes = range(series.volume.grid.shape[0])
    return [reference(CTImageStorage, series.uid(header, plane)) for plane in planes]


def _series_item(header: Header, series: CtSeries) -> Dataset:
    item = Dataset()
    item.SeriesInstanceUID = header.uid("series", series.key)
    item.ReferencedInstanceSequence = Sequence(_instances(header, series))
    return item


def _other_study(header: Header, registered: Registered) -> Dataset:
    item = Dataset()
    item.StudyInstanceUID = header.uid("study", "planning")
    item.ReferencedSeriesSequence = Sequence([_series_item(header, registered.fixed)])
    return item


def _frame_item(header: Header, series: CtSeries, matrix: Matrix) -> Dataset:
    step = Dataset()
    step.FrameOfReferenceTransformationMatrixType = "RIGID"
    put_numbers(step, "FrameOfReferenceTransformationMatrix", matrix.ravel(), 8)
    registration = Dataset()
    registration.FrameOfReferenceTransformationComment = WARNING
    registration.RegistrationTypeCodeSequence = Sequence([coded("125024", "DCM", "Image Content-based Alignment")])
    registration.MatrixSequence = Sequence([step])
    item = Dataset()
    item.FrameOfReferenceUID = series.frame
    item.ReferencedImageSequence = Sequence(_instances(header, series))
    item.MatrixRegistrationSequence = Sequence([registration])
    return item


def _put_approval(dataset: Dataset, approved: datetime | None) -> None:
    dataset.ApprovalStatus = "APPROVED" if approved else "UNAPPROVED"
    if approved is not None:
        dataset.ReviewDate = day_text(approved.date())
        dataset.ReviewTime = time_text(approved.time())
        dataset.ReviewerName = "LAB^REVIEWER"


def write_portal_image(header: Header, image: PortalImage, plan: UID, fraction: int, number: int, path: Path) -> UID:
    """Write a portal image, and return its UID."""
    uid = header.uid("portal image", image.key)
    made = image.made
    origin = Origin(
        RTImageStorage, "RTIMAGE", uid, "portal", 70, made.date(), made.time(), f"Portal image, fraction {fraction}", "treatment"
    )
    dataset = start_object(header, origin)
    dataset.InstanceNumber = number
    dataset.ImageType = ["ORIGINAL", "PRIMARY", "PORTAL"]
    dataset.ContentDate = dataset.AcquisitionDate = day_text(made.date())
    dataset.ContentTime = dataset.AcquisitionTime = time_text(made.time())
    dataset.PatientOrientation = ""
    dataset.ConversionType = "DI"
    dataset.BurnedInAnnotation = "NO"
    dataset.ImageComments = f"Laboratory phantom. {WARNING}."
    dataset.RTImageLabel = f"PORTAL{number}"
    dataset.RTImageDescription = WARNING
    dataset.ReportedValuesOrigin = "ACTUAL"
    _put_plane(dataset, image)
    dataset.FractionNumber = fraction
    if image.beam is not None:
        dataset.ReferencedBeamNumber = image.beam
    dataset.ReferencedRTPlanSequence = Sequence([reference(RTPlanStorage, plan)])
    _put_pixels(dataset, image.pixels)
    _put_approval(dataset, image.approved)
    save_object(dataset, path)
    return uid


def _put_plane(dataset: Dataset, image: PortalImage) -> None:
    rows, columns = image.pixels.shape
    dataset.RTImagePlane = "NORMAL"
    dataset.XRayImageReceptorAngle = "0"
    dataset.XRayImageReceptorTranslation = ["0", "0", "-500"]
    dataset.RTImageOrientation = ["1", "0", "0", "0", "-1", "0"]
    dataset.ImagePlanePixelSpacing = [number_text(image.spacing, 4)] * 2
    dataset.RTImagePosition = [
        number_text(-(columns - 1) / 2 * image.spacing),
        number_text((rows - 1) / 2 * image.spacing),
    ]
    dataset.RadiationMachineName = MACHINE
    dataset.RadiationMachineSAD = "1000"
    dataset.RTImageSID = "1500"
    dataset.PrimaryDosimeterUnit = "MU"
    dataset.GantryAngle = number_text(image.gantry % 360.0)
    dataset.BeamLimitingDeviceAngle = "0"
    dataset.PatientSupportAngle = "0"
    place = image.isocentre
    dataset.IsocenterPosition = [number_text(value) for value in (place.x, place.y, place.z)]
    dataset.PatientPosition = "HFS"
    exposure = Dataset()
    exposure.NominalBeamEnergy = number_text(image.energy)
    exposure.NumberOfBlocks = 0
    dataset.ExposureSequence = Sequence([exposure])


def _put_pixels(dataset: Dataset, pixels: npt.NDArray[np.uint16]) -> None:
    dataset.SamplesPerPixel = 1
    dataset.PhotometricInterpretation = "MONOCHROME2"
    dataset.Rows, dataset.Columns = pixels.shape
    dataset.BitsAllocated = 16
    dataset.BitsStored = 16
    dataset.HighBit = 15
    dataset.PixelRepresentation = 0
    raw = pixels.astype("<u2").tobytes()
    dataset.PixelData = raw + b"\0" * (len(raw) % 2)
