"""Metered pages: what counts and what does not, the wall, the notice, and what tells a program."""

from __future__ import annotations

import pytest
from lxml import html

from codewell.accounts.roles import Role
from codewell.interfaces.service_settings import ServiceSettings
from codewell.interfaces.web.access import guarded_routes
from codewell.interfaces.web.metering import counted_paths
from codewell.interfaces.web.service import Service

METERED = ServiceSettings(metering="on")
PAGE = "/code/icd10cm/E11.22"
GUEST, OTHER = "203.0.113.7", "203.0.113.8"


def seen(answer) -> str:
    return " ".join(html.document_fromstring(answer.text).find(".//main").text_content().split())


@pytest.fixture
def guest(served):
    return served(METERED, GUEST)[0]


def signed_in(client, plan: str, *, verified: bool = True) -> None:
    """Give the client's browser a session of a new account."""
    service: Service = service_of(client)
    account = service.accounts.people.add("ann@example.org", role=Role.CODER, plan=plan, verified=verified)
    client.cookies.set("codewell-session", service.accounts.sessions.begin(account, "password"))


def service_of(client) -> Service:
    layer = client.app.middleware_stack or client.app.build_middleware_stack()
    while not hasattr(layer, "_service"):
        layer = getattr(layer, "_app", None) or layer.app
    return layer._service


def test_a_guest_sees_one_page_and_then_the_wall(guest):
    first = guest.get(PAGE)
    assert first.status_code == 200
    assert "0 of 1 code page left until July 1, 2026" in seen(first)
    wall = guest.get(PAGE)
    assert wall.status_code == 429
    assert "Registering gives you 5 more code pages this month." in seen(wall)
    assert "begins anew on July 1, 2026" in seen(wall)
    assert "Official words" not in wall.text
    assert int(wall.headers["retry-after"]) == (28 * 24 + 12) * 3600
    assert wall.headers["cache-control"] == "no-store"


def test_clearing_cookies_gives_a_guest_nothing(served):
    one, two, elsewhere = served(METERED, GUEST, GUEST, OTHER)
    assert one.get(PAGE).status_code == 200
    assert two.get("/code/hcpcs/J1100").status_code == 429, "same address, another browser"
    assert elsewhere.get(PAGE).status_code == 200


def test_an_ipv6_household_is_one_guest(served):
    one, two, other = served(METERED, "2001:db8:1:2::a", "2001:db8:1:2:ffff::b", "2001:db8:1:3::a")
    assert [client.get(PAGE).status_code for client in (one, two, other)] == [200, 429, 200]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/code/icd10cm/e1122", 303),
        ("/code/E11.22", 303),
        ("/code/icd10cm/E99.99", 404),
        ("/code/nowhere/E11.22", 422),
        ("/code/icd10cm/E11.22?on=yesterday", 422),
        ("/code/icd10cm/E11.22?q=x", 303),
        ("/code/J1100", 200),
        ("/compare", 200),
        ("/compare?first=E99.99&second=E11.22", 404),
        ("/search?q=diabetes", 200),
        ("/", 200),
        ("/releases", 200),
        ("/v1/codes/icd10cm/E99.99", 404),
        ("/v1/search?q=diabetes", 200),
        ("/v1/openapi.json", 200),
    ],
)
def test_what_shows_no_code_page_does_not_count(guest, address, status):
    for _ in range(2):
        assert guest.get(address).status_code == status
    assert guest.get(PAGE).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        PAGE,
        "/code/hcpcs/J1100?on=2026-03-01",
        "/compare?first=E11.22&second=E10",
        "/compare?first=E11.22",
        "/v1/codes/E11.22",
        "/v1/codes/icd10cm/E11.22",
        "/v1/compare?first=E11.22&second=E10",
    ],
)
def test_whatever_shows_a_code_counts_as_one_view(guest, address):
    assert guest.get(address).status_code == 200
    assert guest.get(PAGE).status_code == 429


def test_a_copy_that_is_still_good_counts_as_a_view(served):
    client, other = served(METERED, GUEST, OTHER)
    tag = other.get("/v1/codes/icd10cm/E11.22").headers["etag"]
    assert client.get("/v1/codes/icd10cm/E11.22", headers={"If-None-Match": tag}).status_code == 304
    assert client.get(PAGE).status_code == 429


