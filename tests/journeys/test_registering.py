"""Registering as people meet it in a browser without script: letters, links, invitations."""

from __future__ import annotations

import pytest

from account_site import PASSWORD, AccountSite, said
from codewell.accounts.roles import Role
from codewell.tasks.accounts.invite import invite

ANN = "ann@example.org"


def test_from_registering_to_signing_out(site):
    browser = site.browser()
    led = browser.get("/releases")
    assert (led.status_code, led.headers["location"]) == (303, "/sign-in?next=%2Freleases")
    sent = browser.post("/register", data={"email": " Ann@Example.org", "name": "Ann  Whitaker", "password": PASSWORD})
    assert sent.status_code == 200
    assert "Look at your mail" in sent.text
    early = browser.post("/sign-in", data={"email": ANN, "password": PASSWORD})
    assert early.status_code == 422
    link = site.link()
    for _ in range(2):
        assert "Confirm the address" in browser.get(link).text, "a mail scanner that opens the link does not use it up"
    assert browser.post(link).headers["location"] == "/sign-in?done=confirmed"
    assert browser.post(link).status_code == 403, "once"
    entered = browser.post("/sign-in", data={"email": ANN, "password": PASSWORD, "next": "/releases"})
    assert (entered.status_code, entered.headers["location"]) == (303, "/releases")
    account = browser.get("/account")
    assert account.headers["cache-control"] == "no-store"
    assert "Ann Whitaker" in account.text
    cookie = browser.cookies["codewell-session"]
    assert browser.post("/sign-out").headers["location"] == "/sign-in?done=signed-out"
    assert "codewell-session" not in browser.cookies
    browser.cookies.set("codewell-session", cookie)
    assert browser.get("/account").status_code == 303, "a session that was signed out does not come back"


def test_an_address_is_not_told_to_have_an_account(site):
    site.add(ANN)
    answers = {}
    for address in (ANN, "bob@example.org"):
        browser = site.browser()
        registered = browser.post("/register", data={"email": address, "password": PASSWORD})
        reset = browser.post("/forgotten-password", data={"email": address})
        again = browser.post("/register/again", data={"email": address})
        answers[address] = [(one.status_code, one.text.replace(address, "X")) for one in (registered, reset, again)]
        answers[address] = [(status, _without_token(page)) for status, page in answers[address]]
    assert answers[ANN] == answers["bob@example.org"]
    subjects = [(letter["To"], letter["Subject"]) for letter in site.letters()]
    assert subjects == [
        (ANN, "You have a Codewell account already"),
        (ANN, "Set a new Codewell password"),
        (ANN, "You have a Codewell account already"),
        ("bob@example.org", "Confirm your e-mail address for Codewell"),
        ("bob@example.org", "Set a new Codewell password"),
        ("bob@example.org", "Confirm your e-mail address for Codewell"),
    ]


def _without_token(page: str) -> str:
    import re

    return re.sub(r'name="form_token" value="[0-9a-f]*"', "", page)


def test_whoever_registers_somebody_elses_address_leaves_that_registration_as_it_was(lone_site):
    owner, other = lone_site.browser(), lone_site.browser("198.51.100.9")
    owner.post("/register", data={"email": ANN, "password": PASSWORD, "name": "Ann"})
    link = lone_site.link()
    other.post("/register", data={"email": ANN, "password": "another long password", "name": "Mallory"})
    owner.post(link)
    assert owner.post("/sign-in", data={"email": ANN, "password": PASSWORD}).status_code == 303
    assert other.post(lone_site.link()).status_code == 403, "the other link went with it"
    assert other.post("/sign-in", data={"email": ANN, "password": "another long password"}).status_code == 422


def test_a_link_is_good_for_a_day_and_can_be_sent_again(lone_site, clock):
    browser = lone_site.browser()
    browser.post("/register", data={"email": ANN, "password": PASSWORD})
    first = lone_site.link()
    clock.move(hours=24)
    assert browser.post(first).status_code == 403
    browser.post("/register/again", data={"email": ANN})
    assert browser.post(lone_site.link()).status_code == 303
    assert browser.post("/sign-in", data={"email": ANN, "password": PASSWORD}).status_code == 303


def test_what_was_never_confirmed_is_forgotten_after_a_week(lone_site, clock):
    browser = lone_site.browser()
    browser.post("/register", data={"email": ANN, "password": PASSWORD})
    clock.move(days=8)
    browser.post("/register", data={"email": "bob@example.org", "password": PASSWORD})
    assert lone_site.service.accounts.people.by_email(ANN) is None


@pytest.mark.parametrize("registration", ["invited", "closed"])
def test_registering_where_it_is_not_open_is_refused(tmp_path, clock, registration):
    site = AccountSite(tmp_path, f"sqlite:///{tmp_path / 'a.sqlite'}", clock, registration=registration)
    browser = site.browser()
    assert "by an administrator" in browser.get("/register").text
    assert ">Register</a>" not in browser.get("/sign-in").text
    assert browser.post("/register", data={"email": ANN, "password": PASSWORD}).status_code == 403
    assert site.letters() == []
    site.service.close()


def test_an_invitation_makes_the_account_once(site):
    invite(site.service.accounts, site.service.post, "command-line", ANN, role=Role.AUDITOR)
    browser, link = site.browser(), site.link()
    assert ANN in browser.get(link).text
    assert browser.post(link, data={"password": "short", "name": ""}).status_code == 422
    assert browser.post(link, data={"password": PASSWORD, "name": "Ann"}).headers["location"] == "/sign-in?done=invited"
    assert browser.post(link, data={"password": PASSWORD}).status_code == 404
    assert "Auditor" in site.signed_in(ANN).get("/account").text


def test_a_letter_that_cannot_be_sent_is_told_and_the_account_stays(tmp_path, clock):
    site = AccountSite(tmp_path, f"sqlite:///{tmp_path / 'a.sqlite'}", clock, mail="smtp://127.0.0.1:9")
    answer = site.browser().post("/register", data={"email": ANN, "password": PASSWORD})
    assert answer.status_code == 502
    assert "could not be sent" in said(answer)
    assert "/register/again" in answer.text
    account = site.service.accounts.people.by_email(ANN)
    assert account is not None
    assert account.verified_at is None
    site.service.close()


def test_a_host_that_a_request_claims_is_never_in_a_letter(lone_site):
    lone_site.add(ANN)
    lone_site.browser().post("/forgotten-password", data={"email": ANN}, headers={"X-Forwarded-Host": "evil.example"})
    assert "evil.example" not in lone_site.letters()[-1].get_content()
    assert "http://codes.example/new-password/" in lone_site.letters()[-1].get_content()
