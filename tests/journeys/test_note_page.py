"""The page where a note is coded, as its readers meet it: in a real browser, by keyboard and without script."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from accessible import faults_of, looks

ROOT = Path(__file__).parents[2]
CANARY = "Quillfeather"
NOTES = {
    "headed": "CHIEF COMPLAINT: knee pain\nHPI: 67-year-old woman.\nASSESSMENT\n1. Gout.\n2. Essential hypertension.\n",
    "soap": "SUBJECTIVE: cough for two weeks\nOBJECTIVE: wheeze\nASSESSMENT: 1) Acute bronchitis\nPLAN: rest, fluids\n",
    "capitals": "IMPRESSION:\nTYPE 2 DIABETES MELLITUS. HYPERTENSION. NO PNEUMONIA.\n",
    "one line": "Seen for follow-up of gout and hypothyroidism, both stable, continue allopurinol and levothyroxine.",
    "bullets": "PROBLEMS\n- Bronchiectasis\n- GERD\n- Iron deficiency anemia\n",
    "discharge": "DISCHARGE SUMMARY\nHOSPITAL COURSE: Treated.\nDISCHARGE DIAGNOSES\n1. Pneumonia.\n2. Possible gout.\n",
    "injury": "HPI: Fell from a ladder.\nASSESSMENT\n1. Fracture of left distal radius, initial visit.\n",
    "family": "FAMILY HISTORY\nMother had colon cancer.\nASSESSMENT\n1. Migraine without aura.\n",
    "emoji": "🙂 مرحبا\nASSESSMENT\n1. Gout 🦶.\n2. Asthma.\n",
    "markup": 'ASSESSMENT\n1. <b>Gout</b> & "asthma" <script>alert(1)</script>.\n',
}


def _coded(page, text: str) -> None:
    page.goto("/code-note?on=2026-06-02")
    page.get_by_label("The note").fill(text)
    page.get_by_role("button", name="Find the codes").click()
    page.locator(".note-head").wait_for()


@pytest.mark.browser
def test_notes_of_all_shapes_are_shown_whole_with_evidence(tab) -> None:
    for shape, text in NOTES.items():
        _coded(tab, text)
        assert tab.url.endswith("/code-note"), shape
        assert tab.locator(".card-code").count() >= 1, shape
        assert tab.locator("mark").count() >= 1, shape
        shown = re.sub(r"\d+", "", tab.locator(".note-text").inner_text())
        assert shown.strip() == re.sub(r"\d+", "", text).strip(), shape


@pytest.mark.browser
def test_the_way_of_a_code_leads_to_index_tabular_list_and_guideline(tab) -> None:
    _coded(tab, NOTES["headed"])
    card = tab.locator(".card-code", has_text="M10.9")
    way = card.locator("details.way")
    if not way.evaluate("way => way.open"):
        way.locator("summary").click()
    card.get_by_role("link", name="Gout, gouty").click()
    assert "/index/Gout" in tab.url
    assert "M10.9" in tab.locator(".index-entry").inner_text()
    tab.locator(".index-entry").get_by_role("link", name="M10.9", exact=True).first.click()
    assert "/code/icd10cm/M10.9" in tab.url
    tab.locator("#guidelines a").first.click()
    assert "/guidelines/I.C.13" in tab.url
    assert CANARY not in tab.url


@pytest.mark.browser
def test_a_code_of_everyday_words_is_led_on_to_the_index(tab) -> None:
    _coded(tab, "ASSESSMENT\n1. COPD.\n")
    assert tab.locator(".card-code .trace a[href*='/index/']").count() >= 1


@pytest.mark.browser
def test_every_code_leads_to_its_index_term_its_words_and_its_guideline(tab) -> None:
    for shape, text in NOTES.items():
        _coded(tab, text)
        for card in tab.locator(".card-code").all():
            assert card.locator(".trace a[href*='/index/']").count() >= 1, shape
            assert card.locator("a[href*='/guidelines/']").count() >= 1, shape
            for place in card.locator(".quotes a").all():
                assert tab.locator(place.get_attribute("href")).count() == 1, shape
    _coded(tab, NOTES["headed"])
    tab.locator(".card-code", has_text="I10").locator(".quotes a").first.click()
    assert "hypertension" in tab.locator("mark:target").inner_text().lower()


@pytest.mark.browser
def test_marked_words_show_the_path_where_the_pointer_rests(chromium, address: str) -> None:
    context = chromium.new_context(base_url=address)
    tab = context.new_page()
    _coded(tab, NOTES["headed"])
    tip = tab.locator(".tip")
    tab.locator("mark", has_text="Gout").hover()
    tip.wait_for()
    assert "Gout, gouty" in tip.inner_text()
    tip.hover()
    tab.wait_for_timeout(400)
    assert tip.is_visible()
    tab.keyboard.press("Escape")
    assert tip.is_hidden()
    tab.locator("mark", has_text="hypertension").click()
    tip.get_by_role("link", name="I10", exact=True, include_hidden=True).first.click()
    assert "/code/icd10cm/I10" in tab.url
    context.close()


@pytest.mark.browser
def test_keys_act_on_the_code_that_was_touched_last(chromium, address: str) -> None:
    context = chromium.new_context(base_url=address)
    tab = context.new_page()
    _coded(tab, NOTES["headed"])
    faults: list[str] = []
    tab.on("pageerror", lambda fault: faults.append(str(fault)))
    second = tab.locator(".card-code").nth(1)
    second.get_by_text("Accept").click()
    assert "accepted" in (second.get_attribute("class") or "")
    tab.keyboard.press("r")
    assert "rejected" in (second.get_attribute("class") or "")
    assert "rejected" not in (tab.locator(".card-code").nth(0).get_attribute("class") or "")
    assert faults == []
    context.close()


@pytest.mark.browser
def test_facts_of_the_patient_are_stated_and_shown_where_the_note_says_them(tab) -> None:
    _coded(tab, NOTES["headed"])
    fact = tab.locator(".known-fact", has_text="67 years old")
    fact.get_by_role("link").click()
    assert tab.locator(".note-text :target").inner_text() == "67-year-old woman"
    tab.get_by_label("Pregnant").select_option("yes")
    tab.get_by_label("Weeks").fill("20")
    tab.get_by_label("Age").fill("31")
    tab.get_by_role("button", name="Find the codes").click()
    tab.locator(".card-code", has_text="O10.012").wait_for()
    assert tab.get_by_label("Weeks").input_value() == "20"
    assert "another age" in tab.locator(".notice").inner_text()


@pytest.mark.browser
def test_review_by_keyboard_is_undone_and_exported(chromium, address: str) -> None:
    context = chromium.new_context(base_url=address, accept_downloads=True)
    page = context.new_page()
    _coded(page, NOTES["headed"])
    first, second = page.locator(".card-code").nth(0), page.locator(".card-code").nth(1)
    for key in "jajr":
        page.keyboard.press(key)
    assert "accepted" in (first.get_attribute("class") or "")
    assert "rejected" in (second.get_attribute("class") or "")
    page.keyboard.press("u")
    assert "rejected" not in (second.get_attribute("class") or "")
    page.keyboard.press("e")
    page.keyboard.type("hypertensive emergency")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Enter")
    assert "replaced" in (second.get_attribute("class") or "")
    page.keyboard.press("?")
    assert page.get_by_role("dialog").is_visible()
    page.keyboard.press("Escape")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="CSV").click()
    rows = Path(waiting.value.path()).read_text().splitlines()
    assert waiting.value.suggested_filename == "codes-2026-06-02.csv"
    assert ",accepted," in rows[1]
    assert ",replaced,I10," in rows[2]
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    context.close()


@pytest.mark.browser
def test_review_without_script_is_applied_by_the_form(chromium, address: str) -> None:
    context = chromium.new_context(base_url=address, java_script_enabled=False, accept_downloads=True)
    page = context.new_page()
    _coded(page, NOTES["headed"])
    page.locator(".card-code").first.get_by_text("Reject").click()
    page.get_by_role("button", name="Apply review").click()
    assert "rejected" in (page.locator(".card-code").first.get_attribute("class") or "")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="FHIR").click()
    bundle = json.loads(Path(waiting.value.path()).read_text())
    assert [entry["resource"]["code"]["coding"][0]["code"] for entry in bundle["entry"]] == ["I10"]
    context.close()


@pytest.mark.browser
def test_a_file_is_coded_as_its_text(tab, tmp_path: Path) -> None:
    note = tmp_path / "note.html"
    note.write_text("<html><body><h1>ASSESSMENT</h1><p>1. Gout.</p></body></html>")
    tab.goto("/code-note?on=2026-06-02")
    tab.get_by_label("or a document").set_input_files(note)
    tab.get_by_role("button", name="Find the codes").click()
    assert tab.locator(".card-code", has_text="M10.9").count() == 1


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), looks(narrow=320))
def test_no_rule_of_accessibility_is_broken(chromium, address: str, scheme: str, width: int) -> None:
    context = chromium.new_context(base_url=address, color_scheme=scheme, viewport={"width": width, "height": 800})
    page = context.new_page()
    _coded(page, NOTES["headed"] + NOTES["family"])
    faults = faults_of(page)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    for path in ("/code-note", "/guidelines/I.C.4.a.3", "/index/Gout, gouty", "/guidelines?words=insulin", "/index"):
        page.goto(path)
        faults += faults_of(page)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path
    context.close()
    assert faults == []


@pytest.mark.browser
def test_ten_notes_of_the_peers_are_shown_whole(tab) -> None:
    notes = ROOT.parent / "shared" / "peers" / "notes.jsonl"
    if not notes.is_file():
        pytest.skip("the peers' notes are not beside the repository (../shared/peers)")
    for line in notes.read_text().splitlines()[:10]:
        text = json.loads(line)["text"]
        _coded(tab, text)
        assert tab.locator(".card-code").count() >= 1
        length = tab.evaluate("document.querySelector('textarea').value.length")
        assert length == len(text.replace("\r\n", "\n").encode("utf-16-le")) // 2
