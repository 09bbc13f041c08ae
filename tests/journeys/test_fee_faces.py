"""A fee asked on the command line, in the API and on the page: one answer, one working."""

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
    return WebClient(create_app(Workplace(reference_home, lambda: datetime(2026, 8, 3, 12, tzinfo=UTC))))


def test_command_line_and_api_give_one_answer(client, reference_home, capsys):
    arguments = ["fee", "77407", "--locality", "1320201", "--on", "2026-07-01", "--json"]
    assert main(["--home", str(reference_home), *arguments]) == 0
    told = json.loads(capsys.readouterr().out)
    asked = client.get("/v1/fee", params={"code": "77407", "locality": "1320201", "on": "2026-07-01"}).json()
    assert told == asked
    # 9.22 PE x 1.162 + 0.06 MP x 1.586 = 10.80880; x 33.4009 = 361.02
    assert told["physician"][0]["price"]["amount"] == "361.02"


def test_the_page_shows_the_working(client):
    page = html.fromstring(client.get("/fee", params={"code": "70553", "on": "2025-11-03", "modifiers": "26"}).text)
    cards = {card.findtext("h3"): card.text_content() for card in page.find_class("fee-card")}
    assert "$104.80" in cards["Office and other non-facility places"]  # 3.24 RVU x 32.3465
    assert "(2.29 work + 0.82 PE + 0.13 MP) x 32.3465" in cards["Office and other non-facility places"]
    assert "opps-addendum-b 2025-Q4" in cards["Hospital outpatient department (OPPS)"]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        pytest.param({"code": "banana"}, "is no procedure code", id="no-code"),
        pytest.param({"code": "77407", "locality": "1"}, "is no locality", id="no-locality"),
        pytest.param({"code": "77407", "units": "x"}, "Units must be a number", id="no-number"),
        pytest.param({"code": "77407", "units": "NaN"}, "Units must be a number", id="not-a-number"),
        pytest.param({"code": "77407", "units": "-1"}, "Units must be above zero", id="negative"),
        pytest.param({"code": "77407", "modifiers": "265"}, "A modifier has two characters", id="modifier"),
    ],
)
def test_what_cannot_be_asked_is_said_on_the_page_and_in_the_api(client, asked, says):
    page = client.get("/fee", params=asked)
    assert page.status_code == 422
    assert says in html.fromstring(page.text).text_content()
    assert says in client.get("/v1/fee", params=asked).json()["detail"]


def test_newcomer_sees_localities_and_no_error(client):
    page = html.fromstring(client.get("/fee").text)
    assert len(page.xpath("//select[@name='locality']/option")) == 110  # 109 localities and none
    assert not page.xpath("//*[@role='alert']")
