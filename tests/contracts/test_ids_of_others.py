"""Every route that takes the id of what somebody keeps: with the real id of another's it answers 404 and changes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from codewell.accounts.roles import Permission, Role
from codewell.accounts.schema.asking import kept_conversations
from codewell.accounts.schema.keeping import worklists
from codewell.accounts.schema.people import memberships, teams
from codewell.accounts.worklist_content import WorklistContent
from codewell.interfaces.service_settings import ServiceSettings
from codewell.interfaces.web.access import guarded_routes
from codewell.interfaces.web.server import create_app
from codewell.interfaces.web.service import Service
from codewell.tasks.workplace import Workplace
from signed_in import SignedIn, sign_in

NOON = datetime(2026, 6, 2, 12, tzinfo=UTC)
FORM = {"name": "Taken", "edition": "1", "do": "rename", "team": "", "email": "eve@example.org", "account": "x", "role": "viewer"}
CHANGE, SHARING = {"name": "Taken", "edition": 1}, {"edition": 1, "team": None}
OF_NOBODY = {"code", "system", "form", "name"}
"""Gaps of such routes that name no record of a person."""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    settings = ServiceSettings(sign_in="required", requests_per_minute=100_000)
    made = Service(tmp_path_factory.mktemp("ids"), lambda: NOON, settings, serves_only_itself=False)
    yield made
    made.close()


@pytest.fixture(scope="module")
def app(service: Service, tmp_path_factory: pytest.TempPathFactory):
    return create_app(Workplace(tmp_path_factory.mktemp("empty-home"), lambda: NOON), service=service)


@pytest.fixture(scope="module")
def ids(app, service: Service) -> dict[str, str]:
    """Ids of what Ann keeps, and of a team that she leads."""
    ann = sign_in(app, service, "Ann")
    team = service.accounts.teams.create("system", "Oncology")
    service.accounts.teams.put("system", team.id, ann.account.id, leads=True)
    held = service.accounts.worklists.create(ann.account, WorklistContent("Clinic", "", ()))
    service.accounts.worklists.share(ann.account, held.id, team.id, may_edit=True, edition=held.edition)
    conversation = service.accounts.conversations.keep(ann.account.id, "[]")
    return {"worklist_id": held.id, "team_id": team.id, "conversation_id": conversation}


def routes_with_ids(app) -> list[tuple[str, str]]:
    """Return method and path of each route of what people keep whose path has a gap."""
    return [
        (method, route.path)
        for route in guarded_routes(app)
        if route.access.permission is Permission.KEEP and "{" in route.path
        for method in route.methods
    ]


def test_each_gap_is_one_that_this_test_knows(app, ids):
    """A new kind of id is added here, with something of Ann's that it names."""
    gaps = {gap for _, path in routes_with_ids(app) for gap in re.findall(r"\{(\w+)", path)}
    assert gaps - OF_NOBODY == set(ids)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.CODER, Role.AUDITOR])
def test_what_is_anothers_is_not_there(app, service, ids, role):
    eve: SignedIn = sign_in(app, service, f"Eve-{role}", role)
    before, tried = kept(service), 0
    for method, path in routes_with_ids(app):
        if not any(f"{{{name}" in path for name in ids):
            continue
        address = re.sub(r"\{(\w+)[^}]*\}", lambda gap: ids.get(gap[1], "csv"), path)
        answer = eve.request(method, address, headers={"Origin": "http://localhost"}, **sent(method, path))
        assert answer.status_code == 404, (method, address, answer.status_code)
        assert "Clinic" not in answer.text
        assert "Oncology" not in answer.text
        tried += 1
    assert tried > 10
    assert kept(service) == before


def sent(method: str, path: str) -> dict[str, object]:
    """Return what a request of the route carries that is well-formed, so that only the id is at fault."""
    if method == "DELETE":
        return {"params": {"edition": "1"}}
    if path.startswith("/v1/") and method != "GET":
        return {"json": SHARING if path.endswith("/team") else CHANGE}
    return {"data": FORM} if method == "POST" else {}


def kept(service: Service) -> list[object]:
    """Return every row of worklists, teams, memberships and conversations."""
    with service.accounts.database.reading() as connection:
        tables = (worklists, teams, memberships, kept_conversations)
        return [tuple(row) for table in tables for row in connection.execute(select(table)).all()]
