"""Elements of image headers that facts rest on; nothing else of an image is read."""

from __future__ import annotations

from typing import Final

from pydicom.datadict import tag_for_keyword

_KEYWORDS = (
    "SOPClassUID", "SOPInstanceUID", "Modality", "ImageType", "StudyDate", "SeriesDate", "SeriesTime", "AcquisitionDate",
    "AcquisitionTime", "AcquisitionDateTime", "ContentDate", "ContentTime", "InstanceCreationDate", "InstanceCreationTime",
    "Manufacturer", "ManufacturerModelName", "StationName", "SeriesDescription", "StudyDescription", "ProtocolName",
    "PatientName", "PatientID", "PatientBirthDate", "OtherPatientIDs", "OtherPatientIDsSequence", "OtherPatientNames",
    "PatientIdentityRemoved", "PatientPosition", "StudyInstanceUID", "SeriesInstanceUID", "FrameOfReferenceUID",
    "NumberOfFrames", "TemporalPositionIdentifier", "NumberOfTemporalPositions", "TriggerTime",
    "NominalPercentageOfCardiacPhase", "NominalPercentageOfRespiratoryPhase", "AcquisitionType", "ScanOptions",
    "ImagePositionPatient", "KVP", "ExposureSequence", "GantryAngle", "RTImageLabel", "RTImageDescription", "FractionNumber",
    "ReferencedRTPlanSequence", "RadiationMachineName", "ApprovalStatus", "ReviewDate", "ReviewTime",
    "AdmittingDiagnosesCodeSequence", "ReasonForRequestedProcedureCodeSequence", "ReasonForPerformedProcedureCodeSequence",
    "ReasonForVisitCodeSequence", "RTDiagnosisCodeSequence", "RequestAttributesSequence", "PixelData",
)  # fmt: skip


def _tags() -> tuple[int, ...]:
    found = [tag_for_keyword(keyword) for keyword in _KEYWORDS]
    return tuple(tag for tag in found if tag is not None)


HEADER_TAGS: Final = _tags()
