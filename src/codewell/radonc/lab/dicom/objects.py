"""What every DICOM object of a laboratory episode shares: identity, provenance, the words "not for clinical use"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from uuid import UUID, uuid5

from pydicom.datadict import tag_for_keyword
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.tag import Tag
from pydicom.uid import UID, ExplicitVRLittleEndian

WARNING = "NOT FOR CLINICAL USE"
MANUFACTURER = "Codewell laboratory"
MACHINE = "LAB-LINAC"
_NAMESPACE = UUID("0c3a1a5e-6a0b-5b57-9f6e-7c8d2e4f9b11")
_IMPLEMENTATION = UID("2.25.16258117104905217446187293440911813393")


@dataclass(frozen=True, slots=True)
class Header:
    """Identity of an episode.

    Args:
        episode: name of the preset.
        seed: two episodes with the same name, first day and seed have the same UIDs.
        study_day: of the planning images.
        diagnoses: ICD-10-CM codes with their dots, and their meanings.
    """

    episode: str
    seed: int
    study_day: date
    diagnoses: tuple[tuple[str, str], ...] = ()

    def uid(self, *words: object) -> UID:
        """Return the UID of a thing, the same for the same words, under the root 2.25 (PS3.5, annex B.2)."""
        text = "|".join(str(word) for word in (self.episode, self.seed, self.study_day, *words))
        return UID(f"2.25.{uuid5(_NAMESPACE, text).int}")

    @property
    def frame(self) -> UID:
        """Frame of reference of the planning images, which structures, plans and doses share."""
        return self.uid("frame", "planning")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an object stands among the others.

    Args:
        kind: SOP Class UID.
        modality: CT, RTSTRUCT, ...
        uid: SOP Instance UID.
        series: words that tell the series apart.
        number: of the series.
        day: when it was made.
        at: when it was made.
        description: Series Description; the warning is put behind it.
        study: `planning` or `treatment`.
    """

    kind: UID
    modality: str
    uid: UID
    series: str
    number: int
    day: date
    at: time
    description: str
    study: str = "planning"


def start_object(header: Header, origin: Origin) -> Dataset:
    """Return a data set with the patient, study, series, equipment and SOP common modules."""
    dataset = Dataset()
    dataset.SpecificCharacterSet = "ISO_IR 192"
    dataset.SOPClassUID = origin.kind
    dataset.SOPInstanceUID = origin.uid
    dataset.InstanceCreationDate = day_text(origin.day)
    dataset.InstanceCreationTime = time_text(origin.at)
    _put_patient(dataset, header)
    dataset.StudyInstanceUID = header.uid("study", origin.study)
    dataset.StudyID = "1" if origin.study == "planning" else "2"
    dataset.StudyDate = day_text(header.study_day if origin.study == "planning" else origin.day)
    dataset.StudyTime = "080000"
    dataset.StudyDescription = f"Laboratory phantom, {WARNING}"
    dataset.AccessionNumber = ""
    dataset.ReferringPhysicianName = ""
    dataset.Modality = origin.modality
    dataset.SeriesInstanceUID = header.uid("series", origin.series)
    dataset.SeriesNumber = origin.number
    dataset.SeriesDate = day_text(origin.day)
    dataset.SeriesTime = time_text(origin.at)
    dataset.SeriesDescription = f"{origin.description}, {WARNING}"[:64]
    dataset.OperatorsName = ""
    dataset.Manufacturer = MANUFACTURER
    dataset.ManufacturerModelName = "Simulated"
    dataset.DeviceSerialNumber = "0"
    dataset.SoftwareVersions = "1"
    dataset.InstitutionName = MANUFACTURER
    return dataset


def _put_patient(dataset: Dataset, header: Header) -> None:
    dataset.PatientName = "PHANTOM^LAB"
    dataset.PatientID = f"LAB-{header.episode}".upper()[:64]
    dataset.PatientBirthDate = ""
    dataset.PatientSex = "O"
    dataset.PatientIdentityRemoved = "YES"
    dataset.DeidentificationMethod = "Made in a laboratory: there is no patient"
    dataset.PatientComments = f"Laboratory phantom. {WARNING}."
    if header.diagnoses:
        dataset.AdmittingDiagnosesDescription = [meaning[:64] for _, meaning in header.diagnoses]
        stated = [coded(code, "I10C", meaning) for code, meaning in header.diagnoses]
        dataset.AdmittingDiagnosesCodeSequence = Sequence(stated)


def coded(value: str, scheme: str, meaning: str) -> Dataset:
    """Return an item of a code sequence (PS3.16, table 8-1 names the schemes)."""
    item = Dataset()
    item.CodeValue = value
    item.CodingSchemeDesignator = scheme
    item.CodeMeaning = meaning[:64]
    return item


def reference(kind: UID, uid: UID) -> Dataset:
    """Return an item that names another object."""
    item = Dataset()
    item.ReferencedSOPClassUID = kind
    item.ReferencedSOPInstanceUID = uid
    return item


def day_text(day: date) -> str:
    """Return a day as DICOM writes it."""
    return day.strftime("%Y%m%d")


def time_text(at: time) -> str:
    """Return a time as DICOM writes it, to the second."""
    return at.strftime("%H%M%S")


def number_text(value: float, digits: int = 3) -> str:
    """Return a number rounded to some decimals, in at most 16 characters and without a negative zero."""
    text = f"{value:.{digits}f}".rstrip("0").rstrip(".") if digits else f"{value:.0f}"
    return "0" if text in ("-0", "") else text


def put_numbers(dataset: Dataset, keyword: str, values: Iterable[float], digits: int = 2) -> None:
    """Put a list of decimal numbers.

    The bytes are made here, because building one object for each number takes most of the time of writing contours and leaves.
    """
    tag = Tag(tag_for_keyword(keyword) or 0)
    raw = "\\".join(number_text(float(value), digits) for value in values).encode("ascii")
    raw += b" " * (len(raw) % 2)
    dataset[tag] = RawDataElement(tag, "DS", len(raw), raw, 0, False, True)


def save_object(dataset: Dataset, path: Path) -> None:
    """Write a data set as a DICOM file, explicit VR little endian with the preamble."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.ImplementationClassUID = _IMPLEMENTATION
    meta.ImplementationVersionName = "CODEWELL_LAB"
    dataset.file_meta = meta
    _keep_bytes(dataset)
    path.parent.mkdir(parents=True, exist_ok=True)
    dataset.save_as(path, enforce_file_format=True)


def _keep_bytes(dataset: Dataset) -> None:
    """Tell items that their bytes are in the file's encoding already, so that lists of numbers are not parsed to be written."""
    for element in dataset.elements():
        if isinstance(element.value, Sequence):
            for item in element.value:
                item.set_original_encoding(False, True)
                _keep_bytes(item)
