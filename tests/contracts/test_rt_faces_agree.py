"""Of an episode the command line, the API, Python and the task behind them say the same, and none of them names the patient."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from codewell import code_rt_episode as in_python
from codewell.interfaces.web.server import create_app
from codewell.kernel.errors import InputError
from codewell.kernel.text import ClinicalText
from codewell.radonc.coding.lines import RtSetting
from codewell.tasks.radonc.code_rt_episode import RtRequest, code_rt_episode
from codewell.tasks.radonc.episode_facts import FactsRequest, episode_facts
from codewell.tasks.wire import to_wire
from codewell.tasks.workplace import Workplace
from rt_files import CANARIES, write_course, zipped_course
from web_client import WebClient

NOTE = "CANARYQUENBY ANN, MRN CANARYMRN77.\nA thermoplastic mask was made. Concurrent cisplatin is given weekly.\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def workplace(home: Path) -> Workplace:
    return Workplace(home, lambda: datetime(2026, 6, 2, 12, tzinfo=UTC))


@pytest.fixture(scope="module")
def client(workplace: Workplace) -> WebClient:
    return WebClient(create_app(workplace))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_course(tmp_path / "export")


def sent(client: WebClient, path: str, content: bytes, **fields: str):
    return client.post(path, files={"file": ("export.zip", content)}, data=fields)


def printed(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "CODEWELL_HOME": str(home), "CODEWELL_AUTOBUILD": "0"}
    command = [sys.executable, "-m", "codewell.interfaces.cli.main", "rt", *arguments, "--json"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_codes_agree(home, workplace, client, source, tmp_path):
    (tmp_path / "note.txt").write_text(NOTE)
    request = RtRequest(source, RtSetting.FREESTANDING, "commercial", ClinicalText(NOTE))
    told = json.loads(json.dumps(to_wire(code_rt_episode(workplace, request))))
    served = sent(client, "/v1/rt/code", zipped_course(), setting="freestanding", payer="commercial", note=NOTE)
    assert served.status_code == 200, served.text
    assert served.json() == told
    options = ("--setting", "freestanding", "--payer", "commercial", "--note", str(tmp_path / "note.txt"))
    shown = printed(home, "code", str(source), *options)
    assert json.loads(shown.stdout) == told
    called = in_python(zipped_course(), setting="freestanding", payer="commercial", note=NOTE, home=home)
    assert json.loads(json.dumps(to_wire(called))) == told
    assert [line["code"] for line in told["coded"]["lines"] if line["family"] == "delivery"]
    assert [one for one in CANARIES if one in served.text + shown.stdout + shown.stderr] == []


def test_facts_agree(home, client, source):
    told = json.loads(json.dumps(to_wire(episode_facts(FactsRequest(source)))))
    served = sent(client, "/v1/rt/facts", zipped_course())
    assert served.json() == told
    assert json.loads(printed(home, "facts", str(source)).stdout) == told
    assert served.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("content", "fields"),
    [
        pytest.param(b"no DICOM", {}, id="no-dicom"),
        pytest.param(b"PK\x05\x06" + b"\0" * 18, {}, id="empty-archive"),
        pytest.param(b"", {}, id="empty"),
        pytest.param(zipped_course()[:-40], {}, id="damaged-archive"),
        pytest.param(zipped_course(), {"setting": "moon"}, id="no-such-setting"),
        pytest.param(zipped_course(), {"payer": "nobody"}, id="no-such-payer"),
        pytest.param(zipped_course(), {"locality": "x"}, id="no-such-locality"),
    ],
)
def test_what_cannot_be_coded_is_a_problem_in_words(client, content, fields):
    served = sent(client, "/v1/rt/code", content, **fields)
    assert served.status_code == 422
    assert served.json()["detail"]
    assert [one for one in CANARIES if one in served.text] == []


def test_without_a_file_the_api_says_what_to_send(client):
    served = client.post("/v1/rt/code", data={"setting": "hospital"})
    assert served.status_code == 422
    assert "file" in served.json()["detail"]


def test_python_refuses_a_setting_that_there_is_not(home):
    with pytest.raises(InputError):
        in_python(io.BytesIO(zipped_course()).getvalue(), setting="moon", home=home)
