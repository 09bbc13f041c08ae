"""`codewell seats`."""

from __future__ import annotations

import click

from codewell.accounts.account import Account
from codewell.accounts.seats import CPT
from codewell.interfaces.cli.accounts_of import accounts_of
from codewell.interfaces.cli.session import session_of
from codewell.interfaces.service_settings import read_service_settings
from codewell.kernel.errors import InputError

_EPILOG = """\b
Examples:
  codewell seats list
  codewell seats give ann@hospital.example
"""


@click.group("seats", epilog=_EPILOG, short_help="Say who may see licensed CPT text.")
def command() -> None:
    """Give and take back the seats of the licence of CPT text; `cpt_seats` in service.toml says how many there are."""


@command.command("list")
@click.pass_context
def listed(context: click.Context) -> None:
    """List the seats that are taken."""
    accounts = accounts_of(context)
    most = _most(context)
    taken = accounts.seats.taken(CPT)
    for seat in taken:
        owner = accounts.people.by_id(seat.account_id)
        beyond = "" if seat.number <= most else "  (beyond the licence: sees nothing)"
        click.echo(f"{seat.number:>4}  {owner.email if owner else seat.account_id}{beyond}")
    click.echo(f"{len(taken)} of {most} taken.", err=True)


@command.command("give")
@click.argument("email")
@click.pass_context
def give(context: click.Context, email: str) -> None:
    """Give the account of an e-mail address a seat."""
    seat = accounts_of(context).seats.give(CPT, _account(context, email).id, _most(context), by="command-line")
    click.echo(f"Seat {seat.number} of {_most(context)} is given.", err=True)


@command.command("take")
@click.argument("email")
@click.pass_context
def take(context: click.Context, email: str) -> None:
    """Take the seat of an account back."""
    accounts_of(context).seats.take_back(CPT, _account(context, email).id, by="command-line")
    click.echo("The seat is free.", err=True)


def _account(context: click.Context, email: str) -> Account:
    found = accounts_of(context).people.by_email(email)
    if found is None:
        raise InputError("There is no account with this e-mail address.", slug="input.no-such-account")
    return found


def _most(context: click.Context) -> int:
    return read_service_settings(session_of(context).settings.home).cpt_seats
