"""The people of an installation as its administrators see and change them; each change stands in the audit trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, func, or_, select, update

from codewell.accounts.audit import AuditTrail, Detail
from codewell.accounts.database import AccountsDatabase
from codewell.accounts.people import LOCAL, Account, account_of, is_id
from codewell.accounts.roles import Role
from codewell.accounts.schema.access import licence_seats
from codewell.accounts.schema.people import accounts, passkeys, sessions, totp_secrets
from codewell.accounts.seats import CPT
from codewell.kernel.clock import Clock
from codewell.kernel.errors import NotAllowedError, UnknownRecordError


@dataclass(frozen=True, slots=True)
class Person:
    """An account as an administrator sees it.

    Args:
        account: the account.
        seat: number of its seat in the licence of CPT; None for none.
        second_factor: True where it signs in with a second step or a passkey.
        sessions: how many are under way.
        seen_at: of its last request among them; None where there are none.
    """

    account: Account
    seat: int | None
    second_factor: bool
    sessions: int
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class PeopleAsked:
    """Which people to list.

    Args:
        words: part of a name or an e-mail address; empty for all.
        role: None for every role.
        plan: empty for every plan.
        disabled: True for closed accounts only, False for open ones only, None for both.
        offset: people to pass over.
        limit: people to list.
    """

    words: str = ""
    role: Role | None = None
    plan: str = ""
    disabled: bool | None = None
    offset: int = 0
    limit: int = 50


@dataclass(frozen=True, slots=True)
class PeopleListed:
    """A page of the list of people.

    Args:
        people: by name, then address.
        total: how many there are in all.
    """

    people: tuple[Person, ...]
    total: int


COMMAND_LINE = Account("command-line", "", "", Role.ADMIN, "", datetime.min.replace(tzinfo=UTC), None, None, False)
"""Stands for whoever runs the service and works at its command line."""


class Directory:
    """The people of an installation, for administrators. Nobody changes himself here, and one open admin always stays.

    Args:
        database: where they are kept.
        clock: tells the present instant.
        audit: notes each change.
    """

    def __init__(self, database: AccountsDatabase, clock: Clock, audit: AuditTrail) -> None:
        self._database = database
        self._clock = clock
        self._audit = audit

    def page(self, asked: PeopleAsked) -> PeopleListed:
        """Return a page of the list."""
        chosen = _chosen(asked)
        with self._database.reading() as connection:
            total = connection.execute(select(func.count()).select_from(chosen.subquery())).scalar_one()
            ordered = chosen.order_by(func.lower(accounts.c.name), accounts.c.email).offset(asked.offset).limit(asked.limit)
            rows = connection.execute(ordered).all()
            return PeopleListed(tuple(self._person(connection, row) for row in rows), total)

    def person(self, account_id: str) -> Person:
        """Return an account.

        Raises:
            UnknownRecordError: there is none.
        """
        with self._database.reading() as connection:
            return self._person(connection, _found(connection, account_id))

    def count_by(self, column: str) -> dict[str, int]:
        """Return how many open accounts have each "role" or "plan"."""
        of = accounts.c[column]
        with self._database.reading() as connection:
            rows = connection.execute(
                select(of, func.count()).where(accounts.c.disabled_at.is_(None), accounts.c.id != LOCAL).group_by(of)
            ).all()
        return {str(value): int(number) for value, number in rows}

    def change_role(self, by: Account, account_id: str, role: Role) -> None:
        """Give an account another role.

        Raises:
            UnknownRecordError: there is none.
            NotAllowedError: it is one's own, or of the last open admin.
        """
        with self._database.writing() as connection:
            held = _found_for_change(connection, by, account_id)
            if held.role == role.value:
                return
            _keep_an_admin(connection, account_id)
            connection.execute(update(accounts).where(accounts.c.id == account_id).values(role=role.value))
            self._note(connection, by, "account.role-changed", account_id, {"from": held.role, "to": role.value})

    def change_plan(self, by: Account, account_id: str, plan: str) -> None:
        """Put an account on another plan; whoever calls knows the plans.

        Raises:
            UnknownRecordError: there is none.
        """
        with self._database.writing() as connection:
            held = _found(connection, account_id)
            if held.plan == plan:
                return
            connection.execute(update(accounts).where(accounts.c.id == account_id).values(plan=plan))
            self._note(connection, by, "account.plan-changed", account_id, {"from": held.plan, "to": plan})

    def disable(self, by: Account, account_id: str) -> None:
        """Close an account and end its sessions; what it keeps stays.

        Raises:
            UnknownRecordError: there is none.
            NotAllowedError: it is one's own, or of the last open admin.
        """
        with self._database.writing() as connection:
            held = _found_for_change(connection, by, account_id)
            if held.disabled_at is not None:
                return
            _keep_an_admin(connection, account_id)
            connection.execute(update(accounts).where(accounts.c.id == account_id).values(disabled_at=self._clock()))
            connection.execute(delete(sessions).where(sessions.c.account_id == account_id))
            self._note(connection, by, "account.disabled", account_id)

    def enable(self, by: Account, account_id: str) -> None:
        """Open an account again.

        Raises:
            UnknownRecordError: there is none.
        """
        with self._database.writing() as connection:
            if _found(connection, account_id).disabled_at is None:
                return
            connection.execute(update(accounts).where(accounts.c.id == account_id).values(disabled_at=None))
            self._note(connection, by, "account.enabled", account_id)

    def end_sessions(self, by: Account, account_id: str) -> None:
        """End every session of an account.

        Raises:
            UnknownRecordError: there is none.
        """
        with self._database.writing() as connection:
            _found(connection, account_id)
            ended = connection.execute(delete(sessions).where(sessions.c.account_id == account_id)).rowcount
            self._note(connection, by, "account.sessions-ended", account_id, {"sessions": ended})

    def _note(self, connection: Connection, by: Account, action: str, account_id: str, detail: Detail | None = None) -> None:
        actor = by.id if by is COMMAND_LINE else f"account:{by.id}"
        self._audit.record_in(connection, actor, action, f"account:{account_id}", detail)

    def _person(self, connection: Connection, row: Row[Any]) -> Person:
        seat = select(licence_seats.c.seat).where(licence_seats.c.account_id == row.id, licence_seats.c.licence == CPT)
        totp = select(totp_secrets.c.account_id).where(
            totp_secrets.c.account_id == row.id, totp_secrets.c.confirmed_at.is_not(None)
        )
        passkey = select(passkeys.c.account_id).where(passkeys.c.account_id == row.id).limit(1)
        under_way = connection.execute(
            select(func.count(), func.max(sessions.c.seen_at)).where(
                sessions.c.account_id == row.id, sessions.c.ends_at > self._clock()
            )
        ).one()
        return Person(
            account=account_of(row),
            seat=connection.execute(seat).scalar(),
            second_factor=any(connection.execute(one).first() is not None for one in (totp, passkey)),
            sessions=under_way[0],
            seen_at=under_way[1],
        )


def _chosen(asked: PeopleAsked) -> Select[Any]:
    chosen = select(accounts).where(accounts.c.id != LOCAL)
    if words := asked.words.strip().lower():
        part = "%" + words.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") + "%"
        chosen = chosen.where(or_(func.lower(accounts.c.name).like(part, escape="\\"), accounts.c.email.like(part, escape="\\")))
    if asked.role is not None:
        chosen = chosen.where(accounts.c.role == asked.role.value)
    if asked.plan:
        chosen = chosen.where(accounts.c.plan == asked.plan)
    if asked.disabled is not None:
        chosen = chosen.where(accounts.c.disabled_at.is_not(None) if asked.disabled else accounts.c.disabled_at.is_(None))
    return chosen


def _found(connection: Connection, account_id: str) -> Row[Any]:
    row = connection.execute(select(accounts).where(accounts.c.id == account_id)).first() if is_id(account_id) else None
    if row is None or account_id == LOCAL:
        raise UnknownRecordError("There is no such account.")
    return row


def _found_for_change(connection: Connection, by: Account, account_id: str) -> Row[Any]:
    row = _found(connection, account_id)
    if account_id == by.id:
        raise NotAllowedError("Nobody changes this of himself.", next_step="Ask another administrator.", slug="access.oneself")
    return row


def _keep_an_admin(connection: Connection, account_id: str) -> None:
    """See that another open admin is there; the rows are held, so that two admins cannot take each other's role at once."""
    rows = connection.execute(
        select(accounts.c.id).where(accounts.c.role == Role.ADMIN.value, accounts.c.disabled_at.is_(None)).with_for_update()
    ).all()
    if {row.id for row in rows} == {account_id}:
        raise NotAllowedError(
            "This is the last administrator.", next_step="Make another person an administrator first.", slug="access.last-admin"
        )
