"""The trees over the bundled reference: complete, dated, and walked by keyboard and without script."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import httpx
import pytest

from accessible import faults_of, looks
from codewell.codebook.browsing.node import Tree
from codewell.codebook.browsing.trees import browse
from codewell.releases.shelf import Shelf

DAY = date(2026, 6, 2)
COMMAND = [sys.executable, "-m", "codewell.interfaces.cli.main"]


@pytest.fixture(scope="module")
def shelf(reference_home: Path) -> Shelf:
    return Shelf(reference_home)


def _codes(shelf: Shelf, tree: Tree, day: date, deepest: str) -> Counter[str]:
    """Return every code of a tree down to a level, with how often it stands there."""
    found: Counter[str] = Counter()
    waiting = [""]
    while waiting:
        node = browse(shelf, tree, waiting.pop(), day)
        assert node is not None
        for branch in node.branches:
            if branch.code:
                found[branch.code] += 1
            if branch.below and branch.level != deepest:
                waiting.append(branch.key)
    return found


@pytest.mark.parametrize("day", [date(2023, 6, 1), date(2024, 6, 3), date(2025, 6, 2), DAY], ids=str)
def test_each_category_of_the_day_stands_once_in_its_chapter(shelf: Shelf, day: date) -> None:
    listed = shelf.in_force("icd10cm", day)
    assert listed is not None
    categories = {row[0] for row in listed.database.all("SELECT code FROM codes WHERE length(code) = 3")}
    found = _codes(shelf, Tree.ICD10CM, day, "category")
    assert categories - found.keys() == set()
    assert {code for code, times in found.items() if times > 1} == set()


def test_each_code_of_hcpcs_stands_once(shelf: Shelf) -> None:
    (newest,) = shelf.all("hcpcs")[-1:]
    listed = {row[0] for row in newest.database.all("SELECT code FROM codes")}
    found = _codes(shelf, Tree.HCPCS, date(2025, 11, 3), "code")
    assert found == Counter(dict.fromkeys(listed, 1))


def test_each_code_of_the_starter_pack_stands_once(shelf: Shelf) -> None:
    (pack,) = shelf.all("starter-pack")[-1:]
    listed = {row[0] for row in pack.database.all("SELECT DISTINCT code FROM codes WHERE system = 'cpt'")}
    assert _codes(shelf, Tree.CPT, DAY, "code") == Counter(dict.fromkeys(listed, 1))


def test_there_are_22_chapters_as_published(shelf: Shelf) -> None:
    top = browse(shelf, Tree.ICD10CM, "", DAY)
    assert top is not None
    assert len(top.branches) == 22
    assert top.branches[1].title == "Neoplasms (C00-D49)"
    assert [branch.code for branch in browse(shelf, Tree.ICD10CM, "E08-E13", DAY).branches] == ["E08", "E09", "E10", "E11", "E13"]


def test_command_line_and_api_give_the_same_json(address: str, environment) -> None:
    for path in ("icd10cm/E11", "cpt/radiology", "modifiers"):
        ran = subprocess.run(
            [*COMMAND, "browse", *path.split("/"), "--on", "2026-06-02", "--json"],
            capture_output=True, env=environment, timeout=120, check=True,
        )  # fmt: skip
        assert httpx.get(f"{address}/v1/browse/{path}", params={"on": "2026-06-02"}).json() == json.loads(ran.stdout)
    assert httpx.get(f"{address}/v1/browse").json()["trees"][0]["id"] == "icd10cm"


def test_what_is_not_there_is_said(address: str) -> None:
    assert httpx.get(f"{address}/browse/cpt/nowhere").status_code == 404
    assert httpx.get(f"{address}/browse/nothing").status_code == 422
    missing = httpx.get(f"{address}/browse/icd10pcs")
    assert missing.status_code == 503
    assert "codewell sync icd10pcs" in missing.text


def test_every_letter_of_the_indexes_is_there_in_full(address: str, shelf: Shelf) -> None:
    (index,) = shelf.all("icd10cm-drugs")[-1:]
    titles = {row[0] for row in index.database.all("SELECT title FROM terms WHERE parent IS NULL")}
    count = 0
    for letter in "0ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        page = httpx.get(f"{address}/index", params={"in": "drugs", "letter": letter, "on": "2026-06-02"})
        assert page.status_code == 200
        count += page.text.split('<ul class="index-titles">', 1)[-1].count("<li>") if "index-titles" in page.text else 0
    assert count == len(titles)


@pytest.mark.browser
def test_from_a_chapter_to_a_code_with_the_day_kept(tab) -> None:
    tab.goto("/browse?on=2026-06-02")
    tab.get_by_role("link", name="ICD-10-CM", exact=True).click()
    for line in ("Chapter 4", "E08-E13", "E11", "E11.2"):
        tab.locator("a.tree-link", has=tab.get_by_text(line, exact=True)).click()
    tab.locator("a.tree-link", has_text="E11.22").click()
    assert tab.url.endswith("/code/icd10cm/E11.22?on=2026-06-02")
    tab.get_by_label("Hierarchy").get_by_role("link", name="E08-E13").click()
    assert tab.url.endswith("/browse/icd10cm/E08-E13?on=2026-06-02")


@pytest.mark.browser
def test_lines_open_in_place_by_arrow_keys(chromium, address: str) -> None:
    context = chromium.new_context(base_url=address)
    page = context.new_page()
    page.goto("/browse/icd10cm/E08-E13?on=2026-06-02")
    focused = "document.activeElement.querySelector('.code').textContent"
    page.locator("a.tree-link").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate(focused) == "E10"
    page.keyboard.press("ArrowRight")
    page.locator(".tree .tree li").first.wait_for()
    page.keyboard.press("ArrowRight")
    assert page.evaluate(focused) == "E10.1"
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(focused) == "E10"
    page.keyboard.press("ArrowLeft")
    assert page.locator(".tree .tree").is_hidden()
    assert page.get_by_role("button", name="Below E10 Type 1 diabetes mellitus").get_attribute("aria-expanded") == "false"
    page.keyboard.press("Enter")
    page.wait_for_url("**/browse/icd10cm/E10?on=2026-06-02")
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), looks())
def test_the_trees_meet_the_rules_of_accessibility(chromium, address: str, width: int, scheme: str) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, base_url=address)
    page = context.new_page()
    faults: list[str] = []
    for path in ("/browse", "/browse/icd10cm/E11?on=2026-06-02", "/browse/modifiers/X", "/browse/cpt/radiology.simulation"):
        page.goto(path)
        if page.locator(".tree-toggle").count():
            page.locator(".tree-toggle").first.click()
            page.locator(".tree .tree li").first.wait_for()
        faults += faults_of(page)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    context.close()
    assert faults == []


@pytest.mark.browser
def test_nothing_is_wider_than_a_small_screen(chromium, address: str) -> None:
    context = chromium.new_context(viewport={"width": 320, "height": 700}, base_url=address)
    page = context.new_page()
    pages = ("/browse", "/browse/icd10cm/2", "/browse/icd10cm/E11", "/browse/cpt/radiology", "/keys", "/search?q=pnuemonia")
    for path in pages:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path
    page.keyboard.press("/")
    page.keyboard.type("heart att")
    page.locator(".suggested li").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    context.close()
