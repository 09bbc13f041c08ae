"""`codewell build`."""

from __future__ import annotations

import click

from codewell.interfaces.cli.session import session_of

_EPILOG = """\b
Example:
  codewell --home /srv/codewell build

\b
Interrupted, it goes on where it stopped. Other commands build by themselves what they
need; set CODEWELL_AUTOBUILD=0 to forbid it.
"""


@click.command("build", epilog=_EPILOG, short_help="Build the bundled reference and the search index.")
@click.pass_context
def command(context: click.Context) -> None:
    """Import the releases that ship with Codewell where they are missing, and build the search index over all releases."""
    from codewell.interfaces.cli.progress import build_with_progress

    build_with_progress(session_of(context).settings.home)
