"""Every GET route of the router, and the answers that tell of errors: headers, types, what is kept, and what is not told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from httpx import Response

from codewell.accounts.roles import Role
from codewell.interfaces.service_settings import ServiceSettings
from codewell.interfaces.web.access import guarded_routes
from codewell.interfaces.web.server import create_app
from codewell.interfaces.web.service import Service
from codewell.tasks.workplace import Workplace
from signed_in import SignedIn, sign_in

NOON = datetime(2026, 6, 2, 12, tzinfo=UTC)
FILLED = {"system": "icd10cm", "code": "E11.22", "text": "E11.22"}
WRONG = (
    "/none",
    "/v1/none",
    "/static/",
    "/static/../server.py",
    "/static/%2e%2e%2fserver.py",
    "/v1/codes/x/y",
    "/v1/search",
    "/fees?on=x",
)
NOT_THERE = (
    "/docs",
    "/redoc",
    "/openapi.json",
    "/.git/config",
    "/.env",
    "/metrics",
    "/debug",
    "/admin.php",
    "/static",
    "/static/",
)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    settings = ServiceSettings(sign_in="required", requests_per_minute=100_000, require_second_factor="none")
    made = Service(tmp_path_factory.mktemp("answers"), lambda: NOON, settings, serves_only_itself=False)
    yield made
    made.close()


@pytest.fixture(scope="module")
def app(service: Service, reference_home: Path):
    return create_app(Workplace(reference_home, lambda: NOON), service=service)


@pytest.fixture(scope="module")
def admin(app, service: Service) -> SignedIn:
    return sign_in(app, service, "Ann", Role.ADMIN)


@pytest.fixture(scope="module")
def answers(app, admin: SignedIn) -> dict[str, Response]:
    """The answer of every GET route, and of addresses that are wrong."""
    addresses = [
        "/".join(FILLED.get(part[1:-1], "x") if part.startswith("{") else part for part in route.path.split("/"))
        for route in guarded_routes(app)
        if "GET" in route.methods
    ]
    found = {address: admin.get(address) for address in [*addresses, *WRONG, "/static/codewell.css", "/static/mark.svg"]}
    assert len(found) > 40
    assert {200, 303, 404} <= {one.status_code for one in found.values()}
    return found


def test_every_answer_bars_inline_code_sniffing_and_frames(answers):
    for address, answer in answers.items():
        policy = {rule.split()[0]: rule.split()[1:] for rule in answer.headers["content-security-policy"].split(";")}
        assert policy["default-src"] == ["'none'"], address
        assert policy["frame-ancestors"] == ["'none'"], address
        assert policy["base-uri"] == ["'none'"], address
        assert policy["script-src"] == ["'self'"], address
        assert policy["form-action"][0] == "'self'", address
        assert not [
            word for words in policy.values() for word in words if "unsafe" in word or word.startswith("http:") or word == "*"
        ]
        assert answer.headers["x-content-type-options"] == "nosniff", address
        assert answer.headers["referrer-policy"] == "same-origin", address
        assert answer.headers["cross-origin-opener-policy"] == "same-origin", address
        assert answer.headers["cross-origin-resource-policy"] == "same-origin", address
        assert "server" not in answer.headers
        assert "x-powered-by" not in answer.headers


def test_every_answer_says_its_type_and_texts_their_characters(answers):
    for address, answer in answers.items():
        if not answer.content:
            continue
        kind = answer.headers["content-type"]
        if kind.startswith("text/") or "xml" in kind:
            assert "charset=utf-8" in kind.lower(), (address, kind)
        if "json" in kind:
            answer.json()
        if kind.startswith("text/html"):
            assert answer.text.lstrip().startswith("<"), address


def test_every_answer_says_whether_it_is_kept(answers):
    """What is somebody's or tells of an error is not stored; all else is asked for again or has a name of its content."""
    for address, answer in answers.items():
        told = answer.headers["cache-control"]
        if answer.status_code >= 400:
            assert told == "no-store", (address, told)
        if address.startswith(("/account", "/worklists", "/v1/worklists", "/favourites", "/teams", "/admin")):
            assert "no-store" in told, (address, told)
        assert "public" not in told or address.startswith("/static/"), address


