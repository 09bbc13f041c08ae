"""People, usage and the audit trail as administrators and auditors read and change them, on both databases."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import insert

from codewell.accounts.audit_read import AuditAsked
from codewell.accounts.directory import PeopleAsked
from codewell.accounts.people import LOCAL, make_local
from codewell.accounts.roles import Role
from codewell.accounts.schema.access import licence_seats, usage
from codewell.accounts.schema.people import totp_secrets
from codewell.kernel.errors import NotAllowedError, UnknownRecordError


@pytest.fixture
def ada(accounts):
    return accounts.people.add("ada@example.org", role=Role.ADMIN, plan="member", name="Ada", verified=True)


@pytest.fixture
def bob(accounts):
    return accounts.people.add("bob_x@example.org", role=Role.CODER, plan="free", name="Bob", verified=True)


def emails(listed):
    return [one.account.email for one in listed.people]


def test_people_are_found_by_words_role_plan_and_state(accounts, ada, bob, clock):
    with accounts.database.writing() as connection:
        make_local(connection, LOCAL, clock())
    page = accounts.directory.page
    assert emails(page(PeopleAsked())) == ["ada@example.org", "bob_x@example.org"]
    assert emails(page(PeopleAsked(words="BOB"))) == emails(page(PeopleAsked(words="bob_"))) == ["bob_x@example.org"]
    assert emails(page(PeopleAsked(words="%"))) == []
    assert emails(page(PeopleAsked(role=Role.ADMIN))) == emails(page(PeopleAsked(plan="member"))) == ["ada@example.org"]
    second = page(PeopleAsked(offset=1, limit=1))
    assert (emails(second), second.total) == (["bob_x@example.org"], 2)
    accounts.directory.disable(ada, bob.id)
    assert emails(page(PeopleAsked(disabled=True))) == ["bob_x@example.org"]
    assert emails(page(PeopleAsked(disabled=False))) == ["ada@example.org"]
    assert accounts.directory.count_by("role") == {"admin": 1}


def test_a_person_is_shown_with_seat_second_step_and_sessions(accounts, bob, clock):
    assert accounts.directory.person(bob.id).seat is None
    accounts.sessions.begin(bob, "password")
    with accounts.database.writing() as connection:
        seat = {"licence": "cpt", "seat": 3, "account_id": bob.id, "given_at": clock()}
        connection.execute(insert(licence_seats).values(seat))
        secret = {"account_id": bob.id, "secret": b"x", "created_at": clock(), "confirmed_at": clock()}
        connection.execute(insert(totp_secrets).values(secret))
    found = accounts.directory.person(bob.id)
    assert (found.seat, found.second_factor, found.sessions, found.seen_at) == (3, True, 1, clock())
    for nobody in ("0" * 32, LOCAL, "a'b", ""):
        with pytest.raises(UnknownRecordError):
            accounts.directory.person(nobody)


def test_disabling_ends_the_sessions_and_enabling_opens_again(accounts, ada, bob):
    token = accounts.sessions.begin(bob, "password")
    accounts.directory.disable(ada, bob.id)
    assert accounts.sessions.of_token(token) is None
    accounts.directory.enable(ada, bob.id)
    assert accounts.sessions.of_token(token) is None
    assert accounts.directory.person(bob.id).account.is_open


def test_nobody_changes_himself_and_an_admin_always_stays(accounts, ada, bob):
    directory = accounts.directory
    for change in (
        lambda: directory.change_role(ada, ada.id, Role.VIEWER),
        lambda: directory.disable(ada, ada.id),
    ):
        with pytest.raises(NotAllowedError, match="himself"):
            change()
    for change in (lambda: directory.change_role(bob, ada.id, Role.VIEWER), lambda: directory.disable(bob, ada.id)):
        with pytest.raises(NotAllowedError, match="last administrator"):
            change()
    directory.change_role(ada, bob.id, Role.ADMIN)
    directory.change_role(bob, ada.id, Role.AUDITOR)
    assert directory.person(ada.id).account.role is Role.AUDITOR


def test_each_change_stands_in_the_trail(accounts, ada, bob, clock):
    accounts.directory.change_role(ada, bob.id, Role.VIEWER)
    accounts.directory.change_role(ada, bob.id, Role.VIEWER)
    clock.move(days=1)
    accounts.directory.change_plan(ada, bob.id, "member")
    accounts.directory.end_sessions(ada, bob.id)
    accounts.audit.record("system", "release.ready", "x")
    newest = accounts.trail.page(AuditAsked(subject=f"account:{bob.id}"))
    assert [row.action for row in newest] == ["account.sessions-ended", "account.plan-changed", "account.role-changed"]
    assert (newest[2].actor_name, newest[2].detail) == ("Ada", {"from": "coder", "to": "viewer"})
    assert accounts.trail.count(AuditAsked(action="account")) == 3
    assert [row.number for row in accounts.trail.page(AuditAsked(actor="system"))] == [4]
    assert accounts.trail.count(AuditAsked(first_day=date(2026, 6, 3), last_day=date(2026, 6, 3))) == 3
    assert accounts.trail.count(AuditAsked(last_day=date(2026, 6, 2))) == 1
    assert accounts.trail.count(AuditAsked(last_day=date.max)) == 4
    assert [row.number for row in accounts.trail.page(AuditAsked(), before=3, limit=1)] == [2]
    assert [row.number for row in accounts.trail.each(AuditAsked())] == [1, 2, 3, 4]
    assert "release.ready" in accounts.trail.actions()


def test_usage_is_summed_by_period_and_ranked(accounts, bob):
    rows = [
        (f"account:{bob.id}", "2026-05", 3),
        ("account:gone", "2026-05", 5),
        ("address:abc", "2026-05", 1),
        (f"account:{bob.id}", "2026-06", 7),
    ]
    with accounts.database.writing() as connection:
        for subject, period, used in rows:
            connection.execute(insert(usage).values(subject=subject, meter="code-pages", period=period, used=used))
    june, may = accounts.usage.by_period()
    assert (june.period, june.by_accounts, june.by_guests, june.accounts) == ("2026-06", 7, 0, 1)
    assert (may.by_accounts, may.by_guests, may.accounts, may.guests) == (8, 1, 2, 1)
    assert [(one.name, one.used) for one in accounts.usage.most("2026-05")] == [("", 5), ("Bob", 3)]
