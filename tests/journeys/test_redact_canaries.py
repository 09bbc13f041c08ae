"""A name and a number planted in what every face is given, and sought in all that it writes, says, logs and leaves behind."""

from __future__ import annotations

import io
import json
import logging
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import pytest

from codewell import redact
from codewell.interfaces.web.server import create_app
from codewell.kernel.clock import system_clock
from codewell.kernel.errors import CodewellError
from codewell.tasks.workplace import Workplace
from web_client import WebClient

CANARIES = ("quillfeather", "83920175")
NOTE = "Patient: Odalys Quillfeather   MRN: 83920175\nMrs. Quillfeather came on 3/4/2021. Plan: rest.\n"
DOUBTFUL = NOTE + "A Hutchens retractor was used.\n"
"""The second pass keeps it back."""
COMMAND = [sys.executable, "-m", "codewell.interfaces.cli.main"]


class Place:
    """A folder that holds all that a run may write: temporary files, home and results; `given` holds what it is given."""

    def __init__(self, top: Path) -> None:
        self.top, self.given = top, top / "given"
        self.said: list[bytes] = []
        for name in ("given", "tmp", "home"):
            (top / name).mkdir()
        (self.given / "secret").write_bytes(b"a secret of thirty-two bytes.....")

    def environment(self) -> dict[str, str]:
        kept = {**os.environ, "TMPDIR": str(self.top / "tmp"), "HOME": str(self.top / "home")}
        return {**kept, "CODEWELL_HOME": str(self.top / "home/reference"), "CODEWELL_AUTOBUILD": "0"}

    def run(self, *arguments: str, given: bytes = b"") -> int:
        """Run the command in the folder; remember what it says."""
        ran = subprocess.run(
            [*COMMAND, "redact", *arguments], input=given, capture_output=True, cwd=self.top, env=self.environment()
        )
        self.said += [ran.stdout, ran.stderr]
        return ran.returncode

    def leaks(self) -> list[str]:
        """Return where a canary stands: in what was said, in names and contents of files."""
        files = [path for path in self.top.rglob("*") if self.given not in (path, *path.parents)]
        named = [("what was said", one) for one in self.said]
        named += [(f"{path.name}", path.name.encode() + (path.read_bytes() if path.is_file() else b"")) for path in files]
        return [where for where, content in named if any(canary in _readable(content) for canary in CANARIES)]


def _readable(content: bytes) -> str:
    """Return all that can be read in bytes: as they are, of an archive what is packed in it, and escapes undone."""
    text = content.decode("utf-8", "replace") + content.decode("utf-16-le", "ignore")
    for start in [one.start() for one in re.finditer(b"PK\x03\x04", content)][:1]:
        try:
            with zipfile.ZipFile(io.BytesIO(content[start:])) as packed:
                text += "".join(packed.namelist()) + "".join(_readable(packed.read(one)) for one in packed.namelist())
        except zipfile.BadZipFile:
            continue
    return text.lower()


@pytest.fixture
def place(tmp_path) -> Place:
    return Place(tmp_path)


def _archive() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("Quillfeather.txt", NOTE)
        packed.writestr("83920175/scan.png", b"\x89PNG\r\n\x1a\n\0Quillfeather")
    return written.getvalue()


@pytest.mark.parametrize("policy", ["tags", "masks", "blank", "safe-harbor", "surrogates", "limited-data-set"])
def test_a_file_with_audit_and_vault(place, policy):
    (place.given / "Quillfeather.txt").write_text(NOTE)
    asked = ("given/Quillfeather.txt", "--policy", policy, "--secret-file", "given/secret", "--patient", "83920175")
    kept = ("--vault", "vault", "--vault-key-file", "given/secret")
    assert place.run(*asked, "-o", "out.txt", "--audit", "audit.json", *kept) == 0
    assert place.run(*asked, "--audit", "audit.html", "--verify", "--json") == 0
    assert "rest" in (place.top / "out.txt").read_text()
    assert place.leaks() == []


def test_what_is_kept_back_or_refused(place):
    (place.given / "Quillfeather.txt").write_text(DOUBTFUL)
    (place.given / "bad.toml").write_text('replacement = "Quillfeather"')
    assert place.run("given/Quillfeather.txt", "-o", "out.txt", "--audit", "audit.json", "--verify") == 7
    assert place.run("given/Quillfeather.txt", "--take", "9000-9001") == 2
    assert place.run("given/Quillfeather.txt", "--policy", "surrogates") == 2
    assert place.run("given/Quillfeather.txt", "-o", "nowhere/out.txt") == 2
    assert not (place.top / "out.txt").exists()
    assert not (place.top / "audit.json").exists()
    assert place.leaks() == []


