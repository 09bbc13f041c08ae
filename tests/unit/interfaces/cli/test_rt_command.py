"""`codewell rt`: what it shows, what it never shows, and how it ends."""

from __future__ import annotations

import json

import pytest

from rt_files import CANARIES, write_course

NOTE = "CANARYQUENBY ANN, MRN CANARYMRN77, born 1941-02-03.\nA thermoplastic mask was made.\n"


@pytest.fixture
def course(tmp_path):
    return write_course(tmp_path / "export")


def test_facts_tell_the_course(run, course):
    ran = run("rt", "facts", str(course))
    assert ran.code == 0
    assert "3 sessions recorded of 3 planned, 2025-06-02 to 2025-06-04" in ran.out
    assert "SPINE: static fields, 2 beams" in ran.out
    assert "codewell redact FILE" in ran.out


def test_facts_name_nobody(run, course, tmp_path):
    note = tmp_path / "note.txt"
    note.write_text(NOTE)
    for options in ([], ["--json"]):
        ran = run("rt", "facts", str(course), *options)
        assert [one for one in CANARIES if one in ran.out + ran.err] == []
    told = run("rt", "facts", str(course), "--json", "--note", str(note))
    assert [one for one in CANARIES if one in told.out + told.err] == []


def test_facts_as_json_hold_offsets_of_the_note_and_no_word_of_it(run, course, tmp_path):
    note = tmp_path / "note.txt"
    note.write_text(NOTE)
    told = json.loads(run("rt", "facts", str(course), "--json", "--note", str(note)).out)
    (stated,) = told["stated"]
    start = NOTE.index("A thermoplastic")
    assert stated["kind"] == "thermoplastic-mask"
    assert stated["proof"] == {"start": start, "end": NOTE.index(".\n", start) + 1}
    assert [session["day"] for session in told["sessions"]] == ["2025-06-02", "2025-06-03", "2025-06-04"]


def test_what_cannot_be_used_is_named_and_changes_the_exit_code(run, course):
    whole = (course / "RT.3.dcm").read_bytes()
    (course / "RT.3.dcm").write_bytes(whole[: len(whole) // 2])
    (course / "readme.txt").write_text("not a DICOM file")
    ran = run("rt", "facts", str(course))
    assert ran.code == 9
    assert "RT.3.dcm" in ran.out
    assert "2 sessions" in ran.out


def test_a_file_that_nobody_misses_changes_nothing(run, course):
    (course / "readme.txt").write_text("not a DICOM file")
    assert run("rt", "facts", str(course)).code == 0


@pytest.mark.parametrize("source", ["nowhere", "empty"])
def test_no_episode_is_refused_with_a_sentence(run, tmp_path, source):
    (tmp_path / "empty").mkdir()
    ran = run("rt", "facts", str(tmp_path / source))
    assert ran.code == 2
    assert ran.err.startswith("Error: ")
    assert "Traceback" not in ran.err
