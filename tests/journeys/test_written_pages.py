"""Written pages as their readers meet them: on the command line, as data, and on the page of a code."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from accessible import faults_of, looks

COMMAND = [sys.executable, "-m", "codewell.interfaces.cli.main"]
OWN = """+++
title = "Our rule for level two"
codes = ["77407"]
author = "Coding department"
reviewed = 2020-01-01
valid_days = 30
sources = [ { title = "A rule", url = "https://example.org/rule", dated = "2020" } ]
facts = [ { code = "77407", on = 2026-02-01, standing = "in_force" } ]
+++

## Plain language

We look at the plan.

## Indications

- One isocenter.

## Procedure

1. Look.

## Afterwards

Nothing.

## Coding notes

- Ask the physicist.
"""


def run(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *arguments], env=environment, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def own_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "mercy"
    folder.mkdir()
    (folder / "level-two.md").write_text(OWN, encoding="utf-8")
    return folder


def test_the_check_names_file_and_line_and_ends_with_two(environment, own_folder) -> None:
    told = run(environment, "pages", "check", str(own_folder), "--on", "2026-11-30")
    assert told.returncode == 2, told.stderr
    lines = told.stdout.splitlines()
    assert lines[0] == "level-two.md:11: The plain-language text of 77407 has 5 words; 150 to 250 are asked for."
    assert lines[1] == "level-two.md: due for review."
    assert lines[-1] == "mercy: 1 page on 1 code, 1 fault; 1 fact compared."


def test_the_check_takes_one_file_and_an_empty_folder_is_no_agreement(environment, own_folder, tmp_path) -> None:
    (own_folder / "broken.md").write_text("no fields", encoding="utf-8")
    told = run(environment, "pages", "check", str(own_folder / "broken.md"))
    assert (told.returncode, told.stdout.splitlines()) == (
        2,
        [
            "broken.md:1: A page begins with its fields in TOML between two lines of +++.",
            "broken.md: language and facts are looked at once these faults of form are mended.",
            "mercy: 1 page on 0 codes, 1 fault; 0 facts compared.",
        ],
    )
    (tmp_path / "empty").mkdir()
    told = run(environment, "pages", "check", str(tmp_path / "empty"))
    assert told.returncode == 2
    assert told.stdout.startswith("empty:1: There is no page: a page is a file whose name ends in .md")


def test_the_check_of_ours_ends_with_zero(environment) -> None:
    told = run(environment, "pages", "check", "--json", "--on", "2026-11-30")
    assert told.returncode == 0, told.stdout
    assert json.loads(told.stdout)["faults"] == []


def test_the_list_shows_a_hospitals_pages_first(environment, own_folder) -> None:
    told = run({**environment, "CODEWELL_PAGES": str(own_folder)}, "pages", "list", "--json", "--on", "2026-11-30")
    listed = json.loads(told.stdout)
    assert (listed[0]["origin"], listed[0]["file"], listed[0]["is_due"]) == ("mercy", "level-two.md", True)
    assert listed[1]["origin"] == "Codewell"


def test_a_look_up_shows_the_beginning_and_all_on_request(environment, own_folder) -> None:
    short = run(environment, "--pages", str(own_folder), "lookup", "77407", "--on", "2026-02-01").stdout
    assert short.index("In plain language · mercy, reviewed 2020-01-01") < short.index("In plain language · Codewell")
    assert "due for review since 2020-02-01" in short
    assert "Ask the physicist." not in short
    whole = run(environment, "--pages", str(own_folder), "lookup", "77407", "--on", "2026-02-01", "--all").stdout
    assert "Ask the physicist." in whole
    assert "A rule (2020) https://example.org/rule" in whole


def test_a_folder_that_is_not_there_is_said(environment, tmp_path) -> None:
    told = run(environment, "--pages", str(tmp_path / "none"), "lookup", "77407")
    assert told.returncode == 7
    assert "does not exist" in told.stderr


def test_the_api_gives_the_sections_of_the_day(address) -> None:
    found = httpx.get(f"{address}/v1/codes/cpt/77385", params={"on": "2025-06-02"}).json()["entries"][0]["written_pages"]
    assert [page["origin"] for page in found] == ["Codewell"]
    assert [section["section"] for section in found[0]["sections"]] == [
        "plain_language",
        "indications",
        "procedure",
        "post_procedure",
        "coding_notes",
    ]
    assert found[0]["is_due"] is False
    assert all(source["url"].startswith("https://") and source["dated"] for source in found[0]["sources"])


@pytest.mark.browser
def test_a_code_page_shows_the_text_with_its_origin_and_sources(tab) -> None:
    tab.goto("/code/cpt/77385?on=2025-06-02")
    words = tab.locator("#words")
    assert "reviewed November 30, 2026 by those who wrote it" in words.inner_text()
    assert "This is the simple level." in words.inner_text()
    notes = tab.locator("#coding-notes")
    assert "not a count of segments" in notes.inner_text()
    notes.locator("summary").click()
    assert notes.locator("details a").first.get_attribute("href").startswith("https://")
    tab.locator("#procedure").get_by_role("link", name="77301").click()
    assert tab.url.endswith("/code/cpt/77301?on=2025-06-02")


@pytest.mark.browser
def test_a_text_past_its_valid_days_says_so(tab) -> None:
    tab.goto("/code/cpt/77407?on=2027-12-31")
    assert "due for review since May 30, 2027" in tab.locator("#words").inner_text()


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), looks())
def test_a_page_with_a_text_has_no_accessibility_fault(chromium, address: str, scheme: str, width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{address}/code/cpt/77407?on=2027-12-31")
    page.locator("details summary").first.click()
    faults = faults_of(page)
    wide = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert faults == []
    assert wide <= width
