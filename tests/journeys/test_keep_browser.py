"""What people keep and the administrators' pages in a real browser: by keyboard and pointer, both themes, both widths."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import uvicorn

from accessible import faults_of
from codewell.accounts.roles import Role
from codewell.interfaces.service_settings import ServiceSettings
from codewell.interfaces.web.server import create_app
from codewell.interfaces.web.service import Service
from codewell.tasks.workplace import Workplace
from signed_in import SignedIn, sign_in


def now() -> datetime:
    return datetime(2026, 6, 2, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def hospital(tmp_path_factory, reference_home: Path) -> Iterator[tuple[str, SignedIn]]:
    """A served app in which everybody signs in: its address, and a session of an administrator."""
    home = tmp_path_factory.mktemp("hospital")
    for entry in reference_home.iterdir():
        if entry.name in ("releases", "search", "catalogue.sqlite"):
            (home / entry.name).symlink_to(entry)
    service = Service(home, now, ServiceSettings(sign_in="required"), serves_only_itself=True)
    app = create_app(Workplace(home, now), service=service)
    admin = sign_in(app, service, "Ada", Role.ADMIN)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", proxy_headers=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 30
    while not server.started and time.monotonic() < until:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", admin
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def open_page(hospital, chromium):
    """Return a function that opens a signed-in tab; anything that the browser complains about fails the test."""
    address, admin = hospital
    contexts, complaints = [], []

    def opened(**how):
        context = chromium.new_context(base_url=address, **how)
        session = admin.cookies["codewell-session"]
        context.add_cookies([{"name": "codewell-session", "value": session, "url": address}])
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("request", lambda sent: complaints.append(sent.url) if not sent.url.startswith(address) else None)
        contexts.append(context)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def test_a_coder_keeps_a_code_makes_a_worklist_and_takes_it_along(open_page):
    page = open_page()
    page.goto("/code/cpt/77385?on=2026-06-02")
    star = page.locator("[data-star]")
    star.press("Enter")
    page.get_by_text("Added to favourites.").wait_for(state="attached")
    assert "Kept" in star.inner_text()
    page.reload()
    assert "Kept" in page.locator("[data-star]").inner_text()
    page.get_by_role("link", name="Add to a worklist").click()
    page.get_by_label("Name").fill("IMRT clinic")
    page.get_by_role("button", name="Make it and add").click()
    page.get_by_role("heading", name="IMRT clinic", level=1).wait_for()
    page.get_by_label("Codes with spaces between").fill("E11.22 J1100")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_label("Remark on E11.22").fill("kidney")
    page.get_by_role("button", name="Move E11.22 up").click()
    assert page.locator(".list-codes .code:first-child").first.inner_text() == "E11.22"
    assert page.get_by_label("Remark on E11.22").input_value() == "kidney"
    assert "Ended 2025-12-31" in page.locator(".list-codes").inner_text()
    with page.expect_download() as taken:
        page.get_by_role("link", name="FHIR ValueSet").click()
    assert taken.value.suggested_filename == "imrt-clinic.fhir.json"
    page.goto("/")
    assert "IMRT clinic" in page.get_by_role("main").inner_text()
    page.goto("/worklists")
    page.get_by_label("CSV, text with one code a line").set_input_files(
        {"name": "again.json", "mimeType": "application/json", "buffer": Path(taken.value.path()).read_bytes()}
    )
    page.get_by_role("button", name="Import").click()
    assert "3 codes read" in page.get_by_role("heading", level=1).inner_text()


PAGES = (
    *("/favourites", "/worklists", "/keep?code=icd10cm:E11.22", "/teams", "/admin/people", "/admin/teams", "/admin/plans"),
    *("/admin/releases", "/admin/usage", "/admin/audit", "/admin/audit/verification", "/admin/health"),
)


@pytest.mark.parametrize(("width", "theme"), [(390, "dark"), (1280, "light")])
def test_no_page_is_hard_to_read_or_wider_than_its_window(open_page, width, theme):
    page = open_page(viewport={"width": width, "height": 900}, color_scheme=theme)
    for path in PAGES:
        page.goto(path)
        assert faults_of(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
