"""Signing in and out, passwords, sessions and closing, as people meet them in a browser without script."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

from account_site import PASSWORD, AccountSite, said
from codewell.accounts.roles import Role
from codewell.accounts.schema.record import audit_trail

ANN = "ann@example.org"


@pytest.mark.parametrize(
    ("written", "leads_to"),
    [
        ("/code/icd10cm/E11.22?on=2026-06-02", "/code/icd10cm/E11.22?on=2026-06-02"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("/\r\nSet-Cookie: a=b", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
        ("/sign-out", "/"),
    ],
)
def test_signing_in_leads_on_to_our_own_pages_only(lone_site, written, leads_to):
    lone_site.add(ANN)
    answer = lone_site.browser().post("/sign-in", data={"email": ANN, "password": PASSWORD, "next": written})
    assert (answer.status_code, answer.headers["location"]) == (303, leads_to)


def test_signing_in_gives_a_new_session_each_time_and_drops_what_the_browser_had(lone_site):
    lone_site.add(ANN)
    browser = lone_site.browser()
    browser.cookies.set("codewell-session", "chosen-by-somebody-else")
    browser.post("/sign-in", data={"email": ANN, "password": PASSWORD})
    first = _session_cookie(browser)
    browser.post("/sign-in", data={"email": ANN, "password": PASSWORD})
    second = _session_cookie(browser)
    assert "chosen-by-somebody-else" not in (first, second)
    assert first != second
    late = lone_site.browser()
    late.cookies.set("codewell-session", first)
    assert late.get("/account").status_code == 303


def _session_cookie(browser) -> str:
    """Return the value that the server gave last: a test's own cookie has another domain."""
    return [cookie.value for cookie in browser.cookies.jar if cookie.name == "codewell-session"][-1]


def test_cookies_are_kept_from_scripts_and_other_sites_and_under_tls_from_the_clear(tmp_path, clock):
    for address, name, secure in (
        ("http://codes.example", "codewell-session", False),
        ("https://codes.example", "__Host-codewell-session", True),
    ):
        site = AccountSite(tmp_path / name, f"sqlite:///{tmp_path / name}.sqlite", clock, address=address)
        (tmp_path / name).mkdir(exist_ok=True)
        site.add(ANN)
        browser = site.browser()
        browser.base_url = address
        answer = browser.post("/sign-in", data={"email": ANN, "password": PASSWORD})
        sent = next(one for one in answer.headers.get_list("set-cookie") if one.startswith(f"{name}="))
        assert "; HttpOnly" in sent
        assert "; SameSite=Lax" in sent
        assert "; Path=/" in sent
        assert ("; Secure" in sent) is secure
        assert "Domain" not in sent
        site.service.close()


def test_a_session_ends_idle_and_whole(lone_site, clock):
    lone_site.add(ANN)
    browser = lone_site.signed_in(ANN)
    clock.move(minutes=29)
    assert browser.get("/account").status_code == 200
    clock.move(minutes=31)
    assert browser.get("/account").headers["location"] == "/sign-in?next=%2Faccount"
    browser = lone_site.signed_in(ANN)
    for _ in range(25):
        clock.move(minutes=28)
        browser.get("/account")
    clock.move(minutes=25)
    assert browser.get("/account").status_code == 303, "twelve hours are over"


def test_guessing_is_slowed_down_in_the_same_words_with_a_time_to_wait(lone_site, clock):
    lone_site.add(ANN)
    browser = lone_site.browser()
    answers = {}
    for address in (ANN, "nobody@example.org"):
        tried = [browser.post("/sign-in", data={"email": address, "password": "guess"}) for _ in range(6)]
        answers[address] = [(one.status_code, said(one), one.headers.get("retry-after")) for one in tried]
    assert answers[ANN] == answers["nobody@example.org"]
    assert [status for status, _, _ in answers[ANN]] == [422] * 5 + [429]
    assert answers[ANN][-1][1:] == ("Too many tries. Try again in 1 minute.", "60")
    clock.move(minutes=1)
    assert browser.post("/sign-in", data={"email": ANN, "password": PASSWORD}).status_code == 303


