"""Passkeys: what is taken, and what is refused."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from authenticators import SoftAuthenticator
from codewell.accounts.passkey_answers import PasskeySite
from codewell.accounts.people import Account
from codewell.accounts.roles import Role
from codewell.accounts.schema.people import ceremonies
from codewell.kernel.errors import InputError, SignInNeededError

SITE = PasskeySite("localhost", "http://localhost")
BROWSER = "a browser's visit"


@pytest.fixture
def ann(accounts) -> Account:
    return accounts.people.add("ann@example.org", role=Role.CODER, plan="free", name="Ann", verified=True)


@pytest.fixture
def device(accounts, ann) -> SoftAuthenticator:
    """Holds a passkey of Ann's."""
    return added(accounts, ann, SoftAuthenticator())


def added(accounts, account: Account, device: SoftAuthenticator, name: str = "Laptop") -> SoftAuthenticator:
    answer = device.make(accounts.passkeys.begin_adding(account, SITE, BROWSER))
    accounts.passkeys.add(account, SITE, BROWSER, answer, name)
    return device


def test_a_passkey_is_added_with_recovery_codes_and_signs_in_alone(accounts, ann, clock):
    device = SoftAuthenticator()
    options = accounts.passkeys.begin_adding(ann, SITE, BROWSER)
    asked = json.loads(options)
    assert asked["rp"] == {"name": "Codewell", "id": "localhost"}
    assert asked["authenticatorSelection"]["residentKey"] == "required"
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert asked["attestation"] == "none"
    passkey, codes = accounts.passkeys.add(ann, SITE, BROWSER, device.make(options), "  Laptop\nat work ")
    assert (passkey.name, passkey.account_id, len(codes)) == ("Laptop at work", ann.id, 10)
    assert accounts.second_factors.standing(ann.id).has_one
    clock.move(hours=1)
    options = accounts.passkeys.begin_signing_in(SITE, BROWSER)
    asked = json.loads(options)
    assert (asked["allowCredentials"], asked["userVerification"]) == ([], "required")
    assert accounts.passkeys.recognise(SITE, BROWSER, device.sign(options)).account_id == ann.id
    (kept,) = accounts.passkeys.of_account(ann.id)
    assert kept.used_at == clock()


def test_a_second_step_asks_for_the_accounts_own_passkeys(accounts, ann, device):
    options = accounts.passkeys.begin_signing_in(SITE, BROWSER, ann.id)
    (allowed,) = json.loads(options)["allowCredentials"]
    assert allowed["id"] == accounts.passkeys.of_account(ann.id)[0].id
    assert accounts.passkeys.recognise(SITE, BROWSER, device.sign(options), ann.id).account_id == ann.id


def test_a_challenge_is_good_once(accounts, device):
    answer = device.sign(accounts.passkeys.begin_signing_in(SITE, BROWSER))
    accounts.passkeys.recognise(SITE, BROWSER, answer)
    with pytest.raises(SignInNeededError, match="not recognised"):
        accounts.passkeys.recognise(SITE, BROWSER, answer)


def test_a_challenge_is_good_for_minutes(accounts, device, clock):
    answer = device.sign(accounts.passkeys.begin_signing_in(SITE, BROWSER))
    clock.move(minutes=5)
    with pytest.raises(SignInNeededError):
        accounts.passkeys.recognise(SITE, BROWSER, answer)
    accounts.passkeys.begin_signing_in(SITE, BROWSER)
    with accounts.database.reading() as connection:
        assert len(connection.execute(select(ceremonies)).all()) == 1, "what is late is cleared away"


def test_a_challenge_of_another_browser_or_purpose_is_refused(accounts, ann, device):
    for browser in ("another", ""):
        answer = device.sign(accounts.passkeys.begin_signing_in(SITE, BROWSER))
        with pytest.raises(SignInNeededError):
            accounts.passkeys.recognise(SITE, browser, answer)
    alone = device.sign(accounts.passkeys.begin_signing_in(SITE, BROWSER))
    with pytest.raises(SignInNeededError):
        accounts.passkeys.recognise(SITE, BROWSER, alone, ann.id)
    never_given = device.sign(json.dumps({"challenge": "AAAA"}))
    with pytest.raises(SignInNeededError):
        accounts.passkeys.recognise(SITE, BROWSER, never_given)


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"origin": "http://localhost.evil.example"}, id="origin"),
        pytest.param({"origin": "https://localhost"}, id="scheme"),
        pytest.param({"rp_id": "evil.example"}, id="site"),
        pytest.param({"verified": False}, id="person-not-verified"),
        pytest.param({"counter": 0}, id="counter-gone"),
        pytest.param({"counter": 1}, id="counter-the-same"),
        pytest.param({"handle": b"somebody else"}, id="other-person"),
        pytest.param({"id": b"not known"}, id="other-credential"),
    ],
)
def test_what_is_wrong_in_an_answer_is_refused(accounts, device, wrong):
    for name, value in wrong.items():
        setattr(device, name, value)
    with pytest.raises(SignInNeededError):
        accounts.passkeys.recognise(SITE, BROWSER, device.sign(accounts.passkeys.begin_signing_in(SITE, BROWSER)))


