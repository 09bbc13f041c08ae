"""`codewell audit`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from codewell.interfaces.cli.accounts_of import accounts_of
from codewell.interfaces.cli.session import write_json

_EPILOG = """\b
Examples:
  codewell audit checkpoint > /elsewhere/checkpoint.json
  codewell audit verify --checkpoint /elsewhere/checkpoint.json
  codewell audit export > trail.ndjson

Keep checkpoints where nobody who can change the database can change them.
"""


@click.group("audit", epilog=_EPILOG, short_help="Check and export the audit trail of accounts.")
def command() -> None:
    """Check and export the audit trail of the web app's accounts."""


@command.command("verify")
@click.option(
    "--checkpoint",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="FILE",
    help="An exported checkpoint; without it, rows cut off at the end do not show.",
)
@click.pass_context
def verify(context: click.Context, checkpoint: Path | None) -> int:
    """Say whether the trail is as it was written; exit code 13 where it is not."""
    verifier = accounts_of(context).audit_verifier
    kept = verifier.read(checkpoint.read_text("utf-8", errors="replace")) if checkpoint else None
    report = verifier.check(kept)
    for fault in report.faults:
        click.echo(fault)
    rows = f"{report.rows} row{'' if report.rows == 1 else 's'}"
    if report.is_whole:
        click.echo(f"The audit trail is whole: {rows}" + (", and reaches the checkpoint." if kept else "."))
        return 0
    click.echo(f"The audit trail is not as it was written: {rows} read. Keep the database as it is and ask who had access to it.")
    return 13


@command.command("checkpoint")
@click.pass_context
def checkpoint(context: click.Context) -> int:
    """Print where the trail stands now, to be kept elsewhere; refuses a trail that is not whole."""
    report = accounts_of(context).audit_verifier.check()
    if not report.is_whole:
        click.echo("\n".join(report.faults), err=True)
        click.echo("No checkpoint was made: the audit trail is not as it was written.", err=True)
        return 13
    sys.stdout.write(report.checkpoint.as_text())
    return 0


@command.command("export")
@click.pass_context
def export(context: click.Context) -> None:
    """Print every row as a line of JSON."""
    for row in accounts_of(context).audit_verifier.rows():
        write_json(
            {
                "number": row.number,
                "at": row.at.isoformat(),
                "actor": row.actor,
                "action": row.action,
                "subject": row.subject,
                "detail": row.detail,
                "seal": row.seal,
            },
            indent=None,
        )
