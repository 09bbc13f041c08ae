"""A code's page in a browser: tabs, pairs, locality, days, paper; with script and without."""

from __future__ import annotations

import io
from unicodedata import normalize

import pytest

from accessible import faults_of, looks

PAIRS = "/code/cpt/77385?on=2024-08-02"


@pytest.fixture
def scripted(chromium, address: str):
    context = chromium.new_context(base_url=address)
    yield context.new_page()
    context.close()


@pytest.mark.browser
def test_arrows_move_along_the_tabs_and_one_panel_shows(scripted) -> None:
    scripted.goto(PAIRS)
    tabs = scripted.get_by_role("tab")
    assert tabs.count() == 8
    tabs.nth(0).focus()
    for key, at in (("ArrowRight", 1), ("ArrowLeft", 0), ("ArrowLeft", 7), ("Home", 0), ("End", 7)):
        scripted.keyboard.press(key)
        assert scripted.evaluate("document.activeElement.id") == tabs.nth(at).get_attribute("id")
        assert tabs.nth(at).get_attribute("aria-selected") == "true"
        panels = scripted.get_by_role("tabpanel")
        assert panels.count() == 1
        assert panels.get_attribute("id") == tabs.nth(at).get_attribute("aria-controls")
    assert scripted.evaluate("document.querySelectorAll('[role=tab][tabindex=\"0\"]').length") == 1


@pytest.mark.browser
def test_an_address_opens_the_tab_it_names(scripted) -> None:
    scripted.goto(f"{PAIRS}#ptp")
    assert scripted.get_by_role("tab", selected=True).get_attribute("id") == "tab-ptp"
    assert scripted.locator("#ptp").is_visible()
    assert not scripted.locator("#family").is_visible()


@pytest.mark.browser
def test_pairs_turn_their_pages_in_place(scripted) -> None:
    scripted.goto(f"{PAIRS}#ptp")
    scripted.get_by_role("link", name="Next").click()
    pane = scripted.locator("#ptp-pairs")
    pane.get_by_text("page 2 of 3").wait_for()
    assert scripted.evaluate("document.activeElement.textContent").startswith("56 pairs, page 2 of 3")
    pane.get_by_label("Table").select_option("practitioner")
    pane.get_by_role("button", name="Filter").click()
    pane.get_by_text("2 pairs").wait_for()
    # ncci_ptp_practitioner_2024-07-01.tsv: 77385 stands before 77401 and 96523, both with indicator 0
    assert pane.locator(".ptp-table tbody tr td:first-child").all_inner_texts() == ["77401", "96523"]
    assert scripted.url.endswith("/code/cpt/77385?on=2024-08-02#ptp")


@pytest.mark.browser
def test_pairs_without_script_have_a_page_of_their_own(chromium, address: str) -> None:
    context = chromium.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto(PAIRS)
    assert page.locator(".panel:visible").count() == 8
    page.get_by_label("Partner begins with").fill("7726")
    page.get_by_role("button", name="Filter").click()
    assert "/code/cpt/77385/ptp?" in page.url
    assert "on=2024-08-02" in page.url
    assert page.locator(".ptp-table tbody tr td:first-child").all_inner_texts() == ["77261", "77262", "77263"]
    context.close()


@pytest.mark.browser
def test_the_locality_stays_from_code_to_code(tab) -> None:
    tab.goto("/code/cpt/99213?on=2025-11-03")
    tab.get_by_label("Locality").select_option("1320201")
    tab.get_by_role("button", name="Apply").click()
    tab.wait_for_url("**locality=1320201**")
    # GPCI2025.csv, Manhattan: 1.065, 1.166, 1.656; 99213 in PPRRVU2025_Oct.csv: 1.30, 1.35, 0.10 x 32.3465
    assert "$101.06" in tab.locator("#fees").inner_text()
    tab.locator(".beside").get_by_role("link", name="99214").click()
    tab.wait_for_url("**/code/cpt/99214?**")
    assert "locality=1320201" in tab.url
    assert "Manhattan" in tab.locator("#fees h2").inner_text()


