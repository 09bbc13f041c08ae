"""Teams: who belongs to them, who leads them, and invitations by e-mail that are accepted once."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from codewell.accounts.audit import AuditTrail
from codewell.accounts.database import AccountsDatabase
from codewell.accounts.insert_or_update import insert_or_update
from codewell.accounts.keyring import new_token, token_hash
from codewell.accounts.people import is_id, normal_email
from codewell.accounts.roles import Role
from codewell.accounts.schema.people import accounts, invitations, memberships, teams
from codewell.kernel.clock import Clock
from codewell.kernel.errors import InputError, UnknownRecordError

LONGEST_TEAM_NAME = 120
DAYS_OF_AN_INVITATION = 7
MOST_INVITATIONS = 200
"""Open at once, of one team."""


@dataclass(frozen=True, slots=True)
class Team:
    """A team.

    Args:
        id: 32 hexadecimal digits.
        name: no other team's.
        created_at: instant, UTC.
        members: how many.
    """

    id: str
    name: str
    created_at: datetime
    members: int


@dataclass(frozen=True, slots=True)
class Member:
    """A person in a team.

    Args:
        account_id: whose account.
        name: as the person writes it; may be empty.
        email: of the account.
        role: of the account.
        leads: True where the person may change the team.
        is_open: False where the account is disabled.
    """

    account_id: str
    name: str
    email: str
    role: Role
    leads: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation that nobody has accepted.

    Args:
        key: hash of its token; names it to who may withdraw it.
        email: address it was sent to.
        role: of the account that it makes.
        plan: of that account.
        team_id: team that it leads into; None for none.
        created_at: instant, UTC.
        ends_at: after which it is void.
    """

    key: str
    email: str
    role: Role
    plan: str
    team_id: str | None
    created_at: datetime
    ends_at: datetime


