"""What administrators and leads do for people: invite them, take them into a team, help them back in."""

from __future__ import annotations

from datetime import timedelta

from codewell.accounts.installation import Accounts
from codewell.accounts.people import LOCAL, Account
from codewell.accounts.roles import Role
from codewell.kernel.errors import InputError, NotAllowedError, UnknownRecordError
from codewell.tasks.accounts.invite import invite
from codewell.tasks.accounts.letters import Letter, LetterKind, Post
from codewell.tasks.accounts.new_password import password_link
from codewell.tasks.accounts.second_factors import reset_second_factors

LINK_HOLDS = timedelta(hours=24)
"""A link that an administrator sends waits longer than one that the person asked for a minute ago."""


def take_into_team(
    accounts: Accounts, post: Post, by: Account, team_id: str, email: str, *, role: Role, plan: str, at_once: bool
) -> bool:
    """Make a person a member of a team, or invite him to become one.

    Args:
        accounts: of the installation.
        post: takes the letter.
        by: who does it; the caller has seen that he may change the team.
        team_id: which team.
        email: of the person.
        role: of the account that the invitation makes.
        plan: of that account.
        at_once: True for an administrator, who makes members of accounts; a lead invites, and does not learn who has one.

    Returns:
        True where the person is a member now; False where a letter is on its way.

    Raises:
        InputError: it is no address.
        UnknownRecordError: there is no such team.
        MailError: the letter could not be sent; inviting again sends another.
    """
    actor = f"account:{by.id}"
    found = accounts.people.by_email(email) if at_once else None
    if found is None:
        invite(accounts, post, actor, email, role=role, plan=plan, team_id=team_id)
        return False
    if not accounts.teams.is_member(found.id, team_id):
        accounts.teams.put(actor, team_id, found.id)
    return True


def send_password_link(accounts: Accounts, post: Post, by: Account, account_id: str) -> None:
    """Send a person the link by which he sets a new password; whoever sends it does not see it.

    Raises:
        UnknownRecordError: there is no such account.
        InputError: the account is disabled.
        MailError: the letter could not be sent.
    """
    account = accounts.people.by_id(account_id) if account_id != LOCAL else None
    if account is None:
        raise UnknownRecordError("There is no such account.")
    if not account.is_open:
        raise InputError("The account is disabled.", next_step="Open it again first.", slug="input.account-disabled")
    accounts.audit.record(f"account:{by.id}", "account.reset-link-sent", f"account:{account_id}")
    post.send(Letter(LetterKind.NEW_PASSWORD, account.email, password_link(accounts, account, LINK_HOLDS)))


def take_second_factors(accounts: Accounts, by: Account, account_id: str) -> None:
    """Take away the second factors of somebody who has lost them.

    Raises:
        NotAllowedError: they are one's own.
        UnknownRecordError: there is no such account.
        InputError: the account would have no way in.
    """
    if account_id == by.id:
        raise NotAllowedError(
            "Nobody changes this of himself here.", next_step="Your own account page does.", slug="access.oneself"
        )
    reset_second_factors(accounts, f"account:{by.id}", account_id)
