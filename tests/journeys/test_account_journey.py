"""From registering to signing out in a real browser, by the letters that arrive; what axe-core and narrow screens find."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from accessible import faults_of, looks
from served_app import answering, environment_of

pytestmark = pytest.mark.browser
ANN, PASSWORD = "ann.whitaker@lakeside.example", "seven grey herons"


@pytest.fixture(scope="module")
def post_box(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("post") / "mail"


@pytest.fixture(scope="module")
def log(post_box: Path) -> Path:
    return post_box.parent / "log"


@pytest.fixture(scope="module")
def address(reference_home: Path, post_box: Path, log: Path) -> Iterator[str]:
    """A hospital's service: everybody signs in, and letters land in a folder."""
    database = f"sqlite:///{post_box.parent / 'accounts.sqlite'}"
    environment = environment_of(reference_home, sign_in="required", database=database, mail=str(post_box))
    with answering(environment, log) as found:
        yield found


def link_in(post_box: Path) -> str:
    """Return the link of the latest letter."""
    letters = sorted(post_box.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
    found = re.search(r"^http\S+-\w+/\S+", letters[-1].read_text(), re.M)
    assert found is not None
    return found.group()


def looked_over(page) -> list[str]:
    found = []
    for width, scheme in looks():
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        where = f"{page.url.partition('?')[0]} {width} {scheme}"
        found += [f"{where} {fault}" for fault in faults_of(page)]
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            found.append(f"{where} scrolls sideways")
    page.set_viewport_size({"width": 320, "height": 900})
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        found.append(f"{page.url} scrolls sideways at 320")
    page.set_viewport_size({"width": 1280, "height": 900})
    return found


def test_from_registering_to_signing_out(chromium, address: str, post_box: Path, log: Path) -> None:
    context = chromium.new_context(base_url=address)
    page, elsewhere, faults = context.new_page(), [], []
    page.on("request", lambda sent: elsewhere.append(sent.url) if not sent.url.startswith(address) else None)
    page.on("pageerror", lambda error: elsewhere.append(str(error)))

    page.goto("/releases")
    page.get_by_role("navigation", name="Account").get_by_role("link", name="Register").click()
    faults += looked_over(page)
    page.get_by_label("E-mail").fill(ANN)
    page.get_by_label("Name").fill("Ann Whitaker")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Show password").click()
    assert page.get_by_label("Password", exact=True).get_attribute("type") == "text"
    page.get_by_role("button", name="Register").click()
    page.get_by_role("heading", name="Look at your mail").wait_for()
    faults += looked_over(page)

    page.goto(link_in(post_box))
    faults += looked_over(page)
    page.get_by_role("button", name="Confirm the address").click()
    page.get_by_role("status").get_by_text("is confirmed").wait_for()
    page.goto("/sign-in?next=/account")
    faults += looked_over(page)
    page.get_by_label("E-mail").fill(ANN)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/account")
    page.locator(".account-menu summary").click()
    faults += looked_over(page)
    page.keyboard.press("Escape")
    assert not page.get_by_role("button", name="Sign out", exact=True).is_visible()
    for path in ("/account/password", "/account/email", "/account/name", "/account/close", "/account/confirm"):
        page.goto(path)
        faults += looked_over(page)
    page.locator(".account-menu summary").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_url("**/sign-in?done=signed-out")
    page.goto("/account")
    assert "/sign-in?next=" in page.url
    for path in ("/forgotten-password", "/register/again"):
        page.goto(path)
        faults += looked_over(page)
    context.close()
    assert faults == []
    assert elsewhere == []
    written = log.read_text()
    assert not any(secret in written for secret in (ANN, "Whitaker", PASSWORD, "confirm-address"))


def test_a_mistyped_password_leaves_the_address_and_says_what_to_do(chromium, address: str) -> None:
    context = chromium.new_context(base_url=address)
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill("nobody@lakeside.example")
    page.get_by_label("Password", exact=True).fill("guess")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    assert page.get_by_label("E-mail").input_value() == "nobody@lakeside.example"
    assert page.get_by_label("Password", exact=True).input_value() == ""
    assert looked_over(page) == []
    context.close()
