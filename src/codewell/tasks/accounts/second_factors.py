"""What a person does with his second factors, and what an administrator does for one who has lost them."""

from __future__ import annotations

from dataclasses import dataclass

from codewell.accounts.installation import Accounts
from codewell.accounts.passkey_answers import PasskeySite
from codewell.accounts.passkeys import Answer, Passkey
from codewell.accounts.people import Account
from codewell.accounts.sessions import Session
from codewell.kernel.errors import InputError, UnknownRecordError
from codewell.tasks.accounts.second_step import APP, PASSKEY, check_code, forgive_codes
from codewell.tasks.accounts.sign_in import SignedIn, begin_session


@dataclass(frozen=True, slots=True)
class SetUp:
    """A second factor is in use from now on.

    Args:
        signed_in: the session goes on under a new token.
        recovery_codes: to be shown once; empty where the account has some.
    """

    signed_in: SignedIn
    recovery_codes: tuple[str, ...]

    def __repr__(self) -> str:
        return "SetUp(...)"


def confirm_app(accounts: Accounts, session: Session, code: str, network: str, *, end_others: bool) -> SetUp:
    """Put an authenticator app into use, with its first code.

    Args:
        accounts: of the installation.
        session: of the person, who has shown shortly before who he is.
        code: as typed.
        network: network address that it came from.
        end_others: whether every other session of the account ends.

    Raises:
        InputError: the code is wrong, or the secret was shown too long ago.
        UsedUpError: too many tries.
    """
    account = session.account
    check_code(accounts, account.id, network)
    codes = accounts.second_factors.confirm(account.id, code)
    if codes is None:
        raise InputError(
            "That is not the code of this secret.",
            next_step="See that the clock of your device is right, and give the code that it shows now.",
            slug="input.second-step",
        )
    forgive_codes(accounts, account.id, network)
    _record(accounts, account, "second-factor.on", APP)
    return SetUp(_elevated(accounts, session, APP, network, end_others=end_others), codes)


def turn_off_app(accounts: Accounts, session: Session, *, end_others: bool) -> None:
    """Forget the authenticator app of a person who has shown shortly before who he is."""
    accounts.second_factors.turn_off(session.account.id)
    _record(accounts, session.account, "second-factor.off", APP)
    if end_others:
        accounts.sessions.end_all(session.account.id, but=session.key)


def renew_recovery_codes(accounts: Accounts, account: Account) -> tuple[str, ...]:
    """Return ten new recovery codes, to be shown once; those before are good no more.

    Raises:
        InputError: there is nothing that they would stand in for.
    """
    codes = accounts.second_factors.renew_recovery_codes(account.id)
    _record(accounts, account, "recovery-codes.new", "recovery-code")
    return codes


def add_passkey(
    accounts: Accounts, session: Session, site: PasskeySite, browser: str, answer: Answer, name: str, network: str
) -> SetUp:
    """Keep a new passkey of a person who has shown shortly before who he is.

    Raises:
        InputError: the answer is not of this challenge, browser, account or site, or the passkey is known.
    """
    _, codes = accounts.passkeys.add(session.account, site, browser, answer, name)
    _record(accounts, session.account, "second-factor.on", PASSKEY)
    return SetUp(_elevated(accounts, session, PASSKEY, network, end_others=False), codes)


def rename_passkey(accounts: Accounts, account: Account, credential_id: str, name: str) -> None:
    """Give a passkey another name.

    Raises:
        UnknownRecordError: the account has none of that id.
    """
    if not accounts.passkeys.rename(account.id, credential_id, name):
        raise _no_such_passkey()


def remove_passkey(accounts: Accounts, account: Account, credential_id: str) -> None:
    """Forget a passkey of a person who has shown shortly before who he is.

    Raises:
        UnknownRecordError: the account has none of that id.
        InputError: it is the only way in to the account.
    """
    held: tuple[Passkey, ...] = accounts.passkeys.of_account(account.id)
    has_other_ways = account.has_password or bool(accounts.identities.issuers_of(account.id)) or len(held) > 1
    if not has_other_ways and any(one.id == credential_id for one in held):
        raise InputError(
            "This passkey is the only way in to the account.", next_step="Set a password first.", slug="input.last-way-in"
        )
    if not accounts.passkeys.remove(account.id, credential_id):
        raise _no_such_passkey()
    _record(accounts, account, "second-factor.off", PASSKEY)


def reset_second_factors(accounts: Accounts, actor: str, account_id: str) -> None:
    """Forget app, passkeys and recovery codes of somebody who has lost them, and end his sessions.

    Whoever calls has seen that it is he, as when the account was made.

    Args:
        accounts: of the installation.
        actor: `account:ID` of the administrator, or "command-line".
        account_id: whose they are.

    Raises:
        UnknownRecordError: there is no such account.
        InputError: the account would have no way in.
    """
    account = accounts.people.by_id(account_id)
    if account is None:
        raise UnknownRecordError("There is no such account.")
    if not account.has_password and not accounts.identities.issuers_of(account_id):
        raise InputError(
            "Without its passkeys nobody could sign in to this account.",
            next_step="Let the person set a password first, by the link for a forgotten one.",
            slug="input.last-way-in",
        )
    accounts.second_factors.forget_all(account_id)
    accounts.sessions.end_all(account_id)
    forgive_codes(accounts, account_id)
    accounts.audit.record(actor, "second-factor.reset", f"account:{account_id}")


def unlink_hospital(accounts: Accounts, account: Account) -> None:
    """Forget the link of a person, who has shown shortly before who he is, to the hospital's sign-in.

    Raises:
        InputError: it is the only way in to the account.
    """
    if not account.has_password and not accounts.passkeys.of_account(account.id):
        raise InputError(
            "The hospital's sign-in is the only way in to the account.",
            next_step="Add a passkey or set a password first.",
            slug="input.last-way-in",
        )
    with accounts.database.writing() as connection:
        if accounts.identities.unlink_in(connection, account.id):
            who = f"account:{account.id}"
            accounts.audit.record_in(connection, who, "hospital.unlink", who)


def _elevated(accounts: Accounts, session: Session, means: str, network: str, *, end_others: bool) -> SignedIn:
    """Let a session go on under a new token, as one of two factors."""
    first = session.means if means in session.means.split() else f"{session.means} {means}"
    signed_in = begin_session(accounts, session.account, first[:64], network, replaces=session.key)
    if end_others:
        begun = accounts.sessions.of_token(signed_in.token)
        accounts.sessions.end_all(session.account.id, but=begun.key if begun else "")
    return signed_in


def _record(accounts: Accounts, account: Account, action: str, means: str) -> None:
    who = f"account:{account.id}"
    accounts.audit.record(who, action, who, {"means": means})


def _no_such_passkey() -> UnknownRecordError:
    return UnknownRecordError("This account has no such passkey.", next_step="Load the account page again.")
