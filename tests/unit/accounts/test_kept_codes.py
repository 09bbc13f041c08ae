"""Favourite and recent codes, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import insert

from codewell.accounts.kept_codes import MOST_FAVOURITES, RECENTS_KEPT
from codewell.accounts.people import LOCAL
from codewell.accounts.roles import Role
from codewell.accounts.schema.keeping import favourites
from codewell.kernel.codes import CptCode, HcpcsCode, Icd10CmCode
from codewell.kernel.errors import InputError

ASTHMA, DIABETES, STEROID = Icd10CmCode("J4540"), Icd10CmCode("E1122"), HcpcsCode("J1100")


@pytest.fixture
def ann(accounts):
    return accounts.people.add("ann@example.org", role=Role.CODER, plan="free").id


def codes(kept):
    return [one.code for one in kept]


def test_a_favourite_is_kept_once_and_goes_when_it_is_taken_out(accounts, ann):
    for code in (DIABETES, STEROID, DIABETES):
        accounts.favourites.add(ann, code)
    assert codes(accounts.favourites.of(ann)) == [STEROID, DIABETES]
    assert accounts.favourites.holds(ann, DIABETES)
    accounts.favourites.remove(ann, DIABETES)
    accounts.favourites.remove(ann, ASTHMA)
    assert codes(accounts.favourites.of(ann)) == [STEROID]
    assert not accounts.favourites.holds(ann, DIABETES)


def test_each_account_keeps_its_own(accounts, ann):
    bob = accounts.people.add("bob@example.org", role=Role.VIEWER, plan="free").id
    accounts.favourites.add(ann, DIABETES)
    accounts.recents.note(ann, ASTHMA)
    assert accounts.favourites.of(bob) == accounts.recents.of(bob) == ()
    assert not accounts.favourites.holds(bob, DIABETES)


def test_there_is_an_end_to_favourites(accounts, ann, clock):
    rows = [
        {"account_id": ann, "system": "cpt", "code": f"{number:05}", "created_at": clock()}
        for number in range(10000, 10000 + MOST_FAVOURITES)
    ]
    with accounts.database.writing() as connection:
        connection.execute(insert(favourites), rows)
    with pytest.raises(InputError, match="at most 500"):
        accounts.favourites.add(ann, STEROID)


def test_recents_are_the_newest_first_and_the_newest_fifty(accounts, ann, clock):
    seen = [CptCode(f"{number:05}") for number in range(10000, 10000 + RECENTS_KEPT + 5)]
    for code in seen:
        accounts.recents.note(ann, code)
        clock.move(seconds=1)
    assert codes(accounts.recents.of(ann)) == list(reversed(seen))[:RECENTS_KEPT]
    accounts.recents.note(ann, seen[30])
    assert codes(accounts.recents.of(ann, limit=2)) == [seen[30], seen[-1]]


def test_of_codes_seen_at_one_instant_fifty_stay(accounts, ann):
    for number in range(10000, 10060):
        accounts.recents.note(ann, CptCode(f"{number:05}"))
    assert len(accounts.recents.of(ann)) == RECENTS_KEPT


def test_recents_can_be_cleared_and_switched_off(accounts, ann):
    accounts.recents.note(ann, DIABETES)
    accounts.recents.of(ann)
    accounts.recents.note(ann, ASTHMA)
    accounts.recents.clear(ann)
    assert accounts.recents.of(ann) == ()
    accounts.recents.note(ann, DIABETES)
    accounts.recents.switch(ann, on=False)
    accounts.recents.note(ann, ASTHMA)
    assert accounts.recents.of(ann) == ()
    assert not accounts.recents.keeps(ann)
    accounts.recents.switch(ann, on=True)
    accounts.recents.note(ann, ASTHMA)
    assert codes(accounts.recents.of(ann)) == [ASTHMA]


def test_what_the_local_account_keeps_makes_its_row(accounts):
    assert accounts.people.by_id(LOCAL) is None
    accounts.recents.note(LOCAL, DIABETES)
    assert codes(accounts.recents.of(LOCAL)) == [DIABETES]
    accounts.favourites.add(LOCAL, ASTHMA)
    found = accounts.people.by_id(LOCAL)
    assert found is not None
    assert (found.email, found.role) == ("", Role.CODER)
