"""A served installation for tests: the web app over a database, a clock that is moved, and a folder of mail that is read."""

from __future__ import annotations

import email
import re
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from urllib.parse import urlsplit

from httpx import Response

from accounts_over_both import MovedClock
from codewell.accounts.roles import Role
from codewell.interfaces.service_settings import ServiceSettings
from codewell.interfaces.web.server import create_app
from codewell.interfaces.web.service import Service
from codewell.tasks.workplace import Workplace
from web_client import WebClient

PASSWORD = "seven grey herons"
_LINK = re.compile(r"^http\S+/(?:confirm-address|new-password|confirm-new-address|invitation)/\S+", re.M)


class AccountSite:
    """An installation whose every page asks for an account.

    Args:
        home: an empty folder.
        database_url: of an empty database.
        clock: is moved by the test.
        settings: other than the usual ones.
    """

    def __init__(self, home: Path, database_url: str, clock: MovedClock, **settings: object) -> None:
        values = {
            "sign_in": "required",
            "database": database_url,
            "address": "http://codes.example",
            "mail": str(home / "mail"),
        }
        self.clock = clock
        self.home = home
        self.service = Service(home, clock, ServiceSettings.model_validate(values | settings), serves_only_itself=False)
        self.app = create_app(Workplace(home, clock), service=self.service)

    def browser(self, address: str = "192.0.2.7") -> WebClient:
        """Return a new browser that knows no cookies."""
        made = WebClient(self.app, base_url="http://codes.example", follow_redirects=False, client=(address, 50000))
        made.form_page = "/sign-in"
        return made

    def letters(self) -> list[EmailMessage]:
        """Return what was sent, earliest first."""
        files = sorted((self.home / "mail").glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
        return [email.message_from_bytes(file.read_bytes(), policy=default) for file in files]  # type: ignore[misc]

    def link(self) -> str:
        """Return the path of the page that the latest letter leads to."""
        found = _LINK.search(self.letters()[-1].get_content())
        assert found is not None
        return urlsplit(found.group()).path

    def add(self, address: str, role: Role = Role.CODER) -> str:
        """Make an account that is open, and return its id."""
        accounts = self.service.accounts
        hashed = accounts.passwords.hash(PASSWORD)
        return accounts.people.add(address, role=role, plan="free", password_hash=hashed, verified=True).id

    def signed_in(self, address: str) -> WebClient:
        """Return a browser in which somebody has signed in."""
        browser = self.browser()
        answer = browser.post("/sign-in", data={"email": address, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        return browser


def said(answer: Response) -> str:
    """Return what a page tells in its notice."""
    found = re.search(r'<div class="(?:refusal|done)" role="(?:alert|status)"><p>(.*?)</p>', answer.text, re.S)
    return found.group(1) if found else ""
