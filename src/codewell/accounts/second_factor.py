"""Codes of an authenticator app (TOTP, RFC 6238): set up, confirmed, each good once, and turned off."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, insert, or_, select, update

from codewell.accounts.database import AccountsDatabase
from codewell.accounts.encrypted import decrypted, encrypted
from codewell.accounts.keyring import Keyring
from codewell.accounts.people import Account
from codewell.accounts.recovery_codes import RecoveryCodes
from codewell.accounts.schema.people import passkeys, totp_secrets
from codewell.kernel.clock import Clock
from codewell.kernel.errors import InputError

ISSUER = "Codewell"
WAITS = timedelta(minutes=15)
"""Until when a secret that was shown may be confirmed."""
STEP_SECONDS = 30
"""How long a code stands on the device."""
DRIFT_STEPS = 1
"""Codes of the step before and after are taken too, for clocks that differ (RFC 6238, sections 5.2 and 6)."""
_SECRET_SIGNS = 32
"""Of base32: 160 bits, the length that RFC 4226 recommends."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What an account has beside its password.

    Args:
        app_since: when an authenticator app was confirmed; None where there is none.
        passkeys: how many.
        recovery_codes: how many are still good.
    """

    app_since: datetime | None
    passkeys: int
    recovery_codes: int

    @property
    def has_one(self) -> bool:
        """Say whether a second step can be asked for."""
        return self.app_since is not None or self.passkeys > 0


@dataclass(frozen=True, slots=True)
class Setup:
    """A secret that waits for its first code.

    Args:
        secret: base32, for typing into the app.
        address: `otpauth://...`, for the picture that the app reads.
    """

    secret: str
    address: str

    def __repr__(self) -> str:
        return "Setup(...)"


class SecondFactors:
    """The authenticator apps of every account, and what stands beside a password.

    Args:
        database: where secrets are kept, encrypted.
        clock: tells the present instant.
        keyring: gives the key of the encryption.
    """

    def __init__(self, database: AccountsDatabase, clock: Clock, keyring: Keyring) -> None:
        self._database = database
        self._clock = clock
        self._key = keyring.key("totp secrets")
        self.recovery_codes = RecoveryCodes(database, clock, keyring)

    def standing(self, account_id: str) -> Standing:
        """Return what an account has beside its password."""
        with self._database.reading() as connection:
            since = connection.execute(
                select(totp_secrets.c.confirmed_at).where(totp_secrets.c.account_id == account_id)
            ).scalar()
            keys = connection.execute(select(passkeys.c.credential_id).where(passkeys.c.account_id == account_id)).all()
        return Standing(since, len(keys), self.recovery_codes.left(account_id))

    def begin(self, account: Account) -> Setup:
        """Return a secret that waits for its first code: the one begun a few minutes before, else a new one.

        Raises:
            InputError: an app is set up already.
        """
        import pyotp

        with self._database.writing() as connection:
            row = connection.execute(select(totp_secrets).where(totp_secrets.c.account_id == account.id)).first()
            if row is not None and row.confirmed_at is not None:
                raise InputError(
                    "An authenticator app is set up for this account.",
                    next_step="Turn it off first.",
                    slug="input.second-factor-exists",
                )
            if row is not None and row.created_at > self._clock() - WAITS:
                return _setup(decrypted(self._key, row.secret, account.id), account)
            secret = pyotp.random_base32(_SECRET_SIGNS)
            connection.execute(delete(totp_secrets).where(totp_secrets.c.account_id == account.id))
            connection.execute(
                insert(totp_secrets).values(
                    account_id=account.id, secret=encrypted(self._key, secret, account.id), created_at=self._clock()
                )
            )
        return _setup(secret, account)

    def waiting(self, account: Account) -> Setup | None:
        """Return the secret that waits for its first code; None where none does."""
        stored = self._stored(account.id, confirmed=False)
        return _setup(decrypted(self._key, stored, account.id), account) if stored is not None else None

    def confirm(self, account_id: str, code: str) -> tuple[str, ...] | None:
        """Put the app into use and return recovery codes to show once, none where the account has some.

        None says that the code is not the app's.
        """
        step = self._step_of(account_id, code, confirmed=False)
        if step is None:
            return None
        with self._database.writing() as connection:
            confirmed = connection.execute(
                update(totp_secrets)
                .where(totp_secrets.c.account_id == account_id, totp_secrets.c.confirmed_at.is_(None))
                .values(confirmed_at=self._clock(), last_step=step)
            )
            return self.recovery_codes.first_in(connection, account_id) if confirmed.rowcount == 1 else None

    def check(self, account_id: str, code: str) -> bool:
        """Say whether it is the app's code of now; no code of its step or of one before is taken after it."""
        step = self._step_of(account_id, code, confirmed=True)
        if step is None:
            return False
        with self._database.writing() as connection:
            taken = connection.execute(
                update(totp_secrets)
                .where(
                    totp_secrets.c.account_id == account_id,
                    totp_secrets.c.confirmed_at.is_not(None),
                    or_(totp_secrets.c.last_step.is_(None), totp_secrets.c.last_step < step),
                )
                .values(last_step=step)
            )
        return taken.rowcount == 1

    def renew_recovery_codes(self, account_id: str) -> tuple[str, ...]:
        """Return ten new recovery codes to show once; those before are good no more.

        Raises:
            InputError: there is no app and no passkey.
        """
        if not self.standing(account_id).has_one:
            raise InputError(
                "Recovery codes stand in for an authenticator app or a passkey, and there is none.",
                next_step="Set one up first.",
                slug="input.no-second-factor",
            )
        with self._database.writing() as connection:
            return self.recovery_codes.renew_in(connection, account_id)

    def turn_off(self, account_id: str) -> None:
        """Forget the app of an account, and its recovery codes where no passkey is left that they would stand in for."""
        with self._database.writing() as connection:
            connection.execute(delete(totp_secrets).where(totp_secrets.c.account_id == account_id))
            self.recovery_codes.forget_if_idle_in(connection, account_id)

    def forget_all(self, account_id: str) -> None:
        """Forget app, passkeys and recovery codes of an account, so that its password alone signs in."""
        with self._database.writing() as connection:
            for table in (totp_secrets, passkeys):
                connection.execute(delete(table).where(table.c.account_id == account_id))
            self.recovery_codes.forget_if_idle_in(connection, account_id)

    def _step_of(self, account_id: str, code: str, *, confirmed: bool) -> int | None:
        """Return the step that a code is of; None where it is of none near now."""
        import pyotp

        digits, stored = "".join(code[:40].split()), self._stored(account_id, confirmed=confirmed)
        if stored is None or not (digits.isascii() and digits.isdecimal()):
            return None
        app, now = pyotp.TOTP(decrypted(self._key, stored, account_id)), int(self._clock().timestamp()) // STEP_SECONDS
        for step in range(now - DRIFT_STEPS, now + DRIFT_STEPS + 1):
            if hmac.compare_digest(app.generate_otp(step), digits):
                return step
        return None

    def _stored(self, account_id: str, *, confirmed: bool) -> bytes | None:
        of_it = totp_secrets.c.account_id == account_id
        in_use = totp_secrets.c.confirmed_at.is_not(None)
        waits = and_(totp_secrets.c.confirmed_at.is_(None), totp_secrets.c.created_at > self._clock() - WAITS)
        with self._database.reading() as connection:
            found: bytes | None = connection.execute(
                select(totp_secrets.c.secret).where(of_it, in_use if confirmed else waits)
            ).scalar()
        return found


def _setup(secret: str, account: Account) -> Setup:
    import pyotp

    return Setup(secret, pyotp.TOTP(secret).provisioning_uri(name=account.email, issuer_name=ISSUER))
