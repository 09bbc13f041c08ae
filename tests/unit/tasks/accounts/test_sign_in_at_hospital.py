"""Signing in at a hospital's issuer on loopback: the good way, and what attackers and careless issuers try."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwk, jwt
from joserfc.errors import SecurityWarning
from sqlalchemy import select

from authenticators import app_code, base64url
from codewell.accounts.hospital.client import HospitalClient, HospitalError
from codewell.accounts.hospital.provider import Provider
from codewell.accounts.roles import Role
from codewell.accounts.schema.people import ceremonies
from codewell.accounts.schema.record import audit_trail
from codewell.kernel.errors import ConfigurationError, NotAllowedError, SignInNeededError
from codewell.tasks.accounts.sign_in import SecondStepNeeded, SignedIn
from codewell.tasks.accounts.sign_in_at_hospital import HospitalRules, Reply, Visit, begin_at_hospital, finish_at_hospital
from fake_issuer import CLIENT_ID, CLIENT_SECRET, FakeIssuer, fake_issuer, signing_key

VISIT = Visit("a browser", "192.0.2.7", "http://localhost/sign-in/hospital/back")
RULES = HospitalRules(new_accounts=True, role=Role.CODER, plan="member")


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """One kind is enough for what the issuer says; `test_identities` asks both."""
    return f"sqlite:///{tmp_path / 'accounts.sqlite'}"


@pytest.fixture
def issuer(clock) -> Iterator[FakeIssuer]:
    with fake_issuer(clock) as running:
        yield running


@pytest.fixture
def provider(issuer, clock) -> Provider:
    return Provider(HospitalClient(issuer.issuer, CLIENT_ID, CLIENT_SECRET), clock)


@pytest.fixture
def signing(accounts, issuer, provider):
    """Signs in as the issuer's person; what the browser brings back can be changed."""

    def sign_in(visit: Visit = VISIT, rules: HospitalRules = RULES, **changed: str) -> SignedIn | SecondStepNeeded:
        answer = issuer.answer_to(begin_at_hospital(accounts, provider, visit))
        reply = Reply(answer["state"], answer["code"], issuer=answer["iss"])
        return finish_at_hospital(accounts, provider, rules, visit, replace(reply, **changed)).result

    return sign_in


def _actions(accounts) -> list[str]:
    with accounts.database.reading() as connection:
        return list(connection.execute(select(audit_trail.c.action).order_by(audit_trail.c.number)).scalars())


def test_somebody_new_gets_an_account_and_the_same_one_the_next_time(accounts, issuer, signing):
    first = signing()
    assert isinstance(first, SignedIn)
    assert (first.account.email, first.account.name, first.account.role, first.account.plan) == (
        "ann@hospital.example",
        "Ann",
        Role.CODER,
        "member",
    )
    assert first.account.verified_at is not None
    assert not first.account.has_password
    session = accounts.sessions.of_token(first.token)
    assert session is not None
    assert session.means == "oidc"
    issuer.person |= {"email": "changed@hospital.example", "name": "Other"}
    second = signing()
    assert isinstance(second, SignedIn)
    assert second.account.id == first.account.id, "the subject decides, not the address"
    assert second.token != first.token
    assert _actions(accounts) == ["account.new", "hospital.link", "sign-in", "sign-in"]


def test_what_the_browser_carries_holds_no_secret_and_nothing_is_stored_of_it(accounts, issuer, provider):
    address = begin_at_hospital(accounts, provider, VISIT)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert asked["scope"] == "openid email profile"
    assert "code_verifier" not in asked
    assert CLIENT_SECRET not in address
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3
    with accounts.database.reading() as connection:
        (row,) = connection.execute(select(ceremonies)).all()
    assert not any(asked[name] in str(row) for name in ("state", "nonce", "code_challenge"))


def test_an_answer_is_good_once(accounts, issuer, provider):
    answer = issuer.answer_to(begin_at_hospital(accounts, provider, VISIT))
    reply = Reply(answer["state"], answer["code"], issuer=answer["iss"])
    finish_at_hospital(accounts, provider, RULES, VISIT, reply)
    with pytest.raises(SignInNeededError, match="no sign-in that is under way"):
        finish_at_hospital(accounts, provider, RULES, VISIT, reply)


