"""`codewell serve`."""

from __future__ import annotations

import click

from codewell.interfaces.cli.session import session_of
from codewell.interfaces.language_model import verifier_of

_EPILOG = """\b
Examples:
  codewell serve
  codewell serve --host 0.0.0.0 --port 8080
"""


@click.command("serve", epilog=_EPILOG, short_help="Serve the web app and the API.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; only this machine unless changed.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to listen on.")
@click.pass_context
def command(context: click.Context, host: str, port: int) -> None:
    """Serve the web app and the API until interrupted."""
    session = session_of(context)
    _ = session.workplace(searches=True).pages
    from codewell.interfaces.web.server import serve

    click.echo(f"Codewell answers on http://{host}:{port} (Ctrl+C stops it).", err=True)
    settings = session.settings
    serve(settings.home, host, port, verifier_of(settings.model), settings.pages)
