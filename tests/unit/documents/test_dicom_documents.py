"""DICOM objects: what is read, what is gone when they are written back, what is refused."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pydicom
import pytest
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

from codewell.documents.dicom import read_dicom
from codewell.documents.document import Drop, Edit, Format, PartKind
from codewell.documents.reading import read_document
from codewell.documents.sniffing import format_of
from codewell.kernel.errors import InputError

SR, CT = "1.2.840.10008.5.1.4.1.1.88.11", "1.2.840.10008.5.1.4.1.1.2"
SAMPLES = Path(__file__).parents[4] / "shared" / "samples" / "dicom"


def dicom_object(sop_class: str = CT, syntax: str = ExplicitVRLittleEndian) -> Dataset:
    dataset = Dataset()
    dataset.SOPClassUID, dataset.SOPInstanceUID = sop_class, "1.2.3.4.5"
    dataset.StudyInstanceUID, dataset.PatientName, dataset.PatientID = "1.2.3.4", "QUENBYWORTH^ANNA", "M-889"
    dataset.PatientBirthDate, dataset.StudyDate, dataset.StudyTime = "19310405", "20240302", "101112"
    dataset.Modality, dataset.PatientSex = "CT", "F"
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = syntax
    return dataset


def file_of(dataset: Dataset) -> bytes:
    written = io.BytesIO()
    dataset.save_as(written, enforce_file_format=True)
    return written.getvalue()


def parts_of(content: bytes) -> dict[str, str]:
    return {part.where: part.text.reveal() for part in read_dicom(content).parts}


def after(content: bytes, *changes: Edit | Drop, **options: bool) -> Dataset:
    return pydicom.dcmread(io.BytesIO(read_dicom(content, **options).rewritten(changes)))


def test_text_elements_are_fields_named_by_their_tag():
    parts = read_dicom(file_of(dicom_object())).parts
    by_path = {part.path: part for part in parts}
    assert by_path["(0010,0010)"].text.reveal() == "QUENBYWORTH^ANNA"
    assert by_path["(0010,0010)"].kind is PartKind.FIELD
    assert by_path["(0020,000D)"].text.reveal() == "1.2.3.4"
    assert "(0008,0016)" not in by_path, "a UID of the standard tells nothing"
    assert "(0008,0060)" not in by_path, "a coded value is no text"


def test_text_of_a_structured_report_is_prose():
    report = dicom_object(SR)
    inner = Dataset()
    inner.ValueType, inner.TextValue = "TEXT", "Seen by Dr. Quenbyworth."
    outer = Dataset()
    outer.ValueType, outer.ContentSequence = "CONTAINER", Sequence([inner])
    report.ContentSequence = Sequence([outer])
    prose = [part for part in read_dicom(file_of(report)).parts if part.kind is PartKind.PROSE]
    assert [(part.path, part.where, part.text.reveal()) for part in prose] == [
        ("(0040,A160)", "(0040,A730)[0].(0040,A730)[0].(0040,A160)", "Seen by Dr. Quenbyworth.")
    ]
    changed = after(file_of(report), Edit(prose[0].number, 12, 23, "[NAME]"))
    assert changed.ContentSequence[0].ContentSequence[0].TextValue == "Seen by Dr. [NAME]."


def test_a_dropped_element_that_the_object_needs_stays_empty_and_others_go():
    dataset = dicom_object()
    dataset.PatientComments = "Quenbyworth"
    content = file_of(dataset)
    parts = {part.path: part.number for part in read_dicom(content).parts}
    changed = after(content, Drop(parts["(0010,0010)"]), Drop(parts["(0010,4000)"]))
    assert changed.PatientName == ""
    assert "PatientComments" not in changed
    assert changed.PatientIdentityRemoved == "YES"


def test_a_replaced_uid_is_the_same_in_the_file_header():
    content = file_of(dicom_object())
    number = next(part.number for part in read_dicom(content).parts if part.path == "(0008,0018)")
    changed = after(content, Edit(number, 0, 9, "2.25.77"))
    assert changed.SOPInstanceUID == changed.file_meta.MediaStorageSOPInstanceUID == "2.25.77"


@pytest.mark.parametrize(
    ("path", "replacement", "becomes"),
    [
        ("(0008,0020)", "20240101", "20240101"),
        ("(0008,0020)", "2024", "20240101"),
        ("(0008,0020)", "[DATE]", ""),
        ("(0020,000D)", "[ID]", ""),
        ("(0008,0050)", "[A LONG OTHER ID]", "[A LONG OTHER ID"),
    ],
)
def test_a_replacement_fits_its_value_representation(path, replacement, becomes):
    dataset = dicom_object()
    dataset.AccessionNumber = "ACC-1"
    content = file_of(dataset)
    part = next(part for part in read_dicom(content).parts if part.path == path)
    changed = after(content, Edit(part.number, 0, len(part.text), replacement))
    tag = int(path[1:5] + path[6:10], 16)
    assert str(changed[tag].value or "") == becomes


def hidden_everywhere() -> bytes:
    dataset = dicom_object()
    dataset.add_new(0x00090010, "LO", "CANARY-creator")
    dataset.add_new(0x00091001, "LO", "CANARY-private")
    dataset.add_new(0x60000022, "LO", "CANARY-overlay")
    dataset.add_new(0x60003000, "OW", b"CANARY-overlaydata")
    dataset.add_new(0x50000040, "SH", "CANARY-curve")
    dataset.add_new(0x00080007, "LO", "CANARY-unknown")
    dataset.add_new(0x04000115, "OB", b"CANARY-certificate")
    dataset.add_new(0xFFFCFFFC, "OB", b"CANARY-padding")
    dataset.EncapsulatedDocument = b"CANARY-document!"
    dataset.ImageType = ["CANARY-coded", "PRIMARY"]
    person = Dataset()
    person.PersonName, person.InstitutionName = "CANARY^AUTHOR", "CANARY-hospital"
    dataset.AuthorObserverSequence = Sequence([person])
    nested = Dataset()
    nested.add_new(0x00111010, "UT", "CANARY-nested")
    nested.CodeMeaning = "Chest"
    dataset.ProcedureCodeSequence = Sequence([nested])
    dataset.PixelData, dataset.Rows, dataset.Columns, dataset.BitsAllocated = b"CANARY-pixel", 3, 4, 8
    dataset.file_meta.SourceApplicationEntityTitle = "CANARY-AE"
    dataset.file_meta.PrivateInformationCreatorUID, dataset.file_meta.PrivateInformation = "1.2.9", b"CANARY-meta!"
    return b"CANARY-preamble".ljust(128, b"\0") + file_of(dataset)[128:]


def test_nothing_stays_of_what_is_in_no_part():
    content = hidden_everywhere()
    assert content.count(b"CANARY") >= 15, "the test's own object lost its canaries"
    document = read_dicom(content)
    assert not [part for part in document.parts if "CANARY" in part.text.reveal()]
    assert b"CANARY" not in document.rewritten([])
    assert {one.where for one in document.unread} == {"pixels", "(0042,0011)", "overlays", "private elements"}


@pytest.mark.parametrize(
    ("burned_in", "recognizable", "keep", "stays"),
    [(None, None, None, False), ("NO", None, None, True), ("YES", None, None, False), ("NO", "YES", None, False),
     (None, None, True, True), ("NO", None, False, False)],
)  # fmt: skip
def test_pixels_stay_where_the_object_says_that_they_show_nothing(burned_in, recognizable, keep, stays):
    dataset = dicom_object()
    dataset.PixelData, dataset.BitsAllocated = b"pixels", 8
    if burned_in:
        dataset.BurnedInAnnotation = burned_in
    if recognizable:
        dataset.RecognizableVisualFeatures = recognizable
    written = pydicom.dcmread(io.BytesIO(read_dicom(file_of(dataset), keep_pixels=keep).rewritten([])))
    assert ("PixelData" in written) is stays


@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian, DeflatedExplicitVRLittleEndian])
def test_without_changes_the_text_stays(syntax):
    dataset = dicom_object(syntax=syntax)
    dataset.SpecificCharacterSet, dataset.InstitutionName, dataset.SliceThickness = "ISO_IR 100", "Hôpital Zürich", "2.5"
    content = file_of(dataset)
    again = read_dicom(content).rewritten([])
    assert parts_of(again) == parts_of(content)
    assert pydicom.dcmread(io.BytesIO(again)).SliceThickness == 2.5
    assert parts_of(again)["(0008,0080)"] == "Hôpital Zürich"


def nested(levels: int) -> bytes:
    """Return a file whose sequences are nested so deep, written by hand: explicit little endian, undefined lengths."""
    start = file_of(dicom_object())
    opening = struct.pack("<HH2sHI", 0x0040, 0xA730, b"SQ", 0, 0xFFFFFFFF) + struct.pack("<HHI", 0xFFFE, 0xE000, 0xFFFFFFFF)
    closing = struct.pack("<HHI", 0xFFFE, 0xE00D, 0) + struct.pack("<HHI", 0xFFFE, 0xE0DD, 0)
    return start + opening * levels + closing * levels


@pytest.mark.parametrize("levels", [40, 20_000])
def test_sequences_nested_too_deep_are_refused(levels):
    with pytest.raises(InputError) as refused:
        read_dicom(nested(levels))
    assert refused.value.slug in ("input.dicom-too-deep", "input.dicom-malformed")


def test_a_few_levels_are_read():
    assert parts_of(nested(5))["(0010,0020)"] == "M-889"


def test_a_data_set_that_inflates_without_end_is_refused():
    content = file_of(dicom_object(syntax=DeflatedExplicitVRLittleEndian))
    length = struct.unpack("<I", content[140:144])[0]
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    bomb = b"".join(packer.compress(b"\0" * 10_000_000) for _ in range(25)) + packer.flush()
    with pytest.raises(InputError) as refused:
        read_dicom(content[: 144 + length] + bomb)
    assert refused.value.slug == "input.dicom-too-large"


@pytest.mark.parametrize("content", [b"\0" * 128 + b"DICM", b"\0" * 128 + b"DICM" + b"\xff" * 300, b"no dicom at all" * 20])
def test_what_is_no_dicom_object_is_refused(content):
    with pytest.raises(InputError) as refused:
        read_dicom(content)
    assert refused.value.slug == "input.dicom-malformed"
    assert refused.value.next_step


def test_cut_short_is_refused_or_read_without_a_traceback():
    content = file_of(dicom_object())
    for length in range(132, len(content), 7):
        try:
            read_dicom(content[:length]).rewritten([])
        except InputError as refused:
            assert refused.slug == "input.dicom-malformed"  # noqa: PT017


def test_real_plans_and_images_keep_their_text_and_numbers():
    files = sorted(SAMPLES.rglob("*.dcm"))
    if not files:
        pytest.skip("the DICOM samples are not beside the repository (../shared/samples/dicom)")
    for file in files:
        content = file.read_bytes()
        if len(content) > 300_000:
            continue
        again = read_dicom(content).rewritten([])
        assert parts_of(again) == parts_of(content), file.name
        before, now = pydicom.dcmread(file, force=True), pydicom.dcmread(io.BytesIO(again))
        assert [str(one) for one in before.get("BeamSequence", [])[:1] and [before.BeamSequence[0].BeamNumber]] == [
            str(one) for one in now.get("BeamSequence", [])[:1] and [now.BeamSequence[0].BeamNumber]
        ]


def test_a_data_set_without_preamble_is_dicom_and_a_text_named_so_is_refused():
    family = b"\x10\x00\x10\x00\x08\x00\x00\x00OKONKWO "
    kind = b"\x08\x00\x16\x00\x1a\x00\x00\x001.2.840.10008.5.1.4.1.1.7\0"
    assert format_of(kind + family) is Format.DICOM
    assert [part.text.reveal() for part in read_document(kind + family).parts] == ["OKONKWO"]
    with pytest.raises(InputError, match="no DICOM object"):
        read_document(b"Mr. Okonkwo came today and was well.", "scan.dcm")
