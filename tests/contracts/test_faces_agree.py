"""The command line, the web API and the task behind them say the same of a code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import anyio
import pytest

from codewell.interfaces.web.server import create_app
from codewell.tasks.look_up_code import LookUpRequest, look_up_code
from codewell.tasks.wire import to_wire
from codewell.tasks.workplace import Workplace
from web_client import WebClient

QUESTIONS = (
    ("E11.22", "2026-06-02"),
    ("77385", "2025-06-02"),
    ("77385", "2026-06-02"),
    ("J1100", "2026-06-02"),
    ("S72.001A", "2026-06-02"),
    ("99213", "2026-06-02"),
    ("C61", "2026-06-02"),
)


@pytest.fixture(scope="module")
def workplace(reference_home: Path) -> Workplace:
    return Workplace(reference_home, lambda: datetime(2026, 6, 2, 12, tzinfo=UTC))


@pytest.fixture(scope="module")
def client(workplace: Workplace) -> WebClient:
    return WebClient(create_app(workplace))


def on_the_command_line(home: Path, code: str, day: str) -> subprocess.CompletedProcess[str]:
    """Run what a user runs."""
    command = [sys.executable, "-m", "codewell.interfaces.cli.main", "lookup", code, "--on", day, "--json"]
    environment = {**os.environ, "CODEWELL_HOME": str(home), "CODEWELL_AUTOBUILD": "0"}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(("code", "day"), QUESTIONS)
def test_every_face_gives_the_same_answer(reference_home, workplace, client, code, day):
    told = json.loads(json.dumps(to_wire(look_up_code(workplace, LookUpRequest(code, date.fromisoformat(day))))))
    served = client.get(f"/v1/codes/{code}", params={"on": day})
    assert served.status_code == 200
    assert served.json() == told
    printed = on_the_command_line(reference_home, code, day)
    assert json.loads(printed.stdout) == told
    in_force = told["entries"][0]["standing"] == "in_force"
    assert printed.returncode == (0 if in_force else 4), printed.stderr
    assert told["entries"][0]["code"] == code
    assert told["entries"][0]["on"] == day


def test_unknown_code_is_refused_by_every_face(reference_home, client):
    served = client.get("/v1/codes/ZZZ", params={"on": "2026-06-02"})
    assert served.status_code in (400, 404, 422)
    printed = on_the_command_line(reference_home, "ZZZ", "2026-06-02")
    assert printed.returncode != 0
    assert "Traceback" not in printed.stderr


def test_agents_are_given_the_same_answer(workplace):
    mcp = pytest.importorskip("mcp")
    from codewell.interfaces.mcp.server import mcp_server

    async def asked() -> list[dict]:
        async with mcp.Client(mcp_server(lambda: workplace, remote=False)) as agent:
            return [(await agent.call_tool("lookup", {"code": code, "on": day})).structured_content for code, day in QUESTIONS]

    told = [
        json.loads(json.dumps(to_wire(look_up_code(workplace, LookUpRequest(code, date.fromisoformat(day))))))
        for code, day in QUESTIONS
    ]
    assert anyio.run(asked) == told
