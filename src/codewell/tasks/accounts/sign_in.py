"""Signing in: with a password, then where it was set up with a second step; and showing again who one is.

The ways in differ only in how a person shows who he is. Each ends in `begin_session`, which alone makes sessions, so that
what holds for one way holds for all.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta

from codewell.accounts.installation import Accounts
from codewell.accounts.one_time import Purpose
from codewell.accounts.people import Account
from codewell.accounts.second_means import second_means
from codewell.accounts.sessions import Session
from codewell.accounts.throttle import Counted
from codewell.kernel.errors import InputError, NotAllowedError

SECOND_STEP_HOLDS = timedelta(minutes=5)
_FREE_BY_PAIR, _FREE_BY_ACCOUNT, _FREE_BY_NETWORK = 5, 20, 50


@dataclass(frozen=True, slots=True)
class SignInRequest:
    """What a person typed.

    Args:
        email: address of the account.
        password: as typed.
        network: network address that it came from.
        replaces: key of the session of that browser, which ends; empty for none.
    """

    email: str
    password: str
    network: str
    replaces: str = ""

    def __repr__(self) -> str:
        return "SignInRequest(...)"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session began.

    Args:
        token: for the cookie; a new one each time.
        account: who signed in.
    """

    token: str
    account: Account


@dataclass(frozen=True, slots=True)
class SecondStepNeeded:
    """The password was right, and the account asks for more.

    Args:
        token: proves the first step, once, for five minutes; for a cookie, never for an address.
        means: what the account has set up: "totp", "passkey".
    """

    token: str
    means: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SecondStep:
    """A sign-in that waits for its second step.

    Args:
        account: who is signing in.
        means: what the account has set up.
    """

    account: Account
    means: tuple[str, ...]


def sign_in(accounts: Accounts, request: SignInRequest) -> SignedIn | SecondStepNeeded:
    """Sign a person in with a password.

    An address without an account, a wrong password, an account that is closed or not confirmed yet: all are refused in the
    same words, after the same work.

    Raises:
        InputError: the two do not belong together.
        UsedUpError: too many tries, or too many people at once.
    """
    return _by_password(accounts, request.email, request.password, request.network, request.replaces)


def confirm(accounts: Accounts, session: Session, password: str, network: str) -> SignedIn | SecondStepNeeded:
    """Let a person who has signed in show again who he is; the session goes on under a new token.

    Raises:
        InputError: the password is wrong.
        UsedUpError: too many tries, or too many people at once.
    """
    return _by_password(accounts, session.account.email, password, network, session.key)


def look_at_second_step(accounts: Accounts, token: str) -> SecondStep | None:
    """Return the sign-in that a second step's token belongs to, and leave the token good; None where it is good no more."""
    found = accounts.one_time.look(token, Purpose.SECOND_STEP)
    account = accounts.people.by_id(found.account_id) if found else None
    if account is None:
        return None
    return SecondStep(account, second_means(accounts.database, account.id))


def finish_second_step(accounts: Accounts, token: str, means: str, network: str) -> SignedIn:
    """Begin the session of a person who has taken the second step; whoever calls has checked it.

    Args:
        accounts: of the installation.
        token: of the step, which is used up.
        means: how the step was taken: "totp", "passkey", "recovery code".
        network: network address that it came from.

    Raises:
        NotAllowedError: the token is good no more, or the account was closed meanwhile.
    """
    found = accounts.one_time.use(token, Purpose.SECOND_STEP)
    account = accounts.people.by_id(found.account_id) if found else None
    if found is None or account is None:
        raise NotAllowedError(
            "That sign-in has ended.", next_step="Sign in again with your password.", slug="access.second-step-ended"
        )
    kept = json.loads(found.detail)
    return begin_session(accounts, account, f"{kept['first']} {means}", network, replaces=str(kept["replaces"]))


def begin_session(accounts: Accounts, account: Account, means: str, network: str, *, replaces: str = "") -> SignedIn:
    """Begin a session of a person who has shown who he is.

    Args:
        accounts: of the installation.
        account: whose it is.
        means: how: "password", "password totp", "passkey", "oidc".
        network: network address that it came from.
        replaces: key of the session of that browser, which ends; empty for none.

    Raises:
        NotAllowedError: the account is closed, or its address is not confirmed.
    """
    if not account.is_open or account.verified_at is None:
        raise NotAllowedError("This account cannot sign in.", next_step="Ask an administrator.", slug="access.account-closed")
    with accounts.database.writing() as connection:
        token = accounts.sessions.begin_in(connection, account, means, replaces=replaces)
        accounts.audit.record_in(
            connection,
            f"account:{account.id}",
            "sign-in",
            f"account:{account.id}",
            {"means": means, "from": accounts.keyring.name_of_network(network), "again": bool(replaces)},
        )
    return SignedIn(token, account)


def sign_out(accounts: Accounts, session: Session) -> None:
    """End a session; its token is good no more."""
    accounts.sessions.end(session.key, of=session.account.id)
    accounts.audit.record(f"account:{session.account.id}", "sign-out", f"account:{session.account.id}")


def after_first_step(
    accounts: Accounts, account: Account, first: str, network: str, *, replaces: str = ""
) -> SignedIn | SecondStepNeeded:
    """Ask for the second step where the account has set one up, else begin the session.

    Args:
        accounts: of the installation.
        account: who has taken the first step.
        first: how: "password", "oidc".
        network: network address that it came from.
        replaces: key of the session of that browser, which ends; empty for none.

    Raises:
        NotAllowedError: the account is closed, or its address is not confirmed.
    """
    means = second_means(accounts.database, account.id)
    if not means:
        return begin_session(accounts, account, first, network, replaces=replaces)
    token = accounts.one_time.issue(
        account.id,
        Purpose.SECOND_STEP,
        holds=SECOND_STEP_HOLDS,
        detail=json.dumps({"first": first, "replaces": replaces}),
        only=False,
    )
    return SecondStepNeeded(token, means)


def tries(email: str, network: str) -> tuple[Counted, Counted, Counted]:
    """Return what an attempt to sign in counts for: both together, the account from anywhere, anybody from there."""
    account = email.strip().lower()
    return (
        Counted("both", f"{account} {network}", _FREE_BY_PAIR),
        Counted("account", account, _FREE_BY_ACCOUNT),
        Counted("network", network, _FREE_BY_NETWORK),
    )


def _by_password(accounts: Accounts, email: str, password: str, network: str, replaces: str) -> SignedIn | SecondStepNeeded:
    counted = tries(email, network)
    accounts.throttle.take(counted)
    account = accounts.people.by_email(email)
    stored = accounts.people.password_hash(account.id) if account else None
    is_right = accounts.passwords.matches(stored, password)
    if account is None or not is_right or not account.is_open or account.verified_at is None:
        accounts.audit.record(
            accounts.keyring.name_of_network(network), "sign-in.refused", f"account:{account.id}" if account else ""
        )
        raise InputError(
            "That e-mail address and password do not belong together, or the address is not confirmed yet.",
            next_step="Try again, or ask for a new password.",
            slug="input.sign-in",
        )
    accounts.throttle.forgive(counted[:2])
    accounts.throttle.take_back(counted[2:])
    if stored is not None and accounts.passwords.is_outdated(stored):
        accounts.people.change(account.id, password_hash=accounts.passwords.hash(password))
    return after_first_step(accounts, account, "password", network, replaces=replaces)
