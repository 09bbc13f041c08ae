"""`codewell backup`."""

from __future__ import annotations

from pathlib import Path

import click

from codewell.interfaces.cli.accounts_of import accounts_of
from codewell.interfaces.cli.session import session_of

_EPILOG = """\b
Examples:
  codewell backup /backups/codewell-2026-06-02.zip
  codewell backup restore /backups/codewell-2026-06-02.zip

It holds the accounts of SQLite or of PostgreSQL, and either takes it back.
Releases are not in it: they are built or imported again. Without secret.key, which is
kept apart unless --with-secret, second factors and the audit trail cannot be checked.
"""


class _FileOrRestore(click.Group):
    """Takes the name of a file as a command of its own."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands:
            args = ["make", *args]
        return super().resolve_command(ctx, args)


@click.group("backup", cls=_FileOrRestore, epilog=_EPILOG, short_help="Back the accounts up, and bring them back.")
def command() -> None:
    """Back up the accounts of the web app while it is served, and bring them back into an empty home."""


@command.command("make", hidden=True)
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--with-secret", is_flag=True, help="Also the secret key; guard such a file like a password.")
@click.pass_context
def make(context: click.Context, target: Path, with_secret: bool) -> None:
    """Write the accounts as they stand to TARGET."""
    from codewell.accounts.backup import back_up

    session, accounts = session_of(context), accounts_of(context)
    made = back_up(accounts.database, session.settings.home, target, session.clock(), with_secret=with_secret)
    click.echo(f"{target}: {', '.join(made.files)}.")
    if not with_secret:
        click.echo("Keep secret.key elsewhere: it is not in this backup.", err=True)


@command.command("restore")
@click.argument("source", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.pass_context
def restore(context: click.Context, source: Path) -> None:
    """Bring the accounts of SOURCE back into a home that has none, or into the empty PostgreSQL database of the settings."""
    from codewell.accounts.backup import restore as bring_back
    from codewell.accounts.database import AccountsDatabase
    from codewell.interfaces.service_settings import read_service_settings

    home = session_of(context).settings.home
    named = read_service_settings(home).database
    database = AccountsDatabase(named) if named else None
    made = bring_back(source, home, database)
    click.echo(f"{database.place if database else home}: {', '.join(made.files)} as of {made.made_at}.")
    if "secret.key" not in made.files:
        click.echo("Put secret.key back too, then run `codewell audit verify`.", err=True)
