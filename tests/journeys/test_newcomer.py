"""A newcomer's way through the app in a real browser, with the accounts on SQLite and on a PostgreSQL server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyotp
import pytest

from every_page import link_in, mail_in, served
from postgres import new_database
from served_app import linked_home

pytestmark = pytest.mark.browser
EMAIL, PASSWORD = "zora.quill@example.org", "otters juggle 9 lanterns"


@pytest.fixture(params=["sqlite", "postgresql"])
def service(request: pytest.FixtureRequest, reference_home: Path, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A service that counts pages, with the folder of its letters."""
    home, letters = linked_home(tmp_path, reference_home), tmp_path / "letters"
    settings = {"metering": "on", "mail": str(letters)}
    if request.param == "postgresql":
        settings["database"] = new_database(request.getfixturevalue("postgres"))
    with served(home, **settings) as address:
        yield address, letters
    assert (home / "accounts.sqlite").exists() is (request.param == "sqlite")


def press(page: Any, words: str) -> None:
    """Press a button of the page and wait for what it brings."""
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=words, exact=True).first.click()


def left(page: Any) -> str:
    """Return the notice that says how many pages are left, up to the day."""
    return " ".join(page.get_by_text("code page").first.inner_text().split()).partition(" until")[0]


def sign_in(page: Any) -> None:
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(EMAIL)
    page.locator("[name=password]").fill(PASSWORD)
    press(page, "Sign in")


def test_a_newcomer_goes_from_one_page_to_an_account_with_two_factors(chromium, service):
    address, letters = service
    context = chromium.new_context(base_url=address, viewport={"width": 1280, "height": 900}, accept_downloads=True)
    page = context.new_page()

    # a guest sees one page and meets the wall
    assert page.goto("/code/icd10cm/E11.22?on=2026-06-02").status == 200
    assert left(page) == "0 of 1 code page left"
    assert page.goto("/code/icd10cm/I10?on=2026-06-02").status == 429
    assert page.get_by_text("Registering gives you 5 more code pages").is_visible()
    context.clear_cookies()
    assert page.goto("/code/icd10cm/I10?on=2026-06-02").status == 429, "forgetting cookies gives nothing"

    # registers, and confirms the address from the letter
    page.locator("main").get_by_role("link", name="Register").click()
    page.get_by_label("E-mail").fill(EMAIL)
    page.locator("[name=password]").fill(PASSWORD)
    press(page, "Register")
    sign_in(page)
    assert page.goto("/code/icd10cm/I10?on=2026-06-02").status in (403, 429), "not before the address is confirmed"
    page.goto(link_in(mail_in(letters), "/confirm-address"))
    press(page, "Confirm the address")
    sign_in(page)

    # five more, the first of them by keyboard alone
    page.goto("/?on=2026-06-02")
    page.locator("body").click(position={"x": 5, "y": 500})
    page.keyboard.press("/")
    page.keyboard.type("J44.9", delay=20)
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url == f"{address}/code/icd10cm/J44.9?on=2026-06-02"
    assert left(page) == "4 of 5 code pages left"

    # keeps a code, compares two days, exports what was kept
    page.get_by_role("link", name="Keep J44.9").first.click()
    page.get_by_text("Kept").first.wait_for()
    assert left(page) == "4 of 5 code pages left"
    assert page.goto("/compare?first=77385&on=2025-06-02&second=77385&second_on=2026-06-02").status == 200
    assert "No longer in force" in page.locator("main").inner_text()
    assert left(page) == "3 of 5 code pages left", "a comparison counts as a page"
    page.goto("/worklists")
    page.locator("main").get_by_label("Name", exact=True).first.fill("Lung clinic")
    with page.expect_navigation():
        page.locator("main form:has([name=name]) button").first.click()
    page.locator("#add-codes").fill("J44.9 J44.1")
    press(page, "Add")
    with page.expect_download() as saved:
        page.get_by_role("link", name="CSV").click()
    exported = Path(saved.value.path()).read_text("utf-8")
    assert "J44.9" in exported
    assert "J44.1" in exported

    # the rest of the five, and no more
    codes = ("N18.31", "E78.5", "K21.9", "M17.12")
    assert [page.goto(f"/code/icd10cm/{code}?on=2026-06-02").status for code in codes] == [200, 200, 200, 429]

    # sets up an authenticator app
    page.goto("/account/app")
    secret = page.locator(".app-secret").inner_text().replace(" ", "").replace("\n", "")
    page.get_by_label("Code", exact=True).fill(pyotp.TOTP(secret).now())
    press(page, "Use this app")
    spare = page.get_by_label("Recovery codes").locator("code").all_inner_texts()
    assert len(set(spare)) == 10

    # signs out: the old session is worth nothing, and the password alone no longer signs in
    before = [one for one in context.cookies() if one["name"].endswith("codewell-session")]
    page.locator("[data-menu] summary").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Sign out", exact=True).click()
    context.add_cookies(before)
    page.goto("/account")
    assert page.url.startswith(f"{address}/sign-in")
    sign_in(page)
    assert page.url.startswith(f"{address}/sign-in/second-step")
    page.goto("/account")
    assert page.url.startswith(f"{address}/sign-in")
    context.close()
