"""`codewell redact` with its further verbs; a file's name straight after it redacts that file."""

from __future__ import annotations

from typing import Any

import click

from codewell.interfaces.cli.commands import redact_audit, redact_document, redact_restore


class DocumentFirst(click.Group):
    """A group whose first word may be a document: `codewell redact note.txt` needs no verb."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the unnamed command before arguments that name no other."""
        return super().parse_args(ctx, args if args and args[0] in self.commands else ["", *args])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command; the empty name is the one that redacts a document."""
        return redact_document.document if cmd_name == "" else super().get_command(ctx, cmd_name)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """Name the command."""
        return (args[0], self.get_command(ctx, args[0]), args[1:])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        """Complete the options of the unnamed command as well."""
        return [*super().shell_complete(ctx, incomplete), *redact_document.document.shell_complete(ctx, incomplete)]


@click.group("redact", cls=DocumentFirst, short_help="Take the identifiers out of documents.")
def command() -> None:
    """Take the 18 Safe Harbor identifiers out of a document."""


command.add_command(redact_restore.restore)
command.add_command(redact_audit.audit)
