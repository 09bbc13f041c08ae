"""Worklists: editions, sharing, and what a change did, on both databases."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codewell.accounts.people import LOCAL, Account
from codewell.accounts.roles import Role
from codewell.accounts.worklist_content import (
    MOST_CODES,
    Difference,
    ListedCode,
    WorklistContent,
    added,
    difference,
    moved,
    ordered,
    remarked,
    removed,
    renamed,
)
from codewell.kernel.codes import CptCode, HcpcsCode, Icd10CmCode
from codewell.kernel.errors import ChangedMeanwhileError, InputError, NotAllowedError, UnknownRecordError

ASTHMA, DIABETES, STEROID = Icd10CmCode("J4540"), Icd10CmCode("E1122"), HcpcsCode("J1100")
THREE = WorklistContent("Clinic", "What we see", (ListedCode(ASTHMA), ListedCode(DIABETES, "with CKD"), ListedCode(STEROID)))


@pytest.fixture
def ann(accounts):
    return accounts.people.add("ann@example.org", role=Role.CODER, plan="free", name="Ann")


@pytest.fixture
def bob(accounts):
    return accounts.people.add("bob@example.org", role=Role.CODER, plan="free")


@pytest.fixture
def team(accounts, ann, bob):
    made = accounts.teams.create("account:x", "Oncology")
    for one in (ann, bob):
        accounts.teams.put("account:x", made.id, one.id)
    return made.id


def codes(worklist):
    return [one.code for one in worklist.content.codes]


def test_a_worklist_comes_back_as_it_was_made(accounts, ann):
    made = accounts.worklists.create(ann, THREE)
    assert made.content == THREE
    assert (made.edition, made.count, made.owner_name, made.may_edit, made.team_id) == (1, 3, "Ann", True, None)
    (listed,) = accounts.worklists.seen_by(ann)
    assert (listed.id, listed.count, listed.content.codes) == (made.id, 3, ())


def test_the_local_account_keeps_worklists(accounts, clock):
    local = Account(LOCAL, "", "This machine", Role.CODER, "unmetered", clock(), clock(), None, False)
    assert accounts.worklists.create(local, THREE).owner_name == "This machine"


def test_each_change_makes_an_edition_that_says_what_it_did(accounts, ann, clock):
    made = accounts.worklists.create(ann, THREE)
    clock.move(minutes=1)
    pairs = [
        (added([ListedCode(CptCode("77385"), "IMRT"), ListedCode(ASTHMA)]), "added 77385"),
        (removed([ASTHMA]), "took out J45.40"),
        (remarked(DIABETES, " stage \n 3 "), "changed the remark of E11.22"),
        (moved(CptCode("77385"), -2), "put the codes in another order"),
        (renamed("Ward", ""), "changed name or description"),
        (ordered([STEROID]), "put the codes in another order"),
    ]
    for number, (change, _) in enumerate(pairs, 1):
        assert accounts.worklists.change(ann, made.id, change, edition=number).edition == number + 1
    assert [one.what.in_words for one in reversed(accounts.worklists.editions(ann, made.id))] == [words for _, words in pairs]
    held = accounts.worklists.of(ann, made.id)
    assert codes(held) == [STEROID, CptCode("77385"), DIABETES]
    assert held.content.held[DIABETES].remark == "stage 3"
    assert held.content.held[CptCode("77385")].remark == "IMRT"
    assert (held.content.name, held.content.description) == ("Ward", "")


def test_a_change_on_an_older_edition_is_refused_with_what_changed(accounts, ann, bob, team):
    made = accounts.worklists.create(ann, THREE)
    accounts.worklists.share(ann, made.id, team, may_edit=True, edition=1)
    accounts.worklists.change(bob, made.id, removed([ASTHMA]), edition=2)
    with pytest.raises(ChangedMeanwhileError, match=r"bob@example.org took out J45.40"):
        accounts.worklists.change(ann, made.id, removed([STEROID]), edition=2)
    assert codes(accounts.worklists.of(ann, made.id)) == [DIABETES, STEROID]
    assert codes(accounts.worklists.change(ann, made.id, added([ListedCode(ASTHMA)]))) == [DIABETES, STEROID, ASTHMA]


def test_a_change_that_changes_nothing_makes_no_edition(accounts, ann):
    made = accounts.worklists.create(ann, THREE)
    for change in (removed([CptCode("77385")]), added([ListedCode(ASTHMA)]), moved(ASTHMA, -1), moved(CptCode("77385"), 1)):
        assert accounts.worklists.change(ann, made.id, change, edition=1).edition == 1


def test_another_persons_worklist_is_not_there(accounts, ann, bob):
    made = accounts.worklists.create(ann, THREE)
    calls = [
        lambda: accounts.worklists.of(bob, made.id),
        lambda: accounts.worklists.editions(bob, made.id),
        lambda: accounts.worklists.change(bob, made.id, removed([ASTHMA]), edition=1),
        lambda: accounts.worklists.share(bob, made.id, None, may_edit=False, edition=1),
        lambda: accounts.worklists.delete(bob, made.id, edition=1),
        lambda: accounts.worklists.of(ann, "0" * 32),
    ]
    for call in calls:
        with pytest.raises(UnknownRecordError):
            call()
    assert accounts.worklists.seen_by(bob) == ()


def test_a_team_reads_or_edits_as_the_owner_says(accounts, ann, bob, team):
    made = accounts.worklists.create(ann, THREE)
    shared = accounts.worklists.share(ann, made.id, team, may_edit=False, edition=1)
    assert (shared.team_name, shared.team_may_edit) == ("Oncology", False)
    seen = accounts.worklists.of(bob, made.id)
    assert (seen.is_own, seen.may_edit, seen.content) == (False, False, THREE)
    with pytest.raises(NotAllowedError, match="for reading"):
        accounts.worklists.change(bob, made.id, removed([ASTHMA]), edition=2)
    accounts.worklists.share(ann, made.id, team, may_edit=True, edition=2)
    assert codes(accounts.worklists.change(bob, made.id, removed([ASTHMA]), edition=3)) == [DIABETES, STEROID]
    for refused in (
        lambda: accounts.worklists.share(bob, made.id, None, may_edit=False, edition=4),
        lambda: accounts.worklists.delete(bob, made.id, edition=4),
    ):
        with pytest.raises(NotAllowedError):
            refused()
    accounts.worklists.share(ann, made.id, None, may_edit=True, edition=4)
    with pytest.raises(UnknownRecordError):
        accounts.worklists.of(bob, made.id)


def test_nobody_shares_with_a_team_that_is_not_his(accounts, ann):
    other = accounts.teams.create("account:x", "Billing").id
    made = accounts.worklists.create(ann, THREE)
    with pytest.raises(UnknownRecordError, match="no member"):
        accounts.worklists.share(ann, made.id, other, may_edit=False, edition=1)


def test_who_leaves_a_team_takes_his_lists_along_and_sees_its_lists_no_more(accounts, ann, bob, team):
    anns = accounts.worklists.create(ann, THREE)
    accounts.worklists.share(ann, anns.id, team, may_edit=True, edition=1)
    bobs = accounts.worklists.create(bob, WorklistContent("Bob's"))
    accounts.worklists.share(bob, bobs.id, team, may_edit=False, edition=1)
    accounts.teams.take_out("account:x", team, ann.id)
    assert [one.id for one in accounts.worklists.seen_by(ann)] == [anns.id]
    assert [one.id for one in accounts.worklists.seen_by(bob)] == [bobs.id]
    accounts.teams.delete("account:x", team)
    assert accounts.worklists.of(bob, bobs.id).team_id is None


def test_a_deleted_worklist_is_gone(accounts, ann):
    made = accounts.worklists.create(ann, THREE)
    accounts.worklists.delete(ann, made.id, edition=1)
    assert accounts.worklists.seen_by(ann) == ()


@pytest.mark.parametrize(
    "broken",
    [
        lambda: WorklistContent(" "),
        lambda: WorklistContent("x" * 121),
        lambda: WorklistContent("a\nb"),
        lambda: WorklistContent("x", "y" * 2001),
        lambda: WorklistContent("x", "", (ListedCode(ASTHMA, "r" * 401),)),
        lambda: WorklistContent("x", "", (ListedCode(ASTHMA),) * (MOST_CODES + 1)),
    ],
)
def test_what_is_too_long_is_refused(broken):
    with pytest.raises(InputError):
        broken()


_CODES = st.sampled_from([CptCode(f"{number:05}") for number in range(99200, 99220)])
_CONTENT = st.lists(_CODES, unique=True, max_size=15).map(
    lambda held: WorklistContent("n", "", tuple(ListedCode(code) for code in held))
)


@given(_CONTENT, _CONTENT)
def test_a_difference_says_what_came_and_went_and_is_stored_whole(before, after):
    told = difference(before, after)
    assert set(told.added) == {str(code) for code in after.held.keys() - before.held.keys()}
    assert set(told.removed) == {str(code) for code in before.held.keys() - after.held.keys()}
    assert Difference.of_json(told.as_json()) == told
    assert (told == Difference()) == (before == after)


@given(_CONTENT, st.lists(_CODES, max_size=10), _CODES, st.integers(-20, 20))
def test_moving_and_ordering_lose_no_code(content, first, code, by):
    for change in (ordered(first), moved(code, by)):
        assert sorted(change(content).held) == sorted(content.held)


def test_many_codes_are_counted_and_the_first_are_named():
    many = WorklistContent("n", "", tuple(ListedCode(CptCode(f"{number:05}")) for number in range(10000, 10050)))
    told = difference(WorklistContent("n"), many)
    assert (told.added_count, len(told.added)) == (50, 20)
    assert told.in_words == "added 10000, 10001, 10002 and 47 more"
    assert difference(many, WorklistContent("n", "", many.codes[2:])).in_words == "took out 10000 and 10001"
