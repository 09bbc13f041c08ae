"""`codewell serve`."""

from __future__ import annotations

from pathlib import Path

import click

from codewell.interfaces.cli.session import session_of
from codewell.interfaces.language_model import phraser_of, verifier_of

_EPILOG = """\b
Examples:
  codewell serve
  codewell serve --host 0.0.0.0 --port 8443 --tls-certificate server.pem --tls-key server.key
"""


@click.command("serve", epilog=_EPILOG, short_help="Serve the web app and the API.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; only this machine unless changed.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to listen on.")
@click.option("--tls-certificate", type=click.Path(path_type=Path), metavar="FILE", help="PEM file of the server's certificate.")
@click.option("--tls-key", type=click.Path(path_type=Path), metavar="FILE", help="PEM file of its private key.")
@click.option("--in-the-clear", is_flag=True, help="Let other machines reach it without TLS; only on a network you trust.")
@click.pass_context
def command(
    context: click.Context, host: str, port: int, tls_certificate: Path | None, tls_key: Path | None, in_the_clear: bool
) -> None:
    """Serve the web app and the API until interrupted."""
    from codewell.interfaces.service_settings import read_service_settings
    from codewell.interfaces.web.listening import Listening

    session = session_of(context)
    service = read_service_settings(session.settings.home)
    listening = Listening(host, port, tls_certificate, tls_key, in_the_clear)
    listening.see_that_it_is_private(service)
    _ = session.workplace(searches=True).pages
    from codewell.interfaces.web.server import serve

    click.echo(f"Codewell answers on {service.address or listening.url} (Ctrl+C stops it).", err=True)
    settings = session.settings
    model = settings.model
    serve(settings.home, listening, service, verifier_of(model), phraser_of(model), settings.pages, settings.publishers)
