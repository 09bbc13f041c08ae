"""`codewell` as its users run it: a process of its own, its exit code, its streams, on the bundled reference."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "codewell.interfaces.cli.main"]


@pytest.fixture
def environment(reference_home: Path) -> dict[str, str]:
    return {**os.environ, "CODEWELL_HOME": str(reference_home), "CODEWELL_AUTOBUILD": "0", "COLUMNS": "100"}


@pytest.fixture
def codewell(environment):
    def runs(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run([*COMMAND, *arguments], input=stdin, capture_output=True, text=True, env=environment, timeout=120)

    return runs


def entry_of(ran: subprocess.CompletedProcess[str]) -> dict:
    return json.loads(ran.stdout)["entries"][0]


def test_diagnosis_with_its_release(codewell):
    ran = codewell("lookup", "e1122", "--on", "2026-06-02", "--json")
    entry = entry_of(ran)
    assert ran.returncode == 0
    assert (entry["system"], entry["code"], entry["standing"], entry["billable"]) == ("icd10cm", "E11.22", "in_force", True)
    assert entry["descriptors"]["long"] == "Type 2 diabetes mellitus with diabetic chronic kidney disease"
    assert entry["origin"]["release"].startswith("FY2026")
    assert any(note["kind"] == "use_additional_code" and "N18" in note["text"] for note in entry["notes"])


@pytest.mark.parametrize(
    ("day", "code", "standing"),
    [
        ("2014-12-31", 4, "not_yet_in_force"),
        ("2015-01-01", 0, "in_force"),
        ("2025-06-02", 0, "in_force"),
        ("2025-12-31", 0, "in_force"),
        ("2026-01-01", 4, "no_longer_in_force"),
        ("2026-06-02", 4, "no_longer_in_force"),
    ],
)
def test_77385_lived_from_2015_to_2025(codewell, day, code, standing):
    ran = codewell("lookup", "77385", "--on", day, "--json")
    assert (ran.returncode, entry_of(ran)["standing"]) == (code, standing)


def test_77385_names_what_replaced_it(codewell):
    entry = entry_of(codewell("lookup", "77385", "--on", "2026-06-02", "--json"))
    replaced = {related["code"] for related in entry["related"] if related["relation"] == "replaced_by"}
    assert replaced & {"77402", "77407", "77412"}
    assert "2025-12-31" in entry["statement"]


def test_drug_code_is_found_before_the_diagnosis_of_the_same_letters(codewell):
    ran = codewell("lookup", "J1100", "--on", "2025-11-03", "--json")
    found = json.loads(ran.stdout)
    assert [(entry["system"], entry["code"]) for entry in found["entries"]] == [("hcpcs", "J1100"), ("icd10cm", "J11.00")]
    assert "J11.00 is also an ICD-10-CM code" in found["remarks"][0]


def test_complete_fracture_code(codewell):
    entry = entry_of(codewell("lookup", "S72.001A", "--on", "2026-06-02", "--json"))
    assert entry["descriptors"]["long"] == (
        "Fracture of unspecified part of neck of right femur, initial encounter for closed fracture"
    )
    assert entry["billable"] is True


def test_unknown_code_is_told_with_exit_code_3(codewell):
    ran = codewell("lookup", "ZZZ", "--on", "2026-06-02")
    assert (ran.returncode, ran.stdout) == (3, "")
    assert "ZZZ" in ran.stderr


def test_misspelled_code_comes_with_codes_that_begin_alike(codewell):
    ran = codewell("lookup", "E11.28", "--on", "2026-06-02", "--json")
    error = json.loads(ran.stdout)["error"]
    assert ran.returncode == 3
    assert error["slug"] == "input.unknown-code"
    assert any(code.startswith("E11.2") for code in error["suggestions"])


def test_search_finds_lay_words_and_says_why(codewell):
    ran = codewell("search", "heart", "attack", "--on", "2026-06-02", "--json", "--limit", "10")
    found = json.loads(ran.stdout)
    assert "I21.9" in [hit["code"] for hit in found["results"]]
    assert all(hit["why"] for hit in found["results"])


def test_search_stream_has_one_line_for_each(codewell):
    lines = [
        '{"id": 1, "query": "pink eye", "on": "2026-06-02"}',
        "broken",
        '{"id": 3, "query": ""}',
        '{"id": 4, "query": "NSTEMI"}',
    ]
    ran = codewell("search", "--ndjson", stdin="\n".join(lines) + "\n")
    answers = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == [1, None, 3, 4]
    assert {"system", "code", "display", "why"} <= set(answers[0]["results"][0])
    assert [answer.get("error", {}).get("slug") for answer in answers] == [None, "input.bad-line", "input.empty-query", None]


NOTE = "Assessment: Type 2 diabetes mellitus. No evidence of asthma. Mother had breast cancer."


def test_note_stream_gives_codes_with_the_words_that_say_so(codewell):
    ran = codewell("code", "--ndjson", stdin=json.dumps({"id": "n1", "text": NOTE, "on": "2026-06-02"}) + "\n")
    (answer,) = [json.loads(line) for line in ran.stdout.splitlines()]
    assert answer["id"] == "n1"
    diabetes = next(coded for coded in answer["codes"] if coded["code"] == "E11.9")
    start, end = diabetes["evidence"][0]
    assert "diabetes" in NOTE[start:end].lower()
    assert not {"J45.909", "C50.919"} & {coded["code"] for coded in answer["codes"]}


def test_note_is_never_quoted_in_a_failure(codewell, tmp_path):
    note = tmp_path / "note.txt"
    note.write_bytes(b"Mr Canary has diabetes \xff\xfe")
    ran = codewell("code", str(note))
    assert ran.returncode == 2
    assert "Canary" not in ran.stdout + ran.stderr


def test_stream_answers_before_its_input_ends(environment):
    """A program that holds the stream open must get each answer at once."""
    running = subprocess.Popen(
        [*COMMAND, "lookup", "--ndjson"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    )
    for number in range(3):
        running.stdin.write(json.dumps({"id": number, "code": "E11.22", "on": "2026-06-02"}) + "\n")
        running.stdin.flush()
        assert json.loads(running.stdout.readline())["id"] == number
    running.stdin.close()
    assert running.wait(timeout=10) == 0


def test_reader_that_goes_away_is_no_failure(environment):
    running = subprocess.Popen(
        [*COMMAND, "lookup", "--ndjson"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    )
    running.stdout.close()
    line = b'{"id": 1, "code": "E11.22", "on": "2026-06-02"}\n'
    try:
        for _ in range(500):
            running.stdin.write(line)
            running.stdin.flush()
        running.stdin.close()
    except BrokenPipeError:
        pass
    assert running.wait(timeout=30) == 0
    assert running.stderr.read() == b""


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_interrupt_ends_with_130_and_one_word(environment):
    running = subprocess.Popen(
        [*COMMAND, "lookup", "--ndjson"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    )
    running.stdin.write(b'{"id": 1, "code": "E11.22"}\n')
    running.stdin.flush()
    running.stdout.readline()
    running.send_signal(signal.SIGINT)
    _, error = running.communicate(timeout=60)
    assert running.returncode == 130
    assert error == b"Interrupted.\n"


def test_cold_look_up_of_a_diagnosis_loads_no_heavy_library(environment):
    code = (
        "import sys; from codewell.interfaces.cli.main import main; main(['lookup', 'E11.22', '--on', '2026-06-02']);"
        "print([name for name in ('numpy', 'rich', 'fastapi', 'httpx', 'openpyxl', 'pydantic') if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, timeout=60)
    assert ran.stdout.splitlines()[-1] == "[]"
