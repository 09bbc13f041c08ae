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


def test_codes_tell_the_day_the_reason_and_the_neighbours(run, course):
    ran = run("rt", "code", str(course))
    assert ran.code == 0
    assert "2025-06-02 to 2025-06-04 (3 days)" in ran.out
    assert "technical: 77402, 3 units" in ran.out
    assert "not 77385" in ran.out
    assert "TreatmentDate = 20250602" in ran.out
    assert [one for one in CANARIES if one in ran.out + ran.err] == []


def test_the_setting_decides_which_delivery_code_medicare_takes(run, course):
    told = json.loads(run("rt", "code", str(course), "--setting", "freestanding", "--json").out)
    codes = {line["code"] for line in told["coded"]["lines"] if line["family"] == "delivery"}
    assert all(code.startswith("G") for code in codes)
    assert len(told["money"]) == len(told["coded"]["lines"])


def test_a_note_adds_what_the_files_do_not_show(run, course, tmp_path):
    note = tmp_path / "note.txt"
    note.write_text(NOTE)
    told = json.loads(run("rt", "code", str(course), "--note", str(note), "--json").out)
    assert "77334" in {line["code"] for line in told["coded"]["lines"]}


def test_claims_go_where_asked_and_say_what_is_left_to_fill_in(run, course, tmp_path):
    out = tmp_path / "course.837"
    ran = run("rt", "code", str(course), "--as", "837", "--out", str(out))
    assert ran.code == 0
    assert "FILLIN" in out.read_text()
    assert "Left to you" in ran.err
    assert "no diagnosis" in ran.err
    assert ran.out == ""


def test_an_audit_of_what_was_coded_finds_nothing_and_of_more_finds_it(run, course, tmp_path):
    claims = tmp_path / "claims.csv"
    run("rt", "code", str(course), "--as", "csv", "--out", str(claims))
    assert run("rt", "audit", str(course), str(claims)).code == 0
    claims.write_text(claims.read_text().replace(",77402,", ",77412,"))
    ran = run("rt", "audit", str(course), str(claims))
    assert ran.code == 10
    assert "bill instead: 77402" in ran.out
    assert [one for one in CANARIES if one in ran.out + ran.err] == []


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("rt", "code", "{}", "--payer", "nobody"), id="no-such-payer"),
        pytest.param(("rt", "code", "{}", "--json", "--as", "csv"), id="two-forms"),
        pytest.param(("rt", "audit", "{}", "/nowhere.csv"), id="no-claims"),
        pytest.param(("rt", "lab"), id="no-scenario"),
        pytest.param(("rt", "lab", "prostate-imrt"), id="no-folder"),
        pytest.param(("rt", "lab", "no-such-thing", "--out", "{}/new"), id="no-such-scenario"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(run, course, arguments):
    ran = run(*(one.format(course) for one in arguments))
    assert ran.code == 2
    assert ran.out == ""
    assert "Error" in ran.err
    assert "Traceback" not in ran.err


def test_scenarios_are_listed(run):
    ran = run("rt", "lab", "--list")
    assert ran.code == 0
    assert "prostate-imrt" in ran.out


def test_nothing_of_the_patient_reaches_the_temporary_folder(run, course, tmp_path, monkeypatch):
    empty = tmp_path / "temporary"
    empty.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(empty))
    run("rt", "code", str(course), "--json")
    assert list(empty.iterdir()) == []


def test_a_missing_extra_is_named(run, course, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    ran = run("rt", "facts", str(course))
    assert ran.code == 7
    assert "pip install 'codewell[radonc]'" in ran.err


@pytest.mark.parametrize(
    ("scenario", "delivery"),
    [
        # UHC, three levels of 2026: electrons are level 1, several isocenters level 3, once a session
        pytest.param("electron-boost", "77402", id="electrons"),
        pytest.param("two-isocentres", "77412", id="two-isocentres"),
    ],
)
def test_from_the_laboratory_to_codes(run, tmp_path, scenario, delivery):
    made = run("rt", "lab", scenario, "--quick", "--first-day", "2026-03-02", "--out", str(tmp_path / "lab"))
    assert made.code == 0
    assert "NOT FOR CLINICAL USE" in made.out
    told = json.loads(run("rt", "code", str(tmp_path / "lab"), "--json").out)
    lines = [line for line in told["coded"]["lines"] if line["family"] == "delivery"]
    assert {line["code"] for line in lines} == {delivery}
    assert {line["units"] for line in lines} == {1}
    assert len(lines) == len({line["date_of_service"] for line in lines}) == len(told["episode"]["sessions"])
