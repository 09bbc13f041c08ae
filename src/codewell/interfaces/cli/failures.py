"""Failures told to a person on standard error."""

from __future__ import annotations

import os
import sys
import traceback

import click

from codewell.interfaces.outcomes import outcome_of
from codewell.interfaces.settings import DEBUG_VARIABLE
from codewell.kernel.errors import CodewellError


def tell(failure: BaseException) -> int:
    """Write what went wrong and what to do next to standard error; return the exit code."""
    if isinstance(failure, click.ClickException):
        failure.show()
        return failure.exit_code
    if isinstance(failure, click.Abort | KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        return outcome_of(KeyboardInterrupt()).exit_code
    if isinstance(failure, CodewellError):
        click.echo(f"{click.style('Error:', fg='red', bold=True)} {failure.message}", err=True)
        if failure.next_step:
            click.echo(f"       {failure.next_step}", err=True)
        return outcome_of(failure).exit_code
    _tell_defect(failure)
    return outcome_of(failure).exit_code


def _tell_defect(failure: BaseException) -> None:
    """Name the kind of the failure and its place in the program, not its message, which may quote a note."""
    if os.environ.get(DEBUG_VARIABLE, "") not in ("", "0"):
        traceback.print_exception(failure, file=sys.stderr)
        return
    steps = traceback.extract_tb(failure.__traceback__)
    place = f" at {os.path.basename(steps[-1].filename)}:{steps[-1].lineno}" if steps else ""
    click.echo(
        f"Error: Codewell failed ({type(failure).__name__}{place}); this is a defect of the program.\n"
        f"       Please report it; {DEBUG_VARIABLE}=1 shows the details, which may quote your input.",
        err=True,
    )
