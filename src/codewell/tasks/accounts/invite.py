"""Inviting a person: the link in the letter makes the account, whose address it confirms, or joins a team."""

from __future__ import annotations

from codewell.accounts.installation import Accounts
from codewell.accounts.password_rules import check_password
from codewell.accounts.people import Account
from codewell.accounts.roles import Role
from codewell.accounts.teams import Invitation
from codewell.kernel.errors import NotAllowedError
from codewell.tasks.accounts.letters import Letter, LetterKind, Post
from codewell.tasks.accounts.register import NEW_PLAN, is_in_use, written_name


def invite(
    accounts: Accounts, post: Post, by: str, email: str, *, role: Role, plan: str = NEW_PLAN, team_id: str | None = None
) -> Invitation:
    """Invite a person by a letter; an earlier invitation of the address into the same team is void.

    Args:
        accounts: of the installation.
        post: takes the letter.
        by: who invites, as the audit trail names it: `account:ID` or `command-line`.
        email: of the person.
        role: what an account that is made by it will be for.
        plan: its plan.
        team_id: a team that the person will belong to; None for none.

    Raises:
        InputError: it is no address, or there are too many invitations.
        UnknownRecordError: there is no such team.
        MailError: the letter could not be sent; the invitation stands, and inviting again sends another.
    """
    token, made = accounts.teams.invite(by, email, role=role, plan=plan, team_id=team_id)
    post.send(Letter(LetterKind.INVITED, made.email, f"/invitation/{token}"))
    return made


def accept_with_new_account(accounts: Accounts, token: str, password: str, name: str) -> Account:
    """Make the account of somebody who was invited; the link is used up.

    Raises:
        UnknownRecordError: the link is good no more.
        InputError: the password or the name may not be used, the link stays good; or the address has an account.
        UsedUpError: too many people at once.
    """
    invitation = accounts.teams.invitation(token)
    tidy = written_name(name)
    check_password(password, email=invitation.email)
    hashed = accounts.passwords.hash(password)
    waiting = accounts.people.by_email(invitation.email)
    if waiting is not None and not is_in_use(waiting):
        with accounts.database.writing() as connection:
            accounts.people.delete_in(connection, waiting.id)
    account = accounts.people.add(
        invitation.email, role=invitation.role, plan=invitation.plan, name=tidy, password_hash=hashed, verified=True
    )
    accounts.teams.accept(token, account.id)
    return account


def accept_with_own_account(accounts: Accounts, token: str, account: Account) -> None:
    """Let somebody who has an account already join the team that he was invited to; his role stays as it is.

    Raises:
        UnknownRecordError: the link is good no more.
        NotAllowedError: another address was invited.
    """
    if accounts.teams.invitation(token).email != account.email:
        raise NotAllowedError("Another address was invited.", next_step="Sign in with the account of that address.")
    accounts.teams.accept(token, account.id)
