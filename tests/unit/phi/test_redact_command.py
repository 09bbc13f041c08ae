"""`codewell redact` as a shell sees it."""

from __future__ import annotations

import io
import json
import sys
from types import SimpleNamespace

import pytest

from codewell.interfaces.cli.main import main

NOTE = "Mr. Zbigniewski, MRN 7508165, was seen on 3/4/2021.\n"


@pytest.fixture
def run(capfdbinary, monkeypatch):
    def _run(*arguments: str, stdin: bytes = b"") -> SimpleNamespace:
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(stdin)))
        code = main(["redact", *arguments])
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return SimpleNamespace(code=code, out=out.decode(), err=err.decode())

    return _run


def test_a_file(run, tmp_path):
    path = tmp_path / "note.txt"
    path.write_text(NOTE)
    done = run(str(path))
    assert (done.code, done.out) == (0, "Mr. [NAME], MRN [MRN], was seen on [DATE].\n")


def test_a_stream_of_spans(run):
    done = run("--ndjson", "--spans", stdin=json.dumps({"id": "a", "text": NOTE}).encode() + b"\n{\n")
    first, second = map(json.loads, done.out.splitlines())
    assert [(span["type"], NOTE[span["start"] : span["end"]]) for span in first["spans"]] == [
        ("NAME", "Zbigniewski"), ("MRN", "7508165"), ("DATE", "3/4/2021"),
    ]  # fmt: skip
    assert set(first["spans"][0]) == {"start", "end", "type", "rule", "confidence"}
    assert second["error"]["slug"] == "input.bad-line"


def test_out_and_audit_without_text(run, tmp_path):
    path, out, audit = tmp_path / "note.txt", tmp_path / "out.txt", tmp_path / "audit.json"
    path.write_text(NOTE)
    assert run(str(path), "-o", str(out), "--audit", str(audit)).code == 0
    assert "Zbigniewski" not in out.read_text() + audit.read_text()
    assert json.loads(audit.read_text())["counts"] == [["DATE", 1], ["MRN", 1], ["NAME", 1]]
    assert sorted(left.name for left in tmp_path.iterdir()) == ["audit.json", "note.txt", "out.txt"]


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"Mr. Zbigniewski\0"])
def test_what_is_no_text_is_refused_without_quoting_it(run, tmp_path, content):
    path = tmp_path / "note.txt"
    path.write_bytes(content)
    done = run(str(path))
    assert done.code == 2
    assert "Zbigniewski" not in done.out + done.err
