"""Ceremonies under way: a passkey's challenge or a sign-in at the hospital, good once, for minutes, in one browser."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import delete, insert

from codewell.accounts.database import AccountsDatabase
from codewell.accounts.keyring import new_token, token_hash
from codewell.accounts.schema.people import ceremonies
from codewell.kernel.clock import Clock

LASTS = timedelta(minutes=5)
"""From asking for a challenge to showing the answer."""
LONGEST_TOKEN = 200


class Purpose(StrEnum):
    """What a ceremony is for; an answer to one serves no other."""

    ADD_PASSKEY = "add-passkey"
    SIGN_IN_BY_PASSKEY = "sign-in-by-passkey"
    SECOND_STEP_BY_PASSKEY = "second-step-by-passkey"
    HOSPITAL = "hospital"


class Ceremonies:
    """Tokens that are given out and taken back once.

    Args:
        database: where their hashes are kept.
        clock: tells the present instant.
    """

    def __init__(self, database: AccountsDatabase, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def begin(self, purpose: Purpose, browser: str, detail: Mapping[str, str], lasts: timedelta = LASTS) -> str:
        """Return a new token.

        Args:
            purpose: what it is for.
            browser: names the session or visit that it is given to; no other may bring it back.
            detail: ids and settings to be kept until then; no secret.
            lasts: until when it may be brought back.
        """
        token, now = new_token(), self._clock()
        with self._database.writing() as connection:
            connection.execute(delete(ceremonies).where(ceremonies.c.ends_at <= now))
            connection.execute(
                insert(ceremonies).values(
                    token_hash=token_hash(token),
                    purpose=purpose.value,
                    detail=json.dumps({**detail, "": token_hash(browser)}),
                    ends_at=now + lasts,
                )
            )
        return token

    def take(self, token: str, purpose: Purpose, browser: str) -> dict[str, str] | None:
        """Return what was kept, and forget it; None where the token was never given, is used, late, or another browser's.

        Whatever the reason, a token that was shown once is good no more.
        """
        if not token or len(token) > LONGEST_TOKEN:
            return None
        with self._database.writing() as connection:
            row = connection.execute(
                delete(ceremonies)
                .where(ceremonies.c.token_hash == token_hash(token))
                .returning(ceremonies.c.purpose, ceremonies.c.detail, ceremonies.c.ends_at)
            ).first()
        if row is None or row.purpose != purpose.value or row.ends_at <= self._clock():
            return None
        detail: dict[str, str] = json.loads(row.detail)
        return detail if browser and detail.pop("") == token_hash(browser) else None
