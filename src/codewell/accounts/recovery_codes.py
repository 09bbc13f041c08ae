"""Recovery codes: ten, each good once, for whoever has lost the device that makes codes or holds the passkey."""

from __future__ import annotations

import secrets

from sqlalchemy import Connection, delete, func, insert, select, update

from codewell.accounts.database import AccountsDatabase
from codewell.accounts.keyring import Keyring
from codewell.accounts.schema.people import passkeys, recovery_codes, totp_secrets
from codewell.kernel.clock import Clock

HOW_MANY = 10
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""32 signs, so five bits each; none that is taken for another."""
_GROUPS, _GROUP = 4, 7
"""28 signs have 140 bits: a keyed hash needs no salt and no stretching at that length (ASVS asks for 112 and 128)."""


class RecoveryCodes:
    """The recovery codes of every account; only their seals are kept.

    Args:
        database: where they are kept.
        clock: tells the present instant.
        keyring: gives the key of the seals.
    """

    def __init__(self, database: AccountsDatabase, clock: Clock, keyring: Keyring) -> None:
        self._database = database
        self._clock = clock
        self._keyring = keyring

    def renew_in(self, connection: Connection, account_id: str) -> tuple[str, ...]:
        """Return ten new codes, to be shown once; those before are good no more."""
        codes = tuple(_new_code() for _ in range(HOW_MANY))
        connection.execute(delete(recovery_codes).where(recovery_codes.c.account_id == account_id))
        connection.execute(
            insert(recovery_codes), [{"code_hash": self._seal(account_id, code), "account_id": account_id} for code in codes]
        )
        return codes

    def first_in(self, connection: Connection, account_id: str) -> tuple[str, ...]:
        """Return ten new codes where the account was never given any; none where it was."""
        if connection.execute(select(func.count()).where(recovery_codes.c.account_id == account_id)).scalar():
            return ()
        return self.renew_in(connection, account_id)

    def forget_if_idle_in(self, connection: Connection, account_id: str) -> None:
        """Forget the codes of an account that has neither an app nor a passkey which they would stand in for."""
        for table in (totp_secrets, passkeys):
            if connection.execute(select(func.count()).where(table.c.account_id == account_id)).scalar():
                return
        connection.execute(delete(recovery_codes).where(recovery_codes.c.account_id == account_id))

    def use(self, account_id: str, written: str) -> bool:
        """Say whether it is one of the account's codes that was not used before, which it now is."""
        with self._database.writing() as connection:
            used = connection.execute(
                update(recovery_codes)
                .where(
                    recovery_codes.c.code_hash == self._seal(account_id, written),
                    recovery_codes.c.account_id == account_id,
                    recovery_codes.c.used_at.is_(None),
                )
                .values(used_at=self._clock())
            )
        return used.rowcount == 1

    def left(self, account_id: str) -> int:
        """Return how many are still good."""
        with self._database.reading() as connection:
            count = connection.execute(
                select(func.count()).where(recovery_codes.c.account_id == account_id, recovery_codes.c.used_at.is_(None))
            )
            return int(count.scalar_one())

    def _seal(self, account_id: str, written: str) -> str:
        signs = "".join(sign for sign in written.upper()[:80] if sign in _LETTERS)
        return self._keyring.seal("recovery codes", f"{account_id} {signs}")


def _new_code() -> str:
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