class Teams:
    """The teams of an installation. Who may call what is decided before; each change names who makes it.

    Args:
        database: where they are kept.
        clock: tells the present instant.
        audit: notes each change.
    """

    def __init__(self, database: AccountsDatabase, clock: Clock, audit: AuditTrail) -> None:
        self._database = database
        self._clock = clock
        self._audit = audit

    def create(self, actor: str, name: str) -> Team:
        """Make a team without members.

        Raises:
            InputError: the name is missing, too long, or another team's.
        """
        row = {"id": uuid.uuid4().hex, "name": _team_name(name), "created_at": self._clock()}
        with self._database.writing() as connection:
            try:
                connection.execute(insert(teams).values(row))
            except IntegrityError:
                raise _name_taken() from None
            self._audit.record_in(connection, actor, "team.created", str(row["id"]))
        return self.by_id(str(row["id"]))

    def rename(self, actor: str, team_id: str, name: str) -> None:
        """Give a team another name.

        Raises:
            InputError: as for `create`.
            UnknownRecordError: there is no such team.
        """
        with self._database.writing() as connection:
            _require(connection, team_id)
            try:
                connection.execute(update(teams).where(teams.c.id == team_id).values(name=_team_name(name)))
            except IntegrityError:
                raise _name_taken() from None
            self._audit.record_in(connection, actor, "team.renamed", team_id)

    def delete(self, actor: str, team_id: str) -> None:
        """Delete a team; worklists that were shared with it stay with their owners."""
        with self._database.writing() as connection:
            _require(connection, team_id)
            connection.execute(delete(teams).where(teams.c.id == team_id))
            self._audit.record_in(connection, actor, "team.deleted", team_id)

    def by_id(self, team_id: str) -> Team:
        """Return a team.

        Raises:
            UnknownRecordError: there is none.
        """
        with self._database.reading() as connection:
            row = connection.execute(_WITH_COUNT.where(teams.c.id == team_id)).first() if is_id(team_id) else None
        if row is None:
            raise _no_team()
        return _team(row)

    def all(self) -> tuple[Team, ...]:
        """Return every team, by name."""
        with self._database.reading() as connection:
            return tuple(_team(row) for row in connection.execute(_WITH_COUNT.order_by(func.lower(teams.c.name))).all())

    def of_account(self, account_id: str) -> tuple[Team, ...]:
        """Return the teams of an account, by name."""
        own = select(memberships.c.team_id).where(memberships.c.account_id == account_id)
        with self._database.reading() as connection:
            rows = connection.execute(_WITH_COUNT.where(teams.c.id.in_(own)).order_by(func.lower(teams.c.name))).all()
        return tuple(_team(row) for row in rows)

    def members(self, team_id: str) -> tuple[Member, ...]:
        """Return who belongs to a team, leads first, then by name."""
        with self._database.reading() as connection:
            rows = connection.execute(
                select(accounts, memberships.c.leads)
                .join(memberships, memberships.c.account_id == accounts.c.id)
                .where(memberships.c.team_id == team_id)
                .order_by(memberships.c.leads.desc(), func.lower(accounts.c.name), accounts.c.email)
            ).all()
        return tuple(
            Member(row.id, row.name, row.email, Role(row.role), bool(row.leads), row.disabled_at is None) for row in rows
        )

    def is_member(self, account_id: str, team_id: str) -> bool:
        """Say whether an account belongs to a team."""
        return self._membership(account_id, team_id) is not None

    def leads(self, account_id: str, team_id: str) -> bool:
        """Say whether an account leads a team."""
        return bool(self._membership(account_id, team_id))

    def put(self, actor: str, team_id: str, account_id: str, *, leads: bool = False) -> None:
        """Make an account a member, or a member a lead, or a lead a member.

        Raises:
            UnknownRecordError: there is no such team or account.
        """
        with self._database.writing() as connection:
            _require(connection, team_id)
            known = select(accounts.c.id).where(accounts.c.id == account_id)
            if not is_id(account_id) or connection.execute(known).first() is None:
                raise UnknownRecordError("There is no such account.")
            self._put(connection, actor, team_id, account_id, leads)

    def take_out(self, actor: str, team_id: str, account_id: str) -> None:
        """End a membership; lists that the person shared with the team go back to the person alone.

        Raises:
            UnknownRecordError: the account is no member.
        """
        from codewell.accounts.schema.keeping import worklists

        with self._database.writing() as connection:
            found = (memberships.c.team_id == team_id, memberships.c.account_id == account_id)
            if not connection.execute(delete(memberships).where(*found)).rowcount:
                raise UnknownRecordError("That account is no member of the team.")
            own = (worklists.c.team_id == team_id, worklists.c.account_id == account_id)
            connection.execute(update(worklists).where(*own).values(team_id=None, team_may_edit=0))
            self._audit.record_in(connection, actor, "team.member-removed", team_id, {"account": account_id})

    def invite(self, actor: str, email: str, *, role: Role, plan: str, team_id: str | None = None) -> tuple[str, Invitation]:
        """Make an invitation and return the token of its link, which is stored nowhere, and the invitation.

        An earlier open invitation of the same address into the same team is void.

        Raises:
            InputError: the address is none, or the team has too many open invitations.
            UnknownRecordError: there is no such team.
        """
        now, token, address = self._clock(), new_token(), normal_email(email)
        made = Invitation(token_hash(token), address, role, plan, team_id, now, now + timedelta(days=DAYS_OF_AN_INVITATION))
        row = {"token_hash": made.key, "email": address, "role": role.value, "plan": plan, "team_id": team_id}
        same_team = invitations.c.team_id == team_id if team_id else invitations.c.team_id.is_(None)
        with self._database.writing() as connection:
            if team_id is not None:
                _require(connection, team_id)
            connection.execute(delete(invitations).where(invitations.c.ends_at <= now))
            connection.execute(delete(invitations).where(invitations.c.email == address, same_team))
            if (
                connection.execute(select(func.count()).select_from(invitations).where(same_team)).scalar_one()
                >= MOST_INVITATIONS
            ):
                raise InputError(f"There are {MOST_INVITATIONS} open invitations; withdraw some.", slug="input.invitations")
            connection.execute(insert(invitations).values(row | {"created_at": now, "ends_at": made.ends_at}))
            self._audit.record_in(connection, actor, "invitation.sent", made.key[:16], {"role": role.value, "team": team_id})
        return token, made

    def invitation(self, token: str) -> Invitation:
        """Return the open invitation of a link.

        Raises:
            UnknownRecordError: there is none, it was accepted or withdrawn, or its days are over.
        """
        with self._database.reading() as connection:
            row = connection.execute(
                select(invitations).where(invitations.c.token_hash == token_hash(token), invitations.c.ends_at > self._clock())
            ).first()
        if row is None:
            raise _no_invitation()
        return _invitation(row)

    def invitations_of(self, team_id: str | None) -> tuple[Invitation, ...]:
        """Return the open invitations into a team; None: into the installation only."""
        same_team = invitations.c.team_id == team_id if team_id else invitations.c.team_id.is_(None)
        with self._database.reading() as connection:
            rows = connection.execute(
                select(invitations).where(same_team, invitations.c.ends_at > self._clock()).order_by(invitations.c.email)
            ).all()
        return tuple(_invitation(row) for row in rows)

    def withdraw(self, actor: str, key: str, *, team_id: str | None) -> None:
        """Void an invitation.

        Raises:
            UnknownRecordError: there is none of that team.
        """
        same_team = invitations.c.team_id == team_id if team_id else invitations.c.team_id.is_(None)
        with self._database.writing() as connection:
            if not connection.execute(delete(invitations).where(invitations.c.token_hash == key, same_team)).rowcount:
                raise _no_invitation()
            self._audit.record_in(connection, actor, "invitation.withdrawn", key[:16])

    def accept(self, token: str, account_id: str) -> Invitation:
        """Use an invitation up and put the account into its team; of two who accept at once, one does.

        Raises:
            UnknownRecordError: as for `invitation`.
        """
        found = self.invitation(token)
        with self._database.writing() as connection:
            if not connection.execute(delete(invitations).where(invitations.c.token_hash == found.key)).rowcount:
                raise _no_invitation()
            actor = f"account:{account_id}"
            self._audit.record_in(connection, actor, "invitation.accepted", found.key[:16], {"team": found.team_id})
            if found.team_id is not None and _membership(connection, account_id, found.team_id) is None:
                self._put(connection, actor, found.team_id, account_id, False)
        return found

    def _put(self, connection: Connection, actor: str, team_id: str, account_id: str, leads: bool) -> None:
        row = {"team_id": team_id, "account_id": account_id, "leads": int(leads)}
        insert_or_update(connection, memberships, row, key=("team_id", "account_id"), update=("leads",))
        self._audit.record_in(connection, actor, "team.member-put", team_id, {"account": account_id, "leads": leads})

    def _membership(self, account_id: str, team_id: str) -> int | None:
        with self._database.reading() as connection:
            return _membership(connection, account_id, team_id)


