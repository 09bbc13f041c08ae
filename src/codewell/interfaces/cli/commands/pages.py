"""`codewell pages`."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from codewell.interfaces.cli.parameters import DayType, json_option
from codewell.interfaces.cli.session import on_terminal, session_of, write_json
from codewell.interfaces.outcomes import outcome_of
from codewell.kernel.errors import InputError

if TYPE_CHECKING:
    from codewell.tasks.check_pages import CheckedPages, ListedPage

_EPILOG = """\b
Examples:
  codewell pages check
  codewell pages check ./our-pages
  codewell pages check ./our-pages/level-two.md
  codewell pages list
  codewell --pages ./our-pages lookup 77407

\b
A page is a Markdown file with its fields in front. Exit codes of check: 0 no fault, 2 some fault.
"""
_day_option = click.option("--on", type=DayType(), metavar="DATE", help="Day that decides what is due for review; else today.")


@click.group("pages", epilog=_EPILOG, short_help="List and check the written pages about codes.")
def command() -> None:
    """List and check the pages about codes in plain language: ours, and those of your own folder."""


@command.command("check", epilog=_EPILOG)
@click.argument("folder", required=False, type=click.Path(path_type=Path), metavar="[FOLDER or FILE]")
@_day_option
@json_option
@click.pass_context
def check(context: click.Context, folder: Path | None, on: date | None, as_json: bool) -> int:
    """Check form, language and facts of the pages of FOLDER or of one FILE, else of your own folder, else of ours.

    One line a fault, as FILE:LINE: what is wrong.
    """
    from codewell.tasks.check_pages import check_pages
    from codewell.tasks.wire import to_wire

    session = session_of(context)
    checked = check_pages(session.workplace(), folder or session.settings.pages, on)
    if as_json:
        write_json(to_wire(checked))
    else:
        _write_check(checked)
    return outcome_of(InputError("")).exit_code if checked.faults else 0


def _write_check(checked: CheckedPages) -> None:
    for fault in checked.faults:
        click.echo(str(fault))
    for name in checked.unread:
        click.echo(f"{name}: language and facts are looked at once these faults of form are mended.")
    for name in checked.due:
        click.echo(f"{name}: due for review.")
    for sentence in checked.not_compared:
        click.echo(sentence, err=True)
    counts = (
        f"{_counted(checked.files, 'page')} on {_counted(checked.codes, 'code')}, {_counted(len(checked.faults), 'fault')}; "
        f"{_counted(checked.compared, 'fact')} compared"
    )
    unknown = f", {len(checked.not_compared)} not compared: not loaded" if checked.not_compared else ""
    click.echo(f"{checked.folder}: {counts}{unknown}.")


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


@command.command("list")
@_day_option
@json_option
@click.pass_context
def list_(context: click.Context, on: date | None, as_json: bool) -> None:
    """List the pages with their codes and the day of their review."""
    from codewell.tasks.check_pages import list_pages
    from codewell.tasks.wire import to_wire

    listed = list_pages(session_of(context).workplace(), on)
    if as_json:
        write_json(to_wire(listed))
    else:
        _write_list(listed)


def _write_list(listed: tuple[ListedPage, ...]) -> None:
    from codewell.interfaces.cli.sheet import Sheet

    sheet = Sheet(sys.stdout, colour=on_terminal())
    origin = ""
    for page in listed:
        if page.origin != origin:
            origin = page.origin
            sheet.heading(origin)
        if page.faults:
            sheet.row(
                page.file, f"no page: {_counted(page.faults, 'fault')}, see `codewell pages check`", "red", width=34, indent=2
            )
            continue
        review = "due for review" if page.is_due else f"reviewed {page.reviewed}, due {page.due}"
        sheet.row(page.file, f"{page.title} · {review}", "yellow" if page.is_due else "", width=34, indent=2)
        sheet.line(", ".join(page.codes), "dim", indent=36)
    codes = {code for page in listed for code in page.codes}
    sheet.line()
    sheet.line(f"{_counted(len(listed), 'page')} on {_counted(len(codes), 'code')}.", "dim")
