"""A real MCP client drives `codewell mcp` over standard input and output, and the server over HTTP on this machine."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytest.importorskip("mcp")

from mcp import Client, StdioServerParameters
from mcp.shared.exceptions import MCPError

ENVIRONMENT = {**os.environ, "CODEWELL_AUTOBUILD": "0"}

PROGRAM = Path(sys.executable).with_name("codewell")
CANARY = "Zebulon Quackenbush"
NOTE = f"Patient: {CANARY}, DOB 03/04/1950, MRN 55512345.\nASSESSMENT\n1. Type 2 diabetes with neuropathy.\n2. Hypertension.\n"
NAMES = {"lookup", "search", "compare", "crosswalk", "fee", "ptp", "guideline", "code_note", "redact", "check_claim", "ask"}


@pytest.fixture
def anyio_backend():
    return "asyncio"


def _started(home, *more):
    return [str(PROGRAM), "--home", str(home), "mcp", *more]


async def _asked(client, tool, **arguments):
    return await client.call_tool(tool, arguments)


@pytest.mark.anyio
async def test_over_standard_input_every_tool_answers_with_release_and_day(reference_home):
    command, *arguments = _started(reference_home)
    async with Client(StdioServerParameters(command=command, args=arguments, env=ENVIRONMENT)) as client:
        tools = (await client.list_tools()).tools
        assert {tool.name for tool in tools} == NAMES
        assert all(tool.annotations.read_only_hint and tool.annotations.idempotent_hint for tool in tools)
        page = (await _asked(client, "lookup", code="e1122", on="2026-06-02")).structured_content["entries"][0]
        assert (page["code"], page["on"], page["standing"]) == ("E11.22", "2026-06-02", "in_force")
        assert "FY2026" in page["statement"]
        # CMS, NCCI PTP edits of hospitals, 2024 Q3: 77385 with 77387, indicator 0
        pair = (
            await _asked(client, "ptp", first="77385", second="77387", on="2024-07-02", setting="outpatient")
        ).structured_content
        assert [(one["column_1"], one["column_2"], one["modifier_indicator"]) for one in pair["edits"]] == [("77385", "77387", 0)]
        assert "2024-Q3" in pair["release"]
        coded = (await _asked(client, "code_note", text=NOTE, on="2026-06-02")).structured_content
        assert {one["code"] for one in coded["codes"]} >= {"E11.40", "I10"}
        start, end = next(one["evidence"][0] for one in coded["codes"] if one["code"] == "I10")
        assert NOTE[start:end] == "Hypertension"
        asked = await _asked(client, "ask", question="MUE of J1100 in a hospital?")
        assert asked.structured_content["answers"][0]["citations"]
        claim = {
            "lines": [{"code": "27447", "on": "2024-07-02"}, {"code": "20610", "on": "2024-07-02"}],
            "diagnoses": ["M17.12"],
        }
        checked = (await _asked(client, "check_claim", claim=claim)).structured_content
        assert any(one["edit"].startswith("ptp") and one["verdict"] == "fail" for one in checked["findings"])
        redacted = (await _asked(client, "redact", text=NOTE)).structured_content
        assert CANARY not in json.dumps(redacted)
        assert redacted["found"]["NAME"] == 1
        page = json.loads((await client.read_resource("codewell://icd10cm/E11.22/on/2026-06-02")).contents[0].text)
        assert page["entries"][0]["code"] == "E11.22"
        assert {one.name for one in (await client.list_prompts()).prompts} == {
            "check_my_claim",
            "explain_denial",
            "code_this_note",
        }
        await _refuses(client)


async def _refuses(client):
    """See that what cannot be answered is told in words that help."""
    for tool, arguments, told in (
        ("lookup", {"code": "ZZZ"}, "unknown-code"),
        ("fee", {"code": "99213", "on": "yesterday"}, "valid date"),
        ("lookup", {"code": "x" * 100}, "at most 12"),
        ("lookup", {"code": "Zebulon Qu"}, "match pattern"),
        ("fee", {"code": "99213", "locality": "Zebulon"}, "locality"),
        ("code_note", {"text": NOTE, "profile": CANARY}, "'us-billing' or 'complete'"),
        ("code_note", {"text": [CANARY]}, "valid string"),
        ("check_claim", {"claim": {"lines": [{"code": "99213", "on": "2026-01-01", CANARY: CANARY}]}}, "claim.lines.0"),
        ("redact", {"text": CANARY * 30_000}, "at most 400000"),
        ("guideline", {"section": "I.C.99.z"}, "I.C.99.z"),
        ("search", {"words": "knee", "limit": 5000}, "less than or equal to 50"),
    ):
        answer = await client.call_tool(tool, arguments)
        assert answer.is_error
        assert told in answer.content[0].text
        assert "Traceback" not in answer.content[0].text
        assert "Zebulon" not in answer.content[0].text
    with pytest.raises(MCPError, match="Use icd10cm"):
        await client.read_resource("codewell://nowhere/1")


@pytest.mark.anyio
async def test_over_http_a_note_is_redacted_first_and_leaves_nothing_in_the_log(reference_home, tmp_path):
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    log = tmp_path / "log"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            _started(reference_home, "--http", "--port", str(port)), stdout=stream, stderr=stream, env=ENVIRONMENT
        )
        try:
            _wait(port, process)
            async with Client(f"http://127.0.0.1:{port}/mcp") as client:
                coded = await _asked(client, "code_note", text=NOTE, on="2026-06-02")
                assert CANARY not in coded.model_dump_json()
                start, end = next(one["evidence"][0] for one in coded.structured_content["codes"] if one["code"] == "I10")
                assert coded.structured_content["redacted_text"][start:end] == "Hypertension"
                failed = await _asked(client, "code_note", text=NOTE, profile=CANARY)
                assert failed.is_error
                assert CANARY not in failed.model_dump_json()
                found = await _asked(client, "search", words=f"patient {CANARY}, MRN 55512345, knee pain")
                assert "55512345" not in found.model_dump_json()
                prompt = await client.get_prompt("code_this_note", {"note": NOTE})
                assert CANARY not in prompt.model_dump_json()
            assert [_status(port, name, value) for name, value in FOREIGN] == [421, 403]
        finally:
            process.terminate()
            process.wait(timeout=20)
    assert CANARY.encode() not in log.read_bytes()


def test_over_http_only_this_machine_is_served(reference_home):
    ended = subprocess.run(
        _started(reference_home, "--http", "--host", "0.0.0.0"), capture_output=True, text=True, timeout=60, env=ENVIRONMENT
    )
    assert ended.returncode == 7
    assert "listens on this machine only" in ended.stderr


FOREIGN = (("Host", "attacker.example"), ("Origin", "http://attacker.example"))


def _status(port, header, value):
    """Return what a page of another site is answered that has its name point to this machine."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("POST", "/mcp", body="{}", headers={"Content-Type": "application/json", header: value})
    status = connection.getresponse().status
    connection.close()
    return status


def _wait(port, process):
    for _ in range(200):
        assert process.poll() is None
        try:
            socket.create_connection(("127.0.0.1", port), timeout=0.2).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server did not begin")
