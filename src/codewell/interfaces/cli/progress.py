"""Progress on standard error: a bar where a person watches, else a line now and then for a log."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TextIO

import click

_BAR = 28


class ProgressLine:
    """Shows how far a job is.

    Args:
        what: the job in words.
        out: where to; None for standard error.
    """

    def __init__(self, what: str, out: TextIO | None = None) -> None:
        self._what = what
        self._out = sys.stderr if out is None else out
        self._watched = self._out.isatty()
        self._started = self._shown = time.monotonic()
        self._drawn = 0

    def counted(self, done: int, unit: str = "rows") -> None:
        """Show a job of unknown length."""
        self._show(f"{self._what}: {done:,} {unit}")

    def step(self, what: str, done: int, total: int) -> None:
        """Show one of a number of steps; a total of 0 means nobody knows how many."""
        if not total:
            self._show(f"{self._what} {what}", last=True)
            return
        share = min(1.0, done / total)
        filled = round(share * _BAR)
        bar = "█" * filled + "░" * (_BAR - filled) if self._watched else f"{share:4.0%}"
        self._show(f"{self._what} {bar} {done:,}/{total:,} {what}", last=done >= total)

    def transferred(self, done: int, total: int | None) -> None:
        """Show bytes that arrived."""
        whole = f" of {total / 1e6:.1f} MB ({min(1.0, done / total):.0%})" if total else " MB"
        self._show(f"{self._what}: {done / 1e6:.1f}{whole}", last=done == total)

    def finish(self, sentence: str = "") -> None:
        """End the bar, and say what came of it."""
        if self._watched and self._drawn:
            self._out.write("\r" + " " * self._drawn + "\r")
        if sentence:
            self._out.write(f"{sentence} ({time.monotonic() - self._started:.1f} s)\n")
        self._out.flush()

    def _show(self, text: str, *, last: bool = False) -> None:
        """Redraw at most ten times a second on a terminal; into a file write one line in five seconds."""
        now = time.monotonic()
        if not last and now - self._shown < (0.1 if self._watched else 5.0):
            return
        self._shown = now
        if self._watched:
            self._out.write("\r" + text[:118].ljust(self._drawn))
            self._drawn = min(118, len(text))
        else:
            self._out.write(text + "\n")
        self._out.flush()


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
