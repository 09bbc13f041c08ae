"""The other pages: start, search, releases, notes, and what a wrong address shows."""

from __future__ import annotations

import logging
from datetime import date

import pytest
from lxml import html

CANARY = "Quillfeather"


def test_start_page_has_the_box_and_the_day(page) -> None:
    form = page("/?on=2026-01-05").find(".//form")
    assert form.get("action") == "/search"
    assert form.get("method") == "get"
    assert form.find(".//input[@name='q']") is not None
    assert form.find(".//input[@name='on']").get("value") == "2026-01-05"


def test_search_groups_results_and_says_why(page, words, index) -> None:
    sheet = page("/search?q=sugar&on=2026-01-05")
    assert index.asked[-1][:2] == ("sugar", date(2026, 1, 5))
    assert [words(title) for title in sheet.iterfind(".//section/h2")] == ["Diagnoses 1", "Procedures 1"]
    assert [link.get("href") for link in sheet.find_class("hit")] == [
        "/code/icd10cm/E11.22?on=2026-01-05",
        "/code/cpt/77407?on=2026-01-05",
    ]
    assert words(sheet.find_class("why")[0]) == "index: Diabetes > kidney"


def test_an_exact_code_comes_first_and_once(page, words) -> None:
    sheet = page("/search?q=e1122")
    assert [words(code) for code in sheet.xpath("//a[@class='hit']/span[@class='code']")] == ["E11.22", "77407"]
    assert words(sheet.find(".//section/h2")) == "This code"


def test_an_empty_query_goes_back_to_the_start(client) -> None:
    answer = client.get("/search?q=%20&on=2026-01-05")
    assert (answer.status_code, answer.headers["location"]) == (303, "/?on=2026-01-05")


def test_a_note_shows_its_evidence_in_place(client, words) -> None:
    answer = client.post("/code-note", data={"text": "Seen for\r\ndiabetes & <b>more</b>.", "on": "2026-06-02"})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    sheet = html.document_fromstring(answer.text)
    shown = sheet.find_class("note-text")[0]
    assert shown.find("mark").text == "diabetes"
    assert shown.text_content() == "Seen for\ndiabetes1 & <b>more</b>."
    assert words(sheet.find_class("assigned-line")[0]).endswith("E11.22 Official words of E11.22")


def test_the_form_for_a_note_is_not_kept_and_posts(client) -> None:
    answer = client.get("/code-note")
    assert answer.headers["cache-control"] == "no-store"
    forms = html.document_fromstring(answer.text).find_class("note-form")
    assert forms[0].get("method") == "post"


def test_an_empty_note_is_refused_in_words(client) -> None:
    answer = client.post("/code-note", data={"text": "  "})
    assert answer.status_code == 422
    assert "The note is empty." in answer.text


def test_a_note_that_meets_a_defect_reaches_neither_reader_nor_log(client, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    answer = client.post("/code-note", data={"text": f"defect {CANARY}"})
    assert answer.status_code == 500
    for place in (answer.text, caplog.text, str(answer.headers)):
        assert CANARY not in place
        assert "Traceback" not in place
    assert "RuntimeError" in caplog.text


def test_a_wrong_address_is_a_friendly_page(page, words) -> None:
    sheet = page("/no/such/page", status=404)
    assert "There is no such page" in words(sheet.find(".//h1"))
    assert sheet.find(".//form[@role='search']") is not None


def test_releases_page_says_when_nothing_is_loaded(page, words) -> None:
    assert "No release is loaded yet" in words(page("/releases").find(".//main"))


def test_health_tells_that_the_process_answers(client) -> None:
    answer = client.get("/healthz")
    assert answer.json()["status"] == "ok"


@pytest.mark.parametrize("address", ["/", "/search?q=sugar", "/code/icd10cm/E11.22", "/releases", "/code-note", "/no/such/page"])
def test_every_page_has_landmarks_and_labels(client, address: str) -> None:
    sheet = html.document_fromstring(client.get(address).text)
    assert sheet.get("lang") == "en"
    assert len(sheet.findall(".//main")) == len(sheet.findall(".//h1")) == 1
    assert sheet.find(".//a[@class='skip']").get("href") == "#main"
    identifiers = [element.get("id") for element in sheet.iterfind(".//*[@id]")]
    assert len(identifiers) == len(set(identifiers))
    labelled = {label.get("for") for label in sheet.iterfind(".//label[@for]")}
    for field in (*sheet.iterfind(".//input"), *sheet.iterfind(".//textarea")):
        if field.get("type") != "hidden":
            assert field.get("id") in labelled or field.xpath("ancestor::label"), html.tostring(field)


@pytest.mark.parametrize("address", ["/", "/search?q=sugar", "/code/icd10cm/E11.22", "/code-note"])
def test_pages_carry_no_inline_code_and_load_nothing_from_elsewhere(client, address: str) -> None:
    sheet = html.document_fromstring(client.get(address).text)
    assert not sheet.xpath("//style | //*[@style] | //@*[starts-with(name(), 'on') and name() != 'on']")
    loaded = sheet.xpath("//script/@src | //link/@href | //img/@src")
    assert loaded
    for file in loaded:
        assert file.startswith("/static/")
        answer = client.get(file)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
    assert all(script.text is None for script in sheet.iter("script"))
