"""Keys of the API: shown once, stored as a hash, good for what they were made for."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from codewell.accounts.account import Account
from codewell.accounts.api_key import ApiKey, Scope
from codewell.accounts.audit import AuditTrail
from codewell.accounts.database import AccountsDatabase
from codewell.accounts.keyring import token_hash
from codewell.accounts.people import account_of
from codewell.accounts.schema.access import api_keys
from codewell.accounts.schema.people import accounts
from codewell.kernel.clock import Clock
from codewell.kernel.errors import InputError

MOST_KEYS = 20
"""Of one account that are good at a time."""
MOST_PER_MINUTE = 6_000
_SHOWN = 9
_SECONDS_BETWEEN_MARKS = 60
"""`used_at` is written at most once a minute, so that a program that reads does not write."""


@dataclass(frozen=True, slots=True)
class NewApiKey:
    """A key as it is shown once.

    Args:
        key: what is kept of it.
        secret: what its owner must keep; it is nowhere here.
    """

    key: ApiKey
    secret: str

    def __repr__(self) -> str:
        return f"NewApiKey({self.key.id})"


class ApiKeys:
    """The keys of an installation.

    Args:
        database: where they are kept.
        clock: tells the present instant.
        audit: records who made and revoked which.
    """

    def __init__(self, database: AccountsDatabase, clock: Clock, audit: AuditTrail) -> None:
        self._database = database
        self._clock = clock
        self._audit = audit

    def make(self, account: Account, name: str, scopes: Iterable[Scope], *, per_minute: int, days: int | None) -> NewApiKey:
        """Make a key and return it with its secret, which cannot be shown again.

        Args:
            account: whose it is.
            name: the owner's word for it.
            scopes: what it may do, at least one.
            per_minute: most requests a minute.
            days: after which it ends; None for no end.

        Raises:
            InputError: a value cannot be, or the account has too many keys.
        """
        title, chosen = name.strip(), frozenset(scopes)
        _require(0 < len(title) <= 80 and title.isprintable(), "A key needs a name of at most 80 characters.")
        _require(bool(chosen), "A key needs at least one thing that it may do.")
        _require(1 <= per_minute <= MOST_PER_MINUTE, f"Requests a minute are a number from 1 to {MOST_PER_MINUTE}.")
        _require(days is None or 1 <= days <= 3650, "A key ends after 1 to 3650 days, or never.")
        secret, now = f"cw_{secrets.token_urlsafe(32)}", self._clock()
        row = {
            "id": uuid.uuid4().hex,
            "account_id": account.id,
            "name": title,
            "key_hash": token_hash(secret),
            "beginning": secret[:_SHOWN],
            "scopes": " ".join(sorted(chosen)),
            "per_minute": per_minute,
            "created_at": now,
            "ends_at": None if days is None else now + timedelta(days=days),
        }
        with self._database.writing() as connection:
            held = connection.execute(
                select(func.count()).where(api_keys.c.account_id == account.id, api_keys.c.revoked_at.is_(None))
            ).scalar_one()
            _require(held < MOST_KEYS, f"An account has at most {MOST_KEYS} keys; revoke one first.")
            connection.execute(insert(api_keys).values(row))
            detail: dict[str, str | int | bool | None] = {"scopes": str(row["scopes"]), "per_minute": per_minute}
            self._audit.record_in(connection, f"account:{account.id}", "api-key-made", f"key:{row['id']}", detail)
        made = next(key for key in self.of_account(account.id) if key.id == row["id"])
        return NewApiKey(made, secret)

    def of_account(self, account_id: str) -> tuple[ApiKey, ...]:
        """Return the keys of an account, latest first; revoked ones too."""
        with self._database.reading() as connection:
            rows = connection.execute(
                select(api_keys).where(api_keys.c.account_id == account_id).order_by(api_keys.c.created_at.desc(), api_keys.c.id)
            ).all()
        return tuple(_key(row) for row in rows)

    def revoke(self, account_id: str, key_id: str) -> bool:
        """End a key of an account at once; say whether there was one."""
        with self._database.writing() as connection:
            done = connection.execute(
                update(api_keys)
                .where(api_keys.c.id == key_id, api_keys.c.account_id == account_id, api_keys.c.revoked_at.is_(None))
                .values(revoked_at=self._clock())
            ).rowcount
            if done:
                self._audit.record_in(connection, f"account:{account_id}", "api-key-revoked", f"key:{key_id}")
        return bool(done)

    def of_secret(self, secret: str) -> tuple[ApiKey, Account] | None:
        """Return the key that a program sent, with its account; None where it ended, was revoked, or its account is closed."""
        now = self._clock()
        with self._database.reading() as connection:
            row = connection.execute(select(api_keys).where(api_keys.c.key_hash == token_hash(secret))).first()
            if row is None or row.revoked_at is not None or (row.ends_at is not None and row.ends_at <= now):
                return None
            owner = connection.execute(select(accounts).where(accounts.c.id == row.account_id)).first()
        if owner is None or owner.disabled_at is not None:
            return None
        if row.used_at is None or now - row.used_at > timedelta(seconds=_SECONDS_BETWEEN_MARKS):
            with self._database.writing() as connection:
                connection.execute(update(api_keys).where(api_keys.c.id == row.id).values(used_at=now))
        return _key(row), account_of(owner)


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise InputError(otherwise, slug="input.api-key")


def _key(row: Row[Any]) -> ApiKey:
    scopes = frozenset(Scope(one) for one in row.scopes.split() if one in set(Scope))
    ends: datetime | None = row.ends_at
    return ApiKey(row.id, row.name, row.beginning, scopes, row.per_minute, row.created_at, ends, row.revoked_at, row.used_at)
