"""`codewell code` at its edges: strange input is refused in one sentence, lines keep to their contract, exports agree."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from codewell.interfaces.web.server import create_app
from codewell.tasks.workplace import Workplace
from web_client import WebClient

COMMAND = [sys.executable, "-m", "codewell.interfaces.cli.main", "code"]
CANARY = "Quillfeather"
NOTE = "ASSESSMENT\n1. Gout.\n2. Bronchiectasis.\n"


@pytest.fixture
def run(reference_home: Path):
    environment = {**os.environ, "CODEWELL_HOME": str(reference_home), "CODEWELL_AUTOBUILD": "0"}

    def ran(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        return subprocess.run([*COMMAND, *arguments], input=stdin, capture_output=True, env=environment, timeout=120, check=False)

    return ran


@pytest.fixture(scope="module")
def client(reference_home: Path) -> Iterator[WebClient]:
    with WebClient(create_app(Workplace(reference_home, lambda: datetime(2026, 6, 2, 12, tzinfo=UTC)))) as made:
        yield made


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b" \n\t\n", "empty", id="blank"),
        pytest.param(CANARY.encode() + b"\xff\xfe\x80\x81", "not UTF-8", id="no-text"),
        pytest.param(CANARY.encode() + b"\0 gout", "NUL", id="binary"),
        pytest.param(b"a" * 50_000_000, "megabytes", id="fifty-megabytes"),
        pytest.param(b"gout " * 300_000, "at most 1000000", id="a-chart"),
    ],
)
def test_what_is_no_note_is_refused_in_words(run, content: bytes, says: str) -> None:
    done = run("-", stdin=content)
    told = (done.stdout + done.stderr).decode()
    assert done.returncode == 2
    assert says in told
    assert CANARY not in told
    assert "Traceback" not in told
    assert len(told) < 400


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Seen for gout, stable, continue allopurinol. " * 200, id="one-line"),
        pytest.param("Seen for gout, stable.\r\nASSESSMENT\r\n1. Gout.\r\n", id="line-ends-of-windows"),
        pytest.param("ملاحظة سريرية\nASSESSMENT\n1. Gout.\n", id="right-to-left"),
        pytest.param("🦶🙂\nASSESSMENT\n1. Gout 🎉.\n", id="emoji"),
    ],
)
def test_strange_notes_are_coded_with_offsets_of_their_own(run, text: str) -> None:
    coded = json.loads(run("-", "--json", "--on", "2026-06-02", stdin=text.encode()).stdout)
    gout = next(one for one in coded["codes"] if one["code"] == "M10.9")
    start, end = gout["evidence"][0]
    assert text[start:end].lower() == "gout"


def test_a_note_in_utf_16_is_read_where_a_mark_names_it(run) -> None:
    coded = json.loads(run("-", "--json", "--on", "2026-06-02", stdin=NOTE.encode("utf-16")).stdout)
    assert [NOTE[slice(*one["evidence"][0])] for one in coded["codes"]] == ["Gout", "Bronchiectasis"]


def test_a_line_has_exactly_what_was_agreed_and_an_error_in_its_place(run) -> None:
    lines = [{"id": 1, "text": NOTE, "on": "2026-06-02"}, {"id": 2}, {"id": 3, "text": ""}, {"id": "d", "text": NOTE}]
    done = run("--ndjson", "--profile", "us-billing", stdin="\n".join(map(json.dumps, lines)).encode() + b"\n")
    first, second, third, fourth = map(json.loads, done.stdout.splitlines())
    assert set(first) == {"id", "codes"}
    assert first["id"] == 1
    assert all(set(one) == {"code", "evidence", "path", "confidence"} for one in first["codes"])
    assert (second["id"], third["id"], fourth["id"]) == (2, 3, "d")
    assert "error" in second
    assert third["error"]["slug"] == "input.empty-note"
    assert fourth["codes"]


@pytest.mark.parametrize("form", ["csv", "fhir"])
def test_command_line_and_api_export_alike(run, client: WebClient, form: str) -> None:
    printed = run("-", "--format", form, "--on", "2026-06-02", stdin=NOTE.encode()).stdout.decode()
    answer = client.post("/v1/code-note/export", json={"text": NOTE, "on": "2026-06-02", "format": form})
    assert answer.content.decode() == printed
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"].startswith("attachment")


def test_the_api_codes_a_note_and_tells_errors_as_problems(client: WebClient) -> None:
    answer = client.post("/v1/code-note", json={"text": NOTE, "on": "2026-06-02"})
    assert [one["code"] for one in answer.json()["codes"]] == ["M10.9", "J47.9"]
    assert answer.json()["codes"][0]["trace"][0]["kind"] == "index term"
    refused = client.post("/v1/code-note", json={"text": " "})
    assert (refused.status_code, refused.headers["content-type"]) == (422, "application/problem+json")
    wrong = {"text": NOTE, "on": "2026-06-02", "reviews": [{"code": "M10.9", "decision": "replaced", "instead": "M10"}]}
    assert client.post("/v1/code-note/export", json=wrong).json()["type"] == "urn:codewell:input.not-billable"


def test_the_page_says_that_a_replacement_is_not_billable_and_keeps_the_rest(client: WebClient) -> None:
    form = {"text": NOTE, "on": "2026-06-02", "decision-M10.9": "replaced", "instead-M10.9": "M10", "decision-J47.9": "accepted"}
    answer = client.post("/code-note", data=form)
    assert answer.status_code == 200
    assert "No replacement was made" in answer.text
    assert 'class="card-code accepted"' in answer.text
