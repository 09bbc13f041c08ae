"""Sees that a replica holds the secret that the accounts were written with.

A replica with a secret of its own would seal its rows of the audit trail with another key, so that the trail looks changed, and
would know none of the second factors.
"""

from __future__ import annotations

import hmac

from sqlalchemy import select

from codewell.accounts.audit import BEGINNING, AuditTrail
from codewell.accounts.database import AccountsDatabase
from codewell.accounts.schema.record import audit_trail
from codewell.kernel.errors import ConfigurationError


def see_that_the_secret_is_its(database: AccountsDatabase, trail: AuditTrail) -> None:
    """Refuse a secret that seals neither the first nor the last row of the trail as it stands there.

    Two rows are looked at, so that one that somebody changed keeps nobody from beginning: `codewell audit verify` tells of that.

    Raises:
        ConfigurationError: the trail was sealed with another secret.
    """
    number = audit_trail.c.number
    with database.reading() as connection:
        first = connection.execute(select(audit_trail).order_by(number).limit(1)).first()
        last = connection.execute(select(audit_trail).order_by(number.desc()).limit(2)).all()
    if first is None:
        return
    pairs = [(BEGINNING, first)]
    if len(last) == 2:
        pairs.append((last[1].seal, last[0]))
    for before, row in pairs:
        ours = trail.seal(before, row.number, row.at, row.actor, row.action, row.subject, row.detail)
        if hmac.compare_digest(ours, row.seal):
            return
    raise ConfigurationError(
        "The accounts were written with another secret.key than the one here.",
        next_step="Put the secret.key of the other replicas into this home; if it is lost, set other_secret to accept.",
        slug="configuration.other-secret",
    )
