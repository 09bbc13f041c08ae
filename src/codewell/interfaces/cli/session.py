"""What every command starts from: settings, a desk, and standard output in the form that was asked for."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from codewell.interfaces.language_model import phraser_of, verifier_of
from codewell.interfaces.settings import Settings, read_settings
from codewell.kernel.clock import Clock, system_clock
from codewell.tasks.readiness import reference_is_built
from codewell.tasks.wire import Wire
from codewell.tasks.workplace import Workplace


class Session:
    """One run of the command line.

    Args:
        home: folder that `--home` named, or None.
        clock: tells the present instant.
        pages: folder that `--pages` named, or None.
    """

    def __init__(self, home: Path | None, clock: Clock = system_clock, pages: Path | None = None) -> None:
        self._home = home
        self._pages = pages
        self._settings: Settings | None = None
        self.clock = clock

    @property
    def settings(self) -> Settings:
        """The settings, read at the first use so that `--help` never fails over them."""
        if self._settings is None:
            self._settings = read_settings(home=self._home, pages=self._pages)
        return self._settings

    def workplace(self, *, searches: bool = False) -> Workplace:
        """Return the desk with the reference built; builds it first, telling so on standard error, where it is missing.

        Args:
            searches: True where the command cannot do without the search index.
        """
        settings = self.settings
        if settings.autobuild and not reference_is_built(settings.home):
            self._build()
        workplace = self._opened()
        if searches and settings.autobuild:
            from codewell.tasks.readiness import index_is_current

            if not index_is_current(workplace.shelf):
                self._build()
                workplace = self._opened()
        return workplace

    def _opened(self) -> Workplace:
        settings = self.settings
        return Workplace(
            settings.home,
            self.clock,
            verifier=verifier_of(settings.model),
            phraser=phraser_of(settings.model),
            pages_folder=settings.pages,
        )

    def _build(self) -> None:
        from codewell.interfaces.cli.progress import build_with_progress

        build_with_progress(self.settings.home, first_time=True)


def session_of(context: click.Context) -> Session:
    """Return the session that the command group made."""
    found = context.find_object(Session)
    assert found is not None
    return found


def write_json(value: Wire, *, indent: int | None = 2) -> None:
    """Write one JSON value and a line end to standard output."""
    import json

    try:
        click.echo(json.dumps(value, ensure_ascii=False, indent=indent))
    except UnicodeEncodeError:
        click.echo(json.dumps(value, indent=indent))


def on_terminal() -> bool:
    """Say whether a person reads standard output directly."""
    return sys.stdout.isatty()
