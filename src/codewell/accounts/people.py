"""Accounts: who they belong to, their role and plan, and whether they may come in."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from codewell.accounts.account import LOCAL as LOCAL
from codewell.accounts.account import Account as Account
from codewell.accounts.database import AccountsDatabase
from codewell.accounts.insert_or_update import insert_or_update
from codewell.accounts.roles import Role
from codewell.accounts.schema.access import usage
from codewell.accounts.schema.people import accounts
from codewell.kernel.clock import Clock
from codewell.kernel.errors import InputError


class People:
    """The accounts of an installation.

    Args:
        database: where they are kept.
        clock: tells the present instant.
    """

    def __init__(self, database: AccountsDatabase, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def add(
        self, email: str, *, role: Role, plan: str, name: str = "", password_hash: str | None = None, verified: bool = False
    ) -> Account:
        """Make an account and return it.

        Raises:
            InputError: the address is none, or has an account.
        """
        now = self._clock()
        row = {
            "id": uuid.uuid4().hex,
            "email": normal_email(email),
            "name": name.strip()[:120],
            "password_hash": password_hash,
            "role": role.value,
            "plan": plan,
            "created_at": now,
            "verified_at": now if verified else None,
        }
        with self._database.writing() as connection:
            try:
                connection.execute(insert(accounts).values(row))
            except IntegrityError:
                raise InputError("There is an account with this e-mail address.", slug="input.account-exists") from None
        found = self.by_id(str(row["id"]))
        assert found is not None
        return found

    def by_id(self, account_id: str) -> Account | None:
        """Return the account of that id, or None."""
        with self._database.reading() as connection:
            row = connection.execute(select(accounts).where(accounts.c.id == account_id)).first()
        return account_of(row) if row else None

    def by_email(self, email: str) -> Account | None:
        """Return the account of that address, or None."""
        with self._database.reading() as connection:
            row = connection.execute(select(accounts).where(accounts.c.email == email.strip().lower())).first()
        return account_of(row) if row else None

    def password_hash(self, account_id: str) -> str | None:
        """Return what is stored of its password, or None."""
        with self._database.reading() as connection:
            return connection.execute(select(accounts.c.password_hash).where(accounts.c.id == account_id)).scalar()

    def change(self, account_id: str, **values: Any) -> None:
        """Set columns of an account: `name`, `email`, `role`, `plan`, `password_hash`, `verified_at`, `disabled_at`."""
        with self._database.writing() as connection:
            self.change_in(connection, account_id, **values)

    def change_in(self, connection: Connection, account_id: str, **values: Any) -> None:
        """Set columns of an account in a transaction under way.

        Raises:
            InputError: another account has the new address.
        """
        try:
            connection.execute(update(accounts).where(accounts.c.id == account_id).values(**values))
        except IntegrityError:
            raise InputError("There is an account with this e-mail address.", slug="input.account-exists") from None

    def confirm_in(self, connection: Connection, account_id: str, *, password_hash: str, name: str) -> None:
        """Open an account whose address was shown to be the person's; one that is open already stays as it is."""
        connection.execute(
            update(accounts)
            .where(accounts.c.id == account_id, accounts.c.verified_at.is_(None))
            .values(verified_at=self._clock(), password_hash=password_hash, name=name)
        )

    def forget_unconfirmed(self, before: datetime) -> None:
        """Delete accounts that were registered before an instant and never confirmed."""
        never = (accounts.c.verified_at.is_(None), accounts.c.password_hash.is_(None), accounts.c.disabled_at.is_(None))
        with self._database.writing() as connection:
            connection.execute(delete(accounts).where(*never, accounts.c.created_at < before, accounts.c.id != LOCAL))

    def is_last_admin_in(self, connection: Connection, account: Account) -> bool:
        """Say whether nobody would administer the installation without this account."""
        if account.role is not Role.ADMIN:
            return False
        others = (accounts.c.role == Role.ADMIN.value, accounts.c.disabled_at.is_(None), accounts.c.id != account.id)
        return connection.execute(select(accounts.c.id).where(*others).limit(1)).first() is None

    def delete_in(self, connection: Connection, account_id: str) -> None:
        """Delete an account with all that hangs on it, and what it used."""
        connection.execute(delete(usage).where(usage.c.subject == f"account:{account_id}"))
        connection.execute(delete(accounts).where(accounts.c.id == account_id))

    def all(self) -> tuple[Account, ...]:
        """Return every account but that of the machine, by address."""
        with self._database.reading() as connection:
            rows = connection.execute(select(accounts).where(accounts.c.id != LOCAL).order_by(accounts.c.email)).all()
        return tuple(account_of(row) for row in rows)


def is_id(written: str) -> bool:
    """Say whether a text has the shape of an id; what has not is nobody's, and no database needs to be asked."""
    return 0 < len(written) <= 32 and written.isascii() and written.isalnum()


def make_local(connection: Connection, account_id: str, now: datetime) -> None:
    """Make the row of the local account where something is to be kept under it and it has none."""
    if account_id == LOCAL:
        row = {"id": LOCAL, "email": "", "name": "This machine", "role": Role.CODER.value, "plan": "unmetered", "created_at": now}
        insert_or_update(connection, accounts, row | {"verified_at": now}, key=("id",))


def account_of(row: Row[Any]) -> Account:
    """Return a row of `accounts` as an account."""
    return Account(
        id=row.id,
        email=row.email,
        name=row.name,
        role=Role(row.role),
        plan=row.plan,
        created_at=row.created_at,
        verified_at=row.verified_at,
        disabled_at=row.disabled_at,
        has_password=row.password_hash is not None,
    )


def normal_email(written: str) -> str:
    """Return an address as it is stored.

    Raises:
        InputError: it is none.
    """
    email = written.strip().lower()
    name, at, host = email.rpartition("@")
    if not (at and name and "." in host and len(email) <= 254 and email.isprintable() and not any(c in ' ,;<>"' for c in email)):
        raise InputError("That is no e-mail address.", next_step="Write it like name@example.org.", slug="input.email")
    return email
