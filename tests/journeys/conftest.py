"""A served app and a browser for the journeys."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from account_site import AccountSite
from accounts_over_both import MovedClock
from served_app import answering, environment_of

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


@pytest.fixture(scope="session")
def environment(reference_home: Path) -> dict[str, str]:
    return environment_of(reference_home)


@pytest.fixture(scope="session")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("web") / "log"


@pytest.fixture(scope="session")
def address(environment: dict[str, str], log: Path) -> Iterator[str]:
    """`codewell serve`, answering."""
    with answering(environment, log) as found:
        yield found


@pytest.fixture(scope="module")  # no longer: while Playwright runs, `asyncio.run` in the same thread is refused
def chromium():
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: pip install playwright")
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip("no Chromium on this machine; on Debian: apt-get install chromium")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield browser
        browser.close()


@pytest.fixture
def site(tmp_path: Path, database_url: str, clock: MovedClock) -> Iterator[AccountSite]:
    """A served installation over either database."""
    made = AccountSite(tmp_path, database_url, clock)
    yield made
    made.service.close()


@pytest.fixture
def lone_site(tmp_path: Path, clock: MovedClock) -> Iterator[AccountSite]:
    """One over SQLite, for what does not depend on the database."""
    made = AccountSite(tmp_path, f"sqlite:///{tmp_path / 'accounts.sqlite'}", clock)
    yield made
    made.service.close()


@pytest.fixture(params=[pytest.param(True, id="script"), pytest.param(False, id="no-script")])
def tab(request: pytest.FixtureRequest, chromium, address: str):
    """A tab that refuses to leave the app and fails on anything that the browser complains about."""
    context = chromium.new_context(java_script_enabled=request.param, base_url=address)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("request", lambda sent: complaints.append(sent.url) if not sent.url.startswith(address) else None)
    yield page
    context.close()
    assert complaints == []
