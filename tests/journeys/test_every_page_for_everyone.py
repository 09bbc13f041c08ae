"""Every page in a browser: rules of accessibility, nothing wider than the window, nothing asked of another site.

Every third page is looked at in one of four ways, light or dark, at the width of a phone or of a desk, by turns; with
CODEWELL_EVERY_LOOK=1 every page in all four, which takes minutes longer.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from accessible import faults_of
from codewell.accounts.roles import Role
from every_page import ACCOUNT, ADMIN, ANYBODY, GUESTS, KEEPING, TOOLS, Place, served, signed_in, visit
from served_app import linked_home

pytestmark = pytest.mark.browser
WIDTHS = (320, 390, 1280)
LOOKS = (("light", 1280), ("dark", 390), ("light", 390), ("dark", 1280))
TOO_WIDE = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  const beyond = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > wide + 1);
  return beyond.slice(0, 3).map((one) => `${one.tagName}.${one.className} ${Math.round(one.getBoundingClientRect().right)}`);
}"""
"""Names what reaches beyond the window, where the page can be scrolled sideways."""


class Watched:
    """A tab that notes what the browser complains about and what is asked of another site."""

    def __init__(self, browser: Any, address: str) -> None:
        self.context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900})
        self.page = self.context.new_page()
        self.elsewhere: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda sent: None if sent.url.startswith(address) else self.elsewhere.append(sent.url))
        self.page.on("console", self._hear)

    def _hear(self, message: Any) -> None:
        if message.type == "error" and "status of 4" not in message.text:  # a page that tells of an error has its status
            self.complaints.append(message.text)


@pytest.fixture(scope="module")
def own_machine(chromium, reference_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    """One person's machine, where nobody signs in."""
    home = linked_home(tmp_path_factory.mktemp("own"), reference_home)
    with served(home) as address:
        yield Watched(chromium, address)


@pytest.fixture(scope="module")
def metered(reference_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A service that counts pages."""
    home = linked_home(tmp_path_factory.mktemp("metered"), reference_home)
    with served(home, metering="on", mail=str(home / "mail"), require_second_factor="none") as address:
        yield home, address


@pytest.fixture(scope="module")
def guest(chromium, metered: tuple[Path, str]) -> Watched:
    """Somebody without an account, who has seen the one page."""
    made = Watched(chromium, metered[1])
    made.page.goto("/code/icd10cm/E11.22")
    return made


@pytest.fixture(scope="module")
def admin(chromium, metered: tuple[Path, str]) -> Watched:
    made = Watched(chromium, metered[1])
    signed_in(made.context, metered[0], Role.ADMIN, metered[1])
    return made


def some(*places: Place) -> list[Place]:
    """Return every third page; all of them where every look is asked for."""
    return list(places if os.environ.get("CODEWELL_EVERY_LOOK") else places[::3])


def looks_of(place: Place) -> tuple[tuple[str, int], ...]:
    """Return the ways in which a page is looked at this time."""
    return LOOKS if os.environ.get("CODEWELL_EVERY_LOOK") else (LOOKS[sum(place.name.encode()) % len(LOOKS)],)


def look(watched: Watched, place: Place) -> None:
    """Look at a place in every way; what is wrong is told all at once."""
    page, wrong = watched.page, []
    status = visit(page, place)
    assert status < 500
    if status == 404:
        assert place.name in ("no-such-page", "code-unknown"), f"{place.path} is not there"
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate(TOO_WIDE)
            if wide:
                wrong.append(f"{scheme} {width}: wider than the window: {wide}")
            if (scheme, width) not in looks_of(place):
                continue
            wrong += [f"{scheme} {width}: {fault}" for fault in faults_of(page)]
    kept = page.evaluate("[localStorage.length, sessionStorage.length]")
    assert wrong == []
    assert kept == [0, 0]
    assert (watched.elsewhere, watched.complaints) == ([], [])


@pytest.mark.parametrize("place", some(*ANYBODY, *TOOLS, *KEEPING), ids=lambda place: place.name)
def test_a_page_of_ones_own_machine(own_machine, place):
    look(own_machine, place)


@pytest.mark.parametrize("place", some(*GUESTS), ids=lambda place: place.name)
def test_a_page_for_guests(guest, place):
    look(guest, place)


@pytest.mark.parametrize("place", some(*ACCOUNT, *ADMIN), ids=lambda place: place.name)
def test_a_page_of_an_administrator(admin, place):
    look(admin, place)
