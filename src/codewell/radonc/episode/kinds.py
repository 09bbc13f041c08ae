"""What a DICOM object is to an episode, by SOP class, or by modality where the class is missing."""

from __future__ import annotations

from enum import Enum, auto

from pydicom.dataset import Dataset

from codewell.radonc.episode.elements import items_of, text_of


class Kind(Enum):
    """What an object is to an episode."""

    PLAN = auto()
    RECORD = auto()
    SUMMARY = auto()
    STRUCTURES = auto()
    DOSE = auto()
    REGISTRATION = auto()
    IMAGE = auto()
    """CT, MR or PET slice, or several of them."""
    PROJECTION = auto()
    """RT Image."""
    ULTRASOUND = auto()
    NOT_CODED = auto()
    """Radiotherapy of a kind that is not coded: ion beams, brachytherapy, second-generation RT."""
    OTHER = auto()

    @property
    def is_image(self) -> bool:
        """Say whether headers are read without pixels."""
        return self in (Kind.IMAGE, Kind.PROJECTION, Kind.ULTRASOUND)


_STORAGE = "1.2.840.10008.5.1.4.1.1."
_BY_CLASS = {
    "481.1": Kind.PROJECTION,
    "481.2": Kind.DOSE,
    "481.3": Kind.STRUCTURES,
    "481.4": Kind.RECORD,
    "481.5": Kind.PLAN,
    "481.7": Kind.SUMMARY,
    "66.1": Kind.REGISTRATION,
    "2": Kind.IMAGE,
    "2.1": Kind.IMAGE,
    "2.2": Kind.IMAGE,
    "4": Kind.IMAGE,
    "4.1": Kind.IMAGE,
    "4.3": Kind.IMAGE,
    "4.4": Kind.IMAGE,
    "128": Kind.IMAGE,
    "128.1": Kind.IMAGE,
    "130": Kind.IMAGE,
    "3": Kind.ULTRASOUND,
    "3.1": Kind.ULTRASOUND,
    "6": Kind.ULTRASOUND,
    "6.1": Kind.ULTRASOUND,
    "6.2": Kind.ULTRASOUND,
}
_BY_MODALITY = {
    "RTPLAN": Kind.PLAN,
    "RTRECORD": Kind.RECORD,
    "RTSTRUCT": Kind.STRUCTURES,
    "RTDOSE": Kind.DOSE,
    "RTIMAGE": Kind.PROJECTION,
    "REG": Kind.REGISTRATION,
    "CT": Kind.IMAGE,
    "MR": Kind.IMAGE,
    "PT": Kind.IMAGE,
    "US": Kind.ULTRASOUND,
}


def kind_of(header: Dataset) -> Kind | None:
    """Return what an object is; None where neither SOP class nor modality says that it is DICOM at all."""
    meta = getattr(header, "file_meta", None)
    # A media directory states its class in the file meta alone.
    stated = text_of(header, "SOPClassUID") or ("" if meta is None else text_of(meta, "MediaStorageSOPClassUID"))
    if stated.startswith(_STORAGE):
        tail = stated.removeprefix(_STORAGE)
        # 481.6 is the brachytherapy record, 481.8 and 481.9 are ion plans and records, the rest second-generation RT.
        return _BY_CLASS.get(tail, Kind.NOT_CODED if tail.startswith("481.") else Kind.OTHER)
    if stated and all(part.isdigit() for part in stated.split(".")):
        return Kind.OTHER
    return _BY_MODALITY.get(text_of(header, "Modality"))


def is_brachytherapy(plan: Dataset) -> bool:
    """Say whether an RT Plan orders sources rather than beams."""
    return bool(items_of(plan, "ApplicationSetupSequence")) and not items_of(plan, "BeamSequence")