_WITH_COUNT = select(
    teams,
    select(func.count()).where(memberships.c.team_id == teams.c.id).correlate(teams).scalar_subquery().label("member_count"),
)


def _membership(connection: Connection, account_id: str, team_id: str) -> int | None:
    """Return 1 for a lead, 0 for a member, None for neither."""
    return connection.execute(
        select(memberships.c.leads).where(memberships.c.team_id == team_id, memberships.c.account_id == account_id)
    ).scalar()


def _require(connection: Connection, team_id: str) -> None:
    if not is_id(team_id) or connection.execute(select(teams.c.id).where(teams.c.id == team_id)).first() is None:
        raise _no_team()


def _team_name(written: str) -> str:
    name = " ".join(written.split())
    if not name or len(name) > LONGEST_TEAM_NAME or not name.isprintable():
        raise InputError(f"A team needs a name of at most {LONGEST_TEAM_NAME} characters.", slug="input.team-name")
    return name


def _name_taken() -> InputError:
    return InputError("Another team has this name.", slug="input.team-name")


def _no_team() -> UnknownRecordError:
    return UnknownRecordError("There is no such team, or you are no member of it.")


def _no_invitation() -> UnknownRecordError:
    return UnknownRecordError(
        "This invitation was accepted, withdrawn, or its days are over.", next_step="Ask who sent it for another."
    )


def _team(row: Row[Any]) -> Team:
    return Team(row.id, row.name, row.created_at, row.member_count)


def _invitation(row: Row[Any]) -> Invitation:
    return Invitation(row.token_hash, row.email, Role(row.role), row.plan, row.team_id, row.created_at, row.ends_at)