def test_a_forgotten_password_is_replaced_once_and_every_session_ends(site, clock):
    site.add(ANN)
    signed_in, browser = site.signed_in(ANN), site.browser()
    browser.post("/forgotten-password", data={"email": ANN})
    link = site.link()
    assert ANN in browser.get(link).text
    weak = browser.post(link, data={"password": "password1"})
    assert weak.status_code == 422
    assert "commonest" in said(weak)
    done = browser.post(link, data={"password": "eleven white swans"})
    assert (done.status_code, done.headers["location"]) == (303, "/sign-in?done=password")
    assert browser.post(link, data={"password": "twelve white swans"}).status_code == 403, "once"
    assert signed_in.get("/account").status_code == 303
    assert browser.post("/sign-in", data={"email": ANN, "password": PASSWORD}).status_code == 422
    assert browser.post("/sign-in", data={"email": ANN, "password": "eleven white swans"}).status_code == 303
    assert site.letters()[-1]["Subject"] == "Your Codewell password was changed"


def test_a_link_to_a_new_password_holds_half_an_hour_and_only_the_latest(lone_site, clock):
    lone_site.add(ANN)
    browser = lone_site.browser()
    browser.post("/forgotten-password", data={"email": ANN})
    first = lone_site.link()
    browser.post("/forgotten-password", data={"email": ANN})
    second = lone_site.link()
    assert browser.get(first).status_code == 403
    clock.move(minutes=30)
    assert browser.get(second).status_code == 403


def test_changing_the_password_gives_the_session_a_new_id_and_ends_the_others(lone_site):
    lone_site.add(ANN)
    here, there = lone_site.signed_in(ANN), lone_site.signed_in(ANN)
    before = here.cookies["codewell-session"]
    wrong = here.post("/account/password", data={"current": "wrong", "password": "eleven white swans", "others": "yes"})
    assert (wrong.status_code, said(wrong)) == (422, "The current password is wrong.")
    done = here.post("/account/password", data={"current": PASSWORD, "password": "eleven white swans", "others": "yes"})
    assert done.headers["location"] == "/account?done=password"
    assert here.cookies["codewell-session"] != before
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 303
    replay = lone_site.browser()
    replay.cookies.set("codewell-session", before)
    assert replay.get("/account").status_code == 303


@pytest.mark.parametrize("path", ["/account/password", "/account/email", "/account/name", "/account/close"])
def test_what_is_sensitive_asks_again_after_a_quarter_of_an_hour(lone_site, clock, path):
    lone_site.add(ANN)
    browser = lone_site.signed_in(ANN)
    clock.move(minutes=15)
    assert browser.get(path).status_code == 200
    clock.move(minutes=1)
    asked = browser.get(path)
    assert asked.headers["location"] == f"/account/confirm?next={path.replace('/', '%2F')}"
    assert (
        browser.post(path, data={"sure": "yes", "name": "x", "email": "x@example.org"})
        .headers["location"]
        .startswith("/account/confirm")
    )
    before = browser.cookies["codewell-session"]
    assert browser.post("/account/confirm", data={"password": "wrong", "next": path}).status_code == 422
    assert browser.post("/account/confirm", data={"password": PASSWORD, "next": path}).headers["location"] == path
    assert browser.cookies["codewell-session"] != before, "a new session id"
    assert browser.get(path).status_code == 200


def test_a_new_address_counts_when_its_link_is_opened_and_the_old_one_is_told(site):
    site.add(ANN)
    browser = site.signed_in(ANN)
    browser.post("/account/email", data={"email": "ann.w@example.org"})
    assert ANN in browser.get("/account").text
    link = site.link()
    assert browser.post(link).headers["location"] == "/account?done=email"
    assert "ann.w@example.org" in browser.get("/account").text
    told = site.letters()[-1]
    assert (told["To"], told["Subject"]) == (ANN, "Your Codewell e-mail address was changed")
    assert browser.post(link).status_code == 403


def test_a_new_address_that_is_somebody_elses_is_refused_in_a_letter_only(lone_site):
    lone_site.add(ANN)
    lone_site.add("bob@example.org")
    browser = lone_site.signed_in(ANN)
    assert browser.post("/account/email", data={"email": "bob@example.org"}).headers["location"] == "/account?done=mail-sent"
    assert lone_site.letters()[-1]["Subject"] == "You have a Codewell account already"