def test_a_code_is_good_once(signing, issuer, accounts, provider):
    answer = issuer.answer_to(begin_at_hospital(accounts, provider, VISIT))
    finish_at_hospital(accounts, provider, RULES, VISIT, Reply(answer["state"], answer["code"], issuer=answer["iss"]))
    with pytest.raises(HospitalError, match="status 400"):
        signing(code=answer["code"])


def test_another_browser_cannot_be_signed_in_with_the_attackers_answer(accounts, issuer, provider):
    answer = issuer.answer_to(begin_at_hospital(accounts, provider, VISIT))
    victim = replace(VISIT, browser="the victim's browser")
    with pytest.raises(SignInNeededError):
        finish_at_hospital(accounts, provider, RULES, victim, Reply(answer["state"], answer["code"], issuer=answer["iss"]))
    assert accounts.people.by_email("ann@hospital.example") is None


@pytest.mark.parametrize("state", ["", "never given", "x" * 5000])
def test_a_state_that_we_did_not_give_is_refused_before_anything_is_asked(signing, issuer, state):
    with pytest.raises(SignInNeededError):
        signing(state=state)
    assert "/token" not in issuer.asked


def test_an_answer_that_is_late_is_refused(accounts, issuer, provider, clock):
    answer = issuer.answer_to(begin_at_hospital(accounts, provider, VISIT))
    clock.move(minutes=5)
    with pytest.raises(SignInNeededError):
        finish_at_hospital(accounts, provider, RULES, VISIT, Reply(answer["state"], answer["code"], issuer=answer["iss"]))


def test_a_code_of_another_sign_in_does_not_fit_its_verifier(accounts, issuer, provider, signing):
    stolen = issuer.answer_to(begin_at_hospital(accounts, provider, VISIT))["code"]
    with pytest.raises(HospitalError):
        signing(code=stolen)


@pytest.mark.parametrize("named", ["https://login.evil.example", ""])
def test_an_answer_of_another_issuer_is_refused_before_the_code_goes_out(signing, issuer, named):
    with pytest.raises(HospitalError, match="not of the hospital"):
        signing(issuer=named)
    assert "/token" not in issuer.asked


def test_an_issuer_that_never_names_itself_is_taken(signing, issuer):
    del issuer.document["authorization_response_iss_parameter_supported"]
    assert isinstance(signing(issuer=""), SignedIn)


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param({"iss": "https://login.evil.example"}, id="issuer"),
        pytest.param({"aud": "another client"}, id="audience"),
        pytest.param({"aud": [CLIENT_ID, "another client"]}, id="audience-shared"),
        pytest.param({"aud": None}, id="audience-missing"),
        pytest.param({"azp": "another client"}, id="authorized-party"),
        pytest.param({"nonce": "of another sign-in"}, id="nonce"),
        pytest.param({"nonce": None}, id="nonce-missing"),
        pytest.param({"exp": 1780401600 - 61}, id="expired"),  # 2026-06-02T12:00Z
        pytest.param({"exp": None}, id="expiry-missing"),
        pytest.param({"iat": None}, id="time-missing"),
        pytest.param({"iat": 1780401600 - 661}, id="old"),
        pytest.param({"nbf": 1780401600 + 61}, id="not-yet"),
        pytest.param({"sub": None}, id="subject-missing"),
        pytest.param({"sub": ""}, id="subject-empty"),
        pytest.param({"sub": 7}, id="subject-no-text"),
        pytest.param({"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}, id="of-another-access-token"),
    ],
)
def test_a_token_that_says_something_wrong_is_refused(accounts, signing, issuer, claims):
    issuer.claims = claims
    with pytest.raises(HospitalError, match="ID token"):
        signing()
    assert accounts.people.by_email("ann@hospital.example") is None


def _written(*parts: dict) -> str:
    return ".".join(base64url(json.dumps(one).encode()) for one in parts)


def _unsigned(header, said):
    return _written({**header, "alg": "none"}, said) + "."


def _by_our_secret(header, said):
    return jwt.encode({**header, "alg": "HS256"}, said, jwk.OctKey.import_key(CLIENT_SECRET), algorithms=["HS256"])


def _by_a_strangers_key(header, said):
    return jwt.encode(header, said, signing_key("a stranger's"), algorithms=["RS256"])


def _changed_after_signing(header, said):
    key = signing_key("a stranger's")
    head, _, signature = jwt.encode(header, said, key, algorithms=["RS256"]).split(".")
    return f"{head}.{_written({**said, 'sub': 'admin'})}.{signature}"


