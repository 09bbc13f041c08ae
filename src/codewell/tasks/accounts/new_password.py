"""A new password: by a link in a letter, or by somebody who has signed in and knows the old one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from codewell.accounts.installation import Accounts
from codewell.accounts.one_time import Purpose
from codewell.accounts.password_rules import check_password
from codewell.accounts.people import Account, normal_email
from codewell.accounts.sessions import Session
from codewell.kernel.errors import InputError, MailError
from codewell.tasks.accounts.letters import Letter, LetterKind, Post
from codewell.tasks.accounts.register import letters_to, link_ended
from codewell.tasks.accounts.sign_in import SignedIn, tries

RESET_HOLDS = timedelta(minutes=30)
FIRST_PASSWORD_HOLDS = timedelta(hours=24)


def ask_for_new_password(accounts: Accounts, post: Post, email: str, network: str) -> None:
    """Send the letter by which a forgotten password is replaced; where that cannot be, the letter says so.

    Raises:
        InputError: the address is none.
        UsedUpError: too many letters to this address or from this network.
        MailError: the letter could not be sent.
    """
    email = normal_email(email)
    accounts.throttle.take(letters_to(email, network))
    account = accounts.people.by_email(email)
    if account is None:
        post.send(Letter(LetterKind.NO_ACCOUNT, email))
    elif not account.is_open:
        post.send(Letter(LetterKind.ACCOUNT_CLOSED_HERE, email))
    elif not account.has_password and accounts.identities.issuers_of(account.id):
        post.send(Letter(LetterKind.SIGNS_IN_ELSEWHERE, email))
    else:
        accounts.audit.record(accounts.keyring.name_of_network(network), "password.reset-asked", f"account:{account.id}")
        post.send(Letter(LetterKind.NEW_PASSWORD, email, password_link(accounts, account, RESET_HOLDS)))


def password_link(accounts: Accounts, account: Account, holds: timedelta) -> str:
    """Return the path of a page at which a person sets a password, once; earlier ones are good no more."""
    return f"/new-password/{accounts.one_time.issue(account.id, Purpose.RESET_PASSWORD, holds=holds)}"


def account_of_link(accounts: Accounts, token: str) -> Account:
    """Return whose password a link sets, and leave the link good.

    Raises:
        NotAllowedError: it is good no more.
    """
    found = accounts.one_time.look(token, Purpose.RESET_PASSWORD)
    account = accounts.people.by_id(found.account_id) if found else None
    if account is None or not account.is_open:
        raise link_ended()
    return account


def set_new_password(accounts: Accounts, post: Post, token: str, password: str) -> bool:
    """Set a password by a link, which is used up, end every session, and tell the person by mail.

    Nobody is signed in by it: whoever has a second step takes it when signing in.

    Returns:
        Whether the letter about it could be sent.

    Raises:
        NotAllowedError: the link is good no more.
        InputError: the password may not be used; the link stays good.
        UsedUpError: too many people at once.
    """
    account = account_of_link(accounts, token)
    check_password(password, email=account.email)
    hashed = accounts.passwords.hash(password)
    with accounts.database.writing() as connection:
        if accounts.one_time.use_in(connection, token, Purpose.RESET_PASSWORD) is None:
            raise link_ended()
        accounts.people.change_in(
            connection, account.id, password_hash=hashed, verified_at=account.verified_at or accounts.clock()
        )
        accounts.sessions.end_all_in(connection, account.id)
        for purpose in Purpose:
            accounts.one_time.drop_in(connection, account.id, purpose)
        accounts.audit.record_in(connection, f"account:{account.id}", "password.reset", f"account:{account.id}")
    accounts.throttle.forgive([tries(account.email, "")[1]])
    return told(post, LetterKind.PASSWORD_CHANGED, account.email)


@dataclass(frozen=True, slots=True)
class ChangePasswordRequest:
    """What a person who has signed in typed.

    Args:
        current: the password so far.
        new: the one to come.
        ends_others: whether every other session ends.
        network: network address that it came from.
    """

    current: str
    new: str
    ends_others: bool
    network: str

    def __repr__(self) -> str:
        return "ChangePasswordRequest(...)"


def change_password(accounts: Accounts, post: Post, session: Session, request: ChangePasswordRequest) -> tuple[SignedIn, bool]:
    """Change the password of somebody who has signed in; his session goes on under a new token.

    Returns:
        The session, and whether the letter about it could be sent.

    Raises:
        InputError: the current password is wrong, or the new one may not be used.
        UsedUpError: too many tries, or too many people at once.
    """
    account = session.account
    check_password(request.new, email=account.email)
    counted = tries(account.email, request.network)
    accounts.throttle.take(counted)
    if not accounts.passwords.matches(accounts.people.password_hash(account.id), request.current):
        raise InputError("The current password is wrong.", slug="input.current-password")
    accounts.throttle.forgive(counted[:2])
    hashed = accounts.passwords.hash(request.new)
    with accounts.database.writing() as connection:
        accounts.people.change_in(connection, account.id, password_hash=hashed)
        accounts.one_time.drop_in(connection, account.id, Purpose.RESET_PASSWORD)
        if request.ends_others:
            accounts.sessions.end_all_in(connection, account.id, but=session.key)
        token = accounts.sessions.begin_in(connection, account, session.means, replaces=session.key)
        accounts.audit.record_in(
            connection,
            f"account:{account.id}",
            "password.changed",
            f"account:{account.id}",
            {"ends-others": request.ends_others},
        )
    return SignedIn(token, account), told(post, LetterKind.PASSWORD_CHANGED, account.email)


def told(post: Post, kind: LetterKind, email: str) -> bool:
    """Tell a person of what was done; return whether the letter could be sent, for the page says so where it could not."""
    try:
        post.send(Letter(kind, email))
    except MailError:
        return False
    return True
