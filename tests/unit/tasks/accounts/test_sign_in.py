"""Signing in with a password, with a second step, and again; refusals that tell nothing; pauses that grow and end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert

from codewell.accounts.installation import Accounts
from codewell.accounts.people import Account
from codewell.accounts.roles import Role
from codewell.accounts.schema.people import totp_secrets
from codewell.accounts.throttle import pause_after
from codewell.kernel.errors import InputError, NotAllowedError, UsedUpError
from codewell.tasks.accounts.sign_in import (
    SecondStepNeeded,
    SignedIn,
    SignInRequest,
    confirm,
    finish_second_step,
    look_at_second_step,
    sign_in,
)

PASSWORD = "seven grey herons"
HERE = "192.0.2.7"


@pytest.fixture
def ann(accounts: Accounts) -> Account:
    hashed = accounts.passwords.hash(PASSWORD)
    return accounts.people.add("ann@example.org", role=Role.CODER, plan="free", password_hash=hashed, verified=True)


def _sign_in(
    accounts: Accounts, password: str = PASSWORD, email: str = "ann@example.org", network: str = HERE, replaces: str = ""
):
    return sign_in(accounts, SignInRequest(email, password, network, replaces))


def _set_up_an_app(accounts: Accounts, account: Account) -> None:
    with accounts.database.writing() as connection:
        connection.execute(
            insert(totp_secrets).values(
                account_id=account.id, secret=b"x", created_at=accounts.clock(), confirmed_at=accounts.clock()
            )
        )


def test_the_right_password_begins_a_session_and_ends_the_one_before(accounts, ann):
    first = _sign_in(accounts, email=" ANN@example.org ")
    assert isinstance(first, SignedIn)
    session = accounts.sessions.of_token(first.token)
    assert session is not None
    assert (session.account.id, session.means) == (ann.id, "password")
    second = _sign_in(accounts, replaces=session.key)
    assert isinstance(second, SignedIn)
    assert second.token != first.token
    assert accounts.sessions.of_token(first.token) is None


def test_every_refusal_is_in_the_same_words(accounts, ann, clock):
    refusals = set()

    def refused(**asked: str) -> None:
        with pytest.raises(InputError) as caught:
            _sign_in(accounts, **asked)
        refusals.add(str(caught.value))

    refused(password="wrong")
    refused(email="nobody@example.org")
    refused(email="no address")
    accounts.people.change(ann.id, verified_at=None)
    refused()
    accounts.people.change(ann.id, verified_at=clock(), disabled_at=clock())
    refused()
    assert len(refusals) == 1


def test_a_second_step_waits_five_minutes_and_is_taken_once(accounts, ann, clock):
    _set_up_an_app(accounts, ann)
    needed = _sign_in(accounts)
    assert isinstance(needed, SecondStepNeeded)
    assert needed.means == ("totp",)
    assert accounts.sessions.of_account(ann.id) == ()
    waiting = look_at_second_step(accounts, needed.token)
    assert waiting is not None
    assert (waiting.account.id, waiting.means) == (ann.id, ("totp",))
    done = finish_second_step(accounts, needed.token, "totp", HERE)
    session = accounts.sessions.of_token(done.token)
    assert session is not None
    assert session.means == "password totp"
    with pytest.raises(NotAllowedError):
        finish_second_step(accounts, needed.token, "totp", HERE)

    late = _sign_in(accounts)
    assert isinstance(late, SecondStepNeeded)
    clock.move(minutes=5)
    assert look_at_second_step(accounts, late.token) is None
    with pytest.raises(NotAllowedError):
        finish_second_step(accounts, late.token, "totp", HERE)


def test_an_account_that_is_closed_between_the_steps_stays_out(accounts, ann, clock):
    _set_up_an_app(accounts, ann)
    needed = _sign_in(accounts)
    accounts.people.change(ann.id, disabled_at=clock())
    with pytest.raises(NotAllowedError):
        finish_second_step(accounts, needed.token, "totp", HERE)


def test_showing_again_who_one_is_gives_the_session_a_new_token(accounts, ann, clock):
    before = _sign_in(accounts)
    clock.move(minutes=20)
    session = accounts.sessions.of_token(before.token)
    after = confirm(accounts, session, PASSWORD, HERE)
    assert isinstance(after, SignedIn)
    assert accounts.sessions.of_token(before.token) is None
    renewed = accounts.sessions.of_token(after.token)
    assert renewed is not None
    assert renewed.confirmed_at == clock()
    with pytest.raises(InputError):
        confirm(accounts, renewed, "wrong", HERE)
    assert accounts.sessions.of_token(after.token) is not None


def test_pauses_double_and_end_at_a_quarter_of_an_hour():
    minutes = [pause_after(failures, 5) // timedelta(minutes=1) for failures in range(1, 12)]
    assert minutes == [0, 0, 0, 0, 1, 2, 4, 8, 15, 15, 15]


@pytest.mark.parametrize("email", ["ann@example.org", "nobody@example.org"])
def test_guesses_from_one_place_are_slowed_down_alike_whether_there_is_an_account(accounts, ann, clock, email):
    for _ in range(5):
        with pytest.raises(InputError):
            _sign_in(accounts, "guess", email)
    for _ in range(3):
        with pytest.raises(UsedUpError, match="1 minute") as paused:
            _sign_in(accounts, PASSWORD, email)
    assert paused.value.retry_after == 60
    clock.move(minutes=1)
    with pytest.raises(InputError):
        _sign_in(accounts, "guess", email)
    with pytest.raises(UsedUpError, match="2 minutes"):
        _sign_in(accounts, PASSWORD, email)


def test_a_pause_ends_and_the_right_password_clears_the_count(accounts, ann, clock):
    for _ in range(5):
        with pytest.raises(InputError):
            _sign_in(accounts, "guess")
    assert isinstance(_sign_in(accounts, network="198.51.100.9"), SignedIn), "elsewhere the person still comes in"
    with pytest.raises(UsedUpError):
        _sign_in(accounts)
    clock.move(minutes=2)
    assert isinstance(_sign_in(accounts), SignedIn)
    for _ in range(4):
        with pytest.raises(InputError):
            _sign_in(accounts, "guess")
    assert isinstance(_sign_in(accounts), SignedIn)


def test_guesses_from_many_places_at_one_account_are_slowed_down(accounts, ann):
    for number in range(20):
        with pytest.raises(InputError):
            _sign_in(accounts, "guess", network=f"192.0.2.{number}")
    with pytest.raises(UsedUpError):
        _sign_in(accounts, network="198.51.100.9")


def test_guesses_from_one_place_at_many_accounts_are_slowed_down(accounts, ann):
    for number in range(50):
        with pytest.raises(InputError):
            _sign_in(accounts, "guess", email=f"ann{number}@example.org")
    with pytest.raises(UsedUpError):
        _sign_in(accounts)


def test_the_eleventh_session_ends_the_one_used_longest_ago(accounts, ann, clock):
    tokens = []
    for _ in range(11):
        tokens.append(_sign_in(accounts).token)
        clock.move(seconds=1)
    assert accounts.sessions.of_token(tokens[0]) is None
    assert len(accounts.sessions.of_account(ann.id)) == 10
