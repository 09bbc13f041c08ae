"""A DICOM object as a document: one part for each text element, at any depth."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import UID, ImplicitVRLittleEndian

from codewell.documents.dicom.opening import opened
from codewell.documents.dicom.taken_out import pixels_may_show_text, taken_out
from codewell.documents.document import Drop, Edit, Format, Part, PartKind, Unread
from codewell.kernel.text import ClinicalText

_TEXT = frozenset({"LO", "SH", "ST", "LT", "UT", "UC", "UR", "PN", "AE", "AS", "DA", "DT", "TM", "UI"})
_PROSE = frozenset({0x0040A160, 0x00700006})
_CHARACTER_SET = 0x00080005
_STANDARD_UIDS = "1.2.840.10008."
_FORMS = {
    "UI": re.compile(r"[0-2](?:\.(?:0|[1-9][0-9]*))+"),
    "DA": re.compile(r"[0-9]{8}"),
    "DT": re.compile(r"[0-9]{4,14}(?:\.[0-9]{1,6})?(?:[-+][0-9]{4})?"),
    "TM": re.compile(r"[0-9]{2,6}(?:\.[0-9]{1,6})?"),
    "AS": re.compile(r"[0-9]{3}[DWMY]"),
}
_LONGEST = {"SH": 16, "LO": 64, "AE": 16, "UI": 64, "PN": 194}
_OWN_CLASS = UID("2.25.214748364700001")

Place = tuple[tuple[int, int], ...]
"""Where an element stands: (sequence, 0-based item) for each level, then (element, 0)."""


@dataclass(frozen=True, slots=True)
class DicomDocument:
    """A DICOM object that has been read.

    Args:
        content: the file.
        parts: its text elements in order.
        unread: pixels, enclosed documents and waveforms' remarks.
        keep_pixels: True keeps them, False takes them out, None keeps them where the object says that they show no text.
    """

    content: bytes
    parts: Sequence[Part]
    unread: Sequence[Unread]
    keep_pixels: bool | None = None

    @property
    def format(self) -> Format:
        """DICOM."""
        return Format.DICOM

    def rewritten(self, changes: Sequence[Edit | Drop]) -> bytes:
        """Return the object with the changes made, in UTF-8, without private elements, overlays, curves and what
        `taken_out.toml` names.

        A dropped element that the object needs stays without a value. A replacement that is not valid for its value
        representation (a date that is none) leaves the element without a value; one that is too long is cut.

        Raises:
            ValueError: an edit names a part or offsets that are not there.
        """
        _, dataset = opened(self.content, keep_pixels=self.keep_pixels)
        places = [place for place, _ in _text_elements(dataset)]
        edits: dict[int, list[Edit]] = {}
        for change in changes:
            if isinstance(change, Drop):
                _drop(dataset, places[change.part])
            else:
                edits.setdefault(change.part, []).append(change)
        for part, made in edits.items():
            _edit(dataset, places[part], made)
        if changes:
            dataset.PatientIdentityRemoved = "YES"
            dataset.DeidentificationMethod = "Codewell: attributes of the DICOM PS3.15 Basic Profile"
        return _written(dataset)


def read(content: bytes, depth: int) -> DicomDocument:
    """Return a DICOM object as a document, its pixels kept only where it says that they show no text.

    Raises:
        InputError: it is damaged, nested too deep, or unpacks to too much.
    """
    return read_dicom(content)


def read_dicom(content: bytes, *, keep_pixels: bool | None = None) -> DicomDocument:
    """Return a DICOM object as a document.

    Args:
        content: the file.
        keep_pixels: True keeps the pixels whatever they show, False takes them out, None keeps them where the object says that
            they show no text.

    Raises:
        InputError: it is damaged, nested too deep, or unpacks to too much.
    """
    original, dataset = opened(content, keep_pixels=keep_pixels)
    parts = tuple(
        Part(number, _path(place), _where(place), _kind(place), ClinicalText(_value(element)))
        for number, (place, element) in enumerate(_text_elements(dataset))
    )
    return DicomDocument(content, parts, tuple(_unread(original)), keep_pixels)


def _unread(original: FileDataset) -> Iterator[Unread]:
    pixels = any(name in original for name in ("PixelData", "FloatPixelData", "DoubleFloatPixelData"))
    if pixels and pixels_may_show_text(original):
        yield Unread("pixels", "an image that may show names or a face; its text can be read only with OCR")
    if "EncapsulatedDocument" in original:
        yield Unread("(0042,0011)", "a document within the object; read it by itself")
    groups = {int(element.tag) >> 16 for element in original}
    if any(group & 0xFF00 in (0x6000, 0x5000) and group % 2 == 0 for group in groups):
        yield Unread("overlays", "graphics over the image; their text can be read only with OCR")
    if any(group % 2 for group in groups):
        yield Unread("private elements", "elements whose meaning only their maker knows")


def _text_elements(dataset: Dataset, before: Place = ()) -> Iterator[tuple[Place, DataElement]]:
    for element in dataset:
        tag = int(element.tag)
        if element.VR == "SQ":
            for at, item in enumerate(element.value or ()):
                yield from _text_elements(item, (*before, (tag, at)))
        elif element.VR in _TEXT and tag != _CHARACTER_SET:
            value = _value(element)
            if value and not (element.VR == "UI" and value.startswith(_STANDARD_UIDS)):
                yield (*before, (tag, 0)), element


def _value(element: DataElement) -> str:
    values = element.value if element.VM > 1 else [element.value]
    return "\\".join("" if one is None else str(one) for one in values)


def _named(tag: int) -> str:
    return f"({tag >> 16:04X},{tag & 0xFFFF:04X})"


def _path(place: Place) -> str:
    return _named(place[-1][0])


def _where(place: Place) -> str:
    return "".join(f"{_named(tag)}[{at}]." for tag, at in place[:-1]) + _named(place[-1][0])


def _kind(place: Place) -> PartKind:
    return PartKind.PROSE if place[-1][0] in _PROSE else PartKind.FIELD


def _holder(dataset: Dataset, place: Place) -> Dataset:
    for tag, at in place[:-1]:
        dataset = dataset[tag].value[at]
    return dataset


def _drop(dataset: Dataset, place: Place) -> None:
    holder, tag = _holder(dataset, place), place[-1][0]
    if tag in taken_out().emptied:
        holder[tag].value = None
    elif tag in holder:
        del holder[tag]


def _edit(dataset: Dataset, place: Place, edits: Sequence[Edit]) -> None:
    element = _holder(dataset, place)[place[-1][0]]
    text = _value(element)
    for edit in sorted(edits, key=lambda one: one.start, reverse=True):
        if not 0 <= edit.start <= edit.end <= len(text):
            raise ValueError(f"not within part {edit.part}: {edit.start}..{edit.end}")
        text = text[: edit.start] + edit.replacement + text[edit.end :]
    values = [_valid(one, element.VR) for one in (text.split("\\") if element.VR not in ("ST", "LT", "UT", "UR") else [text])]
    element.value = values if len(values) > 1 else values[0] or None


def _valid(value: str, vr: str) -> str:
    if vr == "DA" and re.fullmatch(r"[0-9]{4}", value):
        # A date without its month and day (Safe Harbor leaves the year) is written as the first day of its year.
        value += "0101"
    form = _FORMS.get(vr)
    if form is not None and not form.fullmatch(value):
        return ""
    return value[: _LONGEST.get(vr, len(value))]


def _written(dataset: FileDataset) -> bytes:
    """Return the file: values in UTF-8, a preamble of zeros, a header that says only what it must."""
    transfer_syntax = dataset.file_meta.TransferSyntaxUID if "TransferSyntaxUID" in dataset.file_meta else None
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    meta.MediaStorageSOPInstanceUID = UID(str(dataset.get("SOPInstanceUID") or "2.25.0"))
    meta.TransferSyntaxUID = transfer_syntax or ImplicitVRLittleEndian
    meta.ImplementationClassUID = _OWN_CLASS
    dataset.file_meta, dataset.preamble = meta, b"\0" * 128
    dataset.SpecificCharacterSet = "ISO_IR 192"
    written = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dataset.save_as(written, enforce_file_format=True)
    return written.getvalue()
