"""A dose volume as an RT Dose."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import numpy as np
from pydicom.sequence import Sequence
from pydicom.tag import Tag
from pydicom.uid import UID, RTDoseStorage, RTPlanStorage

from codewell.radonc.lab.dicom.objects import (
    WARNING,
    Header,
    Origin,
    day_text,
    number_text,
    put_numbers,
    reference,
    save_object,
    start_object,
    time_text,
)
from codewell.radonc.volume import Volume

_LARGEST = 65535


def write_dose(header: Header, volume: Volume, plan: UID, label: str, day: date, at: time, path: Path) -> UID:
    """Write the dose of a plan over all its fractions, and return its UID.

    Values are kept in 16 bits, so that they read back within half of 1/65535 of the maximum.

    Args:
        header: of the episode.
        volume: Gy.
        plan: UID of the plan.
        label: of the plan.
        day: of calculation.
        at: of calculation.
        path: file.
    """
    uid = header.uid("dose", label)
    dataset = start_object(header, Origin(RTDoseStorage, "RTDOSE", uid, f"dose-{label}", 40, day, at, f"Dose of {label}"))
    grid = volume.grid
    top = float(volume.values.max())
    scaling = top / _LARGEST if top > 0 else 1.0
    # The text of the scaling, not its exact value, is what a reader multiplies by.
    text = f"{scaling:.9e}"
    pixels = np.rint(np.asarray(volume.values, dtype=np.float64) / float(text)).clip(0, _LARGEST).astype("<u2")
    dataset.InstanceNumber = 1
    dataset.ContentDate = day_text(day)
    dataset.ContentTime = time_text(at)
    dataset.FrameOfReferenceUID = header.frame
    dataset.PositionReferenceIndicator = ""
    z, y, x = grid.origin
    dataset.ImagePositionPatient = [number_text(x), number_text(y), number_text(z)]
    dataset.ImageOrientationPatient = ["1", "0", "0", "0", "1", "0"]
    dataset.PixelSpacing = [number_text(grid.spacing[1], 4), number_text(grid.spacing[2], 4)]
    dataset.SliceThickness = number_text(grid.spacing[0], 4)
    dataset.SamplesPerPixel = 1
    dataset.PhotometricInterpretation = "MONOCHROME2"
    dataset.NumberOfFrames, dataset.Rows, dataset.Columns = pixels.shape
    dataset.FrameIncrementPointer = Tag(0x3004, 0x000C)
    dataset.BitsAllocated = 16
    dataset.BitsStored = 16
    dataset.HighBit = 15
    dataset.PixelRepresentation = 0
    dataset.DoseUnits = "GY"
    dataset.DoseType = "PHYSICAL"
    dataset.DoseComment = f"Computed in a laboratory. {WARNING}."
    dataset.DoseSummationType = "PLAN"
    put_numbers(dataset, "GridFrameOffsetVector", grid.spacing[0] * np.arange(grid.shape[0]), 3)
    dataset.DoseGridScaling = text
    dataset.TissueHeterogeneityCorrection = "ROI_OVERRIDE"
    dataset.ReferencedRTPlanSequence = Sequence([reference(RTPlanStorage, plan)])
    raw = pixels.tobytes()
    dataset.PixelData = raw + b"\0" * (len(raw) % 2)
    save_object(dataset, path)
    return uid
