"""Planning CT, cone-beam CT and phases of a 4D CT as CT images."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from pathlib import Path

import numpy as np
from pydicom.dataset import Dataset
from pydicom.uid import UID, CTImageStorage

from codewell.radonc.lab.dicom.objects import WARNING, Header, Origin, day_text, number_text, save_object, start_object, time_text
from codewell.radonc.volume import Volume


@dataclass(frozen=True, slots=True)
class CtSeries:
    """A series of CT images.

    Args:
        key: words that tell the series apart, also the start of its files' names: `ct`, `cbct-03`.
        number: of the series.
        volume: Hounsfield units.
        day: of acquisition.
        at: of acquisition.
        description: what it is.
        frame: frame of reference.
        is_cone_beam: made on the treatment machine.
        is_average: mean of the phases of a 4D CT.
    """

    key: str
    number: int
    volume: Volume
    day: date
    at: time
    description: str
    frame: UID
    is_cone_beam: bool = False
    is_average: bool = False

    def uid(self, header: Header, plane: int) -> UID:
        """Return the SOP Instance UID of a plane."""
        return header.uid("ct", self.key, plane)


def write_ct(header: Header, series: CtSeries, folder: Path) -> list[Path]:
    """Write a series, one file a plane from feet to head, and return the files."""
    paths = []
    for plane in range(series.volume.grid.shape[0]):
        path = folder / f"{series.key}-{plane + 1:03d}.dcm"
        save_object(_image(header, series, plane), path)
        paths.append(path)
    return paths


def _image(header: Header, series: CtSeries, plane: int) -> Dataset:
    study = "treatment" if series.is_cone_beam else "planning"
    origin = Origin(
        CTImageStorage,
        "CT",
        series.uid(header, plane),
        series.key,
        series.number,
        series.day,
        series.at,
        series.description,
        study,
    )
    image = start_object(header, origin)
    image.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    image.ManufacturerModelName = "Simulated cone-beam CT" if series.is_cone_beam else "Simulated CT simulator"
    image.AcquisitionDate = image.ContentDate = day_text(series.day)
    image.AcquisitionTime = image.ContentTime = time_text(series.at)
    image.ProtocolName = "Cone-beam CT" if series.is_cone_beam else "Radiotherapy planning CT"
    image.AcquisitionNumber = 1
    image.Laterality = ""
    image.InstanceNumber = plane + 1
    image.ImageComments = f"Laboratory phantom. {WARNING}."
    image.BurnedInAnnotation = "NO"
    image.KVP = "125" if series.is_cone_beam else "120"
    if series.is_average:
        image.ImageType = ["DERIVED", "SECONDARY", "AXIAL", "AVERAGE"]
    _put_plane(image, series, plane)
    _put_pixels(image, series, plane)
    return image


def _put_plane(image: Dataset, series: CtSeries, plane: int) -> None:
    grid = series.volume.grid
    z, y, x = grid.origin
    place = z + plane * grid.spacing[0]
    image.PatientPosition = "HFS"
    image.FrameOfReferenceUID = series.frame
    image.PositionReferenceIndicator = ""
    image.ImagePositionPatient = [number_text(x), number_text(y), number_text(place)]
    image.ImageOrientationPatient = ["1", "0", "0", "0", "1", "0"]
    image.PixelSpacing = [number_text(grid.spacing[1], 4), number_text(grid.spacing[2], 4)]
    image.SliceThickness = number_text(grid.spacing[0], 4)
    image.SliceLocation = number_text(place)


def _put_pixels(image: Dataset, series: CtSeries, plane: int) -> None:
    pixels = np.ascontiguousarray(series.volume.values[plane]).astype("<i2")
    image.SamplesPerPixel = 1
    image.PhotometricInterpretation = "MONOCHROME2"
    image.Rows, image.Columns = pixels.shape
    image.BitsAllocated = 16
    image.BitsStored = 16
    image.HighBit = 15
    image.PixelRepresentation = 1
    image.RescaleIntercept = "0"
    image.RescaleSlope = "1"
    image.RescaleType = "HU"
    image.WindowCenter = "40"
    image.WindowWidth = "400"
    raw = pixels.tobytes()
    image.PixelData = raw + b"\0" * (len(raw) % 2)
