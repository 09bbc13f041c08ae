"""Every command of docs/fhir.md does what it says: it is run as it is written, over the app instead of over a socket."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from codewell.interfaces.web.server import create_app
from codewell.tasks.workplace import Workplace
from web_client import WebClient

ROOT = Path(__file__).parents[4]
NOON = datetime(2026, 6, 2, 12, tzinfo=UTC)
COMMANDS = re.findall(r"^```sh\n(.*?)^```", (ROOT / "docs/fhir.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def client(reference_home: Path) -> Iterator[WebClient]:
    with WebClient(create_app(Workplace(reference_home, lambda: NOON))) as made:
        yield made


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_page_is_answered(client, command):
    program, *words = shlex.split(command.replace("\\\n", " "))
    assert program == "curl"
    headers, body, address = {}, None, ""
    while words:
        word = words.pop(0)
        if word == "-H":
            name, _, value = words.pop(0).partition(": ")
            headers[name] = value
        elif word == "-d":
            body = (ROOT / words.pop(0).removeprefix("@")).read_bytes()
        elif word != "-s":
            address = word.removeprefix("http://127.0.0.1:8000")
    answer = client.request("GET" if body is None else "POST", address, headers=headers, content=body)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told.get("resourceType") in ("CapabilityStatement", "Bundle", "ClaimResponse", "Parameters") or told["cards"]
    if "$submit" in address:
        assert {item["itemSequence"] for item in told["item"]} == {2}, "77386 ended with 2025"
        assert "diagnosis.header-not-billable" in answer.text
        assert "procedure.no-longer-valid" in answer.text
    if "$redact" in address:
        assert not any(word in answer.text for word in ("Miller", "Jane", "48213", "Springfield", "3344"))


def test_the_page_has_commands():
    assert len(COMMANDS) > 5
