"""Each role against each route, taken from the router itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from codewell.accounts.roles import Permission, Role
from codewell.interfaces.service_settings import ServiceSettings
from codewell.interfaces.web.access import GuardedRoute, guarded_routes
from codewell.interfaces.web.server import create_app
from codewell.interfaces.web.service import Service
from codewell.tasks.workplace import Workplace
from web_client import WebClient

NOON = datetime(2026, 6, 2, 12, tzinfo=UTC)
MAY = {
    Role.VIEWER: {Permission.READ, Permission.KEEP},
    Role.CODER: {Permission.READ, Permission.KEEP, Permission.USE_TOOLS},
    Role.AUDITOR: {Permission.READ, Permission.KEEP, Permission.USE_TOOLS, Permission.REVIEW},
    Role.ADMIN: set(Permission),
}
"""What the documentation promises of each role (docs/security.md)."""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    """A hospital's installation: everybody signs in."""
    settings = ServiceSettings(sign_in="required")
    return Service(tmp_path_factory.mktemp("hospital"), lambda: NOON, settings, serves_only_itself=False)


@pytest.fixture(scope="module")
def client(service: Service, reference_home: Path) -> Iterator[WebClient]:
    app = create_app(Workplace(reference_home, lambda: NOON), service=service)
    with WebClient(app, follow_redirects=False) as made:
        yield made


def address(route: GuardedRoute) -> str:
    """Return an address of the route with something in each gap."""
    return "/".join("x" if part.startswith("{") else part for part in route.path.split("/"))


def is_refused(answer) -> bool:
    """Say whether nobody got past the door: 401, 403, or the way to the sign-in page."""
    to_sign_in = answer.status_code == 303 and answer.headers["location"].partition("?")[0] == "/sign-in"
    return to_sign_in or answer.status_code in (401, 403)


@pytest.mark.parametrize("role", list(Role))
def test_a_role_reaches_what_it_may_and_nothing_else(client, service, role):
    account = service.accounts.people.add(f"{role}@example.org", role=role, plan="member", verified=True)
    session = service.accounts.sessions.begin(account, "password passkey")
    client.cookies.set("codewell-session", session)
    tried = 0
    for route in guarded_routes(client.app):
        if route.access.permission is None:
            continue
        allowed = route.access.permission in MAY[role]
        for method in route.methods:
            if allowed and method not in ("GET", "HEAD"):
                continue  # what it may do would be done
            answer = client.request(method, address(route))
            assert is_refused(answer) is not allowed, (role, method, route.path, answer.status_code)
            tried += 1
    client.cookies.clear()
    assert tried > 25


def test_nobody_gets_in_without_an_account(client):
    client.cookies.clear()
    for route in guarded_routes(client.app):
        for method in route.methods:
            if route.access.permission is not None:
                answer = client.request(method, address(route))
                assert is_refused(answer), (method, route.path, answer.status_code)


def test_what_anybody_may_call_is_a_short_list(client):
    """A new route that needs no account is added here by hand, after somebody thought about it."""
    open_to_all = {route.path for route in guarded_routes(client.app) if route.access.permission is None}
    families = ("/static/", "/healthz", "/readyz", "/favicon.ico", "/keys", "/api")
    signing_in = ("/sign-in", "/sign-out", "/register", "/invitation/", "/forgotten-password")
    letters = ("/confirm-address/", "/new-password/", "/confirm-new-address/")
    assert sorted(path for path in open_to_all if not path.startswith(families + signing_in + letters)) == []
