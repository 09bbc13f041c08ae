"""`codewell lookup`: pages, JSON and streams over the first 150 codes of FY2026."""

from __future__ import annotations

import json

import pytest

ON = ("--on", "2026-01-05")


def test_page_shows_code_words_day_and_release(run):
    ran = run("lookup", "a00.0", *ON)
    assert ran.code == 0
    head = ran.out.splitlines()[:2]
    assert head[0] == "A00.0  Cholera due to Vibrio cholerae 01, biovar cholerae"
    assert head[1] == "ICD-10-CM · billable · in force on 2026-01-05 · icd10cm FY2026"


def test_header_says_that_it_is_not_billable(run):
    assert "not billable" in run("lookup", "A00", *ON).out


def test_without_a_terminal_there_is_no_colour(run):
    assert "\x1b" not in run("lookup", "A000", *ON).out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        pytest.param(("A000", "--on", "2026-01-05"), 0, id="in-force"),
        pytest.param(("A000", "--on", "2026-10-01"), 5, id="day-not-loaded"),
        pytest.param(("B99999", "--on", "2026-01-05"), 3, id="unknown"),
        pytest.param(("not a code", "--on", "2026-01-05"), 2, id="not-shaped-like-a-code"),
        pytest.param(("A000", "--on", "yesterday"), 2, id="bad-day"),
        pytest.param(("A000", "--system", "icd9"), 2, id="bad-system"),
        pytest.param((), 2, id="no-code"),
        pytest.param(("A000", "B99999", "--on", "2026-01-05"), 3, id="one-of-two-unknown"),
    ],
)
def test_exit_code_tells_the_outcome(run, arguments, code):
    ran = run("lookup", *arguments)
    assert ran.code == code
    assert "Traceback" not in ran.err
    assert (ran.err == "") is (code in (0, 5))


def test_day_that_no_release_covers_is_answered_from_the_nearest_and_says_so(run):
    ran = run("lookup", "A000", "--on", "2026-10-01")
    assert "FY2026, which ends 2026-09-30" in ran.out


def test_json_of_one_code_is_an_object_with_its_entries(run):
    found = json.loads(run("lookup", "A00.0", "--json", *ON).out)
    assert found["text"] == "A00.0"
    entry = found["entries"][0]
    assert (entry["system"], entry["code"], entry["on"], entry["billable"]) == ("icd10cm", "A00.0", "2026-01-05", True)
    assert entry["descriptors"]["long"] == "Cholera due to Vibrio cholerae 01, biovar cholerae"


def test_json_of_several_codes_is_an_array_with_errors_in_their_place(run):
    ran = run("lookup", "A000", "B99999", "A001", "--json", *ON)
    found = json.loads(ran.out)
    assert [entry.get("error", {}).get("slug") for entry in found] == [None, "input.unknown-code", None]
    assert ran.code == 3


def test_dash_reads_codes_from_standard_input(run):
    ran = run("lookup", "-", "--json", *ON, stdin=b"A000\n\nA001\n")
    assert [found["entries"][0]["code"] for found in json.loads(ran.out)] == ["A00.0", "A00.1"]


def test_stream_answers_each_line_in_its_place(run):
    lines = [
        b'{"id": 1, "code": "a000", "on": "2026-01-05"}',
        b"not json",
        b'{"id": "b", "code": "B99999", "on": "2026-01-05"}',
        b"",
        b'{"id": null, "code": 7}',
        b'["a list"]',
        b'{"id": [1], "code": "A001", "on": "05.01.2026"}',
        b'{"id": 5, "code": "A001", "system": "icd9"}',
        b"\xff\xfe",
        b'{"code": "A00.1", "on": "2026-01-05", "system": "ICD-10-CM"}',
    ]
    ran = run("lookup", "--ndjson", stdin=b"\n".join(lines))
    answers = [json.loads(line) for line in ran.out.splitlines()]
    assert ran.code == 0
    assert [answer["id"] for answer in answers] == [1, None, "b", None, None, None, [1], 5, None, None]
    assert [answer.get("error", {}).get("slug") for answer in answers] == [
        None,
        "input.bad-line",
        "input.unknown-code",
        "input.bad-line",
        "input.bad-line",
        "input.bad-line",
        "input.bad-day",
        "input.bad-line",
        "input.bad-line",
        None,
    ]
    assert (answers[0]["system"], answers[0]["code"], answers[0]["standing"]) == ("icd10cm", "A00.0", "in_force")
    assert answers[-1]["code"] == "A00.1"


def test_stream_gives_the_same_entry_as_json(run):
    entry = json.loads(run("lookup", "A000", "--json", *ON).out)["entries"][0]
    line = json.loads(run("lookup", "--ndjson", stdin=b'{"id": 1, "code": "A000", "on": "2026-01-05"}\n').out)
    assert {name: line[name] for name in entry} == entry


def test_home_that_was_never_built_says_how_to_build_it(run, tmp_path):
    ran = run("--home", str(tmp_path / "new"), "lookup", "A000", *ON)
    assert ran.code in (3, 5)
    assert "codewell" in ran.err
