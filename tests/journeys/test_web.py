"""The web app as its readers meet it: a process of its own, a real browser, the bundled reference."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

COMMAND = [sys.executable, "-m", "codewell.interfaces.cli.main"]
CANARY = "Quillfeather"


@pytest.mark.browser
def test_from_lay_words_to_a_code_page_with_the_day_kept(tab) -> None:
    tab.goto("/")
    tab.get_by_label("Date of service").fill("2026-06-02")
    tab.get_by_label("Code or words").fill("heart attack")
    tab.get_by_role("button", name="Search").click()
    assert "on=2026-06-02" in tab.url
    tab.get_by_role("link", name="I21.9").first.click()
    assert tab.url.endswith("/code/icd10cm/I21.9?on=2026-06-02")
    assert tab.locator("h1").inner_text() == "Acute myocardial infarction, unspecified"
    assert "In force on June 2, 2026" in tab.locator(".status").inner_text()


@pytest.mark.browser
def test_the_day_control_shows_the_same_code_on_another_day(tab) -> None:
    tab.goto("/code/cpt/77385?on=2025-06-02")
    assert "In force on June 2, 2025" in tab.locator(".status").inner_text()
    tab.get_by_label("Date of service").fill("2026-06-02")
    tab.get_by_role("button", name="Show this day").click()
    tab.wait_for_url("**/code/cpt/77385?on=2026-06-02")
    status = tab.locator(".status")
    assert "No longer in force on June 2, 2026" in status.inner_text()
    status.get_by_role("link", name="77407").first.click()
    assert tab.url.endswith("/code/cpt/77407?on=2026-06-02")


@pytest.mark.browser
def test_a_note_is_coded_with_its_evidence_and_never_stands_in_an_address(tab, log: Path) -> None:
    tab.goto("/code-note")
    tab.get_by_label("The note").fill(f"{CANARY} has type 2 diabetes with chronic kidney disease. No pneumonia.")
    tab.get_by_role("button", name="Find the codes").click()
    assert tab.url.endswith("/code-note")
    assert tab.locator(".assigned").get_by_role("link", name="E11.22", exact=True).first.is_visible()
    assert "kidney disease" in " ".join(tab.locator("mark").all_inner_texts())
    assert CANARY not in log.read_text()


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 375, 1280])
@pytest.mark.parametrize("path", ["/", "/code/icd10cm/S72.001A?on=2026-06-02", "/code/cpt/77385", "/search?q=copd", "/releases"])
def test_no_page_is_wider_than_its_screen(chromium, address: str, width: int, path: str) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(address + path)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    context.close()


_CONTRAST = """() => {
  const parse = (text) => { const n = text.match(/[\\d.]+/g).map(Number); return n.length < 4 ? [...n, 1] : n; };
  const part = (v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  const ground = (e) => {
    for (; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c[3] > 0.99) return c;
    }
    return [255, 255, 255, 1];
  };
  const faults = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walk.nextNode()); ) {
    const e = node.parentElement;
    if (!node.data.trim() || !e.checkVisibility()) continue;
    const a = light(parse(getComputedStyle(e).color)), b = light(ground(e));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) faults.push(`${ratio.toFixed(2)} ${e.className} ${node.data.trim().slice(0, 30)}`);
  }
  return [...new Set(faults)];
}"""
"""WCAG 2.2, success criterion 1.4.3: 4.5:1 between every visible text and the ground behind it."""


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path", ["/", "/code/icd10cm/E11.22", "/code/cpt/77385?on=2026-06-02", "/search?q=copd", "/releases", "/none"]
)
def test_every_text_stands_out_from_its_ground(chromium, address: str, scheme: str, path: str) -> None:
    context = chromium.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(address + path)
    assert page.evaluate(_CONTRAST) == []
    context.close()


@pytest.mark.browser
def test_keyboard_alone_reaches_the_search_and_the_content(chromium, address: str) -> None:
    context = chromium.new_context(base_url=address)
    page = context.new_page()
    page.goto("/code/icd10cm/E11.22")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    context.close()


@pytest.mark.parametrize(
    ("code", "system", "day"),
    [("E11.22", "icd10cm", "2026-06-02"), ("77385", "cpt", "2026-06-02"), ("J1100", "hcpcs", "2025-06-02")],
)
def test_command_line_and_api_give_the_same_json(address: str, environment, code: str, system: str, day: str) -> None:
    arguments = ["lookup", code, "--system", system, "--on", day, "--json"]
    ran = subprocess.run([*COMMAND, *arguments], capture_output=True, env=environment, timeout=120, check=False)
    assert httpx.get(f"{address}/v1/codes/{system}/{code}", params={"on": day}).json() == json.loads(ran.stdout)


def test_command_line_and_api_code_a_note_alike(address: str, environment) -> None:
    note = "Type 2 diabetes with chronic kidney disease. Denies chest pain."
    arguments = ["code", "-", "--on", "2026-06-02", "--json"]
    ran = subprocess.run(
        [*COMMAND, *arguments], input=note.encode(), capture_output=True, env=environment, timeout=120, check=False
    )
    answer = httpx.post(f"{address}/v1/code", json={"text": note, "on": "2026-06-02"}, timeout=60)
    assert answer.json() == json.loads(ran.stdout)
