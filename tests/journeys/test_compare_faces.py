"""A comparison asked on the command line, in the API and on the page: one answer, and what differs is said in words."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import html
from starlette.testclient import TestClient

from codewell.interfaces.cli.main import main
from codewell.interfaces.web.server import create_app
from codewell.tasks.workplace import Workplace


@pytest.fixture(scope="module")
def client(reference_home):
    return TestClient(create_app(Workplace(reference_home, lambda: datetime(2026, 6, 2, 12, tzinfo=UTC))))


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_command_line_and_api_give_one_answer(client, reference_home, capsys):
    arguments = ["compare", "77402", "--on", "2025-11-03", "--second-on", "2026-06-02", "--json"]
    assert main(["--home", str(reference_home), *arguments]) == 0
    told = json.loads(capsys.readouterr().out)
    asked = client.get("/v1/compare", params={"first": "77402", "on": "2025-11-03", "second_on": "2026-06-02"}).json()
    assert told == asked
    assert (told["first"]["on"], told["second"]["on"], told["second"]["code"]) == ("2025-11-03", "2026-06-02", "77402")


def test_the_terminal_names_what_differs_first(reference_home, capsys):
    assert main(["--home", str(reference_home), "compare", "99213", "99214", "--on", "2025-06-02"]) == 0
    told = capsys.readouterr().out
    assert "Work RVU  differs, +0.62" in told
    assert "Global period" not in told  # XXX for both: left out without --all


def test_the_page_marks_differences_with_words(client):
    answer = client.get("/compare", params={"first": "77402", "on": "2025-11-03", "second_on": "2026-06-02"})
    page = html.fromstring(answer.text)
    rows = {words(row.find("th")): row for row in page.xpath("//table[contains(@class, 'compared')]/tbody/tr")}
    # opps_addendum_b_2025-10.csv: 109.5; opps_addendum_b_2026-04.csv: 104.24
    rate = rows["OPPS payment rate differs, -$5.26"]
    assert [words(cell.find_class("compare-value")[0]) for cell in rate.findall("td")] == ["$109.50", "$104.24"]
    assert not [title for title in rows if title.endswith(" same")]
    assert words(page.find_class("compare-count")[0]).endswith("sections")


def test_everything_shows_what_is_the_same(client):
    asked = {"first": "99213", "second": "99214", "on": "2025-06-02"}
    only = html.fromstring(client.get("/compare", params=asked).text)
    switch = {words(link): link for link in only.find_class("segments")[0].findall("a")}
    assert switch["Only differences"].get("aria-current") == "true"
    everything = html.fromstring(client.get(switch["Everything"].get("href")).text)
    rows = [words(row) for row in everything.xpath("//tbody/tr/th")]
    assert "Global period same" in rows
    assert "Global period same" not in [words(row) for row in only.xpath("//tbody/tr/th")]


def test_a_single_code_offers_its_changes_and_neighbours(client):
    page = html.fromstring(client.get("/compare", params={"first": "77385", "on": "2025-06-02"}).text)
    targets = [parse_qs(urlsplit(link.get("href")).query) for link in page.find_class("compare-hints")[0].iter("a")]
    days = {"first": ["77385"], "first_system": ["cpt"], "on": ["2025-12-31"], "second_on": ["2026-01-01"]}
    assert days in targets
    assert any(target.get("second") == ["77386"] and target["on"] == ["2025-06-02"] for target in targets)


def test_swapping_keeps_each_code_with_its_day(client):
    asked = {"first": "77385", "on": "2025-11-03", "second": "77407", "second_on": "2026-06-02"}
    page = html.fromstring(client.get("/compare", params=asked).text)
    swapped = parse_qs(urlsplit(page.find_class("swap")[0].get("href")).query)
    assert (swapped["first"], swapped["on"]) == (["77407"], ["2026-06-02"])
    assert (swapped["second"], swapped["second_on"]) == (["77385"], ["2025-11-03"])


@pytest.mark.parametrize(
    ("asked", "status", "says"),
    [
        pytest.param({"first": "77385", "second": "E11.22"}, 422, "too little compares", id="two-kinds"),
        pytest.param({"first": "E11.22", "second": "E11.99"}, 404, "E11.99", id="unknown"),
        pytest.param({"first": "77385", "second_on": "2026-02-30"}, 422, "is not a day", id="no-day"),
        pytest.param({"first": "77385", "second": "77386", "locality": "1"}, 422, "is no locality", id="no-locality"),
    ],
)
def test_what_cannot_be_compared_is_said_on_the_page_and_in_the_api(client, asked, status, says):
    page = client.get("/compare", params=asked)
    assert page.status_code == status
    assert says in html.fromstring(page.text).xpath("string(//*[@role='alert'])")
    told = client.get("/v1/compare", params=asked)
    assert told.status_code == page.status_code
    assert says in told.json()["detail"]


def test_the_empty_page_asks_and_complains_of_nothing(client):
    page = html.fromstring(client.get("/compare").text)
    assert page.xpath("//input[@name='first']")
    assert not page.xpath("//*[@role='alert']")
