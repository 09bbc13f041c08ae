"""The audit trail: who did what to which id, each row sealed together with the seal before it."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, insert, select, text

from codewell.accounts.database import AccountsDatabase
from codewell.accounts.keyring import Keyring
from codewell.accounts.schema.columns import microseconds
from codewell.accounts.schema.record import audit_trail
from codewell.kernel.clock import Clock

Detail = Mapping[str, str | int | bool | None]
"""Ids, numbers and names of settings; never words of a note, a password or a token."""
BEGINNING = "0" * 64
"""The seal that the first row is chained to."""


class AuditTrail:
    """Writes the trail; rows are numbered 1, 2, 3 without a gap, whichever replica writes.

    Args:
        database: where it is kept.
        clock: tells the present instant.
        keyring: gives the key of the seals.
    """

    def __init__(self, database: AccountsDatabase, clock: Clock, keyring: Keyring) -> None:
        self._database = database
        self._clock = clock
        self._key = keyring.key("audit")

    def record(self, actor: str, action: str, subject: str = "", detail: Detail | None = None) -> None:
        """Write one row in a transaction of its own."""
        with self._database.writing() as connection:
            self.record_in(connection, actor, action, subject, detail)

    def record_in(self, connection: Connection, actor: str, action: str, subject: str = "", detail: Detail | None = None) -> None:
        """Write one row in the transaction of what it tells of, so that neither stands without the other."""
        if connection.dialect.name == "postgresql":
            connection.execute(text("LOCK TABLE audit_trail IN EXCLUSIVE MODE"))
        last = connection.execute(
            select(audit_trail.c.number, audit_trail.c.seal).order_by(audit_trail.c.number.desc()).limit(1)
        ).first()
        number, before = (last.number + 1, last.seal) if last else (1, BEGINNING)
        at, written = self._clock(), json.dumps(detail or {}, sort_keys=True)
        connection.execute(
            insert(audit_trail).values(
                number=number,
                at=at,
                actor=actor,
                action=action,
                subject=subject,
                detail=written,
                seal=self.seal(before, number, at, actor, action, subject, written),
            )
        )

    def seal(self, before: str, number: int, at: datetime, actor: str, action: str, subject: str, detail: str) -> str:
        """Return the seal of a row, HMAC-SHA-256 over its fields and the seal before it."""
        content = json.dumps([before, number, microseconds(at), actor, action, subject, detail])
        return hmac.new(self._key, content.encode(), hashlib.sha256).hexdigest()
