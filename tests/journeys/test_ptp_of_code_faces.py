"""The PTP edits of one code on the command line, in the API and on the page: one answer."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from lxml import html

from codewell.interfaces.cli.main import main
from codewell.interfaces.web.server import create_app
from codewell.tasks.workplace import Workplace
from web_client import WebClient


@pytest.fixture(scope="module")
def client(reference_home):
    return WebClient(create_app(Workplace(reference_home, lambda: datetime(2026, 6, 2, 12, tzinfo=UTC))))


def test_command_line_api_and_page_list_the_same_pairs(client, reference_home, capsys):
    arguments = ["ptp", "77385", "--on", "2024-08-02", "--column", "1", "--beginning", "7726", "--json"]
    assert main(["--home", str(reference_home), *arguments]) == 0
    told = json.loads(capsys.readouterr().out)
    asked = {"on": "2024-08-02", "column": "1", "partner": "7726"}
    assert client.get("/v1/codes/cpt/77385/ptp", params=asked).json() == told
    page = html.fromstring(client.get("/code/cpt/77385/ptp", params=asked).text)
    shown = page.xpath("//table[contains(@class, 'ptp-table')]/tbody/tr/td[1]/a/text()")
    # ncci_ptp_outpatient_hospital_2024-07-01.tsv: 77385 stands before 77261, 77262 and 77263 with indicator 0
    assert shown == [pair["partner"] for pair in told["pairs"]] == ["77261", "77262", "77263"]


def test_a_day_without_a_release_has_the_exit_code_of_one(reference_home, capsys):
    assert main(["--home", str(reference_home), "ptp", "77385", "--on", "2025-06-02", "--beginning", "00"]) == 5
    assert "codewell sync ncci-ptp-practitioner" in capsys.readouterr().out


def test_narrowing_belongs_to_the_list_of_one_code(reference_home, capsys):
    assert main(["--home", str(reference_home), "ptp", "77301", "77014", "--column", "1"]) == 2
    assert "the list of one code" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        pytest.param({"column": "3"}, "no such column", id="column"),
        pytest.param({"indicator": "9"}, "no such modifier indicator", id="indicator"),
        pytest.param({"setting": "dentist"}, "no such setting", id="setting"),
        pytest.param({"partner": "77*"}, "beginning of its code", id="partner"),
        pytest.param({"page": "0"}, "no such page", id="page"),
    ],
)
def test_what_cannot_be_asked_is_said(client, asked, says):
    answer = client.get("/v1/codes/cpt/77385/ptp", params=asked)
    assert answer.status_code == 422
    assert says in answer.json()["detail"]
    assert client.get("/code/cpt/77385/ptp", params=asked).status_code == 422
