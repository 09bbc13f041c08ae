"""Teams and invitations, on both databases."""

from __future__ import annotations

import pytest

from codewell.accounts.roles import Role
from codewell.kernel.errors import InputError, UnknownRecordError

ADMIN = "account:admin"


@pytest.fixture
def ann(accounts):
    return accounts.people.add("ann@example.org", role=Role.CODER, plan="free", name="Ann").id


def test_a_team_has_a_name_of_its_own(accounts):
    made = accounts.teams.create(ADMIN, "  Radiation   oncology ")
    assert (made.name, made.members) == ("Radiation oncology", 0)
    other = accounts.teams.create(ADMIN, "Billing").id
    for name in ("", "x" * 121, "Billing"):
        with pytest.raises(InputError):
            accounts.teams.rename(ADMIN, made.id, name)
    with pytest.raises(InputError, match="Another team"):
        accounts.teams.create(ADMIN, "Billing")
    accounts.teams.rename(ADMIN, other, "Coding")
    assert [one.name for one in accounts.teams.all()] == ["Coding", "Radiation oncology"]


def test_members_come_lead_and_go(accounts, ann):
    bob = accounts.people.add("bob@example.org", role=Role.VIEWER, plan="free", name="Bob").id
    team = accounts.teams.create(ADMIN, "Coding").id
    accounts.teams.put(ADMIN, team, ann)
    accounts.teams.put(ADMIN, team, bob, leads=True)
    assert [(one.name, one.leads) for one in accounts.teams.members(team)] == [("Bob", True), ("Ann", False)]
    assert accounts.teams.leads(bob, team)
    assert not accounts.teams.leads(ann, team)
    assert accounts.teams.is_member(ann, team)
    assert [one.name for one in accounts.teams.of_account(ann)] == ["Coding"]
    accounts.teams.take_out(ADMIN, team, ann)
    assert not accounts.teams.is_member(ann, team)
    with pytest.raises(UnknownRecordError):
        accounts.teams.take_out(ADMIN, team, ann)
    for team_id, account_id in ((team, "nobody"), ("no team", ann)):
        with pytest.raises(UnknownRecordError):
            accounts.teams.put(ADMIN, team_id, account_id)


def test_an_invitation_is_accepted_once_and_leads_into_its_team(accounts, ann):
    team = accounts.teams.create(ADMIN, "Coding").id
    token, made = accounts.teams.invite(ADMIN, "Ann@Example.org", role=Role.CODER, plan="free", team_id=team)
    assert made.email == "ann@example.org"
    assert accounts.teams.invitations_of(team) == (made,)
    assert accounts.teams.invitation(token) == made
    accounts.teams.accept(token, ann)
    assert accounts.teams.is_member(ann, team)
    for use in (lambda: accounts.teams.accept(token, ann), lambda: accounts.teams.invitation(token)):
        with pytest.raises(UnknownRecordError, match="accepted, withdrawn"):
            use()


def test_accepting_leaves_a_lead_a_lead(accounts, ann):
    team = accounts.teams.create(ADMIN, "Coding").id
    token, _ = accounts.teams.invite(ADMIN, "ann@example.org", role=Role.CODER, plan="free", team_id=team)
    accounts.teams.put(ADMIN, team, ann, leads=True)
    accounts.teams.accept(token, ann)
    assert accounts.teams.leads(ann, team)


def test_an_invitation_ends_by_time_by_another_and_by_being_withdrawn(accounts, clock):
    team = accounts.teams.create(ADMIN, "Coding").id

    def invite():
        return accounts.teams.invite(ADMIN, "eve@example.org", role=Role.VIEWER, plan="free", team_id=team)

    first, _ = invite()
    second, _ = invite()
    with pytest.raises(UnknownRecordError):
        accounts.teams.invitation(first)
    clock.move(days=7)
    with pytest.raises(UnknownRecordError):
        accounts.teams.invitation(second)
    third, made = invite()
    with pytest.raises(UnknownRecordError):
        accounts.teams.withdraw(ADMIN, made.key, team_id=None)
    accounts.teams.withdraw(ADMIN, made.key, team_id=team)
    with pytest.raises(UnknownRecordError):
        accounts.teams.invitation(third)
    assert accounts.teams.invitations_of(team) == ()


def test_the_token_of_a_link_is_stored_nowhere(accounts, tmp_path):
    token, _ = accounts.teams.invite(ADMIN, "eve@example.org", role=Role.VIEWER, plan="free")
    if accounts.database.is_sqlite:
        for file in tmp_path.glob("accounts.sqlite*"):
            assert token.encode() not in file.read_bytes()
    assert len(accounts.teams.invitations_of(None)) == 1
