"""A folder of mixed files: names of files, archives, interruption and resumption, the same bytes, and nothing of a key left."""

from __future__ import annotations

import io
import json
import os
import stat
from dataclasses import replace
from pathlib import Path

import pydicom
import pytest
from pydicom.dataset import Dataset, FileMetaDataset

from codewell.documents.archives import Member, members_of, zip_of
from codewell.phi.policy import policy_named
from codewell.tasks.batch.redact_files import RedactFiles
from codewell.tasks.batch.run_batch import BatchRequest, run_batch

NOTE = b"Mr. Quenbyworth came on 3/4/2021. MRN 7508165. Plan: rest."
SECRET = b"a secret of thirty-two bytes....."


def image(number: int) -> bytes:
    made = Dataset()
    made.SOPClassUID, made.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.7", f"1.2.3.4.{number}"
    made.StudyInstanceUID, made.PatientName, made.Modality = "1.2.3.99", "QUENBYWORTH^ANNA", "OT"
    made.file_meta = FileMetaDataset()
    made.file_meta.TransferSyntaxUID = pydicom.uid.ExplicitVRLittleEndian
    written = io.BytesIO()
    made.save_as(written, enforce_file_format=True)
    return written.getvalue()


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "charts"
    (place / "John Smith").mkdir(parents=True)
    for number in range(15):
        (place / f"visit {chr(97 + number)}.txt").write_bytes(NOTE)
        (place / f"page-{chr(97 + number)}.html").write_bytes(b"<p>" + NOTE + b"</p>")
        (place / f"table-{chr(97 + number)}.csv").write_bytes(b"patient_name,glucose\nAnna Quenbyworth,101\n")
        (place / f"image-{chr(97 + number)}.dcm").write_bytes(image(number))
    (place / "Quenbyworth_Anna.txt").write_bytes(NOTE)
    (place / "John Smith" / "plan.md").write_bytes(b"rest")
    (place / "outcomes.ndjson").write_bytes(b'{"id": "1", "note": "rest"}\n')
    packed = zip_of([Member("Smith_John.txt", NOTE), Member("scan.png", b"\x89PNG\r\n\x1a\n\0Quenbyworth")])
    (place / "export.zip").write_bytes(packed)
    return place


def files_of(place: Path) -> dict[str, bytes]:
    return {path.relative_to(place).as_posix(): path.read_bytes() for path in sorted(place.rglob("*")) if path.is_file()}


JOB = RedactFiles(policy_named("tags"), SECRET, engine="rules")


def test_names_that_tell_a_person_are_replaced_and_no_file_is_lost(folder, tmp_path):
    result = run_batch(BatchRequest(folder, tmp_path / "out", JOB, documents=True))
    files = files_of(tmp_path / "out")
    assert (result.records, result.failed, len(files)) == (64, 0, 65)
    assert not any("mith" in name or "uenby" in name for name in files)
    assert "visit a.txt" in files
    assert all(b"uenbyworth" not in content and b"QUENBY" not in content for content in files.values())
    assert b"Smith" not in files["outcomes.ndjson"]
    assert {member.name for member in members_of(files["export.zip"])} == {"file-0001.txt"}


def test_keep_names_keeps_them(folder, tmp_path):
    run_batch(BatchRequest(folder, tmp_path / "out", replace(JOB, keep_names=True), documents=True))
    assert {"Quenbyworth_Anna.txt", "John Smith/plan.md"} <= set(files_of(tmp_path / "out"))


def test_a_file_of_an_archive_that_cannot_be_read_is_named_in_the_audit(folder, tmp_path):
    run_batch(BatchRequest(folder, tmp_path / "out", JOB, documents=True))
    lines = [json.loads(line) for line in (tmp_path / "out" / "outcomes.ndjson").read_bytes().splitlines()]
    (unread,) = next(line["audit"]["unread"] for line in lines if line["id"] == "export.zip")
    assert unread["where"] == "file 2"
    assert "left out" in unread["reason"]


@pytest.mark.parametrize("secret", [SECRET, None])
def test_an_interrupted_batch_has_one_key_and_the_same_bytes(folder, tmp_path, secret):
    job = replace(JOB, secret=secret)

    def interrupt(records: int, done: int, total: int) -> None:
        if records >= 24:
            raise KeyboardInterrupt

    out, work = tmp_path / "out", tmp_path / "out.work"
    with pytest.raises(KeyboardInterrupt):
        run_batch(BatchRequest(folder, out, job, documents=True, most_records=8), interrupt)
    assert stat.S_IMODE(os.stat(work / "key").st_mode) == 0o600
    key = (work / "key").read_bytes()
    resumed = run_batch(BatchRequest(folder, out, job, documents=True, most_records=8))
    assert resumed.resumed == 24
    assert not work.exists()
    written = files_of(out)
    assert all(key not in content and key.hex().encode() not in content for content in written.values())
    studies = {
        str(pydicom.dcmread(io.BytesIO(content)).StudyInstanceUID) for name, content in written.items() if name.endswith(".dcm")
    }
    assert len(studies) == 1
    assert studies != {"1.2.3.99"}
    if secret:
        run_batch(BatchRequest(folder, tmp_path / "whole", job, documents=True))
        assert files_of(tmp_path / "whole") == written
