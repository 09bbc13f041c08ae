"""Adding an account by whoever runs the service; its person sets the password, which nobody else ever knows."""

from __future__ import annotations

from codewell.accounts.account import Account
from codewell.accounts.installation import Accounts
from codewell.accounts.roles import Role
from codewell.tasks.accounts.new_password import FIRST_PASSWORD_HOLDS, password_link
from codewell.tasks.accounts.register import NEW_PLAN, written_name

_ACTOR = "command-line"


def add_account(accounts: Accounts, email: str, *, role: Role, name: str = "", plan: str = "") -> str:
    """Make an account whose address is taken as confirmed, and return the path at which its person sets a password.

    Args:
        accounts: of the installation.
        email: of the person.
        role: what the account is for.
        name: of the person; may be empty.
        plan: id of its plan; empty for that of a new account, and for an administrator a member's.

    Raises:
        InputError: the address is none or has an account, or the name is none.
    """
    chosen = plan or ("member" if role is Role.ADMIN else NEW_PLAN)
    account = accounts.people.add(email, role=role, plan=chosen, name=written_name(name), verified=True)
    accounts.audit.record(_ACTOR, "account.added", f"account:{account.id}", {"role": role.value, "plan": chosen})
    return password_link(accounts, account, FIRST_PASSWORD_HOLDS)


def link_to_new_password(accounts: Accounts, account: Account) -> str:
    """Return the path at which the person of an account sets a new password; the old one holds until then."""
    accounts.audit.record(_ACTOR, "password.reset-asked", f"account:{account.id}")
    return password_link(accounts, account, FIRST_PASSWORD_HOLDS)
