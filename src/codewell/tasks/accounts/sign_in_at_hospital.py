"""Signing in at the hospital: sent there, come back, recognised, linked to an account or given one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from codewell.accounts.ceremonies import Purpose
from codewell.accounts.hospital.client import HospitalError
from codewell.accounts.hospital.id_token import Claims
from codewell.accounts.hospital.provider import Provider
from codewell.accounts.installation import Accounts
from codewell.accounts.people import Account
from codewell.accounts.roles import Role
from codewell.kernel.errors import NotAllowedError, SignInNeededError
from codewell.tasks.accounts.sign_in import SecondStepNeeded, SignedIn, after_first_step, begin_session

STATE_UNKNOWN = "access.hospital-state"
_DENIED = frozenset({"access_denied", "login_required", "interaction_required", "consent_required"})


@dataclass(frozen=True, slots=True)
class HospitalRules:
    """What an installation lets the hospital's sign-in do.

    Args:
        new_accounts: whether somebody who was never here gets an account.
        role: of a new account.
        plan: of a new account.
        second_step: "claimed" asks for ours unless the hospital says that it saw two factors; "never" trusts the hospital's.
    """

    new_accounts: bool
    role: Role
    plan: str
    second_step: Literal["claimed", "never"] = "claimed"


@dataclass(frozen=True, slots=True)
class Visit:
    """A browser that signs in.

    Args:
        browser: names its session or visit.
        network: network address that it came from.
        redirect: our address that the hospital sends it back to.
        replaces: key of its session, which ends with the new one; empty for none.
        account_id: of the session; empty where nobody has signed in.
        may_link: True where the person has shown shortly before who he is, and wants the hospital linked to his account.
        page: of ours, to go on to.
    """

    browser: str
    network: str
    redirect: str
    replaces: str = ""
    account_id: str = ""
    may_link: bool = False
    page: str = "/"


@dataclass(frozen=True, slots=True)
class Returned:
    """Somebody is back from the hospital.

    Args:
        result: the session, or our own second step.
        page: of ours, to go on to.
    """

    result: SignedIn | SecondStepNeeded
    page: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What the browser brings back from the hospital.

    Args:
        state: names the sign-in.
        code: to be changed for tokens; empty where the hospital refused.
        error: of the hospital.
        issuer: as the answer names it; empty where it does not.
    """

    state: str
    code: str = ""
    error: str = ""
    issuer: str = ""

    def __repr__(self) -> str:
        return "Reply(...)"


def begin_at_hospital(accounts: Accounts, provider: Provider, visit: Visit) -> str:
    """Return the address of the hospital that the browser is to be sent to.

    Whoever has signed in already is asked by the hospital to show again who he is.

    Raises:
        HospitalError: the hospital's issuer cannot be reached, or is not the one that is set.
    """
    provider.document()
    kept = {"account": visit.account_id, "may_link": "yes" if visit.may_link else "", "page": visit.page}
    state = accounts.ceremonies.begin(Purpose.HOSPITAL, visit.browser, kept)
    nonce, verifier = _secrets(accounts, state)
    return provider.address_to_sign_in(visit.redirect, state, nonce, verifier, again=bool(visit.account_id))


def finish_at_hospital(accounts: Accounts, provider: Provider, rules: HospitalRules, visit: Visit, reply: Reply) -> Returned:
    """Sign in whoever comes back from the hospital.

    A person whom the hospital names for the first time is linked to the account that he has signed in to, else to the one
    of the address that the hospital has verified, else gets a new one, where the installation makes them.

    Raises:
        SignInNeededError: the answer belongs to no sign-in that this browser began, or the hospital did not let him in.
        HospitalError: the hospital's answer is not as it must be.
        NotAllowedError: there is no account for him, or it is closed.
    """
    kept = accounts.ceremonies.take(reply.state, Purpose.HOSPITAL, visit.browser)
    if kept is None or kept["account"] != visit.account_id:
        raise SignInNeededError(
            "This answer of the hospital belongs to no sign-in that is under way here.",
            next_step="Begin again on the sign-in page.",
            slug=STATE_UNKNOWN,
        )
    _is_of(provider, reply)
    if reply.error or not reply.code:
        raise _not_let_in(reply.error)
    nonce, verifier = _secrets(accounts, reply.state)
    claims = provider.claims(reply.code, visit.redirect, nonce, verifier, again=bool(visit.account_id))
    account = _account(accounts, provider.client.issuer, rules, kept, claims)
    result: SignedIn | SecondStepNeeded
    if claims.is_strong or rules.second_step == "never":
        result = begin_session(accounts, account, "oidc mfa", visit.network, replaces=visit.replaces)
    else:
        result = after_first_step(accounts, account, "oidc", visit.network, replaces=visit.replaces)
    return Returned(result, kept["page"])