def test_a_copy_of_an_authenticator_is_found_by_its_counter(accounts, device):
    device.counter = 7
    assert accounts.passkeys.recognise(SITE, BROWSER, device.sign(accounts.passkeys.begin_signing_in(SITE, BROWSER)))
    device.counter = 5
    with pytest.raises(SignInNeededError):
        accounts.passkeys.recognise(SITE, BROWSER, device.sign(accounts.passkeys.begin_signing_in(SITE, BROWSER)))


def test_an_authenticator_without_counter_is_taken(accounts, ann):
    device = added(accounts, ann, SoftAuthenticator(counter=0))
    device.counter = 0
    assert accounts.passkeys.recognise(SITE, BROWSER, device.sign(accounts.passkeys.begin_signing_in(SITE, BROWSER)))


def test_the_key_of_another_is_refused(accounts, ann, device):
    copied = SoftAuthenticator(counter=9)
    copied.id, copied.handle = device.id, device.handle
    with pytest.raises(SignInNeededError):
        accounts.passkeys.recognise(SITE, BROWSER, copied.sign(accounts.passkeys.begin_signing_in(SITE, BROWSER)))


def test_another_accounts_passkey_is_no_second_step(accounts, ann, device):
    bob = accounts.people.add("bob@example.org", role=Role.CODER, plan="free")
    his = added(accounts, bob, SoftAuthenticator())
    with pytest.raises(SignInNeededError):
        accounts.passkeys.recognise(SITE, BROWSER, his.sign(accounts.passkeys.begin_signing_in(SITE, BROWSER, ann.id)), ann.id)


@pytest.mark.parametrize(
    "answer", [{}, {"response": 3}, {"response": {"clientDataJSON": "e30"}}, {"response": {"clientDataJSON": "!"}}]
)
def test_nonsense_is_refused(accounts, ann, answer):
    with pytest.raises(SignInNeededError):
        accounts.passkeys.recognise(SITE, BROWSER, answer)
    with pytest.raises(InputError):
        accounts.passkeys.add(ann, SITE, BROWSER, answer, "x")


@pytest.mark.parametrize("wrong", [{"origin": "http://evil.example"}, {"rp_id": "evil.example"}, {"verified": False}])
def test_a_passkey_made_elsewhere_is_not_added(accounts, ann, wrong):
    device = SoftAuthenticator(**wrong)
    answer = device.make(accounts.passkeys.begin_adding(ann, SITE, BROWSER))
    with pytest.raises(InputError, match="could not be added"):
        accounts.passkeys.add(ann, SITE, BROWSER, answer, "Laptop")
    assert accounts.passkeys.of_account(ann.id) == ()


def test_a_passkey_is_added_once_and_by_who_asked(accounts, ann):
    bob = accounts.people.add("bob@example.org", role=Role.CODER, plan="free")
    answer = SoftAuthenticator().make(accounts.passkeys.begin_adding(ann, SITE, BROWSER))
    with pytest.raises(InputError, match="used or out of date"):
        accounts.passkeys.add(bob, SITE, BROWSER, answer, "")
    device = SoftAuthenticator()
    answer = device.make(accounts.passkeys.begin_adding(ann, SITE, BROWSER))
    accounts.passkeys.add(ann, SITE, BROWSER, answer, "")
    with pytest.raises(InputError, match="used or out of date"):
        accounts.passkeys.add(ann, SITE, BROWSER, answer, "")
    assert [one.name for one in accounts.passkeys.of_account(ann.id)] == ["Passkey"]


def test_passkeys_are_renamed_and_removed_by_their_owner_only(accounts, ann, device):
    bob = accounts.people.add("bob@example.org", role=Role.CODER, plan="free")
    (kept,) = accounts.passkeys.of_account(ann.id)
    assert not accounts.passkeys.rename(bob.id, kept.id, "Mine")
    assert not accounts.passkeys.remove(bob.id, kept.id)
    assert accounts.passkeys.rename(ann.id, kept.id, "Phone")
    assert [one.name for one in accounts.passkeys.of_account(ann.id)] == ["Phone"]
    assert accounts.passkeys.remove(ann.id, kept.id)
    standing = accounts.second_factors.standing(ann.id)
    assert (standing.has_one, standing.recovery_codes) == (False, 0), "codes go with the last factor"
    with pytest.raises(SignInNeededError):
        accounts.passkeys.recognise(SITE, BROWSER, device.sign(accounts.passkeys.begin_signing_in(SITE, BROWSER)))
