"""Documents made to break a redactor: a clear refusal, nothing half-written, and nothing of them anywhere else."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile

import pytest

CANARY = "Quillfeather"
NOTE = f"Mrs. {CANARY} came on 3/4/2021.".encode()
COMMAND = [sys.executable, "-m", "codewell.interfaces.cli.main"]


def _packed(members: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return written.getvalue()


def _nested(depth: int) -> bytes:
    content = _packed({"note.txt": NOTE})
    for level in range(depth):
        content = _packed({f"{level}.zip": content})
    return content


def _encrypted_pdf() -> bytes:
    pikepdf = pytest.importorskip("pikepdf")
    written = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.docinfo["/Title"] = CANARY
        pdf.save(written, encryption=pikepdf.Encryption(owner="o", user="u"))
    return written.getvalue()


def _deep_dicom() -> bytes:
    """A sequence in a sequence, two thousand deep: what a circular one is when it is written."""
    item = b"\x10\x00\x10\x00" + len(CANARY).to_bytes(4, "little") + CANARY.encode()
    for _ in range(2000):
        held = b"\xfe\xff\x00\xe0" + len(item).to_bytes(4, "little") + item
        item = b"\x08\x00\x40\x11" + len(held).to_bytes(4, "little") + held
    return b"\x08\x00\x16\x00\x1a\x00\x00\x001.2.840.10008.5.1.4.1.1.7\0" + item


HOSTILE = {
    "encrypted.pdf": _encrypted_pdf,
    "malformed.pdf": lambda: b"%PDF-1.7\n" + NOTE + b"\n1 0 obj << /Type /Catalog",
    "bomb.zip": lambda: _packed({"note.txt": NOTE + b" " * 90_000_000}),
    "deep.json": lambda: b"[" * 100_000 + json.dumps(CANARY).encode() + b"]" * 100_000,
    "circular.dcm": _deep_dicom,
    "nul.txt": lambda: NOTE + b"\0" * 10,
    "broken.docx": lambda: _packed({"word/document.xml": NOTE}),
    "huge.txt": lambda: (NOTE + b" ") * 3_400_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_is_refused_and_nothing_of_it_is_anywhere(name, tmp_path):
    temporary, source = tmp_path / "tmp", tmp_path / "in"
    temporary.mkdir()
    source.mkdir()
    (source / name).write_bytes(HOSTILE[name]())
    command = [*COMMAND, "--home", str(tmp_path / "home"), "redact", str(source / name), "-o", str(tmp_path / "out")]
    ran = subprocess.run(
        [*command, "--audit", str(tmp_path / "audit.json")],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "TMPDIR": str(temporary)},
    )
    assert ran.returncode == 2
    assert "Traceback" not in ran.stderr
    assert len(ran.stderr.strip().splitlines()) <= 4
    assert CANARY not in ran.stdout + ran.stderr
    assert list(temporary.iterdir()) == []
    assert {path.name for path in tmp_path.iterdir()} <= {"tmp", "in", "home"}


def test_an_archive_too_deep_leaves_the_inner_ones_out_and_says_so(tmp_path):
    packed, out, audit = tmp_path / "deep.zip", tmp_path / "out.zip", tmp_path / "audit.json"
    packed.write_bytes(_nested(6))
    ran = subprocess.run(
        [*COMMAND, "redact", str(packed), "-o", str(out), "--audit", str(audit)], capture_output=True, timeout=60
    )
    assert ran.returncode == 0
    assert CANARY.encode() not in out.read_bytes()
    told = audit.read_text()
    assert "more than 3 deep" in told
    assert CANARY not in told


def test_a_full_disk_changes_nothing_and_leaves_nothing(tmp_path):
    resource = pytest.importorskip("resource")
    (tmp_path / "in.txt").write_bytes(NOTE * 200)
    (tmp_path / "out.txt").write_bytes(b"old")
    (tmp_path / "key").write_bytes(b"a secret of thirty-two bytes.....")
    command = [
        *COMMAND,
        "redact",
        "in.txt",
        "-o",
        "out.txt",
        "--audit",
        "audit.json",
        "--vault",
        "vault",
        "--vault-key-file",
        "key",
    ]
    ran = subprocess.run(
        command,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024)),
    )
    assert ran.returncode == 2
    assert "nothing was changed" in ran.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"in.txt", "out.txt", "key"}
    assert (tmp_path / "out.txt").read_bytes() == b"old"
