"""`codewell releases`."""

from __future__ import annotations

import sys
from datetime import date

import click

from codewell.interfaces.cli.parameters import json_option, on_option
from codewell.interfaces.cli.session import on_terminal, session_of, write_json
from codewell.tasks.list_releases import ListedRelease, ReleaseList, list_releases
from codewell.tasks.wire import to_wire

_EPILOG = """\b
Examples:
  codewell releases
  codewell releases --on 2025-06-02
  codewell releases --json
"""


@click.command("releases", epilog=_EPILOG, short_help="List the releases on this machine.")
@on_option
@json_option
@click.pass_context
def command(context: click.Context, on: date | None, as_json: bool) -> None:
    """List the releases on this machine with the days they cover; * marks the one in force on the day."""
    found = list_releases(session_of(context).workplace(), on)
    if as_json:
        write_json(to_wire(found))
    else:
        _write_table(found)


def _write_table(found: ReleaseList) -> None:
    from codewell.interfaces.cli.sheet import Sheet

    sheet = Sheet(sys.stdout, colour=on_terminal())
    if not found.releases:
        sheet.line("No release is loaded. Run `codewell build`, or import or sync one.")
        return
    rows = [("", "SOURCE", "RELEASE", "FIRST DAY", "LAST DAY", "ROWS", "FROM"), *map(_cells, found.releases)]
    widths = [max(len(row[column]) for row in rows) + 2 for column in range(6)]
    for number, row in enumerate(rows):
        left = "".join(
            cell.rjust(width - 2) + "  " if column == 5 else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=False))
        )
        style = "bold" if number == 0 or row[0] else "dim"
        sheet.row(left.rstrip().ljust(sum(widths) - 1), row[6], style, width=sum(widths), left_style=style)
    sheet.line(f"* in force on {found.on}", "dim")


def _cells(listed: ListedRelease) -> tuple[str, ...]:
    release = listed.release
    last_day = release.validity.last_day
    return (
        "*" if listed.in_force else "",
        release.source,
        release.release,
        release.validity.first_day.isoformat(),
        last_day.isoformat() if last_day else "open",
        f"{release.row_count:,}",
        ("imported " + release.imported_at[:10] if release.imported_at else "bundled") + (", excerpt" if release.excerpt else ""),
    )
