"""Finding and opening a code by keyboard alone, and what the keys leave alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from accessible import faults_of, looks

pytestmark = pytest.mark.browser

_SHIFTS = """() => {
  window.shifts = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((one) => (window.shifts += one.value)))
    .observe({ type: "layout-shift" });
}"""
_FOCUSED = "document.activeElement.name || document.activeElement.id || document.activeElement.className"


@pytest.fixture
def keyboard(chromium, address: str) -> Iterator:
    """A tab at the start page with nothing but a keyboard."""
    context = chromium.new_context(base_url=address)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("request", lambda sent: complaints.append(sent.url) if not sent.url.startswith(address) else None)
    page.goto("/code/icd10cm/E11.22?on=2026-06-02")
    yield page
    context.close()
    assert complaints == []


def _type(page, text: str) -> None:
    page.keyboard.press("/")
    page.keyboard.type(text)
    page.locator(".suggested li").first.wait_for()


def test_a_code_is_found_and_opened_from_the_suggestions(keyboard) -> None:
    keyboard.evaluate(_SHIFTS)
    _type(keyboard, "heart att")
    box = keyboard.get_by_role("combobox")
    assert box.get_attribute("aria-expanded") == "true"
    assert box.get_attribute("aria-activedescendant") is None
    keyboard.keyboard.press("ArrowDown")
    chosen = keyboard.locator(".suggested li[aria-selected=true]")
    assert chosen.get_attribute("id") == box.get_attribute("aria-activedescendant")
    assert "I21.9" in chosen.inner_text()
    assert keyboard.evaluate("window.shifts") == 0
    keyboard.keyboard.press("Enter")
    keyboard.wait_for_url("**/code/icd10cm/I21.9?on=2026-06-02")


def test_a_code_is_found_and_opened_from_the_results(keyboard) -> None:
    _type(keyboard, "copd")
    keyboard.keyboard.press("Enter")
    keyboard.wait_for_url("**/search?q=copd&on=2026-06-02")
    keyboard.keyboard.press("ArrowDown")
    keyboard.keyboard.press("ArrowDown")
    keyboard.keyboard.press("ArrowUp")
    assert "J44.9" in keyboard.evaluate("document.activeElement.textContent")
    keyboard.keyboard.press("Enter")
    keyboard.wait_for_url("**/code/icd10cm/J44.9?on=2026-06-02")


def test_escape_closes_the_suggestions_and_keeps_the_words(keyboard) -> None:
    _type(keyboard, "pneu")
    keyboard.keyboard.press("Escape")
    assert keyboard.locator(".suggested").is_hidden()
    assert keyboard.get_by_role("combobox").input_value() == "pneu"
    keyboard.keyboard.press("ArrowDown")
    keyboard.locator(".suggested li").first.wait_for()


def test_the_last_answer_wins(keyboard) -> None:
    waiting: list = []
    keyboard.route("**/search/suggest?q=pn&*", lambda route: waiting.append(route))
    keyboard.keyboard.press("/")
    keyboard.keyboard.type("pn")
    keyboard.wait_for_timeout(300)
    keyboard.keyboard.type("eumonia")
    keyboard.locator(".suggested li").first.wait_for()
    for route in waiting:
        route.abort()
    keyboard.wait_for_timeout(200)
    assert "Pneumonia, unspecified organism" in keyboard.locator(".suggested li").first.inner_text()


def test_the_list_of_keys_traps_the_focus_and_gives_it_back(keyboard) -> None:
    keyboard.keyboard.press("d")
    assert keyboard.evaluate(_FOCUSED) == "on"
    keyboard.evaluate("document.querySelector('.copy').focus()")
    keyboard.keyboard.press("?")
    assert keyboard.get_by_role("dialog").is_visible()
    for _ in range(8):
        keyboard.keyboard.press("Tab")
        assert keyboard.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog')")
    keyboard.keyboard.press("Escape")
    assert keyboard.get_by_role("dialog").is_hidden()
    assert keyboard.evaluate(_FOCUSED) == "copy"
    keyboard.get_by_role("button", name="Keyboard shortcuts").press("Enter")
    assert keyboard.get_by_role("dialog").is_visible()


def test_brackets_walk_along_the_codes(keyboard) -> None:
    keyboard.keyboard.press("]")
    keyboard.wait_for_url("**/code/icd10cm/E11.29?on=2026-06-02")
    keyboard.keyboard.press("[")
    keyboard.wait_for_url("**/code/icd10cm/E11.22?on=2026-06-02")


@pytest.mark.parametrize("keys", ["Control+/", "Alt+/", "Meta+/", "Control+d", "Alt+]"])
def test_keys_of_the_browser_are_left_alone(keyboard, keys: str) -> None:
    keyboard.evaluate("addEventListener('keydown', (event) => (window.taken = event.defaultPrevented))")
    keyboard.keyboard.press(keys)
    assert keyboard.evaluate("window.taken") is False
    assert keyboard.url.endswith("/code/icd10cm/E11.22?on=2026-06-02")


def test_single_keys_are_off_where_the_reader_switched_them_off(keyboard) -> None:
    keyboard.goto("/keys")
    keyboard.get_by_role("button", name="Turn single keys off").click()
    keyboard.keyboard.press("/")
    assert keyboard.evaluate("document.activeElement === document.body")
    keyboard.keyboard.press("?")
    assert keyboard.locator("dialog[open]").count() == 0
    assert keyboard.evaluate("localStorage.length + sessionStorage.length") == 0


def test_keys_that_are_typed_into_a_field_are_letters(keyboard) -> None:
    keyboard.keyboard.press("/")
    keyboard.keyboard.type("d/?[")
    assert keyboard.get_by_role("combobox").input_value() == "d/?["


@pytest.mark.parametrize(("width", "scheme"), looks())
def test_suggestions_and_keys_meet_the_rules_of_accessibility(chromium, address: str, width: int, scheme: str) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, base_url=address)
    page = context.new_page()
    faults: list[str] = []

    def look() -> None:
        faults.extend(faults_of(page))
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")

    page.goto("/code/icd10cm/E11.22?on=2026-06-02")
    page.keyboard.press("/")
    page.keyboard.type("diab")
    page.locator(".suggested li").first.wait_for()
    page.keyboard.press("ArrowDown")
    look()
    for path in ("/keys", "/search?q=pnuemonia&billable=1&on=2026-06-02", "/search?q=zzqq+xxyy&on=2026-06-02"):
        page.goto(path)
        look()
    page.keyboard.press("?")
    look()
    context.close()
    assert faults == []