def test_no_address_lists_a_folder_or_serves_what_is_not_meant_to_be(admin):
    for address in NOT_THERE:
        assert admin.get(address).status_code in (404, 405), address
    for name in ("../server.py", "..%2fserver.py", "%2e%2e/server.py", "....//server.py", "codewell.css%00", "/etc/passwd"):
        assert admin.get(f"/static/{name}").status_code in (404, 405), name


def test_no_answer_tells_of_files_classes_or_queries(answers):
    for address, answer in answers.items():
        assert not re.search(r"Traceback|sqlalchemy|sqlite3\.|psycopg|/site-packages/|src/codewell", answer.text), address


def test_a_parameter_counts_only_where_it_belongs(admin, app, service):
    """A field of a form is not read from the address, and one of the address not from a form; of two values one is read."""
    before = service.accounts.worklists.seen_by(admin.account)
    assert admin.post("/worklists?name=Smuggled", data={}).status_code in (303, 422)
    names = {one.content.name for one in service.accounts.worklists.seen_by(admin.account)} - {one.content.name for one in before}
    assert "Smuggled" not in names
    for address in ("/code/icd10cm/E11.22?on=2026-06-02&on=x", "/v1/codes/icd10cm/E11.22?on=x&on=2026-06-02", "/search?q=a&q=b"):
        assert admin.get(address).status_code in (200, 422), address


def test_fields_that_a_form_does_not_have_change_nothing(admin, service):
    """Mass assignment: role, plan, owner and id are of the server alone."""
    more = {"role": "admin", "plan": "unmetered", "owner_id": "x", "id": "y", "team_id": "z", "is_admin": "1"}
    made = admin.post("/worklists", data={"name": "Clinic", **more})
    assert made.status_code == 303
    held = service.accounts.worklists.of(admin.account, made.headers["location"].rpartition("/")[2])
    assert (held.is_own, held.team_id) == (True, None)
    refused = admin.post("/v1/worklists", json={"name": "Clinic", **more}, headers={"Origin": "http://localhost"})
    assert refused.status_code == 422
    before = service.accounts.people.by_id(admin.account.id)
    for address in ("/account", "/account/name", "/account/profile"):
        admin.post(address, data={"name": "Ann", **more, "disabled_at": "", "password_hash": "x"})
    after = service.accounts.people.by_id(admin.account.id)
    assert before is not None
    assert after is not None
    assert (after.role, after.plan, after.id) == (before.role, before.plan, before.id)


def test_a_file_that_is_downloaded_has_a_name_of_ours(admin):
    """Whatever a list is called, the header that names the file stays one header with one plain name."""
    name = 'x"; filename="evil.exe\r\nSet-Cookie: a=b ../../.. \u202egpj.exe'
    made = admin.post("/worklists", data={"name": name})
    if made.status_code != 303:
        made = admin.post("/worklists", data={"name": 'évil;"/..%0d'})
    for form in ("csv", "json", "fhir", "txt"):
        answer = admin.get(f"{made.headers['location']}/export/{form}")
        assert answer.status_code == 200
        assert re.fullmatch(
            r'attachment; filename="[A-Za-z0-9][A-Za-z0-9._-]*\.(csv|json|txt)"', answer.headers["content-disposition"]
        )
        assert "a=b" not in answer.headers.get("set-cookie", "")


def test_words_of_a_reader_stay_words_on_the_page(admin):
    attack = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'`{{7*7}}${7*7}"
    admin.post("/worklists", data={"name": attack[:100], "description": attack})
    for answer in (
        admin.get("/worklists"),
        admin.get("/search", params={"q": attack}),
        admin.post("/case", data={"text": attack}),
    ):
        assert "<script>alert" not in answer.text
        assert "<img src=x" not in answer.text
