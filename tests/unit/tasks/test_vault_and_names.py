"""What is kept of an archive in a vault comes back, and ordinary words stay in names of files."""

from __future__ import annotations

import io

import pytest

from codewell.documents.archives import Member, members_of, zip_of
from codewell.kernel.errors import InputError
from codewell.phi.finding import find_identifiers
from codewell.phi.policy import policy_named
from codewell.tasks.file_names import tells_somebody
from codewell.tasks.redact_any import redact_any
from codewell.tasks.redact_file import FileRequest
from codewell.tasks.restore_file import restore_file, vault_with

KEY = b"a secret of thirty-two bytes....."
NOTE = b"Mr. Quenbyworth came on 3/4/2021. MRN 7508165. Plan: rest.\n"
TABLE = b'patient_name,dob,note\n"Quenbyworth, Anna",1980-02-03,rest\n'


def test_an_archive_comes_back_from_its_vault_with_the_archives_in_it():
    inner = zip_of([Member("visit.txt", NOTE)])
    packed = zip_of([Member("a.txt", NOTE), Member("table.csv", TABLE), Member("plan.txt", b"rest"), Member("inner.zip", inner)])
    done = redact_any(FileRequest(packed, policy_named("tags"), "export.zip"))
    vault = vault_with(done, KEY)
    back = {one.name: one.content for one in members_of(restore_file(done.content, vault, KEY, "out.zip"))}
    assert {name: content for name, content in back.items() if name != "inner.zip"} == {
        "a.txt": NOTE,
        "table.csv": TABLE,
        "plan.txt": b"rest",
    }
    assert [one.content for one in members_of(back["inner.zip"])] == [NOTE]


def test_an_archive_that_was_changed_since_does_not_come_back():
    done = redact_any(FileRequest(zip_of([Member("a.txt", NOTE)]), policy_named("tags"), "export.zip"))
    changed = zip_of([Member("a.txt", b"Mr. [NAME] left.")])
    with pytest.raises(InputError, match="holds nothing of this file"):
        restore_file(changed, vault_with(done, KEY), KEY, "out.zip")


@pytest.mark.parametrize(
    "name",
    ["charts", "Exports", "records", "imaging", "labs 2", "inbox", "claims", "discharge_summaries", "series-12", "hl7", "data"],
)
def test_ordinary_words_stay_in_names_of_files(name):
    assert not tells_somebody(name, find_identifiers)


@pytest.mark.parametrize(
    "name", ["Smith", "charts of Smith", "young", "mary", "Okonkwo-labs", "labs 2024-03-14", "chart 12345678", "Rose"]
)
def test_names_that_may_tell_somebody_do_not(name):
    assert tells_somebody(name, find_identifiers)


def test_an_ordinary_word_that_was_taken_out_of_the_file_does_not_stay():
    assert tells_somebody("charts", find_identifiers, ["Annelise Charts"])


def _picture() -> bytes:
    image = pytest.importorskip("PIL.Image")
    written = io.BytesIO()
    image.new("RGB", (8, 8), (200, 10, 10)).save(written, "PNG")
    return written.getvalue()


def _pdf() -> bytes:
    canvas, utils = pytest.importorskip("reportlab.pdfgen.canvas"), pytest.importorskip("reportlab.lib.utils")
    written = io.BytesIO()
    drawn = canvas.Canvas(written)
    drawn.drawString(50, 700, "Mr. Quenbyworth came. Plan: rest.")
    drawn.drawImage(utils.ImageReader(io.BytesIO(_picture())), 50, 500, 80, 80)
    drawn.save()
    return written.getvalue()


def _docx() -> bytes:
    docx = pytest.importorskip("docx")
    written = io.BytesIO()
    made = docx.Document()
    made.add_paragraph("Mr. Quenbyworth came. Plan: rest.")
    made.add_picture(io.BytesIO(_picture()))
    made.save(written)
    return written.getvalue()


def _dicom() -> bytes:
    pydicom = pytest.importorskip("pydicom")
    made = pydicom.Dataset()
    made.SOPClassUID, made.SOPInstanceUID, made.Modality = "1.2.840.10008.5.1.4.1.1.7", "1.2.3.4", "OT"
    made.PatientName, made.BurnedInAnnotation = "QUENBYWORTH^ANNA", "YES"
    made.Rows = made.Columns = 4
    made.BitsAllocated = made.BitsStored = 8
    made.HighBit, made.PixelRepresentation, made.SamplesPerPixel, made.PhotometricInterpretation = 7, 0, 1, "MONOCHROME2"
    made.PixelData = b"PIXELSOFANIMAGE!"
    made.file_meta = pydicom.dataset.FileMetaDataset()
    made.file_meta.TransferSyntaxUID = pydicom.uid.ExplicitVRLittleEndian
    written = io.BytesIO()
    made.save_as(written, enforce_file_format=True)
    return written.getvalue()


def _shows(name: str, content: bytes) -> bool:
    """Say whether the image is in the file."""
    if name.endswith(".dcm"):
        return b"PIXELSOFANIMAGE!" in content
    if name.endswith(".docx"):
        return any(one.name.startswith("word/media/") for one in members_of(content))
    pikepdf = pytest.importorskip("pikepdf")
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return any(len(page.images) for page in pdf.pages)


@pytest.mark.parametrize(("name", "made"), [("a.pdf", _pdf), ("a.docx", _docx), ("a.dcm", _dicom)])
def test_images_go_unless_they_are_asked_for_and_then_the_audit_warns(name, made):
    content = made()
    assert _shows(name, content)
    taken = redact_any(FileRequest(content, policy_named("tags"), name))
    kept = redact_any(FileRequest(content, policy_named("tags"), name, keep_images=True))
    assert not _shows(name, taken.content)
    assert _shows(name, kept.content)
    assert taken.unread
    assert any("kept unread" in one.reason for one in kept.unread)
    assert b"uenbyworth" not in kept.content.lower()
