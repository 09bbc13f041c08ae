"""`codewell demo`."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from pathlib import Path

import click

from codewell.interfaces.cli.session import session_of
from codewell.interfaces.language_model import verifier_of

_EPILOG = """\b
Examples:
  codewell demo
  codewell demo --keep demo-home --port 8080
"""
_WORDS = """\
Codewell as many people would see it, on http://127.0.0.1:{port} (Ctrl+C stops it).
  1. Open http://127.0.0.1:{port}/code/cpt/77385: a guest sees one code page. Open another: the wall.
  2. Register. Mail is not sent: its link is printed here. Open it, and five more code pages are yours.
  3. Turn on a second factor on your account page, and make a key of the API there; /api says what it opens.
  4. `metering = "on"` in service.toml of a home of your own does the same; docs/plans.md tells how plans are changed.
Accounts are kept in {kept}."""


@click.command("demo", epilog=_EPILOG, short_help="Serve this machine with accounts and metering on, to try them.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to listen on.")
@click.option("--keep", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="Keep the accounts in this folder.")
@click.pass_context
def command(context: click.Context, port: int, keep: Path | None) -> None:
    """Serve the web app to this machine with metering on and mail on the console, until interrupted."""
    from codewell.interfaces.service_settings import ServiceSettings
    from codewell.interfaces.web.listening import Listening

    session = session_of(context)
    _ = session.workplace(searches=True).pages
    from codewell.interfaces.web.server import serve

    settings = session.settings
    with ExitStack() as stack:
        folder = keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="codewell-demo-")))
        kept = f"the folder {folder}" if keep else "a temporary folder, which goes when this ends"
        click.echo(_WORDS.format(port=port, kept=kept), err=True)
        service = ServiceSettings(metering="on", mail="console")
        serve(
            settings.home,
            Listening("127.0.0.1", port),
            service,
            verifier_of(settings.model),
            pages=settings.pages,
            accounts_home=folder,
        )