def test_a_head_request_is_refused_and_does_not_count(guest):
    assert guest.head(PAGE).status_code == 405
    assert guest.get(PAGE).status_code == 200


def test_a_page_that_fails_is_given_back(served):
    (client,) = served(METERED.model_copy(update={"plans": "plans.toml"}), GUEST)
    (service_of(client).home / "plans.toml").write_text(
        'period="month"\nguest="g"\nregistered="g"\n[plans.g]\ntitle="G"\ncode_pages=1\nsearches=1\n'
    )
    assert client.get("/v1/search?q=defect").status_code == 500
    assert client.get("/v1/search?q=diabetes").status_code == 200
    assert client.get("/v1/search?q=diabetes").status_code == 429


def test_an_account_has_five_and_is_asked_for_more_in_the_owners_words(guest):
    signed_in(guest, "free")
    for left in (4, 3, 2, 1, 0):
        assert f"{left} of 5 code pages left" in seen(guest.get(PAGE))
    wall = guest.get(PAGE)
    assert wall.status_code == 429
    assert "all your 5 code pages for this month" in seen(wall)
    assert "Ask whoever runs this service" in seen(wall)
    assert "Register" not in seen(wall)


def test_an_account_waits_for_its_e_mail_address(guest):
    signed_in(guest, "free", verified=False)
    wall = guest.get(PAGE)
    assert wall.status_code == 429
    assert "Verify your e-mail address first" in seen(wall)
    assert guest.get("/case").status_code == 403


def test_a_member_is_not_counted(guest):
    signed_in(guest, "member")
    for _ in range(12):
        answer = guest.get(PAGE)
        assert answer.status_code == 200
    assert "left until" not in seen(answer)
    with service_of(guest).accounts.database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM usage").scalar() == 0


def test_a_program_is_told_in_headers_and_as_a_problem(guest):
    first = guest.get("/v1/codes/icd10cm/E11.22")
    seconds = (28 * 24 + 12) * 3600
    assert first.headers["ratelimit-policy"].split(", ") == [f'"code-pages";q=1;w={30 * 24 * 3600}', '"requests";q=600;w=60']
    assert first.headers["ratelimit"].split(", ")[0] == f'"code-pages";r=0;t={seconds}'
    assert first.headers["ratelimit"].split(", ")[1].startswith('"requests";r=599;t=')
    refused = guest.get("/v1/codes/icd10cm/E11.22")
    assert refused.status_code == 429
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.headers["retry-after"] == str(seconds)
    assert refused.headers["ratelimit"].startswith(f'"code-pages";r=0;t={seconds}, ')
    assert refused.json()["slug"] == "access.quota-used-up"
    assert "E11" not in refused.text


def test_tools_follow_the_plan(served):
    (client,) = served(METERED, GUEST)
    assert client.get("/case").status_code == 303, "led to signing in"
    signed_in(client, "free")
    assert client.get("/case").status_code == 200


def test_without_metering_nothing_is_opened(served):
    (client,) = served(ServiceSettings(), GUEST)
    assert client.get(PAGE).status_code == 200
    assert client.get(PAGE).status_code == 200
    assert not service_of(client).is_open
    assert not (service_of(client).home / "accounts.sqlite").exists()


def test_a_library_reads_under_its_own_plan(served):
    inside, outside = served(METERED.model_copy(update={"plans": "plans.toml"}), "192.0.2.5", GUEST)
    (service_of(inside).home / "plans.toml").write_text(
        'period="month"\nguest="g"\nregistered="g"\n[plans.g]\ntitle="G"\ncode_pages=1\ntools=false\n'
        '[places.library]\nnetworks=["192.0.2.0/24"]\nplan="unmetered"\n'
    )
    assert [inside.get(PAGE).status_code for _ in range(3)] == [200, 200, 200]
    assert inside.get("/case").status_code == 200
    assert [outside.get(PAGE).status_code for _ in range(2)] == [200, 429]
    assert outside.get("/case").status_code == 303


def test_every_route_of_a_code_is_counted(guest):
    """The routes that show a code, found by their address; one that somebody adds must say that it counts."""
    beginnings = ("/code/{system}", "/compare", "/v1/codes", "/v1/compare")
    shown = {one.path for one in guarded_routes(guest.app) if "GET" in one.methods and one.path.startswith(beginnings)}
    assert len(shown) >= 5
    assert shown - counted_paths(guest.app).keys() == set()