@pytest.mark.parametrize(
    "sign", [_unsigned, _by_our_secret, _by_a_strangers_key, _changed_after_signing, lambda *_: "no token", lambda *_: "a.b.c"]
)
def test_a_token_that_the_issuer_did_not_sign_is_refused(accounts, signing, issuer, sign):
    issuer.sign = sign
    with pytest.raises(HospitalError, match="ID token"):
        signing()


def test_a_public_key_is_no_secret_to_sign_with(signing, issuer):
    public = issuer.key.as_pem(private=False)

    def by_the_public_key(header, said):
        signed = _written({**header, "alg": "HS256"}, said)
        return f"{signed}.{base64url(hmac.digest(public, signed.encode(), 'sha256'))}"

    issuer.sign = by_the_public_key
    with pytest.raises(HospitalError, match="ID token"):
        signing()


def test_a_key_that_can_be_factored_is_no_key(signing, issuer):
    with pytest.warns(SecurityWarning):
        issuer.key = jwk.RSAKey.generate_key(1024, {"kid": "first", "use": "sig"})
    issuer.published = [issuer.key]
    with pytest.raises(HospitalError, match="ID token"):
        signing()


@pytest.mark.parametrize("kind", ["at+jwt", "logout+jwt"])
def test_a_token_of_another_kind_is_refused(signing, issuer, kind):
    issuer.header = {"typ": kind}
    with pytest.raises(HospitalError, match="another kind"):
        signing()


def test_new_keys_of_the_issuer_are_fetched_but_not_at_every_call(signing, issuer, clock):
    signing()
    issuer.key = signing_key("second")
    issuer.published, issuer.header = [issuer.key], {"kid": "second"}
    clock.move(minutes=2)
    assert isinstance(signing(), SignedIn)
    fetched = issuer.asked.count("/keys")
    issuer.header = {"kid": "unknown"}
    for _ in range(3):
        with pytest.raises(HospitalError):
            signing()
    assert issuer.asked.count("/keys") == fetched


@pytest.mark.parametrize(
    "document",
    [
        {"issuer": "https://login.evil.example"},
        {"token_endpoint": "http://login.hospital.example/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": None},
    ],
)
def test_a_document_of_another_issuer_or_with_plain_addresses_is_refused(signing, issuer, document):
    issuer.document |= document
    with pytest.raises(HospitalError, match="discovery document"):
        signing()


@pytest.mark.parametrize("body", [b"[]", b"nonsense", b'{"a": "' + b"x" * 600_000 + b'"}', b"[" * 100_000])
def test_answers_that_are_none_are_refused(signing, issuer, body):
    issuer.raw["/token"] = body
    with pytest.raises(HospitalError, match="answer"):
        signing()


def test_an_issuer_that_is_down_or_redirects_is_said_in_words(accounts, clock):
    down = Provider(HospitalClient("http://127.0.0.1:9", CLIENT_ID), clock)
    with pytest.raises(HospitalError, match="cannot be reached"):
        begin_at_hospital(accounts, down, VISIT)
    elsewhere = httpx.MockTransport(lambda _: httpx.Response(302, headers={"Location": "http://127.0.0.1/secret"}))
    with pytest.raises(HospitalError, match="status 302"):
        begin_at_hospital(accounts, Provider(HospitalClient("https://login.example", CLIENT_ID), clock, elsewhere), VISIT)


@pytest.mark.parametrize(
    "address", ["http://login.hospital.example", "ftp://x", "login.example", "https://user@login.example", ""]
)
def test_an_issuer_is_reached_by_https(address):
    with pytest.raises(ConfigurationError, match="not an https address"):
        HospitalClient(address, CLIENT_ID)


def test_the_hospitals_refusal_is_said_without_its_words(signing):
    with pytest.raises(SignInNeededError, match="did not let you in"):
        signing(error="access_denied", code="")
    with pytest.raises(SignInNeededError, match="ended with an error") as refused:
        signing(error="<script>call 555-0100</script>", code="")
    assert "555-0100" not in str(refused.value)


def test_a_verified_address_links_a_confirmed_account(accounts, signing):
    ann = accounts.people.add("ann@hospital.example", role=Role.AUDITOR, plan="free", password_hash="x", verified=True)
    result = signing()
    assert isinstance(result, SignedIn)
    assert (result.account.id, result.account.role) == (ann.id, Role.AUDITOR)
    assert accounts.identities.issuers_of(ann.id)


