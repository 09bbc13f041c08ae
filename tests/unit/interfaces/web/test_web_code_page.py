"""A code's page says how the code stands, whose words these are and where every line comes from."""

from __future__ import annotations

import pytest
from lxml import html


def test_page_names_code_system_standing_and_day(page, words) -> None:
    sheet = page("/code/icd10cm/E11.22?on=2026-06-02")
    assert words(sheet.get_element_by_id("the-code")) == "E11.22"
    assert words(sheet.find(".//h1")) == "Official words of E11.22"
    status = words(sheet.find_class("status")[0])
    assert "In force on June 2, 2026" in status
    assert "E11.22 is in force on 2026-06-02." in status
    badges = [words(badge) for badge in sheet.find_class("badges")[0]]
    assert badges == ["ICD-10-CM", "Billable"]
    assert words(sheet.find_class("provenance")[0]).startswith("Official descriptor · icd10cm FY2026")


def test_notes_say_from_which_level_and_release(page, words) -> None:
    groups = [words(note.find(".//h3")) for note in page("/code/icd10cm/E11.22").find_class("note")]
    assert groups == [
        "Use additional code icd10cm-tabular FY2026-04",
        "Excludes1: never coded together from E11 icd10cm-tabular FY2026-04",
        "Note from chapter 4 icd10cm-tabular FY2026-04",
    ]


def test_codes_in_notes_are_links_that_keep_the_day(page) -> None:
    notes = page("/code/icd10cm/E11.22?on=2026-06-02").get_element_by_id("instructions")
    targets = [link.get("href") for link in notes.iter("a")]
    assert targets == [f"/code/icd10cm/{code}?on=2026-06-02" for code in ("N18.1", "N18.6", "E10")]
    assert "B12" in notes.text_content(), "a vitamin is no code and stays text"


def test_index_entries_nest_under_their_common_terms(page, words) -> None:
    index = page("/code/icd10cm/E11.22").get_element_by_id("index")
    assert [words(term) for term in index.find_class("term")] == ["Diabetes", "type 2", "with", "kidney disease", "nephrosis"]
    assert [words(code) for code in index.find_class("leads")] == ["E11.22", "E11.2- [N08]"]


def test_long_lists_fold_and_lose_nothing(page) -> None:
    beside = page("/code/icd10cm/E11.22").find_class("beside")[0]
    assert len(beside.findall(".//li")) == 20
    assert len(beside.find(".//details").findall(".//li")) == 8


def test_absences_and_sources_are_told(page, words) -> None:
    sheet = page("/code/icd10cm/E11.22")
    assert "codewell sync icd10cm-poa-exempt" in words(sheet.get_element_by_id("absent"))
    sources = sheet.get_element_by_id("sources")
    assert [words(item).split(",")[0] for item in sources.iter("li")] == [
        "ICD-10-CM code list FY2026",
        "ICD-10-CM Tabular List FY2026-04",
    ]


def test_a_deleted_code_says_what_replaced_it(page, words) -> None:
    status = page("/code/cpt/77385?on=2026-06-02").find_class("status")[0]
    assert "bad" in status.get("class")
    assert "No longer in force on June 2, 2026" in words(status)
    instead = status.find_class("instead")[0]
    assert [link.get("href") for link in instead.iter("a")] == [
        "/code/cpt/77407?on=2026-06-02",
        "/compare?first=77385&first_system=cpt&on=2025-12-31&second=77407&second_system=cpt&second_on=2026-06-02",
    ]


def test_own_words_are_marked_and_the_licence_is_explained(page, words) -> None:
    sheet = page("/code/cpt/77385")
    assert words(sheet.find_class("provenance")[0]) == "Codewell's wording, not the official descriptor"
    section = words(sheet.get_element_by_id("words"))
    assert "Written by Codewell" in section
    assert "Our <plain> words." in section
    assert "codewell import cpt FILE --accept-ama-licence" in section


def test_values_of_another_period_say_so_and_modifiers_stand_side_by_side(page, words) -> None:
    facts = page("/code/cpt/77385?on=2026-06-02").get_element_by_id("facts")
    assert "No release covers June 2, 2026" in words(facts.find_class("stale")[0])
    table = facts.find_class("numbers")[0]
    rows = [[words(cell) for cell in row] for row in table.iter("tr")]
    assert rows == [["Quantity", "Global", "Modifier 26"], ["Work RVU", "1.30", "0.90"], ["Malpractice RVU", "0.10", "–"]]


@pytest.mark.parametrize(
    ("written", "place"),
    [
        pytest.param("/code/E11.22", "/code/icd10cm/E11.22", id="without-system"),
        pytest.param("/code/e1122?on=2026-06-02", "/code/icd10cm/E11.22?on=2026-06-02", id="without-dot-keeps-the-day"),
        pytest.param("/code/icd10cm/e1122", "/code/icd10cm/E11.22", id="as-typed"),
        pytest.param("/code/ICD10CM/E11.22", "/code/icd10cm/E11.22", id="system-in-capitals"),
        pytest.param("/code/cpt/77407?q=&on=", "/code/cpt/77407", id="empty-fields-of-the-form"),
    ],
)
def test_every_spelling_leads_to_one_address(client, written: str, place: str) -> None:
    answer = client.get(written)
    assert (answer.status_code, answer.headers["location"]) == (303, place)


def test_characters_that_mean_two_codes_offer_the_choice(page, words) -> None:
    sheet = page("/code/J1100")
    assert [link.get("href") for link in sheet.find_class("hit")] == ["/code/hcpcs/J1100", "/code/icd10cm/J11.00"]