@pytest.mark.browser
def test_a_step_past_the_change_of_2026_and_back(tab) -> None:
    tab.goto("/code/cpt/77385?on=2025-06-02")
    around = tab.get_by_role("navigation", name="Other days of service")
    assert "Not today" in around.inner_text()
    around.get_by_role("link", name="From January 1, 2026").first.click()
    tab.wait_for_url("**/code/cpt/77385?on=2026-01-01")
    assert "No longer in force on January 1, 2026" in tab.locator(".status").inner_text()
    around.get_by_role("link", name="Before January 1, 2026").first.click()
    tab.wait_for_url("**/code/cpt/77385?on=2025-12-31")
    assert "In force on December 31, 2025" in tab.locator(".status").inner_text()


@pytest.mark.browser
def test_from_a_code_to_its_comparison(tab) -> None:
    tab.goto("/code/cpt/77402?on=2025-11-03")
    tab.get_by_role("link", name="Compare with another day or code").click()
    tab.get_by_label("Day of the second").fill("2026-06-02")
    tab.get_by_role("button", name="Compare", exact=True).click()
    tab.wait_for_url("**second_on=2026-06-02**")
    # opps_addendum_b_2025-10.csv: 109.5; opps_addendum_b_2026-04.csv: 104.24
    row = tab.locator("tr", has_text="OPPS payment rate")
    assert row.locator(".compare-value").all_inner_texts() == ["$109.50", "$104.24"]
    assert "differs, -$5.26" in row.inner_text()


@pytest.mark.browser
def test_copied_code_words_and_address(chromium, address: str) -> None:
    context = chromium.new_context(base_url=address, permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto("/code/icd10cm/E11.22?on=2026-06-02")
    told = []
    for name in ("Copy code", "Copy with words", "Copy permalink"):
        page.get_by_role("button", name=name).click()
        page.get_by_role("button", name="Copied").first.wait_for()
        told.append(page.evaluate("navigator.clipboard.readText()"))
    assert told == [
        "E11.22",
        "E11.22 Type 2 diabetes mellitus with diabetic chronic kidney disease",
        f"{address}/code/icd10cm/E11.22?on=2026-06-02",
    ]
    context.close()


@pytest.mark.browser
def test_paper_opens_every_tab_and_names_day_release_and_sources(scripted) -> None:
    pypdf = pytest.importorskip("pypdf")
    scripted.goto(PAIRS)
    pages = pypdf.PdfReader(io.BytesIO(scripted.pdf(format="Letter"))).pages
    printed = [" ".join(normalize("NFKC", page.extract_text()).split()) for page in pages]  # fonts join the letters f and i
    whole = " ".join(printed)
    assert printed[0].startswith("77385 on August 2, 2024")
    titles = ("Replacements", "Diagnoses", "Add-ons", "PTP pairs", "HCPCS Level II", "Reported with", "Modifiers", "Same family")
    assert [title for title in titles if title not in whole] == []
    assert "Check a claim" not in whole
    assert "On this page" not in whole
    assert whole.rindex("Sources of this page") > whole.rindex("What is not shown, and why")
    assert "/code/cpt/77385?on=2024-08-02" in printed[-1]


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), looks())
def test_no_rule_of_accessibility_is_broken(chromium, address: str, scheme: str, width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, base_url=address)
    page = context.new_page()
    paths = ("/code/icd10cm/S72.001A?on=2026-06-02", PAIRS, "/compare?first=77402&on=2025-11-03&second_on=2026-06-02")
    faults = []
    for path in (*paths, "/compare?first=77385&on=2025-06-02", "/code/cpt/77385/ptp?on=2024-08-02&indicator=1"):
        page.goto(path)
        faults += [f"{path} {fault}" for fault in faults_of(page)]
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path
    page.goto(PAIRS)
    page.evaluate("document.querySelectorAll('.panel').forEach((panel) => panel.classList.add('shown'))")
    assert faults + faults_of(page) == []
    context.close()