def test_standard_input_and_lines(place):
    assert place.run("-", given=NOTE.encode()) == 0
    lines = [{"id": "1", "text": NOTE}, {"id": "2"}, {"id": "3", "text": 83920175}]
    bad = b'{"id": "4", "text": "Quillfeather\n[[[[\nQuillfeather 83920175\n'
    stream = b"".join(json.dumps(one).encode() + b"\n" for one in lines) + bad
    for more in ((), ("--spans",), ("--verify",)):
        place.run("--ndjson", *more, given=stream)
    assert b"rest" in place.said[0]
    assert place.leaks() == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"%PDF-1.7\n1 0 obj << /Title (Quillfeather 83920175) >>\n"),
        ("a.dcm", b"\0" * 128 + b"DICM\x08\x00\x10\x00PN\xff\xffQuillfeather"),
        ("a.json", b'{"resourceType": "Patient", "name": [{"family": "Quillfeather"'),
        ("a.json", b"[" * 60_000 + b'"Quillfeather"'),
        ("a.csv", b'name,mrn\n"Quillfeather,83920175\n' * 3 + b"\0"),
        ("a.xml", b'<ClinicalDocument xmlns="urn:hl7-org:v3"><family>Quillfeather</family>'),
        ("a.hl7", b"MSH|^~Quillfeather"),
        ("a.x12", b"ISA*00*Quillfeather~"),
        ("a.rtf", b"{\\rtf1 Quillfeather {"),
        ("a.docx", b"PK\x03\x04word/documentQuillfeather 83920175"),
        ("a.zip", b"PK\x03\x04Quillfeather 83920175"),
        ("a.parquet", b"PAR1Quillfeather 83920175PAR1"),
        ("a.png", b"\x89PNG\r\n\x1a\n\0\0Quillfeather"),
    ],
)
def test_a_damaged_document(place, name, content):
    (place.given / name).write_bytes(content)
    code = place.run(f"given/{name}", "-o", "out", "--audit", "audit.json")
    assert code == 2, place.said
    assert not (place.top / "out").exists()
    assert place.leaks() == []


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_folder_interrupted_and_resumed(place, how):
    folder = place.given / "charts"
    (folder / "Quillfeather").mkdir(parents=True)
    for number in range(150):
        (folder / f"visit {number}.txt").write_text(NOTE * 20)
    (folder / "Quillfeather" / "83920175.txt").write_text(NOTE)
    (folder / "broken Quillfeather.pdf").write_bytes(b"%PDF-1.7\nQuillfeather 83920175")
    (folder / "export.zip").write_bytes(_archive())
    asked = ["given/charts", "-o", "out", "--workers", "1"]
    ledger = place.top / "out.work" / "ledger.ndjson"
    running = subprocess.Popen(
        [*COMMAND, "redact", *asked], cwd=place.top, env=place.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    while running.poll() is None and not (ledger.exists() and ledger.stat().st_size):
        time.sleep(0.02)
    running.send_signal(how)
    place.said += running.communicate()
    assert place.leaks() == []
    shutil.rmtree(place.top / "out", ignore_errors=True)  # where the run was faster than the signal
    assert place.run(*asked, "--audit", "audit.html") == 9  # one file is broken
    assert len(list((place.top / "out").rglob("*.txt"))) == 151
    assert place.leaks() == []


def test_archives(place):
    (place.given / "export.zip").write_bytes(_archive())
    kept = ("--vault", "vault", "--vault-key-file", "given/secret")
    assert place.run("given/export.zip", "-o", "out.zip", "--audit", "audit.json", "--verify", *kept) == 0
    assert place.leaks() == []
    assert place.run("restore", "out.zip", "--vault", "vault", "--vault-key-file", "given/secret", "-o", "given/back.zip") == 0
    assert "quillfeather" in _readable((place.given / "back.zip").read_bytes())


def test_page_and_api(tmp_path, caplog, capsys, monkeypatch):
    place = Place(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    caplog.set_level(logging.DEBUG)
    client = WebClient(create_app(Workplace(tmp_path / "home", system_clock)), raise_server_exceptions=False)
    shown = client.post("/redact", data={"text": DOUBTFUL, "policy": "tags"})
    assert shown.status_code == 200  # the page shows the original beside the result; it may not be kept
    assert shown.headers["cache-control"] == "no-store"
    dropped = client.post("/redact", data={"policy": "masks"}, files={"file": ("Quillfeather.txt", NOTE.encode() * 15_000)})
    assert dropped.status_code == 200
    answers = [
        client.post("/redact", data={"policy": "tags"}, files={"file": ("a.pdf", b"%PDF-1.7\nQuillfeather 83920175")}),
        client.post("/redact", data={"text": NOTE, "policy": "Quillfeather"}),
        client.post("/redact", data={"content": "%Quillfeather"}),
        client.post("/v1/redact", json={"text": NOTE}),
        client.post("/v1/redact", json={"text": DOUBTFUL, "verify": True}),
        client.post("/v1/redact", json={"text": NOTE, "spans": True}),
        client.post("/v1/redact", json={"text": NOTE, "Quillfeather": 83920175}),
        client.post("/v1/redact", content=b'{"text": "Quillfeather 83920175'),
        client.post("/v1/redact", json={"text": [NOTE]}),
    ]
    assert [one.status_code for one in answers].count(200) == 2
    place.said += [one.content for one in answers]
    place.said += [caplog.text.encode(), *(one.encode() for one in capsys.readouterr())]
    assert place.leaks() == []


def test_python(tmp_path, caplog, capsys):
    place = Place(tmp_path)
    caplog.set_level(logging.DEBUG)
    told = [repr(redact(NOTE)), str(redact(NOTE).found), redact(NOTE).text, repr(redact(NOTE).segments)]
    for asked in ({"verify": True}, {"policy": "surrogates"}, {"engine": "Quillfeather"[:3]}):
        with pytest.raises(CodewellError) as refused:
            redact(DOUBTFUL, **asked)
        told += [str(refused.value), repr(refused.value)]
    place.said += [one.encode() for one in (*told, caplog.text, *capsys.readouterr())]
    assert place.leaks() == []
