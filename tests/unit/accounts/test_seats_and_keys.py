"""Seats of a licence and keys of the API, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from codewell.accounts.api_key import Scope, permissions_of
from codewell.accounts.installation import open_accounts
from codewell.accounts.keyring import Keyring
from codewell.accounts.roles import Permission, Role
from codewell.accounts.seats import CPT
from codewell.kernel.errors import InputError, UsedUpError

SECRET = b"a secret of the tests, 32 bytes or more"


@pytest.fixture
def ann(accounts):
    return accounts.people.add("ann@example.org", role=Role.CODER, plan="free", verified=True)


def test_the_last_seat_goes_to_one_of_many_who_ask_at_two_replicas(accounts, database_url, clock):
    people = [accounts.people.add(f"p{n}@example.org", role=Role.CODER, plan="free") for n in range(12)]
    replica = open_accounts(database_url, clock, Keyring(SECRET))

    def given(number: int) -> bool:
        try:
            (accounts, replica)[number % 2].seats.give(CPT, people[number].id, 5, by="system")
        except UsedUpError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(given, range(12))) == 5
    replica.database.close()
    assert [seat.number for seat in accounts.seats.taken(CPT)] == [1, 2, 3, 4, 5]


def test_asking_twice_at_once_takes_one_seat(accounts, ann):
    with ThreadPoolExecutor(4) as pool:
        numbers = set(pool.map(lambda _: accounts.seats.give(CPT, ann.id, 9, by="system").number, range(8)))
    assert numbers == {1}


def test_a_seat_that_was_taken_back_is_free_again(accounts, ann):
    bob = accounts.people.add("bob@example.org", role=Role.CODER, plan="free")
    accounts.seats.give(CPT, ann.id, 1, by="account:admin")
    assert accounts.seats.holds(CPT, ann.id, 1)
    with pytest.raises(UsedUpError, match=r"Every seat of the licence is taken \(1\)"):
        accounts.seats.give(CPT, bob.id, 1, by="account:admin")
    accounts.seats.take_back(CPT, ann.id, by="account:admin")
    assert not accounts.seats.holds(CPT, ann.id, 1)
    assert accounts.seats.give(CPT, bob.id, 1, by="account:admin").number == 1


def test_a_licence_that_shrinks_leaves_out_the_last_seats(accounts, ann):
    bob = accounts.people.add("bob@example.org", role=Role.CODER, plan="free")
    for one in (ann, bob):
        accounts.seats.give(CPT, one.id, 2, by="system")
    assert [accounts.seats.holds(CPT, one.id, 1) for one in (ann, bob)] == [True, False]
    accounts.seats.take_back(CPT, ann.id, by="system")
    assert accounts.seats.give(CPT, bob.id, 1, by="system").number == 1, "a seat within the licence"
    assert accounts.seats.holds(CPT, bob.id, 1)


def test_a_key_is_shown_once_and_stored_as_a_hash(accounts, ann):
    made = accounts.api_keys.make(ann, "nightly", [Scope.CODES_READ], per_minute=60, days=30)
    assert made.secret.startswith("cw_")
    assert len(made.secret) >= 43
    assert made.secret not in repr(made)
    with accounts.database.reading() as connection:
        stored = str(connection.exec_driver_sql("SELECT * FROM api_keys").all())
        trail = str(connection.exec_driver_sql("SELECT * FROM audit_trail").all())
    assert made.secret not in stored + trail
    assert made.key.beginning == made.secret[:9]
    found = accounts.api_keys.of_secret(made.secret)
    assert found is not None
    assert (found[0].id, found[1].id) == (made.key.id, ann.id)
    assert accounts.api_keys.of_secret(made.secret + "x") is None


def test_a_key_ends_with_its_days_its_revocation_or_its_account(accounts, ann, clock):
    short, revoked, other = (
        accounts.api_keys.make(ann, name, [Scope.CODES_READ], per_minute=60, days=days)
        for name, days in (("short", 1), ("revoked", None), ("other", None))
    )
    bob = accounts.people.add("bob@example.org", role=Role.CODER, plan="free")
    assert not accounts.api_keys.revoke(bob.id, revoked.key.id), "another's"
    assert accounts.api_keys.revoke(ann.id, revoked.key.id)
    assert accounts.api_keys.of_secret(revoked.secret) is None
    assert accounts.api_keys.of_secret(short.secret) is not None
    clock.move(days=1)
    assert accounts.api_keys.of_secret(short.secret) is None
    states = {key.name: key.stands_at(clock()) for key in accounts.api_keys.of_account(ann.id)}
    assert states == {"short": "ended", "revoked": "revoked", "other": "good"}
    accounts.people.change(ann.id, disabled_at=clock())
    assert accounts.api_keys.of_secret(other.secret) is None


def test_a_key_says_when_it_was_used_last_to_the_minute(accounts, ann, clock):
    made = accounts.api_keys.make(ann, "k", [Scope.CODES_READ], per_minute=60, days=None)
    assert made.key.used_at is None
    accounts.api_keys.of_secret(made.secret)
    first = clock()
    clock.move(seconds=30)
    accounts.api_keys.of_secret(made.secret)
    assert accounts.api_keys.of_account(ann.id)[0].used_at == first
    clock.move(seconds=31)
    accounts.api_keys.of_secret(made.secret)
    assert accounts.api_keys.of_account(ann.id)[0].used_at == clock()


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "x" * 81},
        {"scopes": []},
        {"per_minute": 0},
        {"per_minute": 10_000_000},
        {"days": 0},
    ],
)
def test_a_key_that_cannot_be_is_refused(accounts, ann, wrong):
    asked = {"name": "k", "scopes": [Scope.CODES_READ], "per_minute": 60, "days": None, **wrong}
    with pytest.raises(InputError):
        accounts.api_keys.make(ann, asked["name"], asked["scopes"], per_minute=asked["per_minute"], days=asked["days"])


def test_a_scope_never_gives_more_than_the_role():
    assert permissions_of([Scope.TOOLS_USE, Scope.CODES_READ], Role.VIEWER.permissions) == {Permission.READ}
    assert permissions_of(Scope, Role.ADMIN.permissions) == {Permission.READ, Permission.USE_TOOLS, Permission.KEEP}
