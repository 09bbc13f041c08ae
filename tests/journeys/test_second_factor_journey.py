"""A coder sets up an authenticator app and a passkey and signs in by them, and at the hospital, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from accessible import faults_of, looks
from authenticators import app_code
from codewell.accounts.roles import Role
from codewell.interfaces.service_settings import OidcSettings, ServiceSettings
from codewell.interfaces.web.server import create_app
from codewell.interfaces.web.service import Service
from codewell.tasks.workplace import Workplace
from fake_issuer import CLIENT_ID, CLIENT_SECRET, FakeIssuer, fake_issuer
from served import served

pytestmark = pytest.mark.browser
PASSWORD = "seven grey herons"
LOOKS = looks()


class MovedClock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 6, 2, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Hospital:
    """A served app in which everybody signs in, and the issuer of its hospital."""

    address: str
    issuer: FakeIssuer
    service: Service
    clock: MovedClock


@pytest.fixture(scope="module")
def hospital(reference_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hospital]:
    clock = MovedClock()
    with fake_issuer(clock) as issuer:
        oidc = OidcSettings(issuer=issuer.issuer, client_id=CLIENT_ID, client_secret=CLIENT_SECRET, label="St. Mary's")
        settings = ServiceSettings(sign_in="required", oidc=oidc)
        service = Service(tmp_path_factory.mktemp("hospital"), clock, settings)
        with served(create_app(Workplace(reference_home, clock), service=service)) as address:
            yield Hospital(address, issuer, service, clock)
        service.close()


@pytest.fixture
def person(hospital: Hospital, request: pytest.FixtureRequest) -> str:
    """The e-mail address of an account with a password."""
    email = f"{request.node.name.replace('_', '-')}@example.org"
    accounts = hospital.service.accounts
    hashed = accounts.passwords.hash(PASSWORD)
    accounts.people.add(email, role=Role.CODER, plan="member", name="Ann Reyes", password_hash=hashed, verified=True)
    return email


@pytest.fixture
def tab(chromium, hospital: Hospital):
    """A tab of a browser that has met nobody; it may leave for the hospital's issuer only."""
    context = chromium.new_context(base_url=hospital.address)
    page = context.new_page()
    complaints: list[str] = []
    ours = (hospital.address, hospital.issuer.issuer)
    page.on("request", lambda sent: complaints.append(sent.url) if not sent.url.startswith(ours) else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
    yield page
    context.close()
    assert complaints == []


def by_password(tab, email: str) -> None:
    tab.goto("/sign-in?next=/account")
    tab.get_by_label("E-mail").fill(email)
    tab.get_by_label("Password", exact=True).fill(PASSWORD)
    tab.get_by_role("button", name="Sign in", exact=True).click()


def signed_out(tab) -> None:
    tab.locator(".account-menu summary").click()
    tab.get_by_role("button", name="Sign out", exact=True).click()
    tab.wait_for_url("**/sign-in?done=signed-out")


def device_in(tab, *, verified: bool = True) -> tuple[object, str]:
    """Give the browser an authenticator that sees its person, or does not; return what commands it."""
    commands = tab.context.new_cdp_session(tab)
    commands.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": verified,
        "automaticPresenceSimulation": True,
    }
    return commands, commands.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def looked_over(tab) -> list[str]:
    """Return what axe-core and a narrow screen find wrong with the page, at both widths and in both themes."""
    found = []
    for width, scheme in LOOKS:
        tab.set_viewport_size({"width": width, "height": 900})
        tab.emulate_media(color_scheme=scheme)
        where = f"{width} {scheme}"
        found += [f"{where} {fault}" for fault in faults_of(tab)]
        if tab.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            found.append(f"{where} {tab.url} scrolls sideways")
    return found


