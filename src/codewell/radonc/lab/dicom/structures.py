"""A phantom's structures as an RT Structure Set."""

from __future__ import annotations

from collections.abc import Sequence as Many
from datetime import date, time
from pathlib import Path

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import UID, CTImageStorage, RTStructureSetStorage

from codewell.radonc.geometry import Polygon
from codewell.radonc.lab.dicom.contours import trace_mask
from codewell.radonc.lab.dicom.images import CtSeries
from codewell.radonc.lab.dicom.objects import (
    WARNING,
    Header,
    Origin,
    day_text,
    put_numbers,
    reference,
    save_object,
    start_object,
    time_text,
)
from codewell.radonc.lab.phantom import Structure

_DETACHED_STUDY = UID("1.2.840.10008.3.1.2.3.1")


def write_structures(header: Header, images: CtSeries, structures: Many[Structure], day: date, at: time, path: Path) -> UID:
    """Write a structure set that refers to a CT series, and return its UID."""
    uid = header.uid("structures", images.key)
    origin = Origin(RTStructureSetStorage, "RTSTRUCT", uid, f"structures-{images.key}", 20, day, at, "Structures of the phantom")
    dataset = start_object(header, origin)
    dataset.InstanceNumber = 1
    dataset.StructureSetLabel = "LAB"
    dataset.StructureSetName = "Laboratory phantom"
    dataset.StructureSetDescription = f"Drawn by a program. {WARNING}."
    dataset.StructureSetDate = day_text(day)
    dataset.StructureSetTime = time_text(at)
    dataset.FrameOfReferenceUID = images.frame
    dataset.PositionReferenceIndicator = ""
    dataset.ReferencedFrameOfReferenceSequence = Sequence([_referenced_frame(header, images)])
    rois, contours, observations = [], [], []
    for number, structure in enumerate(structures, start=1):
        rois.append(_roi(number, structure, images.frame))
        contours.append(_contours(header, number, structure, images))
        observations.append(_observation(number, structure))
    dataset.StructureSetROISequence = Sequence(rois)
    dataset.ROIContourSequence = Sequence(contours)
    dataset.RTROIObservationsSequence = Sequence(observations)
    dataset.ApprovalStatus = "UNAPPROVED"
    save_object(dataset, path)
    return uid


def _referenced_frame(header: Header, images: CtSeries) -> Dataset:
    series = Dataset()
    series.SeriesInstanceUID = header.uid("series", images.key)
    planes = range(images.volume.grid.shape[0])
    series.ContourImageSequence = Sequence([reference(CTImageStorage, images.uid(header, plane)) for plane in planes])
    study = Dataset()
    study.ReferencedSOPClassUID = _DETACHED_STUDY
    study.ReferencedSOPInstanceUID = header.uid("study", "planning")
    study.RTReferencedSeriesSequence = Sequence([series])
    frame = Dataset()
    frame.FrameOfReferenceUID = images.frame
    frame.RTReferencedStudySequence = Sequence([study])
    return frame


def _roi(number: int, structure: Structure, frame: UID) -> Dataset:
    item = Dataset()
    item.ROINumber = number
    item.ReferencedFrameOfReferenceUID = frame
    item.ROIName = structure.name
    item.ROIGenerationAlgorithm = "AUTOMATIC"
    return item


def _contours(header: Header, number: int, structure: Structure, images: CtSeries) -> Dataset:
    item = Dataset()
    item.ReferencedROINumber = number
    item.ROIDisplayColor = list(structure.colour)
    polygons = trace_mask(structure.mask, images.volume.grid)
    if polygons:
        item.ContourSequence = Sequence([_contour(header, polygon, images) for polygon in polygons])
    return item


def _contour(header: Header, polygon: Polygon, images: CtSeries) -> Dataset:
    item = Dataset()
    grid = images.volume.grid
    plane = round((polygon.z - grid.origin[0]) / grid.spacing[0])
    item.ContourImageSequence = Sequence([reference(CTImageStorage, images.uid(header, plane))])
    item.ContourGeometricType = "CLOSED_PLANAR"
    item.NumberOfContourPoints = polygon.points.shape[1]
    flat = [value for x, y in polygon.points.T for value in (x, y, polygon.z)]
    put_numbers(item, "ContourData", flat)
    return item


def _observation(number: int, structure: Structure) -> Dataset:
    item = Dataset()
    item.ObservationNumber = number
    item.ReferencedROINumber = number
    item.RTROIInterpretedType = structure.kind
    item.ROIInterpreter = ""
    return item
