"""The search box: rows for what is being typed, and the page and the switch of single keys."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from lxml import html

from codewell.codebook.entry import Standing
from codewell.interfaces.web.cookies import Cookies
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.keys_pages import keys_routes
from codewell.interfaces.web.rendering import Pages
from codewell.interfaces.web.views.suggested import Piece, marked, suggested_rows
from codewell.kernel.codes import CptCode, Icd10CmCode
from codewell.tasks.suggest_codes import Suggestion, Suggestions
from codewell.tasks.workplace import Workplace


def _rows(client, address: str) -> list[html.HtmlElement]:
    answer = client.get(address)
    assert answer.status_code == 200
    return html.fragments_fromstring(answer.text.strip())


def test_rows_are_options_that_lead_to_the_code_on_the_day(client, words) -> None:
    rows = [row for row in _rows(client, "/search/suggest?q=off&on=2026-01-05") if not isinstance(row, str)]
    assert [row.get("role") for row in rows] == ["option", "option"]
    assert [row.get("data-href") for row in rows] == ["/code/icd10cm/E11.22?on=2026-01-05", "/code/cpt/77385?on=2026-01-05"]
    assert [words(mark) for mark in rows[0].find_class("badge")] == ["ICD-10-CM", "Billable", "In force"]
    assert [words(mark) for mark in rows[1].find_class("badge")] == ["CPT", "Ended"]
    assert [mark.text for mark in rows[0].find_class("suggested-words")[0].iterfind("b")] == ["Off"]


def test_nothing_typed_suggests_nothing(client) -> None:
    assert client.get("/search/suggest?q=%20").text.strip() == ""


def test_more_than_a_query_is_refused(client) -> None:
    assert client.get("/search/suggest", params={"q": "x" * 81}).status_code == 422
    assert client.get("/v1/suggest", params={"q": "x" * 81}).json()["slug"] == "input.query-too-long"


def test_the_same_as_data(client) -> None:
    answer = client.get("/v1/suggest?q=off&on=2026-01-05").json()
    assert answer["on"] == "2026-01-05"
    first = answer["codes"][0]
    assert (first["system"], first["code"], first["billable"], first["standing"]) == ("icd10cm", "E11.22", True, "in_force")


@pytest.mark.parametrize(
    ("text", "typed", "matching"),
    [
        ("Acute myocardial infarction", "acute myo", ["Acute", "myo"]),
        ("Fractures of the neck of femur", "neck fracture fem", ["Fractures", "neck", "fem"]),
        ("Heart disease", "disease ", ["disease"]),
        ("Heart disease", "d", []),
        ("Heart disease", "", []),
    ],
)
def test_words_that_were_typed_are_marked(text: str, typed: str, matching: list[str]) -> None:
    pieces = marked(text, typed)
    assert "".join(piece.text for piece in pieces) == text
    assert [piece.text for piece in pieces if piece.matches] == matching


@pytest.mark.parametrize(("typed", "matching"), [("e112", "E11.2"), ("E11.", "E11"), ("E11.22", "E11.22"), ("heart", "")])
def test_as_much_of_a_code_as_was_typed_is_marked(typed: str, matching: str) -> None:
    found = Suggestion(Icd10CmCode("E1122"), "Words", True, Standing.IN_FORCE, "code begins with E11")
    (row,) = suggested_rows(Suggestions(typed, None, (found,)))  # type: ignore[arg-type]
    assert "".join(piece.text for piece in row.code) == "E11.22"
    assert "".join(piece.text for piece in row.code if piece.matches) == matching
    assert row.why == ()


def test_markup_in_words_stays_text(client) -> None:
    found = Suggestion(CptCode("77385"), "Ours <plain>", False, Standing.NO_LONGER, "label")
    (row,) = suggested_rows(Suggestions("ours", None, (found,)))  # type: ignore[arg-type]
    assert row.words == (Piece("Ours", True), Piece(" <plain>", False))


def test_the_keys_have_a_page_that_needs_no_script(page, words) -> None:
    sheet = page("/keys?on=2026-01-05")
    assert words(sheet.find(".//h1")) == "Keyboard shortcuts"
    assert {"/", "?", "[", "]", "d", "Enter", "Esc"} <= {key.text for key in sheet.iterfind(".//kbd")}
    assert sheet.xpath("//footer//a[@href='/keys?on=2026-01-05']")


def test_single_keys_can_be_switched_off_and_on(client, words) -> None:
    answer = client.post("/keys", data={"single": "off", "on": "2026-01-05"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/keys?on=2026-01-05")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("codewell-keys=off;")
    assert "SameSite=strict" in cookie
    assert "Secure" not in cookie
    sheet = html.document_fromstring(client.get("/keys").text)
    assert words(sheet.get_element_by_id("switch-title")) == "Single keys are off"
    client.post("/keys", data={"single": "on"})
    sheet = html.document_fromstring(client.get("/keys").text)
    assert words(sheet.get_element_by_id("switch-title")) == "Single keys are on"


def test_the_cookie_is_secure_under_tls(tmp_path) -> None:
    app = FastAPI()
    desk = Desk(Workplace(tmp_path, lambda: datetime(2026, 6, 2, 12, tzinfo=UTC)))
    app.include_router(keys_routes(desk, Pages(), Cookies(tls=True)))
    answer = TestClient(app, follow_redirects=False).post("/keys", data={"single": "off"})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-codewell-keys=off;")
    assert "Secure" in cookie


def test_a_code_page_leads_to_the_codes_beside_it(page) -> None:
    sheet = page("/code/icd10cm/E11.22?on=2026-06-02")
    links = {link.get("rel"): link.get("href") for link in sheet.find_class("steps")[0].iterfind("a")}
    assert links == {"next": "/code/icd10cm/E11.30?on=2026-06-02"}


def _filters(sheet) -> dict[str, str]:
    return {" ".join(link.text_content().split()): link.get("href") for link in sheet.xpath("//nav[@class='filters']//a")}


def test_results_are_narrowed_down_by_system_and_to_billable_codes(page) -> None:
    sheet = page("/search?q=sugar&on=2026-01-05")
    assert _filters(sheet) == {
        "All": "/search?q=sugar&on=2026-01-05",
        "ICD-10-CM 1": "/search?q=sugar&system=icd10cm&on=2026-01-05",
        "CPT 1": "/search?q=sugar&system=cpt&on=2026-01-05",
        "Billable only": "/search?q=sugar&billable=1&on=2026-01-05",
    }
    narrowed = page("/search?q=sugar&system=cpt&on=2026-01-05")
    assert [code.text for code in narrowed.xpath("//a[@class='hit']/span[@class='code']")] == ["77407"]
    assert _filters(narrowed)["Billable only"] == "/search?q=sugar&system=cpt&billable=1&on=2026-01-05"
    chosen = narrowed.xpath("//nav[@class='filters']//a[@aria-current]")
    assert [" ".join(link.text_content().split()) for link in chosen] == ["CPT 1"]


def test_more_results_are_a_link_away(page, index, words) -> None:
    index.many = 95
    sheet = page("/search?q=sugar&on=2026-01-05")
    assert len(sheet.find_class("hit")) == 40
    more = sheet.xpath("//p[@class='more']/a")[0]
    assert (words(more), more.get("href")) == ("Show 40 more", "/search?q=sugar&show=80&on=2026-01-05#result-41")
    later = page(more.get("href").split("#")[0])
    assert len(later.find_class("hit")) == 80
    assert later.get_element_by_id("result-41") is not None
    assert words(later.xpath("//p[@class='more']/a")[0]) == "Show 15 more"
    assert not page("/search?q=sugar&show=120&on=2026-01-05").find_class("more")


def test_a_word_that_was_read_as_another_is_said(page, words, index) -> None:
    index.notes = ("spelling: suger -> sugar", "HCPCS Level II: answering from 2025-Q4, which ends 2025-12-31")
    sheet = page("/search?q=brown+suger&on=2026-01-05")
    (mended,) = sheet.find_class("mended")
    assert words(mended) == "No publication has suger: read as sugar."
    assert mended.find("a").get("href") == "/search?q=brown+sugar&on=2026-01-05"
    assert words(sheet.find_class("notice")[0]).endswith("answering from 2025-Q4, which ends 2025-12-31.")


def test_where_nothing_matches_there_are_ways_on(page, words, index) -> None:
    index.many = 0
    sheet = page("/search?q=two+words&on=2026-01-05")
    assert words(sheet.get_element_by_id("nothing-title")) == "Nothing matches on that day"
    links = {link.get("href") for link in sheet.xpath("//section[@class='nothing']//a")}
    assert {"/search?q=two&on=2026-01-05", "/search?q=words&on=2026-01-05", "/browse?on=2026-01-05"} <= links


@pytest.mark.parametrize("query", ["system=nothing", "show=many", "on=yesterday"])
def test_filters_that_are_none_are_refused_in_words(client, query: str) -> None:
    assert client.get(f"/search?q=sugar&{query}").status_code == 422
