"""Finds out whether the audit trail is as it was written: nothing edited, deleted, reordered, or cut off at the end.

The chain of seals shows every change but one: rows cut off at the end leave a shorter trail that is whole in itself. A
checkpoint that was exported and is kept elsewhere shows that too.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from codewell.accounts.audit import BEGINNING, AuditTrail
from codewell.accounts.database import AccountsDatabase
from codewell.accounts.keyring import Keyring
from codewell.accounts.schema.record import audit_trail
from codewell.kernel.errors import InputError

_ROWS_AT_ONCE = 1000
_MOST_FAULTS = 100


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One row of the trail.

    Args:
        number: 1, 2, 3 ...
        at: instant, UTC.
        actor: who.
        action: what.
        subject: id of what it was done to; may be empty.
        detail: JSON of ids and numbers.
        seal: HMAC over the row and the seal before it.
    """

    number: int
    at: datetime
    actor: str
    action: str
    subject: str
    detail: str
    seal: str


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How far the trail went when it was exported.

    Args:
        number: of its last row; 0 for none.
        seal: of that row.
        proof: HMAC over both; shows that this installation made it.
    """

    number: int
    seal: str
    proof: str

    def as_text(self) -> str:
        """Return it as the JSON that is kept elsewhere."""
        return json.dumps({"number": self.number, "seal": self.seal, "proof": self.proof}) + "\n"


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What was found.

    Args:
        rows: how many were read.
        faults: each in a sentence, at most 100; empty where the trail is whole.
        checkpoint: where the trail stands now.
    """

    rows: int
    faults: tuple[str, ...]
    checkpoint: Checkpoint

    @property
    def is_whole(self) -> bool:
        """Say whether nothing was found."""
        return not self.faults


class AuditVerifier:
    """Reads the trail and checks it.

    Args:
        database: where it is kept.
        trail: knows how rows are sealed.
        keyring: gives the key of checkpoints.
    """

    def __init__(self, database: AccountsDatabase, trail: AuditTrail, keyring: Keyring) -> None:
        self._database = database
        self._trail = trail
        self._key = keyring.key("audit-checkpoint")

    def rows(self) -> Iterator[AuditRow]:
        """Yield the rows in their order, some at a time."""
        after = -(2**62)
        while True:
            with self._database.reading() as connection:
                found = connection.execute(
                    select(audit_trail).where(audit_trail.c.number > after).order_by(audit_trail.c.number).limit(_ROWS_AT_ONCE)
                ).all()
            if not found:
                return
            yield from map(_row, found)
            after = found[-1].number

    def check(self, kept: Checkpoint | None = None) -> AuditReport:
        """Return what is wrong with the trail.

        Args:
            kept: a checkpoint that was exported before; None checks the chain alone.
        """
        faults: list[str] = []
        held: str | None = None
        before, expected, read = BEGINNING, 1, 0
        for row in self.rows():
            read += 1
            if row.number != expected:
                faults.append(f"Rows {expected} to {row.number - 1} are missing.")
            sealed = self._trail.seal(before, row.number, row.at, row.actor, row.action, row.subject, row.detail)
            if not hmac.compare_digest(sealed, row.seal):
                faults.append(f"Row {row.number} is not what was written there, or not in its place.")
            if kept is not None and row.number == kept.number:
                held = row.seal
            before, expected = row.seal, row.number + 1
        faults += self._against(kept, held, expected - 1)
        return AuditReport(read, tuple(faults[:_MOST_FAULTS]), self._made(expected - 1, before))

    def read(self, text: str) -> Checkpoint:
        """Return a checkpoint that was exported.

        Raises:
            InputError: it is none.
        """
        try:
            value = json.loads(text)
            return Checkpoint(int(value["number"]), str(value["seal"]), str(value["proof"]))
        except (ValueError, KeyError, TypeError):
            raise InputError("That is no checkpoint of an audit trail.", slug="input.checkpoint") from None

    def _against(self, kept: Checkpoint | None, held: str | None, last: int) -> Iterable[str]:
        if kept is None:
            return
        if not hmac.compare_digest(self._made(kept.number, kept.seal).proof, kept.proof):
            yield "The checkpoint was not made by this installation, or was changed."
        elif kept.number > last:
            yield f"The trail ends at row {last}, but had {kept.number} rows when the checkpoint was made: its end was cut off."
        elif kept.number and held != kept.seal:
            yield f"Row {kept.number} is another than when the checkpoint was made."

    def _made(self, number: int, seal: str) -> Checkpoint:
        return Checkpoint(number, seal, hmac.new(self._key, f"{number}:{seal}".encode(), hashlib.sha256).hexdigest())


def _row(row: Row[Any]) -> AuditRow:
    return AuditRow(row.number, row.at, row.actor, row.action, row.subject, row.detail, row.seal)
