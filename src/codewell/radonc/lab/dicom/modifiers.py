"""Beam modifiers of a plan: compensators, electron applicators with their cut-outs."""

from __future__ import annotations

import numpy as np
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from codewell.radonc.lab.dicom.objects import number_text, put_numbers
from codewell.radonc.lab.plan import Compensator, LabBeam, Leaves

_APPLICATOR_END = 950.0
_ATTENUATION = 0.041
"""1/mm, brass."""


def put_compensator(item: Dataset, compensator: Compensator | None) -> None:
    """Put a compensator as its thickness at each element.

    DICOM's rows run along the collimator's -y, so that the first row is the highest; ours run upwards.
    """
    item.NumberOfCompensators = 0 if compensator is None else 1
    if compensator is None:
        return
    item.TotalCompensatorTrayFactor = "1"
    entry = Dataset()
    entry.CompensatorNumber = 1
    entry.CompensatorType = "STANDARD"
    entry.MaterialID = compensator.material[:16]
    entry.CompensatorID = f"COMP{item.BeamNumber}"
    entry.CompensatorDescription = f"Milled {compensator.material} compensator"
    entry.SourceToCompensatorTrayDistance = number_text(compensator.tray_distance)
    entry.CompensatorDivergence = "PRESENT"
    entry.CompensatorMountingPosition = "SOURCE_SIDE"
    rows, columns = compensator.thickness.shape
    entry.CompensatorRows = rows
    entry.CompensatorColumns = columns
    entry.CompensatorPixelSpacing = [number_text(value, 4) for value in compensator.spacing]
    y, x = compensator.origin
    entry.CompensatorPosition = [number_text(x), number_text(y + (rows - 1) * compensator.spacing[0])]
    rows_down = np.flipud(compensator.thickness)
    put_numbers(entry, "CompensatorThicknessData", rows_down.ravel())
    # Without it some programs refuse the thickness; it is what the thickness lets through of a broad 6 MV beam.
    put_numbers(entry, "CompensatorTransmissionData", np.exp(-_ATTENUATION * rows_down).ravel(), 5)
    item.CompensatorSequence = Sequence([entry])


def put_electron_applicator(item: Dataset, side: float) -> None:
    """Put a square electron applicator."""
    applicator = Dataset()
    applicator.ApplicatorID = f"A{side / 10:02.0f}"
    applicator.ApplicatorType = "ELECTRON_SQUARE"
    applicator.ApplicatorDescription = f"{side / 10:.0f} cm x {side / 10:.0f} cm"
    item.ApplicatorSequence = Sequence([applicator])


def electron_cutout(beam: LabBeam, leaves: Leaves) -> Dataset:
    """Return the cut-out of an electron field: the outline of its opening."""
    aperture = beam.apertures[0]
    rows = np.flatnonzero(aperture.right > aperture.left)
    edges = leaves.boundaries
    up, down = [], []
    for row in rows:
        up += [(float(aperture.right[row]), edges[row]), (float(aperture.right[row]), edges[row + 1])]
        down += [(float(aperture.left[row]), edges[row]), (float(aperture.left[row]), edges[row + 1])]
    outline = up + down[::-1]
    block = Dataset()
    block.BlockTrayID = "CUTOUT"
    block.SourceToBlockTrayDistance = number_text(_APPLICATOR_END)
    block.BlockType = "APERTURE"
    block.BlockDivergence = "PRESENT"
    block.BlockMountingPosition = "PATIENT_SIDE"
    block.BlockNumber = 1
    block.BlockName = "Cut-out"
    block.MaterialID = "CERROBEND"
    block.BlockThickness = "15"
    block.BlockTransmission = "0"
    block.BlockNumberOfPoints = len(outline)
    put_numbers(block, "BlockData", [value for point in outline for value in point])
    return block
