"""Case search as its users meet it: the command line, the API and the page say the same, and keep nothing."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from codewell.interfaces.web.server import create_app
from codewell.tasks.workplace import Workplace
from web_client import WebClient

CASE = "Quillfeather, 61, injected 40 mg triamcinolone into the left knee for osteoarthritis. No diabetes."
DAY = "2025-11-03"


@pytest.fixture(scope="module")
def client(reference_home: Path) -> WebClient:
    return WebClient(create_app(Workplace(reference_home, lambda: datetime(2026, 6, 2, 12, tzinfo=UTC))))


def ran(home: Path, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "CODEWELL_HOME": str(home), "CODEWELL_AUTOBUILD": "0", "COLUMNS": "100"}
    command = [sys.executable, "-m", "codewell.interfaces.cli.main", "case", *arguments]
    return subprocess.run(command, input=stdin, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_the_command_line_and_the_api_give_one_answer(reference_home, client):
    printed = ran(reference_home, CASE, "--on", DAY, "--json")
    assert printed.returncode == 0, printed.stderr
    served = client.post("/v1/case", json={"text": CASE, "on": DAY})
    assert served.status_code == 200
    assert served.headers["cache-control"] == "no-store"
    assert served.json() == json.loads(printed.stdout)
    drug = served.json()["groups"][3]["candidates"][0]
    assert (drug["system"], drug["code"], drug["units"]["units"]) == ("hcpcs", "J3301", 4)
    assert "Quillfeather" not in served.text


def test_lines_are_answered_in_order_and_a_bad_one_in_its_place(reference_home):
    lines = [{"id": 1, "text": "cough", "on": DAY}, {"id": 2, "text": ""}, {"id": 3, "text": "chest pain", "on": DAY}]
    printed = ran(reference_home, "--ndjson", stdin="\n".join(map(json.dumps, lines)) + "\n")
    answers = [json.loads(line) for line in printed.stdout.splitlines()]
    assert [one["id"] for one in answers] == [1, 2, 3]
    assert answers[1]["error"]["slug"] == "input.empty-case"
    assert answers[2]["groups"][0]["candidates"][0]["code"] == "R07.9"


def test_a_person_reads_groups_units_and_what_was_set_aside(reference_home):
    printed = ran(reference_home, "-", "--on", DAY, stdin=CASE).stdout
    assert "40 mg ÷ 10 mg = 4 units" in printed
    assert "Not proposed" in printed
    assert "codewell sync icd10pcs" in " ".join(printed.split())


def test_the_page_shows_candidates_and_keeps_nothing(client, caplog):
    with caplog.at_level(logging.DEBUG):
        answer = client.post("/case", data={"text": CASE, "on": DAY})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert "M17.12" in answer.text
    assert "40 mg ÷ 10 mg = 4 units" in answer.text
    assert "Quillfeather" not in caplog.text


def test_an_empty_case_is_told_on_the_page(client):
    answer = client.post("/case", data={"text": " "})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_a_drug_that_is_only_given_asks_for_no_poisoning(client: WebClient) -> None:
    told = client.post("/v1/case", json={"text": "Acute otitis media of the right ear, amoxicillin.", "on": "2026-06-02"}).json()
    codes = [one["code"] for one in told["groups"][0]["candidates"]]
    assert codes
    assert not any(code.startswith(("T36", "Z16")) for code in codes)
    told = client.post("/v1/case", json={"text": "Amoxicillin overdose by accident.", "on": "2026-06-02"}).json()
    assert told["groups"][0]["candidates"][0]["code"] == "T36.0X1A"
