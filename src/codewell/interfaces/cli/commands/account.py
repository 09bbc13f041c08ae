"""`codewell account`."""

from __future__ import annotations

import click

from codewell.accounts.account import Account
from codewell.accounts.installation import Accounts
from codewell.accounts.roles import Role
from codewell.interfaces.cli.accounts_of import accounts_of
from codewell.interfaces.cli.session import session_of
from codewell.kernel.errors import UnknownRecordError

_EPILOG = """\b
Examples:
  codewell account add ann@hospital.example --role admin
  codewell account list
  codewell account role bob@hospital.example auditor
  codewell account reset bob@hospital.example

`add` and `reset` print a link at which the person sets a password, once, within 24 hours.
"""
_ROLES = click.Choice([role.value for role in Role])


@click.group("account", epilog=_EPILOG, short_help="Add, list, close and open accounts of the web app.")
def command() -> None:
    """Look after the accounts of the web app. There is no account, and no password, before you add one."""


@command.command("add")
@click.argument("email", metavar="EMAIL")
@click.option("--role", type=_ROLES, default=Role.CODER.value, show_default=True, help="What the account is for.")
@click.option("--name", default="", help="Of the person.")
@click.option("--plan", default="", help="Id of its plan; left out, that of a new account, and for an admin a member's.")
@click.pass_context
def add(context: click.Context, email: str, role: str, name: str, plan: str) -> None:
    """Add an account and print the link at which its person sets a password."""
    from codewell.tasks.accounts.add_account import add_account

    accounts = accounts_of(context)
    link = add_account(accounts, email, role=Role(role), name=name, plan=plan)
    _show(context, link)


@command.command("list")
@click.pass_context
def list_all(context: click.Context) -> None:
    """List the accounts: address, role, plan, and whether they are open."""
    for account in accounts_of(context).people.all():
        click.echo(f"{account.email}\t{account.role.value}\t{account.plan}\t{_state(account)}")


@command.command("role")
@click.argument("email", metavar="EMAIL")
@click.argument("role", type=_ROLES)
@click.pass_context
def change_role(context: click.Context, email: str, role: str) -> None:
    """Give an account another role."""
    accounts = accounts_of(context)
    accounts.directory.change_role(_command_line(), _found(accounts, email).id, Role(role))
    click.echo(f"{email} is {role} now.")


@command.command("disable")
@click.argument("email", metavar="EMAIL")
@click.pass_context
def disable(context: click.Context, email: str) -> None:
    """Close an account and end its sessions; what it keeps stays."""
    accounts = accounts_of(context)
    accounts.directory.disable(_command_line(), _found(accounts, email).id)
    click.echo(f"{email} is closed, and every session of it has ended.")


@command.command("enable")
@click.argument("email", metavar="EMAIL")
@click.pass_context
def enable(context: click.Context, email: str) -> None:
    """Open an account again."""
    accounts = accounts_of(context)
    accounts.directory.enable(_command_line(), _found(accounts, email).id)
    click.echo(f"{email} is open again.")


@command.command("reset")
@click.argument("email", metavar="EMAIL")
@click.pass_context
def reset(context: click.Context, email: str) -> None:
    """Print a link at which the person of an account sets a new password."""
    from codewell.tasks.accounts.add_account import link_to_new_password

    accounts = accounts_of(context)
    _show(context, link_to_new_password(accounts, _found(accounts, email)))


def _show(context: click.Context, path: str) -> None:
    from codewell.interfaces.service_settings import read_service_settings

    address = read_service_settings(session_of(context).settings.home).address or "http://127.0.0.1:8000"
    click.echo(address.rstrip("/") + path)
    click.echo("Give this link to the person by a way that you trust. It works once, within 24 hours.", err=True)


def _found(accounts: Accounts, email: str) -> Account:
    account = accounts.people.by_email(email)
    if account is None:
        raise UnknownRecordError("There is no account with that e-mail address.", next_step="See `codewell account list`.")
    return account


def _state(account: Account) -> str:
    if not account.is_open:
        return "closed"
    return "open" if account.verified_at is not None else "not confirmed"


def _command_line() -> Account:
    from codewell.accounts.directory import COMMAND_LINE

    return COMMAND_LINE
