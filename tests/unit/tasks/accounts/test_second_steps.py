"""The second step, what a person does with his second factors, and a reset by an administrator."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from authenticators import SoftAuthenticator, app_code
from codewell.accounts.one_time import Purpose
from codewell.accounts.passkey_answers import PasskeySite
from codewell.accounts.people import Account
from codewell.accounts.roles import Role
from codewell.accounts.schema.record import audit_trail
from codewell.accounts.sessions import Session
from codewell.kernel.errors import InputError, NotAllowedError, SignInNeededError, UnknownRecordError, UsedUpError
from codewell.tasks.accounts.letters import Letter
from codewell.tasks.accounts.new_password import set_new_password
from codewell.tasks.accounts.second_factors import (
    add_passkey,
    confirm_app,
    remove_passkey,
    renew_recovery_codes,
    reset_second_factors,
    turn_off_app,
    unlink_hospital,
)
from codewell.tasks.accounts.second_step import (
    begin_second_step_by_passkey,
    sign_in_by_passkey,
    take_second_step,
    take_second_step_by_passkey,
)
from codewell.tasks.accounts.sign_in import SecondStepNeeded, SignedIn, SignInRequest, sign_in

PASSWORD, HERE, BROWSER = "seven grey herons", "192.0.2.7", "a browser"
SITE = PasskeySite("localhost", "http://localhost")


@pytest.fixture
def ann(accounts) -> Account:
    hashed = accounts.passwords.hash(PASSWORD)
    return accounts.people.add("ann@example.org", role=Role.CODER, plan="free", password_hash=hashed, verified=True)


@pytest.fixture
def session(accounts, ann) -> Session:
    return _session(accounts, accounts.sessions.begin(ann, "password"))


@pytest.fixture
def app(accounts, session, clock) -> tuple[str, tuple[str, ...]]:
    """Secret and recovery codes of an app that Ann has set up."""
    setup = accounts.second_factors.begin(session.account)
    done = confirm_app(accounts, session, app_code(setup.secret, clock()), HERE, end_others=True)
    clock.move(minutes=1)
    return setup.secret, done.recovery_codes


def _session(accounts, token: str) -> Session:
    found = accounts.sessions.of_token(token)
    assert found is not None
    return found


def _first_step(accounts) -> SecondStepNeeded:
    step = sign_in(accounts, SignInRequest("ann@example.org", PASSWORD, HERE))
    assert isinstance(step, SecondStepNeeded)
    return step


def _trail(accounts) -> list[str]:
    with accounts.database.reading() as connection:
        return list(connection.execute(select(audit_trail.c.action).order_by(audit_trail.c.number)).scalars())


def test_setting_an_app_up_makes_the_session_one_of_two_factors_under_a_new_token(accounts, ann, session, clock):
    elsewhere = accounts.sessions.begin(ann, "password")
    setup = accounts.second_factors.begin(ann)
    done = confirm_app(accounts, session, app_code(setup.secret, clock()), HERE, end_others=False)
    assert len(done.recovery_codes) == 10
    assert done.recovery_codes[0] not in repr(done)
    assert _session(accounts, done.signed_in.token).means == "password totp"
    assert session.key not in {one.key for one in accounts.sessions.of_account(ann.id)}, "the token before is good no more"
    assert accounts.sessions.of_token(elsewhere) is not None
    assert _trail(accounts) == ["second-factor.on", "sign-in"]


def test_setting_an_app_up_can_end_every_other_session(accounts, ann, session, clock):
    accounts.sessions.begin(ann, "password")
    setup = accounts.second_factors.begin(ann)
    done = confirm_app(accounts, session, app_code(setup.secret, clock()), HERE, end_others=True)
    assert [one.key for one in accounts.sessions.of_account(ann.id)] == [_session(accounts, done.signed_in.token).key]


def test_the_password_alone_is_not_enough_any_more(accounts, app, clock):
    step = _first_step(accounts)
    assert step.means == ("totp",)
    signed_in = take_second_step(accounts, step.token, app_code(app[0], clock()), HERE)
    assert _session(accounts, signed_in.token).means == "password totp"
    with pytest.raises(NotAllowedError, match="has ended"):
        take_second_step(accounts, step.token, app_code(app[0], clock()), HERE)


def test_a_code_serves_one_sign_in(accounts, app, clock):
    code = app_code(app[0], clock())
    take_second_step(accounts, _first_step(accounts).token, code, HERE)
    with pytest.raises(InputError, match="used before"):
        take_second_step(accounts, _first_step(accounts).token, code, HERE)


def test_a_recovery_code_stands_in_once(accounts, ann, app):
    signed_in = take_second_step(accounts, _first_step(accounts).token, app[1][3].lower(), HERE)
    assert _session(accounts, signed_in.token).means == "password recovery-code"
    with pytest.raises(InputError):
        take_second_step(accounts, _first_step(accounts).token, app[1][3], HERE)
    new = renew_recovery_codes(accounts, ann)
    with pytest.raises(InputError):
        take_second_step(accounts, _first_step(accounts).token, app[1][4], HERE)
    assert take_second_step(accounts, _first_step(accounts).token, new[0], HERE)


def test_guessing_codes_is_slowed_down_and_said_in_the_trail(accounts, app, clock):
    step = _first_step(accounts)
    for _ in range(5):
        with pytest.raises(InputError):
            take_second_step(accounts, step.token, "000000", HERE)
    with pytest.raises(UsedUpError, match="Too many tries"):
        take_second_step(accounts, step.token, app_code(app[0], clock()), "198.51.100.9")
    assert _trail(accounts).count("second-step.refused") == 5
    clock.move(minutes=2)
    assert take_second_step(accounts, step.token, app_code(app[0], clock()), HERE)


class NoPost:
    """Sends nothing."""

    def send(self, letter: Letter) -> None:
        return


def test_a_new_password_by_mail_does_not_go_past_the_second_step(accounts, ann, app):
    token = accounts.one_time.issue(ann.id, Purpose.RESET_PASSWORD, holds=timedelta(hours=1))
    set_new_password(accounts, NoPost(), token, "eleven brown otters")
    step = sign_in(accounts, SignInRequest("ann@example.org", "eleven brown otters", HERE))
    assert isinstance(step, SecondStepNeeded)
    assert accounts.sessions.of_account(ann.id) == ()


def test_a_ward_behind_one_address_signs_in_all_morning_and_guesses_from_there_count(accounts, ann):
    device = SoftAuthenticator()
    accounts.passkeys.add(ann, SITE, BROWSER, device.make(accounts.passkeys.begin_adding(ann, SITE, BROWSER)), "Shared")
    for _ in range(52):
        answer = device.sign(accounts.passkeys.begin_signing_in(SITE, BROWSER))
        assert sign_in_by_passkey(accounts, SITE, BROWSER, answer, HERE)
    for number in range(50):
        answer = {"id": str(number)}
        with pytest.raises(SignInNeededError):
            sign_in_by_passkey(accounts, SITE, BROWSER, answer, HERE)
    with pytest.raises(UsedUpError):
        sign_in_by_passkey(accounts, SITE, BROWSER, {}, HERE)
    assert _trail(accounts).count("sign-in.refused") == 50


def test_the_second_step_waits_five_minutes(accounts, app, clock):
    step = _first_step(accounts)
    clock.move(minutes=5)
    with pytest.raises(NotAllowedError, match="has ended"):
        take_second_step(accounts, step.token, app_code(app[0], clock()), HERE)
    with pytest.raises(NotAllowedError):
        begin_second_step_by_passkey(accounts, SITE, "never given", BROWSER)


def test_a_passkey_is_a_second_step_and_signs_in_alone(accounts, ann, session):
    device = SoftAuthenticator()
    answer = device.make(accounts.passkeys.begin_adding(ann, SITE, session.key))
    done = add_passkey(accounts, session, SITE, session.key, answer, "Laptop", HERE)
    assert len(done.recovery_codes) == 10
    assert _session(accounts, done.signed_in.token).means == "password passkey"
    step = _first_step(accounts)
    assert step.means == ("passkey",)
    options = begin_second_step_by_passkey(accounts, SITE, step.token, BROWSER)
    signed_in = take_second_step_by_passkey(accounts, SITE, step.token, BROWSER, device.sign(options), HERE)
    assert _session(accounts, signed_in.token).means == "password passkey"
    alone = sign_in_by_passkey(accounts, SITE, BROWSER, device.sign(accounts.passkeys.begin_signing_in(SITE, BROWSER)), HERE)
    assert _session(accounts, alone.token).means == "passkey"


def test_a_passkey_confirms_only_its_own_person(accounts, ann, session):
    device = SoftAuthenticator()
    answer = device.make(accounts.passkeys.begin_adding(ann, SITE, session.key))
    add_passkey(accounts, session, SITE, session.key, answer, "Laptop", HERE)
    options = accounts.passkeys.begin_signing_in(SITE, BROWSER)
    with pytest.raises(SignInNeededError, match="another account"):
        sign_in_by_passkey(accounts, SITE, BROWSER, device.sign(options), HERE, account_id="somebody else")


def test_a_strangers_passkey_is_refused_as_second_step_and_written_down(accounts, app):
    step = _first_step(accounts)
    bob = accounts.people.add("bob@example.org", role=Role.CODER, plan="free", verified=True)
    his = SoftAuthenticator()
    accounts.passkeys.add(bob, SITE, BROWSER, his.make(accounts.passkeys.begin_adding(bob, SITE, BROWSER)), "His")
    options = begin_second_step_by_passkey(accounts, SITE, step.token, BROWSER)
    with pytest.raises(SignInNeededError):
        take_second_step_by_passkey(accounts, SITE, step.token, BROWSER, his.sign(options), HERE)
    assert "second-step.refused" in _trail(accounts)


def test_a_closed_account_takes_no_step(accounts, ann, app, clock):
    step = _first_step(accounts)
    accounts.people.change(ann.id, disabled_at=clock())
    with pytest.raises(NotAllowedError):
        take_second_step(accounts, step.token, app_code(app[0], clock()), HERE)


def test_turning_the_app_off_lets_the_password_sign_in_alone(accounts, ann, app):
    (session,) = accounts.sessions.of_account(ann.id)
    other = accounts.sessions.begin(ann, "password totp")
    turn_off_app(accounts, session, end_others=True)
    assert accounts.sessions.of_token(other) is None
    assert isinstance(sign_in(accounts, SignInRequest("ann@example.org", PASSWORD, HERE)), SignedIn)
    assert "second-factor.off" in _trail(accounts)


def test_an_administrator_resets_what_somebody_lost_and_his_sessions_end(accounts, ann, app):
    reset_second_factors(accounts, "account:admin", ann.id)
    assert accounts.sessions.of_account(ann.id) == ()
    assert not accounts.second_factors.standing(ann.id).has_one
    assert isinstance(sign_in(accounts, SignInRequest("ann@example.org", PASSWORD, HERE)), SignedIn)
    assert "second-factor.reset" in _trail(accounts)
    with pytest.raises(UnknownRecordError):
        reset_second_factors(accounts, "account:admin", "nobody")


def test_the_last_way_in_stays(accounts, clock):
    cleo = accounts.people.add("cleo@example.org", role=Role.CODER, plan="free", verified=True)
    device = SoftAuthenticator()
    accounts.passkeys.add(cleo, SITE, BROWSER, device.make(accounts.passkeys.begin_adding(cleo, SITE, BROWSER)), "Only")
    (only,) = accounts.passkeys.of_account(cleo.id)
    with pytest.raises(InputError, match="only way in"):
        remove_passkey(accounts, cleo, only.id)
    with pytest.raises(InputError, match="nobody could sign in"):
        reset_second_factors(accounts, "account:admin", cleo.id)
    with accounts.database.writing() as connection:
        accounts.identities.link_in(connection, "https://login.example", "c-1", cleo.id)
    remove_passkey(accounts, cleo, only.id)
    with pytest.raises(InputError, match="only way in"):
        unlink_hospital(accounts, cleo)
    with pytest.raises(UnknownRecordError):
        remove_passkey(accounts, cleo, "none")


def test_no_secret_stands_in_the_trail(accounts, ann, app, clock):
    take_second_step(accounts, _first_step(accounts).token, app[1][0], HERE)
    with accounts.database.reading() as connection:
        trail = str(connection.execute(select(audit_trail)).all())
    assert not any(secret in trail for secret in (app[0], *app[1], "ann@example.org", HERE))
