"""`codewell redact` on an archive."""

from __future__ import annotations

import io
import zipfile

from codewell.documents.archives import Member, zip_of

NOTE = b"Mr. Quenbyworth came on 3/4/2021. MRN 7508165. Plan: rest."


def test_one_archive_is_redacted_by_the_command(run, tmp_path):
    packed, out = tmp_path / "z.zip", tmp_path / "out.zip"
    packed.write_bytes(zip_of([Member("visit.txt", NOTE), Member("inner.zip", zip_of([Member("page.html", NOTE)]))]))
    assert run("redact", str(packed), "-o", str(out), "--verify").code == 0
    with zipfile.ZipFile(out) as archive:
        assert archive.namelist() == ["visit.txt", "inner.zip"]
        assert b"Quenbyworth" not in archive.read("visit.txt")
        with zipfile.ZipFile(io.BytesIO(archive.read("inner.zip"))) as inner:
            assert b"Quenbyworth" not in inner.read("page.html")


def test_an_encrypted_or_damaged_archive_is_refused_and_nothing_is_written(run, tmp_path):
    packed, out = tmp_path / "z.zip", tmp_path / "out.zip"
    packed.write_bytes(zip_of([Member("visit.txt", NOTE)])[:-30])
    ran = run("redact", str(packed), "-o", str(out))
    assert ran.code == 2
    assert "archive is damaged" in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["z.zip"]
