"""Reads the audit trail: by actor, action and day, page by page, or whole for an export."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Row, Select, func, select

from codewell.accounts.database import AccountsDatabase
from codewell.accounts.schema.people import accounts
from codewell.accounts.schema.record import audit_trail

_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class TrailRow:
    """One row of the trail.

    Args:
        number: 1, 2, 3 without a gap.
        at: instant, UTC.
        actor: account:ID, address:HMAC, command-line or system.
        actor_name: name or e-mail address of the account; empty where it is none, or gone.
        action: id of what was done.
        subject: id of what it was done to; may be empty.
        detail: ids, numbers and names of settings.
        seal: over this row and the seal before it.
    """

    number: int
    at: datetime
    actor: str
    actor_name: str
    action: str
    subject: str
    detail: dict[str, Any]
    seal: str


@dataclass(frozen=True, slots=True)
class AuditAsked:
    """Which rows.

    Args:
        actor: exactly; empty for every one.
        action: exactly, or its beginning up to a dot ("account"); empty for every one.
        subject: exactly; empty for every one.
        first_day: of UTC; None from the beginning.
        last_day: of UTC, included; None to the end.
    """

    actor: str = ""
    action: str = ""
    subject: str = ""
    first_day: date | None = None
    last_day: date | None = None


class AuditReader:
    """Reads the trail.

    Args:
        database: where it is kept.
    """

    def __init__(self, database: AccountsDatabase) -> None:
        self._database = database

    def page(self, asked: AuditAsked, *, before: int | None = None, limit: int = 50) -> tuple[TrailRow, ...]:
        """Return rows, newest first, that come before a number; None from the newest."""
        chosen = _chosen(asked)
        if before is not None:
            chosen = chosen.where(audit_trail.c.number < before)
        with self._database.reading() as connection:
            rows = connection.execute(chosen.order_by(audit_trail.c.number.desc()).limit(limit)).all()
        return tuple(_row(row) for row in rows)

    def count(self, asked: AuditAsked) -> int:
        """Return how many rows there are."""
        with self._database.reading() as connection:
            return int(connection.execute(select(func.count()).select_from(_chosen(asked).subquery())).scalar_one())

    def actions(self) -> tuple[str, ...]:
        """Return the ids of what was ever done."""
        with self._database.reading() as connection:
            found = connection.execute(select(audit_trail.c.action).distinct().order_by(audit_trail.c.action))
            return tuple(str(action) for action in found.scalars())

    def each(self, asked: AuditAsked) -> Iterator[TrailRow]:
        """Yield rows, oldest first, a thousand at a time, so that a long trail is never held whole."""
        after = 0
        while True:
            chosen = _chosen(asked).where(audit_trail.c.number > after).order_by(audit_trail.c.number).limit(_AT_ONCE)
            with self._database.reading() as connection:
                rows = connection.execute(chosen).all()
            yield from (_row(row) for row in rows)
            if len(rows) < _AT_ONCE:
                return
            after = rows[-1].number


def _chosen(asked: AuditAsked) -> Select[Any]:
    trail = audit_trail.c
    chosen = select(audit_trail, accounts.c.name.label("actor_name"), accounts.c.email.label("actor_email")).outerjoin(
        accounts, trail.actor == "account:" + accounts.c.id
    )
    if asked.actor:
        chosen = chosen.where(trail.actor == asked.actor)
    if asked.action:
        family = asked.action.partition(".")[0]
        chosen = chosen.where(trail.action == asked.action if "." in asked.action else trail.action.startswith(f"{family}."))
    if asked.subject:
        chosen = chosen.where(trail.subject == asked.subject)
    if asked.first_day is not None:
        chosen = chosen.where(trail.at >= _begin(asked.first_day))
    if asked.last_day is not None and asked.last_day < date.max:
        chosen = chosen.where(trail.at < _begin(asked.last_day) + timedelta(days=1))
    return chosen


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _row(row: Row[Any]) -> TrailRow:
    return TrailRow(
        number=row.number,
        at=row.at,
        actor=row.actor,
        actor_name=row.actor_name or row.actor_email or "",
        action=row.action,
        subject=row.subject,
        detail=json.loads(row.detail),
        seal=row.seal,
    )
