"""Claims and codes together in the browser: typed, dropped, read without script; nothing is kept."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import html

from accessible import faults_of, looks
from codewell.interfaces.web.server import create_app
from codewell.tasks.workplace import Workplace
from web_client import WebClient

TYPED = {
    "on": "2024-07-02",
    "setting": "professional",
    "payer": "medicare-mac",
    "diagnoses": "C50.912",
    "sex": "F",
    "birth_date": "1951-05-04",
    "procedure.1": "77301",
    "units.1": "1",
    "charge.1": "100",
    "place_of_service.1": "11",
    "procedure.2": "77014",
    "units.2": "1",
    "charge.2": "100",
    "place_of_service.2": "11",
}  # NCCI PTP, July 2024: 77014 is column 2 of 77301, modifier indicator 0


@pytest.fixture(scope="module")
def client(reference_home):
    return WebClient(create_app(Workplace(reference_home, lambda: datetime(2026, 8, 3, 12, tzinfo=UTC))))


def test_a_typed_claim_is_told_line_by_line(client):
    answer = client.post("/claims", data=TYPED)
    assert answer.headers["Cache-Control"] == "no-store"
    page = html.fromstring(answer.text)
    text = " ".join(page.text_content().split())
    assert "77014 (column 2) is not paid beside 77301" in text
    assert "Bill 77301 alone" in text
    assert page.xpath("//a[@href='/claims/rules/ptp.column-two-not-payable']")
    assert page.xpath("//input[@name='procedure.2']/@value") == ["77014"]


def test_every_download_is_of_the_same_claim(client):
    table = b"claim,dos,cpt,pos,units\nA,2024-07-02,77301,11,1\nA,2024-07-02,77014,11,1\n"
    page = html.fromstring(client.post("/claims", data={}, files={"file": ("c.csv", table)}).text)
    form = page.xpath("//form[@action='/claims/download']")[0]
    fields = {field.get("name"): field.get("value") for field in form.xpath(".//input")}
    assert len(form.xpath(".//button/@value")) == 5
    for what in form.xpath(".//button/@value"):
        answer = client.post("/claims/download", data={**fields, "what": what})
        assert answer.status_code == 200
        assert "ptp.column-two-not-payable" in answer.text
        assert "no-store" in answer.headers["Cache-Control"]


def test_a_dropped_file_is_checked_and_a_bad_one_refused(client):
    table = b"claim,dos,cpt,pos\nA,2024-07-02,77301,11\nA,2024-07-02,77014,11\nB,2024-02-31,77301,11\n"
    answer = client.post("/claims", data={}, files={"file": ("c.csv", table)})
    assert "The column date_of_service holds no value of its kind" in answer.text
    assert "Claim A" in answer.text
    refused = client.post("/claims", data={}, files={"file": ("c.zip", b"PK\x03\x04")})
    assert refused.status_code == 422
    assert "ZIP" in refused.text


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"procedure.1": "", "procedure.2": ""}, "There is no claim"),
        ({"payer": "nobody"}, "no payer profile"),
        ({"on": "2024-02-31"}, "date_of_service"),
        ({"units.1": "many"}, "lines[0].units"),
    ],
)
def test_what_cannot_be_checked_is_said_and_the_form_kept(client, changed, says):
    page = html.fromstring(client.post("/claims", data={**TYPED, **changed}).text)
    assert says in page.text_content()
    assert page.xpath("//input[@name='diagnoses']/@value") == ["C50.912"]


def test_the_api_says_what_the_page_says(client):
    line = {"date_of_service": "2024-07-02", "charge": 100, "place_of_service": "11"}
    claim = {"id": "A", "lines": [{**line, "procedure": "77301"}, {**line, "procedure": "77014"}]}
    told = client.post("/v1/claims/check", json={"claims": [claim]}).json()
    found = [one for one in told["claims"][0]["findings"] if one["verdict"] == "fail"]
    assert ("ptp.column-two-not-payable", 2) in [(one["edit"], one["line"]) for one in found]


def test_rules_are_shown(client):
    page = client.get("/claims/rules/ptp.column-two-not-payable").text
    assert "NCCI Policy Manual" in page
    assert "ncci_ptp_practitioner_2024-07-01, row 77301 77014 * 0" in page
    assert "/claims/rules/mue.not-payable" in client.get("/claims/rules").text
    assert client.get("/claims/rules/no.such").status_code == 404


def test_codes_are_compared(client):
    page = html.fromstring(client.get("/ptp", params={"codes": "77014, 77301", "on": "2024-07-02"}).text)
    row = page.xpath("//table/tbody/tr[th/a[text()='77301']]")[0]
    assert [cell.text_content() for cell in row.xpath("./td")] == ["0: denied", "same"]
    told = client.get("/v1/ptp", params={"codes": "77014 77301", "on": "2024-07-02"}).json()
    assert told["pairs"][0]["answer"]["edits"][0]["column_1"] == "77301"


@pytest.mark.parametrize("asked", [{"codes": "77301 7730"}, {"codes": "77301 <b>"}, {"codes": "77301 77014", "setting": "x"}])
def test_what_cannot_be_compared_is_said(client, asked):
    assert client.get("/ptp", params=asked).status_code == 422
    assert client.get("/v1/ptp", params=asked).status_code == 422
    assert client.get("/v1/ptp", params={"codes": "77301"}).status_code == 422


@pytest.mark.browser
def test_a_biller_types_a_claim_with_the_keyboard(tab):
    tab.goto("/claims")
    for name, value in TYPED.items():
        field = tab.locator(f"[name='{name}']")
        if name in ("setting", "payer", "sex"):
            field.select_option(value)
        else:
            field.fill(value)
    tab.keyboard.press("Enter")
    tab.wait_for_selector(".claim-fail")
    tab.locator(".claim-finding summary").first.click()
    assert tab.locator(".facts-short").first.is_visible()


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), looks(narrow=320))
def test_pages_are_accessible_and_fit(chromium, address, width, scheme, request):
    page = chromium.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme, base_url=address)
    faults = []
    shots = request.config.rootpath / "build" / "shots"
    shots.mkdir(parents=True, exist_ok=True)
    for where in ("/claims", "/ptp?codes=77301+77014+77263&on=2024-07-02", "/claims/rules", "/claims/rules/mue.not-payable"):
        page.goto(where)
        faults += faults_of(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        _shot(page, shots / f"{where[1:].partition('?')[0].replace('/', '-')}-{width}-{scheme}.png")
    page.goto("/claims")
    for name in ("on", "diagnoses", "procedure.1", "procedure.2"):
        page.fill(f"[name='{name}']", TYPED[name])
    page.keyboard.press("Enter")
    page.wait_for_selector(".claim-fail")
    faults += faults_of(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    _shot(page, shots / f"result-{width}-{scheme}.png")
    page.close()
    assert faults == []


def _shot(page, path: Path) -> None:
    page.screenshot(path=str(path), full_page=True)


def test_edits_that_no_longer_hold_are_told(client):
    """Practitioner file of July 2024: 77301 99213 held to 2019-12-31 and holds again; 10061 11642 bears indicator 9."""
    page = client.get("/ptp?codes=77301 99213&on=2024-07-02").text
    assert "is denied on 2024-07-02" in page
    assert "ended on December 31, 2019" in page
    assert "it never held" in client.get("/ptp?codes=10061 11642&on=2024-07-02").text


def test_one_code_waits_for_another(client):
    asked = client.get("/ptp?codes=77301&on=2024-07-02")
    assert asked.status_code == 200
    assert "Add the code that stands beside 77301" in asked.text
    assert "/ptp?codes=77301" in client.get("/code/77301?on=2024-07-02").text.replace("&amp;", "&")