def _secrets(accounts: Accounts, state: str) -> tuple[str, str]:
    """Return nonce and PKCE verifier of a sign-in, drawn from its state, so that neither is stored."""
    return accounts.keyring.seal("hospital nonce", state), accounts.keyring.seal("hospital verifier", state)


def _is_of(provider: Provider, reply: Reply) -> None:
    """See that the answer is of the issuer that was asked (RFC 9207).

    Raises:
        HospitalError: it names another, or none although it promised to.
    """
    if reply.issuer == provider.client.issuer or (not reply.issuer and not provider.document().names_itself):
        return
    raise HospitalError(
        "The answer is not of the hospital that was asked.",
        next_step="Nobody was signed in. Begin again on the sign-in page.",
        slug="access.hospital-issuer",
    )


def _account(accounts: Accounts, issuer: str, rules: HospitalRules, kept: Mapping[str, str], claims: Claims) -> Account:
    known, account_id = accounts.identities.account_of(issuer, claims.subject), kept["account"]
    if account_id and known is None and not kept["may_link"]:
        raise NotAllowedError(
            "This sign-in of the hospital is not linked to your account.",
            next_step="Confirm another way that it is you, and link the hospital on the account page.",
            slug="access.hospital-not-linked",
        )
    if account_id:
        return _linked(accounts, issuer, claims, account_id, known)
    if known is not None:
        found = accounts.people.by_id(known)
        assert found is not None  # the link goes with the account
        return found
    if not claims.email:
        raise NotAllowedError(
            "The hospital does not say which verified e-mail address is yours, so there is no account to open.",
            next_step="Sign in another way, and link the hospital on the account page.",
            slug="access.hospital-no-address",
        )
    own = accounts.people.by_email(claims.email)
    if own is not None and _may_be_taken_for(accounts, own):
        return _linked(accounts, issuer, claims, own.id, None)
    if own is not None:
        raise NotAllowedError(
            "There is an account with your e-mail address that is not linked to the hospital.",
            next_step="Sign in to it, and link the hospital on the account page.",
            slug="access.hospital-not-linked",
        )
    return _new(accounts, issuer, rules, claims)


def _may_be_taken_for(accounts: Accounts, own: Account) -> bool:
    """Say whether a verified address alone links an account.

    Not one that somebody else may have registered with that address and a password of his own; not one that is linked
    already; and not an administrator's.
    """
    return own.verified_at is not None and own.role is not Role.ADMIN and not accounts.identities.issuers_of(own.id)


def _linked(accounts: Accounts, issuer: str, claims: Claims, account_id: str, known: str | None) -> Account:
    account = accounts.people.by_id(account_id)
    if known not in (None, account_id) or account is None:
        raise _somebody_elses()
    if known is None:
        with accounts.database.writing() as connection:
            if not accounts.identities.link_in(connection, issuer, claims.subject, account_id):
                raise _somebody_elses()
            who = f"account:{account_id}"
            accounts.audit.record_in(connection, who, "hospital.link", who)
    return account


def _new(accounts: Accounts, issuer: str, rules: HospitalRules, claims: Claims) -> Account:
    if not rules.new_accounts:
        raise NotAllowedError(
            "There is no account for you, and this service makes none by itself.",
            next_step="Ask an administrator for an invitation.",
            slug="access.hospital-no-account",
        )
    account = accounts.people.add(claims.email, role=rules.role, plan=rules.plan, name=claims.name, verified=True)
    with accounts.database.writing() as connection:
        who = f"account:{account.id}"
        accounts.audit.record_in(connection, who, "account.new", who, {"by": "hospital", "role": account.role.value})
        if not accounts.identities.link_in(connection, issuer, claims.subject, account.id):
            raise _somebody_elses()
        accounts.audit.record_in(connection, who, "hospital.link", who)
    return account


def _somebody_elses() -> NotAllowedError:
    return NotAllowedError(
        "This sign-in of the hospital belongs to another account.",
        next_step="Sign out and sign in at the hospital, or ask an administrator.",
        slug="access.hospital-other-account",
    )


def _not_let_in(error: str) -> SignInNeededError:
    if error in _DENIED:
        return SignInNeededError("The hospital did not let you in.", next_step="Try again, or sign in another way.")
    return SignInNeededError(
        "The hospital's sign-in ended with an error.",
        next_step="Try again in a while; if it goes on, tell whoever runs this service.",
    )
