"""Every route that changes something, taken from the router: what another site could send is refused, and nothing is done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import func, select
from starlette.testclient import TestClient

from codewell.accounts.roles import Role
from codewell.accounts.schema.columns import metadata
from codewell.interfaces.service_settings import ServiceSettings
from codewell.interfaces.web.access import guarded_routes
from codewell.interfaces.web.program_paths import is_for_programs
from codewell.interfaces.web.server import create_app
from codewell.interfaces.web.service import Service
from codewell.tasks.workplace import Workplace

NOON = datetime(2026, 6, 2, 12, tzinfo=UTC)
SAFE = ("GET", "HEAD")
OURS = "http://localhost"
TEMPLATES = Path(__file__).parents[2] / "src/codewell/interfaces/web/templates"
ADDRESSES = count(1)
"""Each browser comes from an address of its own: tries at the entrance are counted by address."""
TRAILS = ("audit_trail", "totp_secrets")
"""A refusal is noted in the first; a secret that nobody has confirmed waits in the second, shown and good for nothing."""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    settings = ServiceSettings(sign_in="required", requests_per_minute=100_000)
    made = Service(tmp_path_factory.mktemp("unsafe"), lambda: NOON, settings, serves_only_itself=False)
    yield made
    made.close()


@pytest.fixture(scope="module")
def app(service: Service, reference_home: Path):
    return create_app(Workplace(reference_home, lambda: NOON), service=service)


def signed_in(app, service: Service, name: str) -> TestClient:
    """Return a browser of an administrator, who may call everything."""
    number = next(ADDRESSES)
    account = service.accounts.people.add(f"{name}{number}@example.org", role=Role.ADMIN, plan="member", verified=True)
    client = TestClient(app, base_url=OURS, follow_redirects=False, client=(f"192.0.2.{number}", 50_000))
    client.cookies.set("codewell-session", service.accounts.sessions.begin(account, "password totp"))
    return client


@pytest.fixture
def victim(app, service: Service) -> TestClient:
    return signed_in(app, service, "victim")


@pytest.fixture
def attacker(app, service: Service) -> TestClient:
    return signed_in(app, service, "attacker")


def token_of(client: TestClient) -> str:
    """Return a form's token of the client's session."""
    found = re.search(r'name="form_token" value="([0-9a-f]+)"', client.get("/case").text)
    assert found is not None
    return found.group(1)


def unsafe_routes(app) -> list[tuple[str, str]]:
    """Return method and address of each route that changes or computes something for a person's form."""
    return [
        (method, re.sub(r"\{[^}]*\}", "x", route.path))
        for route in guarded_routes(app)
        for method in route.methods
        if method not in SAFE
    ]


def rows(service: Service) -> dict[str, int]:
    """Return how many rows each table of the accounts has."""
    with service.accounts.database.reading() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
            if table.name not in TRAILS
        }


@pytest.mark.parametrize(
    ("headers", "slug"),
    [
        pytest.param({"Origin": "https://evil.example"}, "access.other-site", id="foreign-origin"),
        pytest.param({"Origin": "null"}, "access.other-site", id="origin-of-a-sandbox"),
        pytest.param({"Origin": "http://localhost.evil.example"}, "access.other-site", id="origin-that-begins-like-ours"),
        pytest.param({"Origin": "https://localhost"}, "access.other-site", id="our-name-by-another-scheme"),
        pytest.param({"Sec-Fetch-Site": "cross-site"}, "access.other-site", id="another-site"),
        pytest.param({"Sec-Fetch-Site": "same-site"}, "access.other-site", id="a-neighbour-below-the-same-domain"),
        pytest.param({}, "access.form-token", id="no-token"),
    ],
)
def test_what_another_site_could_send_is_refused_on_every_route(app, service, victim, headers, slug):
    token, before = token_of(victim), rows(service)
    tried = 0
    for method, address in unsafe_routes(app):
        sent = {**headers, **({"X-Form-Token": token} if slug == "access.other-site" else {})}
        answer = victim.request(method, address, headers=sent)
        assert answer.status_code == 403, (method, address, answer.status_code)
        if is_for_programs(address):
            assert slug in answer.text
        tried += 1
    assert tried > 20
    assert rows(service) == before


def test_the_token_of_another_session_is_refused_on_every_route(app, service, victim, attacker):
    before, token = rows(service), token_of(attacker)
    for method, address in unsafe_routes(app):
        origin = {} if is_for_programs(address) else {"Origin": OURS}  # a script of our own page needs no token for the API
        answer = victim.request(method, address, headers={**origin, "X-Form-Token": token})
        assert answer.status_code == 403, (method, address)
    assert rows(service) == before


def test_one_visits_token_is_good_for_no_other_visit(app):
    one, other = (TestClient(app, base_url=OURS, follow_redirects=False) for _ in range(2))
    found = re.search(r'name="form_token" value="([0-9a-f]+)"', one.get("/sign-in").text)
    other.get("/sign-in")
    assert found is not None
    fields = {"form_token": found.group(1), "email": "a@example.org", "password": "wrong"}
    assert other.post("/sign-in", data=fields, headers={"Origin": OURS}).status_code == 403
    assert one.post("/sign-in", data=fields, headers={"Origin": OURS}).status_code != 403


def test_a_safe_method_changes_nothing(app, service, victim):
    """What only reads is not guarded by a token, so it must not write what a person did not ask for."""
    before = rows(service)
    for route in guarded_routes(app):
        if "GET" in route.methods:
            victim.get(re.sub(r"\{[^}]*\}", "x", route.path))
    after = rows(service)
    assert {name: count for name, count in after.items() if count != before[name]} == {}


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PROPFIND"])
def test_methods_that_nobody_needs_are_refused_and_echo_nothing(victim, method):
    answer = victim.request(method, "/", headers={"X-Canary": "Quillfeather"})
    assert answer.status_code in (403, 405)
    assert "Quillfeather" not in answer.text


def test_no_answer_opens_the_door_to_another_origin(app, victim):
    """There is no CORS: whatever Origin asks, no answer allows it."""
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    for method in ("OPTIONS", "GET"):
        for address in ("/", "/v1/codes/E11.22", "/v1/worklists", "/v1/openapi.json"):
            answer = victim.request(method, address, headers=asked)
            assert not [name for name in answer.headers if name.startswith("access-control-")]


def test_every_form_that_sends_something_has_its_token():
    """Directly behind the tag, so that a reader of the template sees it."""
    forms = 0
    for file in sorted(TEMPLATES.rglob("*.html")):
        text = file.read_text("utf-8")
        for found in re.finditer(r"<form\b[^>]*\bmethod=\"?post\b[^>]*>", text, re.IGNORECASE):
            forms += 1
            assert re.match(r"\s*\{\{-?\s*form_token\(\)", text[found.end() :]), (file.name, found.group(0)[:80])
    assert forms > 15
