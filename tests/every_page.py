"""Every page of the web app, as people reach it: for pictures, for accessibility, for requests that leave the app."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codewell.accounts.installation import open_accounts
from codewell.accounts.keyring import keyring_in
from codewell.accounts.roles import Role
from codewell.kernel.clock import system_clock
from rt_files import zipped_course
from served_app import answering, environment_of

NOTE = (
    "Patient: Zora Quill, 67-year-old woman, seen 06/02/2026.\n"
    "ASSESSMENT AND PLAN\n1. Type 2 diabetes with diabetic chronic kidney disease, stage 3a: continue metformin.\n"
    "2. Essential hypertension, controlled on lisinopril.\n3. No evidence of neuropathy.\n"
)
CLAIM = (
    "claim,line,procedure,modifiers,units,charge,diagnosis,date_of_service,place_of_service\n"
    "A1,1,99213,,1,120.00,E11.22,2024-07-02,11\nA1,2,77385,,1,900.00,E11.22,2024-07-02,11\n"
)
Act = Callable[[Any], None]


@dataclass(frozen=True, slots=True)
class Place:
    """A page and how somebody comes to it.

    Args:
        name: for files and messages.
        path: its address.
        act: what is done there to see it as it is meant; None for nothing.
    """

    name: str
    path: str
    act: Act | None = None


def _filled(field: str, text: str) -> Act:
    """Return an act that fills a field and sends its form."""

    def act(page: Any) -> None:
        page.locator(f"main [name={field}]").first.fill(text)
        form = page.locator(f"main form:has([name={field}])").first
        with page.expect_navigation():
            form.locator("button[type=submit], button.primary").first.click()

    return act


def _episode(page: Any) -> None:
    page.locator("#rt-file").set_input_files({"name": "episode.zip", "mimeType": "application/zip", "buffer": zipped_course()})
    page.locator("main form[action='/radonc'] button").click()
    page.locator("#rt-plans").wait_for()


def _asked(page: Any) -> None:
    page.locator("#question").fill("What is CPT code 99213?")
    page.locator("#question").press("Enter")
    page.locator("#t0").wait_for()


def _worklist(page: Any) -> None:
    page.locator("main [name=name]").first.fill("Diabetes clinic")
    with page.expect_navigation():
        page.locator("main form:has([name=name]) button").first.click()
    link = page.locator("main a", has_text="Diabetes clinic")
    if link.count():
        link.first.click()


ANYBODY = (
    Place("start", "/"),
    Place("search", "/search?q=heart+attack"),
    Place("search-nothing", "/search?q=zzzzqqq"),
    Place("code-diagnosis", "/code/icd10cm/E11.22?on=2026-06-02"),
    Place("code-header", "/code/icd10cm/S72.0?on=2026-06-02"),
    Place("code-ended", "/code/cpt/77385?on=2026-06-02"),
    Place("code-written", "/code/cpt/77386?on=2025-06-02"),
    Place("code-drug", "/code/hcpcs/J1100?on=2026-06-02"),
    Place("code-visit", "/code/cpt/99213?on=2026-06-02"),
    Place("code-unknown", "/code/icd10cm/Z99.99"),
    Place("choice", "/code/J1100"),
    Place("compare", "/compare?first=77385&on=2025-06-02&second=77385&second_on=2026-06-02"),
    Place("compare-asked", "/compare?first=77385"),
    Place("browse", "/browse"),
    Place("browse-diagnoses", "/browse/icd10cm"),
    Place("browse-drugs", "/browse/hcpcs"),
    Place("index", "/index"),
    Place("index-entry", "/index/Diabetes%2C%20diabetic"),
    Place("guidelines", "/guidelines"),
    Place("guideline", "/guidelines/I.C.4.a"),
    Place("fee", "/fee?code=77407&on=2026-08-03"),
    Place("ptp", "/ptp?codes=77301+77014&on=2024-07-02"),
    Place("releases", "/releases"),
    Place("keys", "/keys"),
    Place("no-such-page", "/nowhere"),
)
TOOLS = (
    Place("ask", "/ask"),
    Place("ask-answered", "/ask", _asked),
    Place("case", "/case"),
    Place("case-answered", "/case", _filled("text", "left breast cancer, IMRT")),
    Place("note", "/code-note"),
    Place("note-coded", "/code-note", _filled("text", NOTE)),
    Place("redact", "/redact"),
    Place("redacted", "/redact", _filled("text", NOTE)),
    Place("claims", "/claims"),
    Place("radonc", "/radonc"),
    Place("radonc-intensity", "/radonc/intensity"),
    Place("radonc-coded", "/radonc", _episode),
    Place("claims-rules", "/claims/rules"),
    Place("claims-rule", "/claims/rules/ptp.column-two-not-payable"),
)
KEEPING = (
    Place("favourites", "/favourites"),
    Place("conversations", "/ask/kept"),
    Place("worklists", "/worklists"),
    Place("worklist", "/worklists", _worklist),
)
GUESTS = (
    Place("wall", "/code/icd10cm/I10"),
    Place("sign-in", "/sign-in"),
    Place("register", "/register"),
    Place("forgotten-password", "/forgotten-password"),
)
ACCOUNT = (
    Place("account", "/account"),
    Place("account-password", "/account/password"),
    Place("account-email", "/account/email"),
    Place("account-close", "/account/close"),
    Place("account-keys", "/account/keys"),
    Place("api", "/api"),
    Place("account-app", "/account/app"),
    Place("account-passkeys", "/account/passkeys"),
    Place("account-recovery-codes", "/account/recovery-codes"),
)
ADMIN = (
    Place("admin", "/admin"),
    Place("admin-people", "/admin/people"),
    Place("admin-teams", "/admin/teams"),
    Place("admin-feedback", "/admin/feedback"),
    Place("admin-usage", "/admin/usage"),
    Place("admin-releases", "/admin/releases"),
    Place("admin-audit", "/admin/audit"),
    Place("admin-health", "/admin/health"),
)


def visit(page: Any, place: Place) -> int:
    """Bring a tab to a place and return the status of its address."""
    answer = page.goto(place.path)
    if place.act is not None:
        place.act(page)
    return int(answer.status)


@contextmanager
def served(home: Path, **settings: str) -> Iterator[str]:
    """Serve a home and give its address.

    Args:
        home: with the reference built.
        settings: of the service, by name.
    """
    with answering(environment_of(home, **settings), home / "served.log") as address:
        yield address


def signed_in(context: Any, home: Path, role: Role, address: str) -> None:
    """Give a browser the session of a new person of that role."""
    accounts = open_accounts(f"sqlite:///{home / 'accounts.sqlite'}", system_clock, keyring_in(home / "secret.key"))
    person = accounts.people.add(f"{role.value}@example.org", role=role, plan="member", name="Zora Quill", verified=True)
    token = accounts.sessions.begin(person, "password passkey")
    accounts.database.close()
    context.add_cookies([{"name": "codewell-session", "value": token, "url": address}])


def mail_in(folder: Path) -> str:
    """Return the newest mail that was written to a folder, with its lines joined as they were."""
    newest = max(folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
    return newest.read_text("utf-8")


def link_in(mail: str, start: str) -> str:
    """Return the path of the first address in a mail that begins with a path."""
    found = re.search(rf"https?://[^/\s]+({re.escape(start)}\S*)", mail.replace("=\n", ""))
    assert found is not None, "the mail has no such link"
    return found.group(1)
