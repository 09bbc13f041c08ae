"""What a replica tells while its database is away, and by what it shows which releases it answers from."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from account_site import PASSWORD, AccountSite
from codewell.interfaces.web.server import create_app
from codewell.kernel.errors import OutOfReachError
from codewell.releases.mirroring.digest import reference_digest
from codewell.releases.shelf import Shelf
from codewell.tasks.workplace import Workplace
from postgres import away, new_database


@pytest.fixture
def url(postgres: str) -> str:
    return new_database(postgres)


@pytest.fixture
def site(tmp_path: Path, url: str, clock) -> Iterator[AccountSite]:
    made = AccountSite(tmp_path, url, clock)
    yield made
    made.service.close()


def test_a_request_without_its_database_is_told_to_come_again_and_then_answered(site, postgres, url):
    site.add("ann@example.org")
    browser = site.signed_in("ann@example.org")
    assert browser.get("/account").status_code == 200
    other = site.browser()
    token = other.form_token()
    with away(postgres, url):
        page, program = browser.get("/account"), browser.get("/v1/releases")
        sent = {"email": "ann@example.org", "password": PASSWORD}
        signing_in = other.post("/sign-in", data=sent, headers={"X-Form-Token": token})
        alive = browser.get("/healthz")
        ready = browser.get("/readyz")
    for answer in (page, program, signing_in):
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) > 0
        assert answer.headers["cache-control"] == "no-store"
        assert "cannot be reached for the moment" in answer.text
        assert url not in answer.text
    assert program.headers["content-type"] == "application/problem+json"
    assert program.json()["slug"] == "configuration.accounts-out-of-reach"
    assert alive.status_code == 200, "a process that waits for its database is not one to be ended"
    assert (ready.status_code, ready.json()["accounts"]) == (503, "configuration.accounts-out-of-reach")
    assert browser.get("/account").status_code == 200, "the same process goes on, and the session with it"


def test_a_change_that_was_refused_is_not_there_and_one_that_was_confirmed_is(site, postgres, url):
    site.add("ann@example.org")
    browser = site.signed_in("ann@example.org")
    token = browser.form_token()

    def rename(name: str):
        return browser.post("/account/name", data={"name": name}, headers={"X-Form-Token": token})

    assert rename("Before").status_code in (200, 303)
    with away(postgres, url):
        assert rename("Meanwhile").status_code == 503
    assert site.service.accounts.people.by_email("ann@example.org").name == "Before"
    assert site.service.accounts.audit_verifier.check().is_whole


def test_a_replica_that_searches_and_reaches_its_database_is_ready(site, reference_home, clock):
    app = create_app(Workplace(reference_home, clock), service=site.service)
    with TestClient(app) as client:
        first = ready = client.get("/readyz")
        deadline = time.monotonic() + 60
        while ready.status_code != 200 and time.monotonic() < deadline:
            time.sleep(0.05)
            ready = client.get("/readyz")
    assert first.status_code == 503, "the index opens beside the first answers"
    told = ready.json()
    assert (ready.status_code, told["status"], told["search"], told["accounts"]) == (200, "ready", "ready", "ready")
    assert told["reference"] == reference_digest(Shelf(reference_home))
    assert "icd10cm FY2026" in told["releases"]
    assert ready.headers["cache-control"] == "no-store"


def test_without_a_search_index_it_is_not_ready_and_says_what_it_has(tmp_path, clock):
    with TestClient(create_app(Workplace(tmp_path, clock))) as client:
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["releases"] == {}
    assert answer.json()["accounts"] == "not needed"


def test_what_is_told_while_it_is_away_says_nothing_about_the_server(site, postgres, url):
    with away(postgres, url), pytest.raises(OutOfReachError) as refused:
        site.service.open()
    assert "postgresql://" not in str(refused.value)
