"""Notes coded in bulk from the command line: the lines of a stream and of a batch agree, and a folder of documents is read."""

from __future__ import annotations

import io
import json
import sys

import pytest

from codewell.interfaces.cli.main import main

NOTES = {
    "a": "Assessment: Diabetic neuropathy. Continue metformin.",
    "b": "Assessment: Acute bronchitis. No pneumonia.",
}


@pytest.fixture
def lines(tmp_path):
    file = tmp_path / "in.ndjson"
    file.write_text("".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in NOTES.items()) + '{"id": "c"}\n')
    return file


def test_a_batch_gives_the_lines_of_the_stream(reference_home, lines, tmp_path, capsysbinary, monkeypatch):
    target = tmp_path / "out.ndjson"
    home = ["--home", str(reference_home)]
    assert main([*home, "batch", "code", str(lines), str(target), "--workers", "1", "--on", "2026-03-02"]) == 9
    capsysbinary.readouterr()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(lines.open("rb")))
    assert main([*home, "code", "--ndjson", "--on", "2026-03-02"]) == 0
    assert capsysbinary.readouterr().out == target.read_bytes()
    answers = [json.loads(line) for line in target.read_bytes().splitlines()]
    assert "E11.40" in [one["code"] for one in answers[0]["codes"]]
    assert [one["code"] for one in answers[1]["codes"]] == ["J20.9"]
    assert answers[2]["error"]["slug"] == "input.bad-line"
    assert all(set(one) == {"code", "evidence", "path", "confidence"} for answer in answers[:2] for one in answer["codes"])


def test_a_folder_of_documents_is_read_in_its_formats(reference_home, tmp_path, capsys):
    folder = tmp_path / "charts"
    folder.mkdir()
    (folder / "a.txt").write_text(NOTES["b"])
    (folder / "b.html").write_text("<html><body><h1>Assessment</h1><p>Acute bron<b>chitis</b>.</p></body></html>")
    (folder / "c.txt").write_bytes(b"\x00\x01\x02")
    target = tmp_path / "out.ndjson"
    assert main(["--home", str(reference_home), "batch", "code", str(folder), str(target), "--workers", "1"]) == 9
    answers = {answer["id"]: answer for answer in map(json.loads, target.read_text().splitlines())}
    assert [one["code"] for one in answers["a.txt"]["codes"]] == ["J20.9"]
    assert [one["code"] for one in answers["b.html"]["codes"]] == ["J20.9"]
    assert "error" in answers["c.txt"]
    assert "3 notes done; 1 could not be done" in capsys.readouterr().err