def test_sessions_are_listed_and_ended_each_by_its_owner_only(lone_site):
    lone_site.add(ANN)
    lone_site.add("bob@example.org")
    here, there, bob = lone_site.signed_in(ANN), lone_site.signed_in(ANN), lone_site.signed_in("bob@example.org")
    accounts = lone_site.service.accounts
    key = accounts.sessions.of_token(there.cookies["codewell-session"]).key
    assert here.get("/account").text.count('class="session-words"') == 2
    bob.post("/account/sessions/end", data={"session": key})
    assert there.get("/account").status_code == 200
    here.post("/account/sessions/end", data={"session": key})
    assert there.get("/account").status_code == 303
    assert here.get("/account").status_code == 200
    assert here.post("/account/sign-out-everywhere").headers["location"] == "/sign-in?done=everywhere"
    assert here.get("/account").status_code == 303


def test_closing_deletes_the_account_and_what_was_kept_of_it(site):
    account_id = site.add(ANN)
    browser = site.signed_in(ANN)
    assert browser.post("/account/close").status_code == 422
    assert browser.post("/account/close", data={"sure": "yes"}).headers["location"] == "/sign-in?done=closed"
    accounts = site.service.accounts
    assert accounts.people.by_email(ANN) is None
    with accounts.database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM sessions")).scalar() == 0
        actions = connection.execute(select(audit_trail.c.action, audit_trail.c.subject)).all()
    assert ("account.deleted", f"account:{account_id}") in actions
    assert site.letters()[-1]["Subject"] == "Your Codewell account is closed"


def test_the_only_administrator_stays(lone_site):
    lone_site.add(ANN, Role.ADMIN)
    browser = lone_site.signed_in(ANN)
    refused = browser.post("/account/close", data={"sure": "yes"})
    assert refused.status_code == 422
    assert "only administrator" in said(refused)
    lone_site.add("bob@example.org", Role.ADMIN)
    assert browser.post("/account/close", data={"sure": "yes"}).status_code == 303


def test_closing_by_an_administrator_ends_the_sessions(lone_site, clock):
    account_id = lone_site.add(ANN)
    browser = lone_site.signed_in(ANN)
    lone_site.service.accounts.people.change(account_id, disabled_at=clock())
    assert browser.get("/account").status_code == 303


def test_nothing_personal_and_no_token_is_in_the_trail(lone_site):
    browser = lone_site.browser()
    browser.post("/register", data={"email": ANN, "password": PASSWORD, "name": "Ann Whitaker"})
    link = lone_site.link()
    browser.post(link)
    browser.post("/sign-in", data={"email": ANN, "password": "a wrong password"})
    browser.post("/sign-in", data={"email": ANN, "password": PASSWORD})
    browser.post("/account/password", data={"current": PASSWORD, "password": "eleven white swans"})
    browser.post("/sign-out")
    with lone_site.service.accounts.database.reading() as connection:
        rows = connection.execute(select(audit_trail).order_by(audit_trail.c.number)).all()
    assert [row.action for row in rows] == [
        "account.registered",
        "account.confirmed",
        "sign-in.refused",
        "sign-in",
        "password.changed",
        "sign-out",
    ]
    written = repr([tuple(row) for row in rows])
    for secret in (ANN, "Whitaker", PASSWORD, "swans", "a wrong password", "192.0.2.7", link.rpartition("/")[2]):
        assert secret not in written


def test_a_machine_of_ones_own_asks_nobody(tmp_path, clock):
    from codewell.interfaces.service_settings import ServiceSettings
    from codewell.interfaces.web.server import create_app
    from codewell.interfaces.web.service import Service
    from codewell.tasks.workplace import Workplace
    from web_client import WebClient

    service = Service(tmp_path, clock, ServiceSettings())
    browser = WebClient(
        create_app(Workplace(tmp_path, clock), service=service), base_url="http://localhost", follow_redirects=False
    )
    browser.form_page = "/sign-in"
    page = browser.get("/account")
    assert page.status_code == 200
    assert "Nobody needs to sign in at this machine" in page.text
    assert "Sign in</a>" not in page.text
    assert browser.post("/register", data={"email": ANN, "password": PASSWORD}).status_code == 403
    service.close()
