"""Codes of authenticator apps, and recovery codes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select, update

from authenticators import app_code
from codewell.accounts.people import Account
from codewell.accounts.roles import Role
from codewell.accounts.schema.people import recovery_codes, totp_secrets
from codewell.kernel.errors import InputError, StorageError


@pytest.fixture
def ann(accounts) -> Account:
    return accounts.people.add("ann@example.org", role=Role.CODER, plan="free", verified=True)


@pytest.fixture
def secret(accounts, ann, clock) -> str:
    """Of an app that Ann has confirmed, a minute ago."""
    setup = accounts.second_factors.begin(ann)
    assert accounts.second_factors.confirm(ann.id, app_code(setup.secret, clock())) is not None
    clock.move(minutes=1)
    return setup.secret


@pytest.mark.parametrize(
    ("seconds", "code"),  # RFC 6238, appendix B, SHA-1
    [(59, "94287082"), (1111111109, "07081804"), (1111111111, "14050471"), (1234567890, "89005924"), (2000000000, "69279037")],
)
def test_the_app_of_the_tests_is_as_the_standard_says(seconds, code):
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # base32 of 12345678901234567890
    assert app_code(secret, datetime.fromtimestamp(seconds, UTC), digits=8) == code


def test_an_app_counts_only_once_it_has_shown_a_code(accounts, ann, clock):
    setup = accounts.second_factors.begin(ann)
    assert accounts.second_factors.begin(ann) == setup, "loading the page again shows the same secret"
    assert len(setup.secret) == 32
    asked = parse_qs(urlsplit(setup.address).query)
    assert (asked["secret"], asked["issuer"]) == ([setup.secret], ["Codewell"])
    assert setup.secret not in repr(setup)
    code = app_code(setup.secret, clock())
    assert not accounts.second_factors.check(ann.id, code), "not confirmed"
    assert not accounts.second_factors.standing(ann.id).has_one
    assert accounts.second_factors.confirm(ann.id, "000000" if code != "000000" else "111111") is None
    codes = accounts.second_factors.confirm(ann.id, f"{code[:3]} {code[3:]}")
    assert codes is not None
    assert len(set(codes)) == 10
    assert all(len(code.replace("-", "")) == 28 for code in codes)
    standing = accounts.second_factors.standing(ann.id)
    assert (standing.app_since, standing.recovery_codes) == (clock(), 10)
    assert accounts.second_factors.waiting(ann) is None, "the secret is shown no more"
    with pytest.raises(InputError, match="is set up"):
        accounts.second_factors.begin(ann)


def test_a_secret_that_was_shown_and_left_is_made_anew(accounts, ann, clock):
    first = accounts.second_factors.begin(ann)
    clock.move(minutes=15)
    assert accounts.second_factors.confirm(ann.id, app_code(first.secret, clock())) is None
    assert accounts.second_factors.begin(ann) != first


def test_a_code_is_good_once_and_none_before_it_after(accounts, ann, secret, clock):
    earlier, now = app_code(secret, clock()), None
    clock.move(seconds=30)
    now = app_code(secret, clock())
    assert accounts.second_factors.check(ann.id, now)
    assert not accounts.second_factors.check(ann.id, now), "replayed"
    assert not accounts.second_factors.check(ann.id, earlier), "of the step before"
    clock.move(seconds=30)
    assert accounts.second_factors.check(ann.id, app_code(secret, clock()))


def test_the_code_that_confirmed_does_not_sign_in(accounts, ann, clock):
    setup = accounts.second_factors.begin(ann)
    code = app_code(setup.secret, clock())
    assert accounts.second_factors.confirm(ann.id, code)
    assert not accounts.second_factors.check(ann.id, code)


@pytest.mark.parametrize(
    ("seconds", "taken"),
    [
        pytest.param(-60, False, id="two-steps-behind"),
        pytest.param(-30, True, id="one-step-behind"),
        pytest.param(0, True, id="now"),
        pytest.param(30, True, id="one-step-ahead"),
        pytest.param(60, False, id="two-steps-ahead"),
    ],
)
def test_clocks_may_differ_by_one_step(accounts, ann, secret, clock, seconds, taken):
    clock.move(minutes=5)
    code = app_code(secret, datetime.fromtimestamp(clock().timestamp() + seconds, UTC))
    assert accounts.second_factors.check(ann.id, code) is taken


@pytest.mark.parametrize("written", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "1" * 5000, "12 34\x0056"])
def test_what_is_no_code_is_refused(accounts, ann, secret, written):
    assert not accounts.second_factors.check(ann.id, written)


def test_of_the_same_code_sent_twenty_times_at_once_one_is_taken(accounts, ann, secret, clock):
    code = app_code(secret, clock())
    with ThreadPoolExecutor(20) as pool:
        taken = list(pool.map(lambda _: accounts.second_factors.check(ann.id, code), range(20)))
    assert taken.count(True) == 1


def test_the_secret_is_stored_encrypted_and_bound_to_its_account(accounts, ann, secret):
    bob = accounts.people.add("bob@example.org", role=Role.CODER, plan="free")
    accounts.second_factors.begin(bob)
    with accounts.database.writing() as connection:
        stored = connection.execute(select(totp_secrets.c.secret).where(totp_secrets.c.account_id == ann.id)).scalar_one()
        assert secret.encode() not in stored
        row = select(totp_secrets.c.secret).where(totp_secrets.c.account_id == bob.id)
        before = connection.execute(row).scalar_one()
        connection.execute(update(totp_secrets).where(totp_secrets.c.account_id == bob.id).values(secret=stored))
    with pytest.raises(StorageError, match="cannot be read with the secret"):
        accounts.second_factors.waiting(bob)
    assert before != stored


def test_a_recovery_code_is_good_once_for_its_account_only(accounts, ann, clock):
    bob = accounts.people.add("bob@example.org", role=Role.CODER, plan="free")
    setup = accounts.second_factors.begin(ann)
    codes = accounts.second_factors.confirm(ann.id, app_code(setup.secret, clock()))
    assert codes
    used = accounts.second_factors.recovery_codes.use
    assert not used(bob.id, codes[0])
    assert used(ann.id, codes[0])
    assert not used(ann.id, codes[0]), "used"
    assert used(ann.id, f" {codes[1].lower().replace('-', ' ')} "), "as a person types it"
    assert not used(ann.id, "")
    assert accounts.second_factors.standing(ann.id).recovery_codes == 8
    with accounts.database.reading() as connection:
        kept = connection.execute(select(recovery_codes.c.code_hash)).scalars().all()
    assert not set(kept) & set(codes)


def test_renewing_ends_the_codes_before(accounts, ann, clock):
    with pytest.raises(InputError, match="there is none"):
        accounts.second_factors.renew_recovery_codes(ann.id)
    setup = accounts.second_factors.begin(ann)
    before = accounts.second_factors.confirm(ann.id, app_code(setup.secret, clock()))
    assert before
    after = accounts.second_factors.renew_recovery_codes(ann.id)
    assert not accounts.second_factors.recovery_codes.use(ann.id, before[0])
    assert accounts.second_factors.recovery_codes.use(ann.id, after[0])


def test_turning_off_forgets_secret_and_codes(accounts, ann, secret, clock):
    accounts.second_factors.turn_off(ann.id)
    standing = accounts.second_factors.standing(ann.id)
    assert (standing.has_one, standing.recovery_codes) == (False, 0)
    assert not accounts.second_factors.check(ann.id, app_code(secret, clock()))