@pytest.mark.parametrize(
    ("role", "verified", "claims"),
    [
        pytest.param(Role.CODER, False, {}, id="account-not-confirmed"),
        pytest.param(Role.ADMIN, True, {}, id="administrator"),
        pytest.param(Role.CODER, True, {"email_verified": False}, id="address-not-verified"),
        pytest.param(Role.CODER, True, {"email_verified": "true"}, id="verified-in-words"),
        pytest.param(Role.CODER, True, {"email": None}, id="no-address"),
    ],
)
def test_an_address_alone_does_not_open_an_account_that_may_be_somebody_elses(accounts, signing, issuer, role, verified, claims):
    ann = accounts.people.add("ann@hospital.example", role=role, plan="free", password_hash="x", verified=verified)
    issuer.claims = claims
    with pytest.raises(NotAllowedError):
        signing()
    assert accounts.identities.issuers_of(ann.id) == ()


def test_a_second_person_with_the_same_address_does_not_get_the_first_ones_account(signing, issuer):
    signing()
    issuer.person["sub"] = "p-2"
    with pytest.raises(NotAllowedError, match="not linked"):
        signing()


def test_whoever_has_signed_in_links_by_showing_it_anew(accounts, signing, issuer):
    ann = accounts.people.add("ann@example.org", role=Role.ADMIN, plan="free", password_hash="x", verified=True)
    mine = accounts.sessions.of_token(accounts.sessions.begin(ann, "password"))
    visit = replace(VISIT, browser=mine.key, replaces=mine.key, account_id=ann.id, may_link=True)
    result = signing(visit)
    assert isinstance(result, SignedIn)
    assert result.account.id == ann.id
    assert [one.means for one in accounts.sessions.of_account(ann.id)] == ["oidc"], "the session goes on under a new token"
    bob = accounts.people.add("bob@example.org", role=Role.CODER, plan="free", verified=True)
    with pytest.raises(NotAllowedError, match="belongs to another account"):
        signing(replace(VISIT, account_id=bob.id, may_link=True))


def test_showing_again_who_one_is_links_nothing(accounts, signing):
    ann = accounts.people.add("ann@hospital.example", role=Role.CODER, plan="free", password_hash="x", verified=True)
    with pytest.raises(NotAllowedError, match="not linked to your account"):
        signing(replace(VISIT, account_id=ann.id))
    assert accounts.identities.issuers_of(ann.id) == ()


@pytest.mark.parametrize("claims", [{"auth_time": None}, {"auth_time": 1780401600 - 3600}])
def test_showing_it_anew_needs_the_hospitals_word_that_it_was_now(accounts, signing, issuer, claims):
    ann = accounts.people.add("ann@example.org", role=Role.CODER, plan="free", verified=True)
    issuer.claims = claims
    with pytest.raises(HospitalError, match="just now"):
        signing(replace(VISIT, account_id=ann.id))


def test_where_accounts_are_not_made_by_themselves_it_is_said(signing, accounts):
    with pytest.raises(NotAllowedError, match="makes none by itself"):
        signing(rules=replace(RULES, new_accounts=False))
    assert accounts.people.by_email("ann@hospital.example") is None


@pytest.mark.parametrize(
    ("claims", "second_step", "asked"),
    [
        pytest.param({}, "claimed", True, id="nothing-said"),
        pytest.param({"amr": ["pwd"]}, "claimed", True, id="one-factor"),
        pytest.param({"amr": ["pwd", "mfa"]}, "claimed", False, id="two-factors"),
        pytest.param({}, "never", False, id="hospital-trusted"),
    ],
)
def test_our_second_step_is_asked_unless_the_hospital_saw_two_factors(
    accounts, signing, issuer, clock, claims, second_step, asked
):
    first = signing()
    assert isinstance(first, SignedIn)
    setup = accounts.second_factors.begin(first.account)
    accounts.second_factors.confirm(first.account.id, app_code(setup.secret, clock()))
    issuer.claims = claims
    assert isinstance(signing(rules=replace(RULES, second_step=second_step)), SecondStepNeeded) is asked


def test_a_closed_account_stays_closed(accounts, signing, clock):
    first = signing()
    accounts.people.change(first.account.id, disabled_at=clock())
    with pytest.raises(NotAllowedError, match="cannot sign in"):
        signing()
