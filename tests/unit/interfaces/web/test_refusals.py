"""What somebody was not allowed is told in the log and the trail, and does not fill them."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from codewell.accounts.roles import Role
from codewell.interfaces.service_settings import ServiceSettings
from codewell.interfaces.web.refusals import MOST_LINES
from codewell.interfaces.web.server import create_app
from codewell.interfaces.web.service import Service
from codewell.kernel.errors import StorageError
from codewell.tasks.workplace import Workplace
from signed_in import sign_in
from web_client import WebClient


@pytest.fixture
def service(workplace: Workplace, tmp_path):
    made = Service(tmp_path, workplace.clock, ServiceSettings(sign_in="required"), serves_only_itself=False)
    yield made
    made.close()


def refused(service) -> list[tuple[str, str, str]]:
    rows = service.accounts.audit_verifier.rows()
    return [(row.actor, row.subject, row.detail) for row in rows if row.action == "access.refused"]


def test_what_a_role_may_not_is_told_once_with_who_where_and_why(workplace, service, caplog):
    viewer = sign_in(create_app(workplace, service=service), service, "Ann", Role.VIEWER)
    for _ in range(5):
        assert viewer.post("/code-note", data={"text": "Zyxgarb Quillfeather"}).status_code == 403
    who = f"account:{viewer.account.id}"
    assert refused(service) == [(who, "/code-note", '{"method": "POST", "slug": "access.not-allowed"}')]
    said = [one for one in caplog.records if one.name == "codewell.refusals"]
    assert {(one.route, one.slug, one.account) for one in said} == {("/code-note", "access.not-allowed", viewer.account.id)}  # type: ignore[attr-defined]
    assert "Quillfeather" not in caplog.text


def test_a_form_of_another_site_is_told_of_the_session_that_it_would_have_used(workplace, service):
    coder = sign_in(create_app(workplace, service=service), service, "Ben")
    assert coder.post("/worklists", headers={"Origin": "https://evil.example"}, data={"name": "x"}).status_code == 403
    assert [(who, json) for who, _, json in refused(service)] == [
        (f"account:{coder.account.id}", '{"method": "POST", "slug": "access.other-site"}')
    ]


def test_whoever_tries_without_end_fills_neither_log_nor_trail(workplace, service, caplog):
    caplog.set_level(logging.WARNING)
    coder = sign_in(create_app(workplace, service=service), service, "Cid")
    for number in range(MOST_LINES + 20):
        coder.post(f"/worklists/x{number}/delete", headers={"Origin": "https://evil.example"})
    assert len(refused(service)) == 1
    assert sum(one.name == "codewell.refusals" for one in caplog.records) == MOST_LINES


def test_after_an_hour_it_is_told_anew(tmp_path, workplace):
    now = [workplace.clock()]
    made = Service(tmp_path, lambda: now[0], ServiceSettings(sign_in="required"), serves_only_itself=False)
    viewer = sign_in(create_app(workplace, service=made), made, "Dot", Role.VIEWER)
    viewer.post("/code-note", data={"text": "x"})
    for _ in range(4):
        now[0] += timedelta(minutes=16)
        viewer.get("/account")
    viewer.post("/code-note", data={"text": "x"})
    assert len(refused(made)) == 2
    made.close()


def test_what_is_wrong_with_the_server_is_for_its_log(tmp_path, workplace, caplog):
    class FullDisk:
        def resolve(self, text, **rest):
            raise StorageError("The disk of /srv/secret-place is full.")

    broken = Workplace(tmp_path, workplace.clock, book=FullDisk())
    with WebClient(create_app(broken), follow_redirects=False) as client:
        for address in ("/code/77407", "/v1/codes/77407"):
            answer = client.get(address)
            assert answer.status_code == 500, address
            assert "secret-place" not in answer.text
    assert "secret-place" in caplog.text
