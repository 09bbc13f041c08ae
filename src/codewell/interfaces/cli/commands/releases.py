"""`codewell releases`."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

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
  codewell releases export /mnt/shared/codewell
  codewell releases fetch https://mirror.hospital.example/codewell
"""


@click.group("releases", epilog=_EPILOG, short_help="List the releases on this machine.", invoke_without_command=True)
@on_option
@json_option
@click.pass_context
def command(context: click.Context, on: date | None, as_json: bool) -> None:
    """List the releases on this machine with the days they cover; * marks the one in force on the day."""
    if context.invoked_subcommand is not None:
        return
    found = list_releases(session_of(context).workplace(), on)
    if as_json:
        write_json(to_wire(found))
    else:
        _write_table(found)


@command.command("export")
@click.argument("target", type=click.Path(path_type=Path, file_okay=False))
@click.option("--with-licensed", is_flag=True, help="Also licensed CPT text, for replicas within the same licence.")
@click.pass_context
def export(context: click.Context, target: Path, with_licensed: bool) -> None:
    """Write the releases, the search index and their checksums to TARGET, for replicas to fetch."""
    from codewell.tasks.mirror_releases import export_releases

    manifest, sha256 = export_releases(session_of(context).settings.home, target, with_licensed=with_licensed)
    size = sum(one.size for one in manifest.files)
    click.echo(f"{target}: {len(manifest.releases)} releases, {len(manifest.files)} files, {size / 1e6:,.0f} MB.")
    click.echo(f"reference {manifest.reference}")
    click.echo(f"SHA-256 of the manifest {sha256}")


@command.command("fetch")
@click.argument("source")
@click.option("--sha256", default="", metavar="HEX", help="Of the manifest, as the export told it; another one is refused.")
@click.option("--drop-own", is_flag=True, help="Also drop releases that were imported here and that SOURCE lacks.")
@click.pass_context
def fetch(context: click.Context, source: str, sha256: str, drop_own: bool) -> None:
    """Bring the releases of an export, a folder or an https address, into this home; until all are checked nothing changes."""
    from codewell.tasks.mirror_releases import fetch_releases

    home = session_of(context).settings.home
    fetched = fetch_releases(home, source, manifest_sha256=sha256, drop_own=drop_own)
    manifest = fetched.manifest
    click.echo(f"{home}: {len(manifest.releases)} releases; {fetched.brought} of {len(manifest.files)} files were new.")
    if fetched.removed:
        click.echo(f"No longer here: {', '.join(fetched.removed)}.")
    click.echo(f"reference {manifest.reference}")


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
