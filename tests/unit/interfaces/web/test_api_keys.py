"""Keys of the API at the gate, and how fast requests may come."""

from __future__ import annotations

import pytest

from codewell.accounts.api_key import Scope
from codewell.accounts.roles import Role
from codewell.interfaces.service_settings import ServiceSettings
from codewell.interfaces.web.pace import TRIES_PER_MINUTE, Pacing, TooFastError
from codewell.interfaces.web.viewer import Viewer

CODE = "/v1/codes/icd10cm/E11.22"
GUEST, OTHER = "203.0.113.7", "203.0.113.8"
SETTINGS = ServiceSettings(metering="on")


@pytest.fixture
def keyed(served):
    """Return a function that makes a client whose requests show a key."""

    def make(*scopes: Scope, per_minute: int = 60, plan: str = "member", role: Role = Role.CODER, verified: bool = True):
        (client,), service = served(SETTINGS, GUEST), served.service()
        account = service.accounts.people.add(f"a{per_minute}@example.org", role=role, plan=plan, verified=verified)
        made = service.accounts.api_keys.make(account, "k", scopes, per_minute=per_minute, days=30)
        client.headers["Authorization"] = f"Bearer {made.secret}"
        return client, service, account, made.key

    return make


def test_a_key_answers_for_its_account(keyed):
    client, _, _, _ = keyed(Scope.CODES_READ)
    for _ in range(3):
        assert client.get(CODE).status_code == 200


def test_a_key_does_what_its_scopes_say_and_no_more(keyed):
    client, _, _, _ = keyed(Scope.CODES_READ)
    refused = client.post("/v1/code", json={"text": "diabetes"})
    assert refused.status_code == 403
    assert refused.headers["content-type"] == "application/problem+json"
    assert client.get("/v1/worklists").status_code == 403
    client, _, _, _ = keyed(Scope.TOOLS_USE, per_minute=61)
    assert client.post("/v1/code", json={"text": "diabetes"}).status_code == 200
    assert client.get(CODE).status_code == 403


def test_a_key_never_does_more_than_its_owners_role(keyed):
    client, _, _, _ = keyed(Scope.TOOLS_USE, role=Role.VIEWER)
    assert client.post("/v1/code", json={"text": "diabetes"}).status_code == 403


def test_a_key_counts_on_its_accounts_plan(keyed):
    client, service, account, _ = keyed(Scope.CODES_READ, plan="free")
    token = service.accounts.sessions.begin(account, "password")
    for _ in range(5):
        assert client.get(CODE).status_code == 200
    assert client.get(CODE).json()["slug"] == "access.quota-used-up"
    del client.headers["Authorization"]
    client.cookies.set("codewell-session", token)
    assert client.get("/code/icd10cm/E11.22").status_code == 429, "the same counter"


@pytest.mark.parametrize("sent", ["Bearer cw_nothing", "Bearer x", "bearer cw_" + "a" * 5000])
def test_a_key_that_is_none_is_refused_and_never_shown(served, sent):
    (client,) = served(SETTINGS, GUEST)
    refused = client.get(CODE, headers={"Authorization": sent})
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == 'Bearer realm="codewell", error="invalid_token"'
    assert refused.json()["slug"] == "access.api-key"
    assert sent.split()[1] not in refused.text


def test_a_revoked_key_ends_at_once(keyed):
    client, service, account, key = keyed(Scope.CODES_READ)
    assert client.get(CODE).status_code == 200
    service.accounts.api_keys.revoke(account.id, key.id)
    assert client.get(CODE).status_code == 401


def test_a_key_is_for_the_api_alone(keyed):
    client, _, _, _ = keyed(Scope.CODES_READ, Scope.WORKLISTS_USE)
    assert client.get("/account").status_code == 303, "led to signing in"


def test_a_key_has_its_own_requests_a_minute(keyed):
    client, _, _, _ = keyed(Scope.CODES_READ, per_minute=3)
    left = []
    for _ in range(3):
        answer = client.get("/v1/releases")
        assert answer.headers["ratelimit-policy"] == '"requests";q=3;w=60'
        left.append(answer.headers["ratelimit"].split(";")[1])
    assert left == ["r=2", "r=1", "r=0"]
    refused = client.get("/v1/releases")
    assert refused.status_code == 429
    assert refused.json()["slug"] == "access.too-fast"
    assert 1 <= int(refused.headers["retry-after"]) <= 60


def test_requests_of_an_address_are_bounded_and_others_are_not_hit(served):
    one, two = served(ServiceSettings(requests_per_minute=5), GUEST, OTHER)
    assert [one.get("/").status_code for _ in range(6)] == [200] * 5 + [429]
    assert two.get("/").status_code == 200


def test_a_forwarding_header_that_nobody_vouches_for_is_ignored(served):
    (client,) = served(ServiceSettings(requests_per_minute=3), GUEST)
    told = [client.get("/", headers={"X-Forwarded-For": f"198.51.100.{n}"}).status_code for n in range(4)]
    assert told == [200, 200, 200, 429]


def test_guests_behind_a_trusted_proxy_are_told_apart_and_cannot_pretend(served):
    (proxy,) = served(SETTINGS.model_copy(update={"trusted_proxies": ("10.0.0.0/8",)}), "10.1.2.3")
    page = "/code/icd10cm/E11.22"
    assert proxy.get(page, headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 200
    assert proxy.get(page, headers={"X-Forwarded-For": "203.0.113.10"}).status_code == 200
    pretends = {"X-Forwarded-For": "198.51.100.1, 203.0.113.9"}
    assert proxy.get(page, headers=pretends).status_code == 429, "what stands before the last hop is anybody's word"


def test_a_guest_who_pretends_to_be_forwarded_is_counted_as_himself(served):
    (client,) = served(SETTINGS, GUEST)
    page = "/code/icd10cm/E11.22"
    told = [client.get(page, headers={"X-Forwarded-For": f"198.51.100.{n}"}).status_code for n in range(3)]
    assert told == [200, 429, 429]


def test_tries_at_the_entrance_are_fewer():
    pacing, guest = Pacing(600), Viewer(GUEST, frozenset())
    for _ in range(TRIES_PER_MINUTE):
        pacing.count(guest, "POST", "/sign-in")
    with pytest.raises(TooFastError):
        pacing.count(guest, "POST", "/sign-in")
    pacing.count(guest, "GET", "/sign-in")
    pacing.count(Viewer(OTHER, frozenset()), "POST", "/sign-in")


def test_a_machine_of_ones_own_counts_no_requests(client):
    answer = client.get("/v1/releases")
    assert "ratelimit" not in answer.headers
