"""`codewell import`."""

from __future__ import annotations

import getpass
from datetime import date
from pathlib import Path

import click

from codewell.interfaces.cli.parameters import DayType
from codewell.interfaces.cli.session import session_of

_EPILOG = """\b
Examples:
  codewell import icd10cm icd10cm-order-April-2026.zip
  codewell import hcpcs october-2026-alpha-numeric-hcpcs-file.zip
  codewell import mpfs rvu26d.zip --accept-ama-licence
  codewell import gpci GPCI2027.csv --release 2027 --first-day 2027-01-01 --last-day 2027-12-31

\b
A file that is not as the publisher documents it is refused with line, column, expected
and found (exit code 6), and the release that was there before stays in use.
"""


@click.command("import", epilog=_EPILOG, short_help="Import a publisher's files as a release.")
@click.argument("source", metavar="SOURCE")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--release", metavar="LABEL", help="The publisher's label, where the files do not say it.")
@click.option("--first-day", type=DayType(), metavar="DATE", help="First day of service that the release covers.")
@click.option("--last-day", type=DayType(), metavar="DATE", help="Last day of service; leave out where none is announced.")
@click.option("--excerpt", is_flag=True, help="The files are known to hold a part only; do not ask for completeness.")
@click.option("--accept-ama-licence", is_flag=True, help="I hold the AMA licence and accept its terms for these files.")
@click.option("--accepted-by", metavar="NAME", help="Who accepts the licence; else your login name.")
@click.pass_context
def command(
    context: click.Context,
    source: str,
    files: tuple[Path, ...],
    release: str | None,
    first_day: date | None,
    last_day: date | None,
    excerpt: bool,
    accept_ama_licence: bool,
    accepted_by: str | None,
) -> None:
    """Import the publisher's FILES (plain, .gz, .xz or .zip) as a release of SOURCE.

    `codewell releases --json` lists the sources.
    """
    from codewell.interfaces.cli.progress import ProgressLine
    from codewell.tasks.import_release import ReleaseImport, import_release

    session = session_of(context)
    accepted = acceptor(accept_ama_licence, accepted_by)
    shown = ProgressLine(f"Importing {source}")
    request = ReleaseImport(source, files, release, first_day, last_day, excerpt, accepted)
    imported = import_release(session.settings.home, session.clock, request, shown.counted)
    days = imported.validity
    shown.finish(f"{imported.title} is ready: {imported.row_count:,} rows, {days}")
    click.echo(f"{imported.title}  sha256 {imported.sha256}")


def acceptor(accept_ama_licence: bool, accepted_by: str | None) -> str | None:
    """Return the name recorded with an accepted licence, or None where none was accepted."""
    if not accept_ama_licence:
        if accepted_by:
            raise click.UsageError("--accepted-by goes with --accept-ama-licence.")
        return None
    try:
        return accepted_by or getpass.getuser()
    except (KeyError, OSError):  # a user id without a name, as in some containers
        raise click.UsageError("Your login has no name; say who accepts with --accepted-by NAME.") from None