def test_a_page_names_the_other_reading_of_its_characters(page, words) -> None:
    assert "ICD-10-CM J11.00" in words(page("/code/hcpcs/J1100").find_class("also")[0])


def test_an_unknown_code_is_a_page_with_suggestions(page, words) -> None:
    sheet = page("/code/icd10cm/E11.23", status=404)
    assert "No loaded release holds" in words(sheet.find(".//h1"))
    assert [link.get("href") for link in sheet.find_class("try")[0]] == ["/code/E11.22"]


@pytest.mark.parametrize(
    "address", ["/code/nowhere/E11.22", "/code/icd10cm/E11.22?on=2026-13-01", "/code/icd10cm/E11.22?on=today"]
)
def test_a_request_that_cannot_be_read_says_how_to_mend_it(page, words, address: str) -> None:
    assert words(page(address, status=422).find_class("lede")[0])


def test_a_page_of_another_day_says_so_and_leads_to_today(page, words) -> None:
    now = page("/code/icd10cm/E11.22?on=2025-06-02").find_class("time-now")[0]
    assert words(now) == "Not today: the page is of June 2, 2025. Today is June 2, 2026. Show today"
    assert now.find("a").get("href") == "/code/icd10cm/E11.22"
    assert words(page("/code/icd10cm/E11.22?on=2026-06-02").find_class("time-now")[0]) == "Today, June 2, 2026"


@pytest.mark.parametrize(
    ("day", "leads_to"),
    [
        pytest.param("2020-09-30", ["/code/icd10cm/E11.22?on=2020-10-01"], id="day-before"),
        pytest.param("2020-10-01", ["/code/icd10cm/E11.22?on=2020-09-30"], id="first-day"),
        pytest.param("2026-06-02", ["/code/icd10cm/E11.22?on=2020-09-30"], id="long-after"),
    ],
)
def test_the_day_before_a_change_and_its_first_day_are_one_step_away(page, day: str, leads_to: list[str]) -> None:
    row = page(f"/code/icd10cm/E11.22?on={day}").find_class("time-row")[0]
    assert [link.get("href") for link in row.iter("a")] == leads_to


def test_a_change_can_be_looked_at_from_both_sides(page) -> None:
    look = page("/code/icd10cm/E11.22").find_class("look")[0]
    assert [link.get("href") for link in look.iter("a")] == [
        "/code/icd10cm/E11.22?on=2020-09-30",
        "/code/icd10cm/E11.22?on=2020-10-01",
        "/compare?first=E11.22&first_system=icd10cm&on=2020-09-30&second_on=2020-10-01",
    ]


def test_the_permalink_has_the_day_even_where_the_reader_named_none(page) -> None:
    assert page("/code/icd10cm/E11.22").find_class("permalink")[0].get("href") == "/code/icd10cm/E11.22?on=2026-06-02"


def test_without_script_the_tabs_are_sections_with_a_list_of_contents(page, words) -> None:
    related = page("/code/cpt/77385?on=2026-06-02").get_element_by_id("related")
    listed = [link.get("href").removeprefix("#") for link in related.find_class("tab-list")[0].iter("a")]
    panels = related.find_class("panel")
    assert [panel.get("id") for panel in panels] == listed
    assert {panel.get("hidden") for panel in panels} == {None}
    assert listed == ["replaced", "diagnoses", "add-ons", "ptp", "counterparts", "modifiers", "family"]


def test_an_empty_tab_says_how_to_fill_it(page, words) -> None:
    sheet = page("/code/cpt/77385?on=2026-06-02")
    told = words(sheet.get_element_by_id("ptp"))
    assert "not loaded" in told
    assert "codewell sync ncci-ptp-practitioner" in told


def test_the_chosen_locality_travels_in_every_address(page) -> None:
    sheet = page("/code/icd10cm/E11.22?on=2026-06-02&locality=1320201")
    beside = sheet.find_class("beside")[0]
    assert {link.get("href").partition("?")[2] for link in beside.iter("a")} == {"on=2026-06-02&locality=1320201"}
    assert sheet.xpath("//form[@data-finder]//input[@name='locality']/@value") == ["1320201"]


@pytest.mark.parametrize(
    "address", ["/", "/search?q=sugar", "/releases", "/ptp", "/compare", "/search/suggest?q=sugar", "/code/cpt/77385/ptp"]
)
def test_the_chosen_locality_survives_a_way_through_other_pages(client, address: str) -> None:
    joined = "&" if "?" in address else "?"
    targets = html.fromstring(client.get(f"{address}{joined}locality=1320201").text).xpath("//a/@href")
    ours = [one for one in targets if one.startswith("/") and not one.startswith(("/v1/", "/account"))]
    assert [one for one in ours if "locality=1320201" not in one] == []


def test_the_way_to_what_is_kept_holds_day_and_locality(client, workplace) -> None:
    client.post("/favourites", data={"code": "icd10cm:E11.22", "do": "add"})
    start = html.fromstring(client.get("/?on=2026-05-04&locality=1320201").text)
    (kept,) = start.xpath("//*[@id='yours']//h3/a[text()='Favourites']/@href")
    assert kept == "/favourites?on=2026-05-04&locality=1320201"
    left = html.fromstring(client.get(kept).text).xpath("//header//a[starts-with(@href, '/search') or @href='/']/@href")
    assert [one for one in left if "locality=1320201" not in one] == []


def test_a_locality_that_is_none_is_said(client) -> None:
    answer = client.get("/code/icd10cm/E11.22?locality=Manhattan")
    assert answer.status_code == 422
    assert "is no locality" in answer.text
