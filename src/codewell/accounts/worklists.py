"""Worklists: code sets that a person keeps, shares with a team, and changes edition by edition."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, func, insert, or_, select, update

from codewell.accounts.audit import AuditTrail, Detail
from codewell.accounts.database import AccountsDatabase
from codewell.accounts.insert_or_update import insert_or_update
from codewell.accounts.people import Account, is_id, make_local
from codewell.accounts.schema.keeping import worklist_changes, worklist_codes, worklists
from codewell.accounts.schema.people import accounts, memberships, teams
from codewell.accounts.worklist_content import Change, Difference, ListedCode, WorklistContent, difference, stored_code
from codewell.kernel.clock import Clock
from codewell.kernel.errors import ChangedMeanwhileError, InputError, NotAllowedError, UnknownRecordError

MOST_WORKLISTS = 500


@dataclass(frozen=True, slots=True)
class Worklist:
    """A worklist as one account sees it.

    Args:
        id: 32 hexadecimal digits.
        content: name, description and codes; no codes where it stands in a list of worklists.
        owner_id: account that made it.
        owner_name: name or e-mail address of that account.
        team_id: team that it is shared with; None for the owner's alone.
        team_name: of that team; empty for none.
        team_may_edit: True where members of the team may change it.
        count: of its codes.
        created_at: instant, UTC.
        changed_at: of the newest edition.
        edition: number of the newest edition; the first is 1.
        is_own: True for the owner.
        may_edit: True where whoever looks may change its codes.
    """

    id: str
    content: WorklistContent
    owner_id: str
    owner_name: str
    team_id: str | None
    team_name: str
    team_may_edit: bool
    count: int
    created_at: datetime
    changed_at: datetime
    edition: int
    is_own: bool
    may_edit: bool


@dataclass(frozen=True, slots=True)
class Edition:
    """One change of a worklist.

    Args:
        number: of the edition that it made.
        at: instant, UTC.
        by: name or e-mail address of who made it; empty where the account is gone.
        what: the difference to the edition before.
    """

    number: int
    at: datetime
    by: str
    what: Difference


class Worklists:
    """The worklists of an installation; each call names who asks, and what he may not see is told like what is not there.

    Args:
        database: where they are kept.
        clock: tells the present instant.
        audit: notes each change.
    """

    def __init__(self, database: AccountsDatabase, clock: Clock, audit: AuditTrail) -> None:
        self._database = database
        self._clock = clock
        self._audit = audit

    def create(self, account: Account, content: WorklistContent) -> Worklist:
        """Make a worklist of an account.

        Raises:
            InputError: the account has as many as it may.
        """
        now, new = self._clock(), uuid.uuid4().hex
        with self._database.writing() as connection:
            make_local(connection, account.id, now)
            held = connection.execute(select(func.count()).where(worklists.c.account_id == account.id)).scalar_one()
            if held >= MOST_WORKLISTS:
                raise InputError(f"An account has at most {MOST_WORKLISTS} worklists.", slug="input.too-many-worklists")
            row = {"id": new, "account_id": account.id, "name": content.name, "description": content.description}
            connection.execute(insert(worklists).values(row | {"created_at": now, "changed_at": now}))
            _write_codes(connection, new, (), content.codes)
            detail = {"codes": len(content.codes)}
            self._audit.record_in(connection, f"account:{account.id}", "worklist.created", new, detail)
        return self.of(account, new)

    def seen_by(self, account: Account) -> tuple[Worklist, ...]:
        """Return the worklists of an account and of its teams, without their codes, by name."""
        with self._database.reading() as connection:
            rows = connection.execute(_seen_by(account).order_by(func.lower(worklists.c.name), worklists.c.id)).all()
        return tuple(_worklist(row, account, ()) for row in rows)

    def of(self, account: Account, worklist_id: str) -> Worklist:
        """Return a worklist.

        Raises:
            UnknownRecordError: there is none, or it is neither the account's nor shared with one of its teams.
        """
        with self._database.reading() as connection:
            return _found(connection, account, worklist_id)

    def editions(self, account: Account, worklist_id: str, *, after: int = 0, limit: int = 50) -> tuple[Edition, ...]:
        """Return the newest changes of a worklist, newest first.

        Raises:
            UnknownRecordError: as for `of`.
        """
        with self._database.reading() as connection:
            _found(connection, account, worklist_id)
            return _editions(connection, worklist_id, after, limit)

    def change(self, account: Account, worklist_id: str, change: Change, *, edition: int | None = None) -> Worklist:
        """Change a worklist and return its new edition; a change that changes nothing makes none.

        Args:
            account: who changes it.
            worklist_id: which.
            change: makes the new content of the old.
            edition: the edition that the person saw; None where the change holds for any (a code is added).

        Raises:
            UnknownRecordError: as for `of`.
            NotAllowedError: the account may read it only.
            ChangedMeanwhileError: it is of a later edition; the message says what changed since.
            InputError: the new content is none.
        """
        with self._database.writing() as connection:
            held = self._open(connection, account, worklist_id, edition)
            after = change(held.content)
            what = difference(held.content, after)
            if what == Difference():
                return held
            values = {"name": after.name, "description": after.description}
            self._note(connection, account, held, what, values)
            _write_codes(connection, worklist_id, held.content.codes, after.codes)
        return self.of(account, worklist_id)

    def share(self, account: Account, worklist_id: str, team_id: str | None, *, may_edit: bool, edition: int) -> Worklist:
        """Share a worklist with a team of the owner, or with none.

        Raises:
            UnknownRecordError: as for `of`; or the account is no member of the team.
            NotAllowedError: it is another's.
            ChangedMeanwhileError: it is of a later edition.
        """
        with self._database.writing() as connection:
            held = self._open(connection, account, worklist_id, edition)
            if not held.is_own:
                raise NotAllowedError("Only its owner shares a worklist.", next_step="Copy it; the copy is yours.")
            if team_id is not None and not (is_id(team_id) and _is_member(connection, account.id, team_id)):
                raise UnknownRecordError("There is no such team, or you are no member of it.")
            edits = may_edit and team_id is not None
            if (held.team_id, held.team_may_edit) == (team_id, edits):
                return held
            values = {"team_id": team_id, "team_may_edit": int(edits)}
            self._note(connection, account, held, Difference(shared=True), values, team=team_id or "none")
        return self.of(account, worklist_id)

    def delete(self, account: Account, worklist_id: str, *, edition: int) -> None:
        """Delete a worklist with its codes.

        Raises:
            UnknownRecordError: as for `of`.
            NotAllowedError: it is another's.
            ChangedMeanwhileError: it is of a later edition.
        """
        with self._database.writing() as connection:
            held = self._open(connection, account, worklist_id, edition)
            if not held.is_own:
                raise NotAllowedError("Only its owner deletes a worklist.")
            connection.execute(delete(worklists).where(worklists.c.id == worklist_id))
            self._audit.record_in(connection, f"account:{account.id}", "worklist.deleted", worklist_id, {"codes": held.count})

    def _open(self, connection: Connection, account: Account, worklist_id: str, edition: int | None) -> Worklist:
        """Return a worklist that is about to be changed, held against other writers."""
        if is_id(worklist_id):
            connection.execute(select(worklists.c.id).where(worklists.c.id == worklist_id).with_for_update())
        held = _found(connection, account, worklist_id)
        if not held.may_edit:
            raise NotAllowedError(
                "This worklist is shared with you for reading.", next_step="Copy it and change the copy, or ask its owner."
            )
        if edition is not None and edition != held.edition:
            since = _editions(connection, worklist_id, edition, 5)
            told = "; ".join(f"{one.by or 'somebody'} {one.what.in_words}" for one in reversed(since))
            raise ChangedMeanwhileError(
                f"It was changed after you opened it; nothing of your change was kept. Since then: {told or 'unknown'}.",
                next_step="Open it again and repeat your change.",
            )
        return held

    def _note(
        self, connection: Connection, account: Account, held: Worklist, what: Difference, values: dict[str, Any], **detail: str
    ) -> None:
        """Write the head of a new edition, what it changed, and who did it."""
        now, edition = self._clock(), held.edition + 1
        connection.execute(
            update(worklists).where(worklists.c.id == held.id).values(values | {"changed_at": now, "edition": edition})
        )
        row = {"worklist_id": held.id, "edition": edition, "at": now, "account_id": account.id, "what": what.as_json()}
        connection.execute(insert(worklist_changes).values(row))
        told: Detail = {"edition": edition, "added": what.added_count, "removed": what.removed_count, **detail}
        self._audit.record_in(connection, f"account:{account.id}", "worklist.changed", held.id, told)


def _seen_by(account: Account) -> Select[Any]:
    own_teams = select(memberships.c.team_id).where(memberships.c.account_id == account.id)
    count = select(func.count()).where(worklist_codes.c.worklist_id == worklists.c.id).correlate(worklists).scalar_subquery()
    return (
        select(worklists, accounts.c.name.label("owner_name"), accounts.c.email.label("owner_email"), count.label("code_count"))
        .add_columns(teams.c.name.label("team_name"))
        .join(accounts, accounts.c.id == worklists.c.account_id)
        .outerjoin(teams, teams.c.id == worklists.c.team_id)
        .where(or_(worklists.c.account_id == account.id, worklists.c.team_id.in_(own_teams)))
    )


def _found(connection: Connection, account: Account, worklist_id: str) -> Worklist:
    row = connection.execute(_seen_by(account).where(worklists.c.id == worklist_id)).first() if is_id(worklist_id) else None
    if row is None:
        raise UnknownRecordError("There is no such worklist, or it is not shared with you.")
    codes = connection.execute(
        select(worklist_codes).where(worklist_codes.c.worklist_id == worklist_id).order_by(worklist_codes.c.place)
    ).all()
    return _worklist(row, account, tuple(ListedCode(stored_code(one.system, one.code), one.remark) for one in codes))


def _worklist(row: Row[Any], account: Account, codes: tuple[ListedCode, ...]) -> Worklist:
    own = row.account_id == account.id
    return Worklist(
        id=row.id,
        content=WorklistContent(row.name, row.description, codes),
        owner_id=row.account_id,
        owner_name=row.owner_name or row.owner_email,
        team_id=row.team_id,
        team_name=row.team_name or "",
        team_may_edit=bool(row.team_may_edit),
        count=row.code_count,
        created_at=row.created_at,
        changed_at=row.changed_at,
        edition=row.edition,
        is_own=own,
        may_edit=own or bool(row.team_may_edit),
    )


def _editions(connection: Connection, worklist_id: str, after: int, limit: int) -> tuple[Edition, ...]:
    rows = connection.execute(
        select(worklist_changes, accounts.c.name, accounts.c.email)
        .outerjoin(accounts, accounts.c.id == worklist_changes.c.account_id)
        .where(worklist_changes.c.worklist_id == worklist_id, worklist_changes.c.edition > after)
        .order_by(worklist_changes.c.edition.desc())
        .limit(limit)
    ).all()
    return tuple(Edition(row.edition, row.at, row.name or row.email or "", Difference.of_json(row.what)) for row in rows)


def _is_member(connection: Connection, account_id: str, team_id: str) -> bool:
    found = connection.execute(
        select(memberships.c.team_id).where(memberships.c.team_id == team_id, memberships.c.account_id == account_id)
    )
    return found.first() is not None


def _write_codes(connection: Connection, worklist_id: str, before: tuple[ListedCode, ...], after: tuple[ListedCode, ...]) -> None:
    """Write only rows that differ: a remark on one of five thousand codes writes one."""
    stood = {one.code: (place, one.remark) for place, one in enumerate(before)}
    stand = {one.code: (place, one.remark) for place, one in enumerate(after)}
    for code in stood.keys() - stand.keys():
        connection.execute(
            delete(worklist_codes).where(
                worklist_codes.c.worklist_id == worklist_id,
                worklist_codes.c.system == code.system.value,
                worklist_codes.c.code == code.value,
            )
        )
    rows = [
        {"worklist_id": worklist_id, "system": code.system.value, "code": code.value, "place": place, "remark": remark}
        for code, (place, remark) in stand.items()
        if stood.get(code) != (place, remark)
    ]
    insert_or_update(connection, worklist_codes, rows, key=("worklist_id", "system", "code"), update=("place", "remark"))
