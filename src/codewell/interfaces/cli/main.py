"""The `codewell` command: finds the command, runs it, and turns every failure into a sentence and an exit code."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from codewell import __version__
from codewell.interfaces.cli.session import Session

_COMMANDS: dict[str, tuple[str, str]] = {
    "ask": ("ask", "Ask a coding question; the answer cites its sources."),
    "lookup": ("lookup", "Show what codes mean and whether they hold on a day."),
    "search": ("search", "Find codes by words, abbreviations or parts of a code."),
    "compare": ("compare", "Show what differs between two codes, or two days of one."),
    "browse": ("browse", "Walk a code system from the top down."),
    "fee": ("fee", "Show what Medicare pays for a service, with the working."),
    "code": ("code", "Code a clinical note, with evidence."),
    "case": ("case", "Find candidate codes of every system for a case."),
    "redact": ("redact", "Take the identifiers out of documents."),
    "batch": ("batch", "Work through many notes or claims, with resumption."),
    "crosswalk": ("crosswalk", "Show what a code is in ICD-9, in ICD-10, or what replaced it."),
    "claim": ("claim", "Check claims before they are sent."),
    "rt": ("rt", "Radiation oncology: DICOM-RT files to codes."),
    "ptp": ("ptp", "Say whether two codes are paid together."),
    "pages": ("pages", "List and check the written pages about codes."),
    "releases": ("releases", "List the releases on this machine."),
    "import": ("import_files", "Import a publisher's files as a release."),
    "sync": ("sync", "Download current files from the publishers and import them."),
    "build": ("build", "Build the bundled reference and the search index."),
    "backup": ("backup", "Back the accounts up, and bring them back."),
    "audit": ("audit", "Check and export the audit trail of accounts."),
    "second-factor": ("second_factor", "Reset the second factor of somebody who has lost it."),
    "serve": ("serve", "Serve the web app and the API."),
    "mcp": ("mcp", "Serve the tasks to agents (Model Context Protocol)."),
    "account": ("account", "Add, list, close and open accounts of the web app."),
    "demo": ("demo", "Serve this machine with accounts and metering on, to try them."),
    "seats": ("seats", "Say who may see licensed CPT text."),
    "doctor": ("doctor", "Check this installation."),
    "completion": ("completion", "Print the completion script of a shell."),
}
"""Command -> module below `commands` and its one line in `--help`, so that help imports no command."""


class _Ended(Exception):
    """Carries out of click what click would otherwise turn into its own words and exit codes."""


class LazyCommands(click.Group):
    """Imports a command's module only when that command runs: a look-up pays for nothing else."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (BrokenPipeError, KeyboardInterrupt) as end:
            raise _Ended from end

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        from importlib import import_module

        module = import_module(f"codewell.interfaces.cli.commands.{_COMMANDS[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], _COMMANDS, 1)
            meant = f"Did you mean `codewell {near[0]}`?" if near else f"For a code or words: `codewell search {args[0]}`."
            ctx.fail(f"There is no command {args[0]!r}. {meant}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in _COMMANDS.items()])


_EPILOG = """\b
Examples:
  codewell lookup E11.22
  codewell lookup 77385 --on 2025-06-02
  codewell search heart attack
  codewell code note.txt --on 2026-03-14
  echo '{"id": 1, "code": "J1100"}' | codewell lookup --ndjson

\b
Exit codes: 0 done, 1 defect of the program, 2 usage or input, 3 unknown code,
4 known code not in force on that day, 5 release not loaded, 6 publisher's file
refused, 7 configuration or storage, 8 licence not accepted, 9 batch done with errors
in it, 10 some claim would be denied, 11 no claim would, but edits lacked data,
12 not allowed or used up, 13 the audit trail was changed, 130 interrupted.
"""


@click.command(
    cls=LazyCommands, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Folder of releases and index; else $CODEWELL_HOME, else your user data folder.",
)
@click.option(
    "--pages",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Folder of your own written pages, shown before ours; else $CODEWELL_PAGES.",
)
@click.version_option(__version__, "-V", "--version", message="codewell %(version)s")
@click.pass_context
def codewell(context: click.Context, home: Path | None, pages: Path | None) -> None:
    """Medical coding on your own machine: every answer dated, sourced, evidenced."""
    context.obj = Session(home, pages=pages)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code; nobody ever sees a traceback unless CODEWELL_DEBUG asks for it."""
    try:
        result: Any = codewell.main(arguments, prog_name="codewell", standalone_mode=False)
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except (Exception, KeyboardInterrupt) as caught:  # noqa: BLE001 -- the last place that can turn it into a sentence
        failure = caught.__cause__ if isinstance(caught, _Ended) and caught.__cause__ else caught
        if isinstance(failure, BrokenPipeError):
            _discard_output()
            return 0
        from codewell.interfaces.cli.failures import tell

        return tell(failure)


def _discard_output() -> None:
    """Whoever read our output has gone; keep the interpreter from complaining about it at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