def test_an_authenticator_app_by_keyboard_and_its_code_at_the_next_sign_in(tab, hospital, person):
    by_password(tab, person)
    faults = looked_over(tab)
    tab.get_by_role("link", name="Set one up").click()
    picture = tab.locator(".app-picture")
    picture.evaluate("image => image.decode()")
    assert picture.evaluate("image => image.naturalWidth") > 100
    secret = "".join(tab.locator(".app-secret").inner_text().split())
    faults += looked_over(tab)
    tab.get_by_label("Code", exact=True).fill("000000")
    tab.keyboard.press("Enter")
    tab.get_by_role("alert").filter(has_text="not the code of this secret").wait_for()
    tab.get_by_label("Code", exact=True).fill(app_code(secret, hospital.clock()))
    tab.keyboard.press("Enter")
    tab.locator(".recovery-codes").wait_for()
    assert tab.locator(".recovery-codes code").count() == 10
    faults += looked_over(tab)
    tab.get_by_role("link", name="I have kept them").click()
    tab.get_by_role("status").filter(has_text="Your authenticator app is in use.").wait_for()
    signed_out(tab)

    hospital.clock.now += timedelta(minutes=1)
    by_password(tab, person)
    tab.wait_for_url("**/sign-in/second-step?next=%2Faccount")
    faults += looked_over(tab)
    assert tab.evaluate("document.activeElement.name") == "code"
    tab.keyboard.type(app_code(secret, hospital.clock()))
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/account")
    tab.goto("/account/recovery-codes")
    faults += looked_over(tab)
    tab.goto("/account/app")
    faults += looked_over(tab)
    assert faults == []


def test_a_passkey_signs_in_alone_and_after_a_password(tab, hospital, person):
    by_password(tab, person)
    commands, device = device_in(tab)
    tab.goto("/account/passkeys")
    faults = looked_over(tab)
    tab.get_by_label("Name").fill("Laptop at work")
    tab.get_by_role("button", name="Add a passkey").click()
    tab.get_by_role("link", name="I have kept them").click()
    held = commands.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]
    assert [(one["rpId"], one["isResidentCredential"]) for one in held] == [("localhost", True)]
    tab.goto("/account/passkeys")
    faults += looked_over(tab)
    assert tab.get_by_label("Name of passkey 1").input_value() == "Laptop at work"
    signed_out(tab)

    tab.goto("/sign-in?next=/account")
    faults += looked_over(tab)
    tab.get_by_role("button", name="Sign in with a passkey").click()
    tab.wait_for_url("**/account")
    assert "last used" in tab.locator("#passkeys").inner_text()
    signed_out(tab)

    by_password(tab, person)
    tab.get_by_role("button", name="Use a passkey").click()
    tab.wait_for_url("**/account")
    hospital.clock.now += timedelta(minutes=16)
    tab.goto("/account/passkeys")
    faults += looked_over(tab)
    tab.get_by_role("button", name="Confirm with a passkey").click()
    tab.wait_for_url("**/account/passkeys")
    assert faults == []


def test_a_device_that_does_not_see_its_person_is_no_sign_in(tab, hospital, person):
    by_password(tab, person)
    commands, device = device_in(tab)
    tab.goto("/account/passkeys")
    tab.get_by_role("button", name="Add a passkey").click()
    tab.get_by_role("link", name="I have kept them").click()
    signed_out(tab)
    commands.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    tab.goto("/sign-in")
    tab.get_by_role("button", name="Sign in with a passkey").click()
    told = tab.locator("[data-passkey-told]")
    told.filter(has_text="was not given the passkey").wait_for()
    assert tab.get_by_role("button", name="Sign in with a passkey").is_enabled()


def test_the_hospital_leads_there_and_back(tab, hospital):
    tab.goto("/sign-in?next=/account")
    tab.get_by_role("button", name="Sign in with St. Mary's").click()
    tab.wait_for_url("**/account")
    assert "ann@hospital.example" in tab.locator("#who").inner_text().lower()
    tab.goto("/account/hospital")
    assert looked_over(tab) == []


def test_without_script_the_pages_say_what_to_do(chromium, hospital, person):
    context = chromium.new_context(base_url=hospital.address, java_script_enabled=False)
    tab = context.new_page()
    tab.goto("/sign-in")
    assert "Passkeys need JavaScript" in tab.locator("[data-passkey-told]").inner_text()
    assert not tab.get_by_role("button", name="Sign in with a passkey").is_visible()
    by_password(tab, person)
    tab.goto("/account/passkeys")
    assert "An authenticator app works without." in tab.locator("main").inner_text()
    hospital.issuer.person = {**hospital.issuer.person, "sub": "somebody whom nobody linked"}
    tab.goto("/sign-in")
    tab.get_by_role("button", name="Sign in with St. Mary's").click()
    tab.wait_for_url("**/sign-in/hospital/back**")
    assert "not linked to your account" in tab.locator("main").inner_text()
    context.close()
