"""Pages of second factors, passkeys and the hospital's sign-in, as a browser without script and an authenticator use them."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from lxml import html

from authenticators import SoftAuthenticator, app_code
from codewell.accounts.people import Account
from codewell.accounts.roles import Role
from codewell.interfaces.service_settings import OidcSettings, ServiceSettings
from codewell.interfaces.web.second_factors.own_address import own_origin, passkey_site
from codewell.interfaces.web.server import create_app
from codewell.interfaces.web.service import Service
from codewell.tasks.workplace import Workplace
from fake_issuer import CLIENT_ID, CLIENT_SECRET, fake_issuer
from web_client import WebClient

PASSWORD = "seven grey herons"
ORIGIN = "http://localhost"


class Hospital:
    """A served app with accounts, at a moment that tests move.

    Args:
        workplace: the few answers.
        home: its folder.
        settings: how it is served.
        serves_only_itself: whether only this machine reaches it.
    """

    def __init__(self, workplace: Workplace, home: Path, settings: ServiceSettings, *, serves_only_itself: bool = True) -> None:
        self.now = datetime(2026, 6, 2, 12, tzinfo=UTC)
        self.service = Service(home, lambda: self.now, settings, serves_only_itself=serves_only_itself)
        self.app = create_app(workplace, service=self.service)

    def account(self, name: str = "ann", role: Role = Role.CODER) -> Account:
        hashed = self.service.accounts.passwords.hash(PASSWORD)
        people = self.service.accounts.people
        return people.add(f"{name}@example.org", role=role, plan="member", name=name, password_hash=hashed, verified=True)

    def browser(self) -> WebClient:
        client = WebClient(self.app, follow_redirects=False, base_url=ORIGIN)
        client.form_page = "/sign-in"
        return client

    def signed_in(self, name: str = "ann") -> WebClient:
        client = self.browser()
        answer = client.post("/sign-in", data={"email": f"{name}@example.org", "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        return client


@pytest.fixture
def hospital(workplace: Workplace, tmp_path: Path):
    made = Hospital(workplace, tmp_path, ServiceSettings(sign_in="required", metering="on"))
    yield made
    made.service.close()


def secret_on(client: WebClient) -> str:
    page = html.document_fromstring(client.get("/account/app").text)
    return "".join(page.find_class("app-secret")[0].text_content().split())


def codes_on(answer) -> list[str]:
    assert answer.status_code == 200, answer.text
    page = html.document_fromstring(answer.text)
    return [one.text_content() for one in page.xpath("//ol[@class='recovery-codes']//code")]


def set_up_app(hospital: Hospital, client: WebClient) -> tuple[str, list[str]]:
    secret = secret_on(client)
    codes = codes_on(client.post("/account/app", data={"code": app_code(secret, hospital.now), "end_others": "yes"}))
    hospital.now += timedelta(minutes=1)
    return secret, codes


def add_passkey(client: WebClient, name: str = "Laptop") -> tuple[SoftAuthenticator, object]:
    device = SoftAuthenticator(origin=ORIGIN)
    options = client.post("/account/passkeys/options")
    assert options.headers["cache-control"] == "no-store"
    return device, client.post("/account/passkeys", data={"answer": json.dumps(device.make(options.text)), "name": name})


def test_an_app_is_set_up_and_asked_for_from_then_on(hospital):
    hospital.account()
    client = hospital.signed_in()
    before = client.cookies["codewell-session"]
    assert "Your password alone signs in" in client.get("/account").text
    picture = client.get("/account/app.svg")
    assert picture.status_code == 404, "no secret waits yet"
    secret = secret_on(client)
    assert secret_on(client) == secret
    picture = client.get("/account/app.svg")
    assert (picture.headers["content-type"], picture.headers["cache-control"]) == ("image/svg+xml; charset=utf-8", "no-store")
    wrong = client.post("/account/app", data={"code": "000000"})
    assert (wrong.status_code, "not the code of this secret" in wrong.text) == (422, True)
    answer = client.post("/account/app", data={"code": app_code(secret, hospital.now)})
    codes = codes_on(answer)
    assert len(codes) == 10
    assert answer.headers["cache-control"] == "no-store"
    assert client.cookies["codewell-session"] != before, "the session goes on under a new token"
    assert "10 left" in client.get("/account").text
    assert secret not in client.get("/account/app").text, "it is shown no more"
    assert client.get("/account/app.svg").status_code == 404

    other = hospital.browser()
    answer = other.post("/sign-in?next=/fee", data={"email": "ann@example.org", "password": PASSWORD, "next": "/fee"})
    assert answer.headers["location"] == "/sign-in/second-step?next=%2Ffee"
    assert "codewell-session" not in other.cookies
    assert other.get("/fee").status_code == 303, "half signed in is not signed in"
    page = other.get(answer.headers["location"])
    assert "authenticator app" in page.text
    hospital.now += timedelta(minutes=1)
    wrong = other.post("/sign-in/second-step", data={"code": "123456", "next": "/fee"})
    assert wrong.status_code == 422
    answer = other.post("/sign-in/second-step", data={"code": app_code(secret, hospital.now), "next": "/fee"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/fee")
    assert other.get("/account").status_code == 200
    assert not other.cookies.get("codewell-second-step")


def test_a_recovery_code_signs_in_and_new_ones_replace_it(hospital):
    hospital.account()
    client = hospital.signed_in()
    _, codes = set_up_app(hospital, client)
    other = hospital.browser()
    other.post("/sign-in", data={"email": "ann@example.org", "password": PASSWORD})
    assert other.post("/sign-in/second-step", data={"code": codes[0]}).status_code == 303
    assert "9 of yours are still good" in other.get("/account/recovery-codes").text
    new = codes_on(other.post("/account/recovery-codes"))
    assert not set(new) & set(codes)


def test_the_second_step_leads_back_where_there_was_no_first(hospital):
    client = hospital.browser()
    assert client.get("/sign-in/second-step").headers["location"] == "/sign-in"
    for path in ("/sign-in/second-step", "/sign-in/second-step/passkey"):
        assert client.post(path, data={"code": "123456"}).headers["location"] == "/sign-in"
    assert client.post("/sign-in/second-step/passkey/options").status_code == 403


def test_the_app_is_turned_off(hospital):
    hospital.account()
    client = hospital.signed_in()
    set_up_app(hospital, client)
    assert client.post("/account/app/off", data={"end_others": "yes"}).headers["location"] == "/account?done=app-off"
    assert "turned off" in client.get("/account?done=app-off").text
    assert hospital.signed_in().get("/account").status_code == 200


@pytest.mark.parametrize("path", ["/account/app", "/account/app.svg", "/account/recovery-codes", "/account/passkeys"])
def test_factors_are_changed_only_shortly_after_showing_who_one_is(hospital, path):
    hospital.account()
    client = hospital.signed_in()
    hospital.now += timedelta(minutes=16)
    client.get("/account")
    answer = client.get(path)
    assert (answer.status_code, answer.headers["location"].startswith("/account/confirm?next=")) == (303, True)
    for unsafe in (
        "/account/app",
        "/account/app/off",
        "/account/recovery-codes",
        "/account/passkeys/options",
        "/account/passkeys",
    ):
        assert client.post(unsafe).headers["location"].startswith("/account/confirm")
    assert hospital.browser().get(path).headers["location"].startswith("/sign-in?next=")


def test_a_passkey_is_added_signs_in_confirms_is_renamed_and_removed(hospital):
    hospital.account()
    client = hospital.signed_in()
    device, answer = add_passkey(client)
    assert len(codes_on(answer)) == 10
    assert "Laptop" in client.get("/account").text

    other = hospital.browser()
    assert "Sign in with a passkey" in other.get("/sign-in").text
    signed = device.sign(other.post("/sign-in/passkey/options").text)
    answer = other.post("/sign-in/passkey", data={"answer": json.dumps(signed), "next": "/fee"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/fee")
    replayed = hospital.browser().post("/sign-in/passkey", data={"answer": json.dumps(signed)})
    assert (replayed.status_code, "not recognised" in replayed.text) == (401, True)

    hospital.now += timedelta(minutes=16)
    assert other.get("/account/passkeys").headers["location"].startswith("/account/confirm")
    before = other.cookies["codewell-session"]
    signed = device.sign(other.post("/sign-in/passkey/options").text)
    answer = other.post("/sign-in/passkey", data={"answer": json.dumps(signed), "next": "/account/passkeys"})
    assert answer.headers["location"] == "/account/passkeys"
    assert other.cookies["codewell-session"] != before
    page = other.get("/account/passkeys")
    (passkey,) = re.findall(r'action="/account/passkeys/remove">.*?name="passkey" value="([^"]+)"', page.text)
    other.post("/account/passkeys/rename", data={"passkey": passkey, "name": "<b>Phone</b>"})
    assert "&lt;b&gt;Phone&lt;/b&gt;" in other.get("/account/passkeys").text
    assert other.post("/account/passkeys/remove", data={"passkey": "not mine"}).status_code == 404
    other.post("/account/passkeys/remove", data={"passkey": passkey})
    assert "There is none yet" in other.get("/account/passkeys").text


def test_a_passkey_is_the_second_step_of_a_password(hospital):
    hospital.account()
    device, _ = add_passkey(hospital.signed_in())
    other = hospital.browser()
    other.post("/sign-in", data={"email": "ann@example.org", "password": PASSWORD})
    assert "Use the passkey of this account" in other.get("/sign-in/second-step").text
    device.verified = False
    signed = device.sign(other.post("/sign-in/second-step/passkey/options").text)
    assert other.post("/sign-in/second-step/passkey", data={"answer": json.dumps(signed)}).status_code == 401
    device.verified = True
    signed = device.sign(other.post("/sign-in/second-step/passkey/options").text)
    assert other.post("/sign-in/second-step/passkey", data={"answer": json.dumps(signed)}).status_code == 303
    assert other.get("/account").status_code == 200


@pytest.mark.parametrize("answer", ["", "nonsense", "[]", "{}", "[" * 30_000, '{"id": 1, "response": {"clientDataJSON": "e30"}}'])
def test_nonsense_of_an_authenticator_is_refused_in_words(hospital, answer):
    hospital.account()
    assert hospital.browser().post("/sign-in/passkey", data={"answer": answer}).status_code == 401
    refused = hospital.signed_in().post("/account/passkeys", data={"answer": answer, "name": "x"})
    assert (refused.status_code, "used or out of date" in refused.text) == (422, True)


def test_an_options_request_from_another_site_is_refused(hospital):
    client = hospital.browser()
    for headers in ({"Origin": "https://evil.example"}, {"X-Form-Token": "no token of ours"}, {"Sec-Fetch-Site": "cross-site"}):
        assert client.post("/sign-in/passkey/options", headers=headers).status_code == 403


@pytest.mark.parametrize(
    ("settings", "alone", "host", "origin", "site"),
    [
        ({}, True, "localhost:8000", "http://localhost:8000", "localhost"),
        ({}, True, "127.0.0.1:8000", "http://127.0.0.1:8000", None),
        ({}, True, "[::1]:8000", "http://[::1]:8000", None),
        ({}, False, "codes.example", "", None),
        ({"address": "https://codes.example/"}, False, "evil.example", "https://codes.example", "codes.example"),
        ({"address": "https://codes.example:8443"}, True, "localhost", "https://codes.example:8443", "codes.example"),
        ({"address": "http://codes.example"}, False, "codes.example", "http://codes.example", None),
        ({"address": "https://192.0.2.7"}, False, "192.0.2.7", "https://192.0.2.7", None),
    ],
)
def test_passkeys_belong_to_the_stated_address_never_to_what_a_browser_claims(tmp_path, settings, alone, host, origin, site):
    service = Service(tmp_path, lambda: datetime(2026, 6, 2, tzinfo=UTC), ServiceSettings(**settings), serves_only_itself=alone)
    assert own_origin(service, "http", host) == origin
    found = passkey_site(service, "http", host)
    assert (found.id if found else None) == site


def test_where_browsers_make_no_passkeys_it_is_said(workplace, tmp_path):
    made = Hospital(workplace, tmp_path, ServiceSettings(sign_in="required"), serves_only_itself=False)
    made.account()
    client = made.signed_in()
    assert "this page was opened at another" in client.get("/account/passkeys").text
    assert client.post("/account/passkeys/options").status_code == 403
    assert "Sign in with a passkey" not in made.browser().get("/sign-in").text
    made.service.close()


@pytest.mark.parametrize(
    ("policy", "alone", "role", "kept_back"),
    [
        ("auto", True, Role.ADMIN, False),
        ("auto", False, Role.ADMIN, True),
        ("auto", False, Role.CODER, False),
        ("none", False, Role.ADMIN, False),
        ("admins", True, Role.ADMIN, True),
        ("all", False, Role.CODER, True),
    ],
)
def test_the_service_can_ask_for_a_second_factor(workplace, tmp_path, policy, alone, role, kept_back):
    settings = ServiceSettings(sign_in="required", require_second_factor=policy)
    made = Hospital(workplace, tmp_path, settings, serves_only_itself=alone)
    made.account(role=role)
    client = made.signed_in()
    assert ("This service asks you for a second factor" in client.get("/account").text) is kept_back
    read = client.get("/code/icd10cm/E11.22")
    assert (read.status_code == 403) is (policy == "all")
    set_up_app(made, client)
    assert "This service asks you for a second factor" not in client.get("/account").text
    assert client.get("/code/icd10cm/E11.22").status_code == 200
    made.service.close()


@pytest.fixture
def single_sign_on(workplace, tmp_path):
    """An app whose people may sign in at a fake issuer."""
    moment = datetime(2026, 6, 2, 12, tzinfo=UTC)
    with fake_issuer(lambda: moment) as issuer:
        oidc = OidcSettings(issuer=issuer.issuer, client_id=CLIENT_ID, client_secret=CLIENT_SECRET, label="St. Mary's")
        made = Hospital(workplace, tmp_path, ServiceSettings(sign_in="required", oidc=oidc))
        yield made, issuer
        made.service.close()


def led_away(client: WebClient, path: str = "/sign-in/hospital", **form: str) -> str:
    answer = client.post(path, data=form)
    assert answer.status_code == 200, answer.text
    page = html.document_fromstring(answer.text)
    (refresh,) = page.xpath("//meta[@http-equiv='refresh']/@content")
    (link,) = page.xpath("//main//a/@href")
    assert refresh == f"0; url={link}"
    return link


def test_the_hospitals_sign_in_leads_away_and_back(single_sign_on):
    made, issuer = single_sign_on
    client = made.browser()
    assert "Sign in with St. Mary&#39;s" in client.get("/sign-in").text
    answer = client.get("/sign-in/hospital/back", params=issuer.answer_to(led_away(client, next="/fee")))
    assert (answer.status_code, answer.headers["location"]) == (303, "/fee")
    account = client.get("/account").text
    assert "ann@hospital.example" in account
    assert "opens this account" in account
    assert "you sign in by other means" in account


def test_an_attackers_answer_signs_nobody_in(single_sign_on):
    made, issuer = single_sign_on
    attackers = issuer.answer_to(led_away(made.browser()))
    victim = made.browser()
    victim.get("/sign-in")
    answer = victim.get("/sign-in/hospital/back", params=attackers)
    assert (answer.status_code, "belongs to no sign-in" in answer.text) == (401, True)
    assert "codewell-session" not in victim.cookies
    assert attackers["code"] not in answer.text
    assert attackers["state"] not in answer.text


def test_what_the_hospital_says_of_an_error_is_not_shown(single_sign_on):
    made, issuer = single_sign_on
    client = made.browser()
    state = issuer.answer_to(led_away(client))["state"]
    said = {"state": state, "error": "access_denied", "error_description": "<b>call 555-0100</b>", "iss": issuer.issuer}
    answer = client.get("/sign-in/hospital/back", params=said)
    assert (answer.status_code, "did not let you in" in answer.text) == (401, True)
    assert "555-0100" not in answer.text


def test_an_account_is_linked_and_unlinked(single_sign_on):
    made, issuer = single_sign_on
    made.account(role=Role.ADMIN)
    client = made.signed_in()
    answer = client.get("/sign-in/hospital/back", params=issuer.answer_to(led_away(client, "/account/hospital/link")))
    assert answer.headers["location"] == "/account?done=hospital"
    assert "Unlink it" in client.get("/account/hospital").text
    again = made.browser()
    assert again.get("/sign-in/hospital/back", params=issuer.answer_to(led_away(again))).status_code == 303
    assert "ann@example.org" in again.get("/account").text
    assert client.post("/account/hospital/unlink").headers["location"] == "/account?done=hospital-off"


def test_an_issuer_that_is_down_leaves_the_other_ways(single_sign_on):
    made, issuer = single_sign_on
    issuer.document["issuer"] = "https://login.evil.example"
    answer = made.browser().post("/sign-in/hospital")
    assert answer.status_code == 403
    assert "another issuer" in answer.text
    assert 'name="password"' in answer.text


def test_the_secret_of_the_hospitals_client_may_come_from_the_environment(tmp_path):
    from codewell.interfaces.service_settings import read_service_settings

    (tmp_path / "service.toml").write_text('[oidc]\nissuer = "https://login.example"\nclient_id = "codewell"\n')
    found = read_service_settings(tmp_path, {"CODEWELL_SERVICE_OIDC_CLIENT_SECRET": "not in a file"})
    assert found.oidc is not None
    assert found.oidc.client_secret == "not in a file"
    assert "not in a file" not in repr(found)
