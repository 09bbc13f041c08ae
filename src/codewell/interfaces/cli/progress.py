"""Progress on standard error: a bar where a person watches, else a line now and then for a log."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

if TYPE_CHECKING:  # rich takes a tenth of a second to import and is only wanted where somebody watches
    from rich.progress import Progress, TaskID


class ProgressLine:
    """Shows how far a job is.

    Args:
        what: the job in words.
        out: where to; None for standard error.
    """

    def __init__(self, what: str, out: TextIO | None = None) -> None:
        self._what = what
        self._out = sys.stderr if out is None else out
        self._bar: tuple[Progress, TaskID] | None = _bar(what, self._out) if self._out.isatty() else None
        self._started = self._shown = time.monotonic()

    def counted(self, done: int, unit: str = "rows") -> None:
        """Show a job of unknown length."""
        self._show(f"{done:,} {unit}", done, None)

    def step(self, what: str, done: int, total: int) -> None:
        """Show one of a number of steps; a total of 0 means nobody knows how many."""
        self._show(f"{done:,}/{total:,} {what}" if total else what, done, total or None)

    def part(self, text: str, done: int, total: int) -> None:
        """Show a job whose length is known in another measure than what is counted."""
        self._show(f"{text}, {100 * done // total} %" if total else text, done, total or None)

    def transferred(self, done: int, total: int | None) -> None:
        """Show bytes that arrived."""
        self._show(f"{done / 1e6:.1f}" + (f" of {total / 1e6:.1f} MB" if total else " MB"), done, total)

    def finish(self, sentence: str = "") -> None:
        """End the bar, and say what came of it."""
        if self._bar is not None:
            self._bar[0].stop()
        if sentence:
            self._out.write(f"{sentence} ({time.monotonic() - self._started:.1f} s)\n")
        self._out.flush()

    def _show(self, text: str, done: int, total: int | None) -> None:
        """Move the bar; into a file write one line in five seconds, and the last one."""
        if self._bar is not None:
            progress, task = self._bar
            progress.update(task, completed=done, total=total, text=text)
            return
        now = time.monotonic()
        if done == total or now - self._shown >= 5.0:
            self._shown = now
            self._out.write(f"{self._what}: {text}\n")
            self._out.flush()


def _bar(what: str, out: TextIO) -> tuple[Progress, TaskID]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    told = (TextColumn("{task.description}"), BarColumn(24), TextColumn("{task.fields[text]}"))
    columns = (*told, TimeElapsedColumn(), TextColumn("left"), TimeRemainingColumn())
    progress = Progress(*columns, console=Console(file=out), transient=True)
    progress.start()
    return progress, progress.add_task(what, total=None, text="")


def build_with_progress(home: Path, *, first_time: bool = False) -> None:
    """Build what the home lacks of the bundled reference and the index, showing how far it is.

    Args:
        home: the folder.
        first_time: True to say first why there is something to wait for.
    """
    from codewell.tasks.build_reference import build_reference

    if first_time:
        click.echo(f"Building the reference in {home}; this happens once.", err=True)
    shown = ProgressLine("Building")
    built = build_reference(home, shown.step)
    index = ", search index built" if built.index_built else ""
    shown.finish(f"Reference ready: {built.releases} releases imported{index}")
