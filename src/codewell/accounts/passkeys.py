"""Passkeys (WebAuthn): registered, shown at sign-in, named, removed; what the authenticator signs is checked by `webauthn`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from codewell.accounts.ceremonies import Ceremonies, Purpose
from codewell.accounts.database import AccountsDatabase
from codewell.accounts.passkey_answers import PasskeySite, challenge_of, checked_assertion, checked_registration, id_of
from codewell.accounts.passkey_options import options_to_add, options_to_sign_in
from codewell.accounts.people import Account
from codewell.accounts.recovery_codes import RecoveryCodes
from codewell.accounts.schema.people import passkeys
from codewell.kernel.clock import Clock
from codewell.kernel.errors import InputError, SignInNeededError

MOST_PASSKEYS = 20
LONGEST_NAME = 80
Answer = Mapping[str, Any]
"""What the browser's `PublicKeyCredential.toJSON()` gives."""


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey of an account.

    Args:
        id: of the credential, base64url.
        account_id: whose it is.
        name: as the person calls it.
        created_at: when it was added.
        used_at: when it last signed in; None for never.
    """

    id: str
    account_id: str
    name: str
    created_at: datetime
    used_at: datetime | None


class Passkeys:
    """The passkeys of every account.

    Args:
        database: where they are kept.
        clock: tells the present instant.
        ceremonies: challenges under way.
        recovery_codes: made with the first passkey, forgotten with the last.
    """

    def __init__(self, database: AccountsDatabase, clock: Clock, ceremonies: Ceremonies, recovery_codes: RecoveryCodes) -> None:
        self._database = database
        self._clock = clock
        self._ceremonies = ceremonies
        self._recovery_codes = recovery_codes

    def of_account(self, account_id: str) -> tuple[Passkey, ...]:
        """Return the passkeys of an account, oldest first."""
        oldest_first = passkeys.c.created_at, passkeys.c.credential_id
        with self._database.reading() as connection:
            rows = connection.execute(select(passkeys).where(passkeys.c.account_id == account_id).order_by(*oldest_first)).all()
        return tuple(_passkey(row) for row in rows)

    def begin_adding(self, account: Account, site: PasskeySite, browser: str) -> str:
        """Return what the browser hands to the authenticator, as JSON, with a challenge that is good once.

        Raises:
            InputError: the account has as many as it may.
        """
        held = self.of_account(account.id)
        if len(held) >= MOST_PASSKEYS:
            raise _too_many()
        challenge = self._ceremonies.begin(Purpose.ADD_PASSKEY, browser, {"account": account.id})
        return options_to_add(site, challenge, account, tuple(one.id for one in held))

    def add(
        self, account: Account, site: PasskeySite, browser: str, answer: Answer, name: str
    ) -> tuple[Passkey, tuple[str, ...]]:
        """Keep a new passkey; with an account's first second factor come recovery codes to show once.

        Raises:
            InputError: the answer is not of this challenge, browser, account or site, or the passkey is known.
        """
        challenge = challenge_of(answer)
        kept = self._ceremonies.take(challenge, Purpose.ADD_PASSKEY, browser)
        if kept is None or kept["account"] != account.id:
            raise _stale()
        made = checked_registration(answer, challenge, site)
        passkey = Passkey(made.id, account.id, _name(name), self._clock(), None)
        with self._database.writing() as connection:
            if connection.execute(select(func.count()).where(passkeys.c.account_id == account.id)).scalar_one() >= MOST_PASSKEYS:
                raise _too_many()
            try:
                connection.execute(
                    insert(passkeys).values(
                        credential_id=passkey.id,
                        account_id=account.id,
                        public_key=made.public_key,
                        sign_count=made.sign_count,
                        name=passkey.name,
                        created_at=passkey.created_at,
                    )
                )
            except IntegrityError:
                raise InputError("This passkey is known already.", slug="input.passkey-known") from None
            return passkey, self._recovery_codes.first_in(connection, account.id)

    def begin_signing_in(self, site: PasskeySite, browser: str, account_id: str | None = None) -> str:
        """Return what the browser hands to the authenticator, as JSON.

        Args:
            site: name and address under which the person reaches us.
            browser: names the visit.
            account_id: of a second step, whose passkeys are asked for; None lets the authenticator say who it is.
        """
        purpose = Purpose.SIGN_IN_BY_PASSKEY if account_id is None else Purpose.SECOND_STEP_BY_PASSKEY
        challenge = self._ceremonies.begin(purpose, browser, {"account": account_id or ""})
        return options_to_sign_in(site, challenge, tuple(one.id for one in self.of_account(account_id)) if account_id else ())

    def recognise(self, site: PasskeySite, browser: str, answer: Answer, account_id: str | None = None) -> Passkey:
        """Return the passkey that signed the challenge.

        Raises:
            SignInNeededError: the answer is not of this challenge, browser or site, the passkey is not known or of another
                account than asked, or its counter went back, as a copy's does.
        """
        challenge = challenge_of(answer)
        purpose = Purpose.SIGN_IN_BY_PASSKEY if account_id is None else Purpose.SECOND_STEP_BY_PASSKEY
        kept = self._ceremonies.take(challenge, purpose, browser)
        if kept is None or kept["account"] != (account_id or ""):
            raise _not_recognised()
        with self._database.reading() as connection:
            row = connection.execute(select(passkeys).where(passkeys.c.credential_id == id_of(answer))).first()
        if row is None or (account_id is not None and row.account_id != account_id):
            raise _not_recognised()
        counted = checked_assertion(answer, challenge, site, row.public_key, row.sign_count, row.account_id)
        if counted is None:
            raise _not_recognised()
        with self._database.writing() as connection:
            marked = connection.execute(
                update(passkeys)
                .where(passkeys.c.credential_id == row.credential_id, passkeys.c.sign_count == row.sign_count)
                .values(sign_count=counted, used_at=self._clock())
            )
        if marked.rowcount != 1:
            raise _not_recognised()
        return _passkey(row)

    def rename(self, account_id: str, credential_id: str, name: str) -> bool:
        """Give a passkey another name; False where the account has none of that id."""
        with self._database.writing() as connection:
            changed = connection.execute(
                update(passkeys)
                .where(passkeys.c.account_id == account_id, passkeys.c.credential_id == credential_id)
                .values(name=_name(name))
            )
        return changed.rowcount == 1

    def remove(self, account_id: str, credential_id: str) -> bool:
        """Forget a passkey; False where the account has none of that id."""
        with self._database.writing() as connection:
            gone = connection.execute(
                delete(passkeys).where(passkeys.c.account_id == account_id, passkeys.c.credential_id == credential_id)
            )
            self._recovery_codes.forget_if_idle_in(connection, account_id)
        return gone.rowcount == 1


def _passkey(row: Row[Any]) -> Passkey:
    return Passkey(row.credential_id, row.account_id, row.name, row.created_at, row.used_at)


def _name(written: str) -> str:
    """Return a name in one line; a passkey without one is called after what it is."""
    return " ".join(written.split())[:LONGEST_NAME] or "Passkey"


def _stale() -> InputError:
    return InputError(
        "The request to add a passkey is used or out of date.",
        next_step="Begin again on the account page.",
        slug="input.passkey-stale",
    )


def _too_many() -> InputError:
    return InputError(
        f"An account has at most {MOST_PASSKEYS} passkeys.", next_step="Remove one that is not used.", slug="input.passkeys-full"
    )


def _not_recognised() -> SignInNeededError:
    return SignInNeededError(
        "The passkey was not recognised.", next_step="Try it again, or sign in another way.", slug="access.passkey"
    )
