"""Which second steps an account has set up."""

from __future__ import annotations

from sqlalchemy import select

from codewell.accounts.database import AccountsDatabase
from codewell.accounts.schema.people import passkeys, totp_secrets


def second_means(database: AccountsDatabase, account_id: str) -> tuple[str, ...]:
    """Return by what means an account takes its second step after a password; empty where a password is enough.

    Returns:
        "totp" where an authenticator app was set up and confirmed, "passkey" where there is one.
    """
    with database.reading() as connection:
        app = connection.execute(
            select(totp_secrets.c.account_id).where(
                totp_secrets.c.account_id == account_id, totp_secrets.c.confirmed_at.is_not(None)
            )
        ).first()
        key = connection.execute(select(passkeys.c.credential_id).where(passkeys.c.account_id == account_id).limit(1)).first()
    return (("totp",) if app else ()) + (("passkey",) if key else ())
