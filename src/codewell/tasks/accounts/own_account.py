"""What a person changes of his own account: name, address, sessions; and closing it."""

from __future__ import annotations

from datetime import timedelta

from codewell.accounts.installation import Accounts
from codewell.accounts.one_time import Purpose
from codewell.accounts.people import Account, normal_email
from codewell.accounts.sessions import Session
from codewell.kernel.errors import InputError
from codewell.tasks.accounts.letters import Letter, LetterKind, Post
from codewell.tasks.accounts.new_password import told
from codewell.tasks.accounts.register import letters_to, link_ended, written_name

NEW_EMAIL_HOLDS = timedelta(hours=1)


def change_name(accounts: Accounts, account: Account, name: str) -> None:
    """Change what a person is called.

    Raises:
        InputError: it is no name.
    """
    accounts.people.change(account.id, name=written_name(name))
    _record(accounts, account, "name.changed")


def ask_for_new_email(accounts: Accounts, post: Post, account: Account, email: str, network: str) -> None:
    """Send a link to a person's new address; the address becomes his when he opens it.

    Raises:
        InputError: it is no address, or the one he has.
        UsedUpError: too many letters to this address or from this network.
        MailError: the letter could not be sent.
    """
    email = normal_email(email)
    if email == account.email:
        raise InputError("That is the address you have.", slug="input.same-email")
    accounts.throttle.take(letters_to(email, network))
    if accounts.people.by_email(email) is not None:
        post.send(Letter(LetterKind.ALREADY_REGISTERED, email))
        return
    token = accounts.one_time.issue(account.id, Purpose.CHANGE_EMAIL, holds=NEW_EMAIL_HOLDS, detail=email)
    _record(accounts, account, "email.change-asked")
    post.send(Letter(LetterKind.CONFIRM_NEW_EMAIL, email, f"/confirm-new-address/{token}"))


def confirm_new_email(accounts: Accounts, post: Post, token: str) -> bool:
    """Give an account its new address, and tell the old one; the link is used up.

    Returns:
        Whether the letter to the old address could be sent.

    Raises:
        NotAllowedError: the link is good no more.
        InputError: somebody has registered with that address meanwhile.
    """
    asked = accounts.one_time.look(token, Purpose.CHANGE_EMAIL)
    account = accounts.people.by_id(asked.account_id) if asked else None
    with accounts.database.writing() as connection:
        found = accounts.one_time.use_in(connection, token, Purpose.CHANGE_EMAIL) if account else None
        if found is None or account is None:
            raise link_ended()
        accounts.people.change_in(connection, found.account_id, email=found.detail)
        accounts.one_time.drop_in(connection, found.account_id, Purpose.RESET_PASSWORD)
        accounts.audit.record_in(connection, f"account:{found.account_id}", "email.changed", f"account:{found.account_id}")
    return told(post, LetterKind.EMAIL_CHANGED, account.email)


def end_session(accounts: Accounts, account: Account, key: str) -> None:
    """End one session of an account; that of somebody else stays as it is."""
    accounts.sessions.end(key, of=account.id)
    _record(accounts, account, "session.ended")


def sign_out_everywhere(accounts: Accounts, account: Account) -> None:
    """End every session of an account."""
    accounts.sessions.end_all(account.id)
    _record(accounts, account, "session.all-ended")


def close_account(accounts: Accounts, post: Post, session: Session) -> bool:
    """Delete an account with everything that is kept under it; the audit trail keeps its id, which then names nobody.

    Returns:
        Whether the letter about it could be sent.

    Raises:
        InputError: it is the last administrator's.
    """
    account = session.account
    with accounts.database.writing() as connection:
        if accounts.people.is_last_admin_in(connection, account):
            raise InputError(
                "This is the account of the only administrator.",
                next_step="Make somebody else an administrator first.",
                slug="input.last-administrator",
            )
        accounts.audit.record_in(connection, f"account:{account.id}", "account.deleted", f"account:{account.id}")
        accounts.people.delete_in(connection, account.id)
    return told(post, LetterKind.ACCOUNT_DELETED, account.email)


def _record(accounts: Accounts, account: Account, action: str) -> None:
    accounts.audit.record(f"account:{account.id}", action, f"account:{account.id}")
