"""`codewell mcp`."""

from __future__ import annotations

import sys
from functools import cache
from importlib.util import find_spec
from ipaddress import ip_address

import click

from codewell.interfaces.cli.session import session_of
from codewell.kernel.errors import ConfigurationError

_EPILOG = """\b
Examples:
  codewell mcp                        for clients that start it: standard input and output
  codewell mcp --http --port 8765     streamable HTTP at http://127.0.0.1:8765/mcp

\b
A client's configuration:
  {"mcpServers": {"codewell": {"command": "codewell", "args": ["mcp"]}}}
"""


@click.command("mcp", epilog=_EPILOG, short_help="Serve the tasks to agents (Model Context Protocol).")
@click.option("--http", "over_http", is_flag=True, help="Speak streamable HTTP instead of standard input and output.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address of this machine to listen on; loopback only.")
@click.option("--port", type=click.IntRange(1, 65535), default=8765, show_default=True, help="Port to listen on.")
@click.pass_context
def command(context: click.Context, over_http: bool, host: str, port: int) -> None:
    """Serve read-only tools, code pages and prompts to agents until the client leaves or you interrupt it.

    Over HTTP clients may sit behind a proxy on other machines, so notes are redacted before anything reads them.
    """
    if find_spec("mcp") is None:
        raise ConfigurationError("The package `mcp` is not installed.", next_step="Install it: pip install 'codewell[mcp]'.")
    if over_http:
        _see_that_it_is_loopback(host)
    session = session_of(context)
    opened = cache(lambda: session.workplace(searches=True))
    from codewell.interfaces.mcp.server import mcp_server

    server = mcp_server(opened, remote=over_http)
    if over_http:
        opened()
        click.echo(f"Codewell speaks MCP at http://{host}:{port}/mcp (Ctrl+C stops it).", err=True)
        server.run("streamable-http", host=host, port=port, stateless_http=True, json_response=True)
        return
    if sys.stdin.isatty():
        click.echo(
            "Codewell waits for an MCP client on standard input; Ctrl+D ends it. `codewell mcp --help` tells more.", err=True
        )
    server.run("stdio")


def _see_that_it_is_loopback(host: str) -> None:
    """See that nobody but this machine reaches the server.

    Raises:
        ConfigurationError: the address can be reached from other machines.
    """
    try:
        loopback = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise ConfigurationError(
            "MCP over HTTP has no sign-in of its own, so it listens on this machine only.",
            next_step="Leave --host out, and let a proxy that authenticates its users pass them on.",
        )
