"""Pages of guidelines and indexes over the bundled reference."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import html

from codewell.interfaces.web.server import create_app
from codewell.tasks.workplace import Workplace
from web_client import WebClient


@pytest.fixture(scope="module")
def client(reference_home: Path) -> Iterator[WebClient]:
    with WebClient(create_app(Workplace(reference_home, lambda: datetime(2026, 6, 2, 12, tzinfo=UTC)))) as client:
        yield client


def _sheet(client: WebClient, address: str) -> html.HtmlElement:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text[:300]
    return html.document_fromstring(answer.text)


def test_a_passage_links_its_codes_and_the_sections_it_refers_to(client: WebClient) -> None:
    sheet = _sheet(client, "/guidelines/I.C.4.a.3?on=2026-06-02")
    assert "page 40" in sheet.xpath("string(//*[@class='provenance'])")
    links = sheet.xpath("//*[@class='passage']//a/@href")
    assert "/code/icd10cm/Z79.4?on=2026-06-02" in links
    other = _sheet(client, "/guidelines/I.B.4?on=2026-06-02")
    assert "/guidelines/I.B.18?on=2026-06-02" in other.xpath("//*[@class='passage']//a/@href")


def test_guidelines_are_found_by_words(client: WebClient) -> None:
    sheet = _sheet(client, "/guidelines?words=pressure+ulcer+stage")
    assert any("/guidelines/I.C.12.a" in link for link in sheet.xpath("//ol[@class='passage-list']//a/@href"))


def test_a_code_page_leads_to_its_guidelines_and_index_entries(client: WebClient) -> None:
    sheet = _sheet(client, "/code/icd10cm/E11.22?on=2026-06-02")
    assert "/guidelines/I.C.4.a?on=2026-06-02" in sheet.xpath("//section[@id='guidelines']//a/@href")
    (entry,) = set(sheet.xpath("//section[@id='index']//a[contains(@href, '/index/Diabetes')]/@href"))
    assert client.get(entry).status_code == 200


def test_an_index_entry_is_marked_and_its_codes_are_links(client: WebClient) -> None:
    sheet = _sheet(client, "/index/Disease, diseased?at=kidney&at=chronic&at=stage 3b&on=2026-06-02")
    (here,) = sheet.xpath("//li[@id='here']")
    assert "stage 3b" in here.text_content()
    assert "/code/icd10cm/N18.32?on=2026-06-02" in here.xpath(".//a/@href")


def test_a_reference_of_the_index_is_followed(client: WebClient) -> None:
    answer = client.get("/index/Ulcer, stomach", follow_redirects=False)
    assert answer.status_code == 303
    assert "at=stomach" in answer.headers["location"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/guidelines/I.Z", 404),
        ("/index/no such term", 404),
        ("/index?in=none", 422),
        ("/v1/guidelines/I.Z", 404),
        ("/guidelines?on=yesterday", 422),
        ("/index/%3Cscript%3E", 404),
    ],
)
def test_what_is_not_there_is_said(client: WebClient, address: str, status: int) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert "<script>" not in answer.text


def test_a_passage_as_data(client: WebClient) -> None:
    found = client.get("/v1/guidelines/I.B.5?on=2026-06-02").json()["passage"]
    assert found["section"] == "I.B.5"
    assert found["text"].startswith("Signs and symptoms that are associated routinely")


@pytest.mark.parametrize("letter", ["A", "D", "I"])
def test_no_page_of_the_index_is_heavy(client: WebClient, letter: str) -> None:
    assert len(client.get(f"/index?letter={letter}").content) < 120_000
    for term in ("Disease, diseased", "Injury", "Fracture, traumatic", "Disorder"):
        assert len(client.get(f"/index/{term}").content) < 250_000
