"""The page of radiation oncology in a browser: an archive in, its codes by day out, nothing of the patient on the page."""

from __future__ import annotations

import re
from pathlib import Path

from rt_files import CANARIES, DAYS, zipped_course


def _send(page, content: bytes, note: str = "", name: str = "episode.zip") -> None:
    page.goto("/radonc")
    page.locator("#rt-file").set_input_files({"name": name, "mimeType": "application/zip", "buffer": content})
    page.fill("#rt-note", note)
    page.get_by_role("button", name="Code the episode").click()


def test_an_archive_becomes_a_calendar_of_codes_with_evidence(tab) -> None:
    _send(tab, zipped_course())
    tab.locator("#rt-plans").wait_for()
    assert tab.locator(".rt-month h3").all_inner_texts()[-1] == "June 2025"
    treated = tab.locator(".rt-treated")
    assert treated.count() == len(DAYS)
    assert tab.locator(".rt-plan .badge").first.inner_text() == "static fields"
    line = tab.locator(".rt-line", has=tab.locator(".rt-code", has_text=re.compile("^774")))
    line.first.locator("summary").click()
    assert "RT.1.dcm" in line.first.locator(".rt-proofs").inner_text()
    assert line.first.locator(".rt-rejected li").count() > 0


def test_nothing_of_the_patient_or_the_note_is_shown_logged_or_kept(tab, log: Path) -> None:
    _send(tab, zipped_course(), note="CANARYNOTE: patient seen.")
    tab.locator("#rt-plans").wait_for()
    page, written = tab.content(), log.read_text()
    assert [one for one in CANARIES if one in page] == []
    assert [one for one in (*CANARIES, "CANARYNOTE", "episode.zip") if one in written] == []
    assert "identify a patient" in tab.locator("main").inner_text()


def test_the_lines_are_downloaded_from_the_page_itself(tab) -> None:
    _send(tab, zipped_course())
    tab.locator("#rt-plans").wait_for()
    with tab.expect_download() as waiting:
        tab.get_by_role("link", name="CSV").click()
    lines = Path(waiting.value.path()).read_text().splitlines()
    assert waiting.value.suggested_filename.endswith(".csv")
    assert any(DAYS[0].isoformat() in line for line in lines)


def test_a_claim_is_compared_with_the_episode(tab) -> None:
    days = [day.isoformat() for day in DAYS]
    rows = [f"A1,{number},77301,,1,900.00,C61,{day},22" for number, day in enumerate(days, start=1)]
    claim = "claim,line,procedure,modifiers,units,charge,diagnosis,date_of_service,place_of_service\n" + "\n".join(rows)
    tab.goto("/radonc")
    tab.locator("#rt-file").set_input_files({"name": "e.zip", "mimeType": "application/zip", "buffer": zipped_course()})
    tab.locator("#rt-claims").set_input_files({"name": "c.csv", "mimeType": "text/csv", "buffer": claim.encode()})
    tab.get_by_role("button", name="Code the episode").click()
    tab.locator("#rt-audit").wait_for()
    told = tab.locator("section", has=tab.locator("#rt-audit")).inner_text()
    assert "0 of 3 billed lines right" in told, "static fields have no IMRT plan"
    assert "not billed" in told
