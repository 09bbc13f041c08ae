"""Every page in a real browser: nothing from elsewhere, nothing kept, nothing that the policy of the page had to stop."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from codewell.interfaces.web.access import guarded_routes
from codewell.interfaces.web.server import create_app
from codewell.tasks.workplace import Workplace

pytestmark = pytest.mark.browser

FILLED = {"system": "icd10cm", "code": "E11.22", "text": "E11.22", "letter": "D"}
NOT_PAGES = ("/v1/", "/static/", "/healthz", "/readyz", "/favicon.ico")
NOTE = "Patient: Zyxgarb Quillfeather\nMRN 77-31-904-Q\nASSESSMENT: type 2 diabetes mellitus with neuropathy."
KEPT = """async () => ({
  local: Object.keys(localStorage), session: Object.keys(sessionStorage),
  databases: (await indexedDB.databases()).map((one) => one.name),
  caches: 'caches' in window ? await caches.keys() : [],
  workers: 'serviceWorker' in navigator ? (await navigator.serviceWorker.getRegistrations()).length : 0,
  cookies: document.cookie,
})"""
EMPTY = {"local": [], "session": [], "databases": [], "caches": [], "workers": 0, "cookies": ""}


@pytest.fixture(scope="module")
def pages(reference_home: Path) -> list[str]:
    """The address of every GET route that is a page."""
    app = create_app(Workplace(reference_home, lambda: datetime(2026, 6, 2, 12, tzinfo=UTC)))
    found = {
        "/".join(FILLED.get(part[1:-1], "x") if part.startswith("{") else part for part in route.path.split("/"))
        for route in guarded_routes(app)
        if "GET" in route.methods and not route.path.startswith(NOT_PAGES)
    }
    return sorted(one for one in found if "/export/" not in one)


@pytest.fixture
def browser_tab(chromium, address):
    """A tab, with every request that it made and every complaint about the policy of a page."""
    context = chromium.new_context(base_url=address)
    tab = context.new_page()
    sent: list[str] = []
    stopped: list[str] = []
    context.on("request", lambda request: sent.append(request.url))
    tab.on("console", lambda said: stopped.append(said.text) if "Content Security Policy" in said.text else None)
    yield tab, sent, stopped
    context.close()


def test_no_page_asks_anything_of_anybody_else_or_keeps_anything(browser_tab, pages, address):
    tab, sent, stopped = browser_tab
    assert len(pages) > 20
    for page in pages:
        tab.goto(page, wait_until="load")
    assert [url for url in sent if not url.startswith((f"{address}/", "data:"))] == []
    assert len(sent) > len(pages)
    assert stopped == []
    tab.goto("/")
    assert tab.evaluate(KEPT) == EMPTY


def test_a_note_leaves_nothing_behind_in_the_browser(browser_tab, address):
    tab, sent, _ = browser_tab
    for page, field in (("/code-note", "text"), ("/redact", "text"), ("/case", "text")):
        tab.goto(page)
        tab.fill(f"[name={field}]", NOTE)
        tab.locator(f"form:has([name={field}]) [type=submit], form:has([name={field}]) button:not([type=button])").first.click()
        tab.wait_for_load_state("load")
        assert "Zyxgarb" not in tab.url
        assert tab.evaluate(KEPT) == EMPTY, page
    assert not [url for url in sent if re.search("Zyxgarb|Quillfeather|77-31", url)]
    assert [url for url in sent if not url.startswith((f"{address}/", "data:", "blob:"))] == []
