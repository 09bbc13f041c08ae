"""Sessions as a browser and an attacker see them."""

from __future__ import annotations

import json
import logging

import pytest
from sqlalchemy import func, select
from starlette.testclient import TestClient

from codewell.accounts.passwords import Passwords
from codewell.accounts.roles import Role
from codewell.accounts.schema.people import accounts
from codewell.interfaces.logs import set_up_logs
from codewell.interfaces.service_settings import ServiceSettings
from codewell.interfaces.web.server import create_app
from codewell.interfaces.web.service import Service
from codewell.tasks.workplace import Workplace
from signed_in import sign_in
from web_client import WebClient

PASSWORD = "walnut teapot gravel moon"


@pytest.fixture
def service(workplace: Workplace, tmp_path):
    made = Service(tmp_path, workplace.clock, ServiceSettings(sign_in="required"), serves_only_itself=False)
    yield made
    made.close()


@pytest.fixture
def app(workplace, service):
    return create_app(workplace, service=service)


@pytest.fixture
def browser(app, service) -> WebClient:
    """A browser in front of the sign-in page; there is an account of ann@example.org."""
    stored = Passwords().hash(PASSWORD)
    service.accounts.people.add("ann@example.org", role=Role.CODER, plan="member", password_hash=stored, verified=True)
    client = WebClient(app, follow_redirects=False, base_url="http://localhost")
    client.form_page = "/sign-in"
    return client


def signed_in(browser: WebClient, **more: str):
    return browser.post("/sign-in", data={"email": "ann@example.org", "password": PASSWORD, **more})


def session_of(browser: WebClient) -> str:
    return browser.cookies.get("codewell-session") or ""


def test_a_session_that_was_planted_before_is_not_the_one_after(browser):
    browser.cookies.set("codewell-session", "planted-by-an-attacker")
    assert signed_in(browser).status_code == 303
    cookies = [one.value for one in browser.cookies.jar if one.name == "codewell-session"]
    assert "planted-by-an-attacker" not in cookies[-1:]
    assert len(cookies[-1]) >= 43


def test_signing_in_again_ends_the_session_before_and_begins_another(browser, app):
    signed_in(browser)
    first = session_of(browser)
    signed_in(browser)
    second = session_of(browser)
    assert first != second
    assert reads(app, first) == 303
    assert reads(app, second) == 200


def reads(app, token: str) -> int:
    """Return what somebody who shows this session's cookie gets for a page of the account."""
    thief = TestClient(app, follow_redirects=False, base_url="http://localhost", cookies={"codewell-session": token})
    return thief.get("/worklists").status_code


def test_a_cookie_that_was_copied_is_worth_nothing_after_signing_out(browser, app):
    signed_in(browser)
    token = session_of(browser)
    assert reads(app, token) == 200
    browser.form_page = "/worklists"
    out = browser.post("/sign-out")
    assert out.status_code == 303
    assert "cache" in out.headers["clear-site-data"]
    assert any(one.startswith("codewell-session=;") for one in out.headers.get_list("set-cookie"))
    assert reads(app, token) == 303


def test_closing_an_account_ends_what_it_is_doing(app, service):
    coder = sign_in(app, service, "Ben")
    assert coder.get("/worklists").status_code == 200
    service.accounts.people.change(coder.account.id, disabled_at=service.clock())
    assert coder.get("/worklists").status_code == 303
    assert coder.get("/v1/worklists").status_code == 401


@pytest.mark.parametrize(
    "next_",
    [
        "https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "javascript:x", "/\t/evil.example",
        "http:evil.example", "/%09/evil.example\n", "@evil.example", "///evil.example", "https:/evil.example",
    ],
)  # fmt: skip
def test_signing_in_never_leads_to_another_site(browser, next_):
    location = signed_in(browser, next=next_).headers["location"]
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))
    assert "\t" not in location
    page = browser.get("/sign-in", params={"next": next_})
    assert f'value="{next_}"' not in page.text


@pytest.mark.parametrize(
    "header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Client-IP", "CF-Connecting-IP", "True-Client-IP"]
)
def test_a_new_address_in_a_header_buys_no_further_guesses(browser, header):
    statuses = []
    for number in range(12):
        headers = {header: f"for=203.0.113.{number}" if header == "Forwarded" else f"203.0.113.{number}"}
        data = {"email": "nobody@example.org", "password": "wrong wrong wrong"}
        statuses.append(browser.post("/sign-in", data=data, headers=headers).status_code)
    assert 429 in statuses


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-User": "ann@example.org"}, {"X-Remote-User": "admin"}, {"X-Original-URL": "/sign-in"},
        {"X-Rewrite-URL": "/sign-in"},
        {"X-HTTP-Method-Override": "GET"}, {"X-Forwarded-Proto": "https"}, {"Authorization": "Basic YWRtaW46YWRtaW4="},
    ],
)  # fmt: skip
def test_no_header_lets_anybody_in(app, headers):
    stranger = TestClient(app, follow_redirects=False, base_url="http://localhost")
    assert stranger.get("/worklists", headers=headers).status_code in (303, 401)
    assert stranger.get("/v1/worklists", headers=headers).status_code == 401


def test_a_new_installation_has_no_account_and_no_password(service):
    assert service.accounts.people.by_email("admin@example.org") is None
    with service.accounts.database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(accounts)).scalar_one() == 0


@pytest.mark.parametrize("form", ["json", "text"])
def test_a_line_of_the_log_stays_one_line(capsys, form):
    """Line ends in an address reach the log only as the pattern of the route."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        set_up_logs(form, requests=True)
        logging.getLogger("codewell.refusals").warning(
            "refused", extra={"route": '/x\n{"event": "forged"}\r\x1b[2J', "slug": "a"}
        )
        lines = capsys.readouterr().err.splitlines()
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        logging.getLogger("codewell.requests").setLevel(logging.NOTSET)
    assert len(lines) == 1
    assert "\x1b" not in lines[0]
    assert form == "text" or json.loads(lines[0])["event"] == "refused"
