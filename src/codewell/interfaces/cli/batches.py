"""Running a batch where a person watches: a bar, what an interrupt leaves, and the exit code."""

from __future__ import annotations

import click

from codewell.interfaces.cli.progress import ProgressLine
from codewell.tasks.batch.run_batch import BatchRequest, run_batch

SOME_FAILED = 9
"""Exit code: all was done and some records are errors in their place."""


def run_shown(request: BatchRequest, unit: str) -> int:
    """Run a batch with a progress bar and return its exit code.

    Args:
        request: what to run.
        unit: what the records are called: notes, documents, claims.
    """
    shown = ProgressLine(request.job.name.capitalize())

    def show(records: int, done: int, total: int) -> None:
        shown.part(f"{records:,} {unit}", done, total)

    show(0, 0, 0)
    try:
        result = run_batch(request, show)
    except KeyboardInterrupt:
        shown.finish()
        click.echo("Interrupted. The same command goes on from here.", err=True)
        raise
    except BaseException:
        shown.finish()
        raise
    resumed = f", {result.resumed:,} of them by an earlier run" if result.resumed else ""
    failed = f"; {result.failed:,} could not be done and are errors in their place" if result.failed else ""
    shown.finish(f"{result.records:,} {unit} done{resumed}{failed}: {result.target}")
    return SOME_FAILED if result.failed else 0
