"""`codewell completion`."""

from __future__ import annotations

import click

_EPILOG = """\b
Examples:
  codewell completion bash > ~/.local/share/bash-completion/completions/codewell
  codewell completion zsh > "${fpath[1]}/_codewell"
  codewell completion fish > ~/.config/fish/completions/codewell.fish
"""


@click.command("completion", epilog=_EPILOG, short_help="Print the completion script of a shell.")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(context: click.Context, shell: str) -> None:
    """Print the completion script for SHELL."""
    from click.shell_completion import get_completion_class

    completion = get_completion_class(shell)
    assert completion is not None
    click.echo(completion(context.find_root().command, {}, "codewell", "_CODEWELL_COMPLETE").source())
