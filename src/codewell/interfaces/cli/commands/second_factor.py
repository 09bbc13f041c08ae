"""`codewell second-factor`."""

from __future__ import annotations

import click

from codewell.interfaces.cli.accounts_of import accounts_of
from codewell.kernel.errors import UnknownRecordError
from codewell.tasks.accounts.second_factors import reset_second_factors

_EPILOG = """\b
Example:
  codewell second-factor reset ann@hospital.example

See first that the person is who he says, as you did when the account was made.
"""


@click.group("second-factor", epilog=_EPILOG, short_help="Reset the second factor of somebody who has lost it.")
def command() -> None:
    """Reset the second factor of an account of the web app, for instance of the only administrator."""


@command.command("reset")
@click.argument("email", metavar="EMAIL")
@click.pass_context
def reset(context: click.Context, email: str) -> int:
    """Forget authenticator app, passkeys and recovery codes of an account, and end its sessions."""
    accounts = accounts_of(context)
    account = accounts.people.by_email(email)
    if account is None:
        raise UnknownRecordError("There is no account with that e-mail address.")
    reset_second_factors(accounts, "command-line", account.id)
    click.echo("Done: the password alone signs in again, and every session has ended. It stands in the audit trail.")
    return 0
