"""`codewell sync`."""

from __future__ import annotations

from pathlib import Path

import click

from codewell.interfaces.cli.commands.import_files import acceptor
from codewell.interfaces.cli.progress import ProgressLine
from codewell.interfaces.cli.session import session_of

_EPILOG = """\b
Examples:
  codewell sync --list
  codewell sync icd10cm icd10cm-tabular
  codewell sync mpfs gpci --accept-ama-licence

\b
A transfer that broke off goes on where it stopped when the command is run again.
CODEWELL_PUBLISHERS names a table of other addresses, such as a mirror's.
"""


@click.command("sync", epilog=_EPILOG, short_help="Download current files from the publishers and import them.")
@click.argument("sources", nargs=-1, metavar="SOURCE...")
@click.option("--list", "listing", is_flag=True, help="List the sources that can be synced, with their addresses.")
@click.option("--accept-ama-licence", is_flag=True, help="I hold the AMA licence and accept its terms for these files.")
@click.option("--accepted-by", metavar="NAME", help="Who accepts the licence; else your login name.")
@click.pass_context
def command(
    context: click.Context, sources: tuple[str, ...], listing: bool, accept_ama_licence: bool, accepted_by: str | None
) -> None:
    """Download the current files of each SOURCE from its publisher, check them and import them."""
    from codewell.tasks.sync_releases import SyncedSource, SyncRequest, sync_releases

    session = session_of(context)
    table = session.settings.publishers
    if listing:
        _write_list(table)
        return
    if not sources:
        raise click.UsageError("Name a source; `codewell sync --list` shows them.")
    request = SyncRequest(sources, acceptor(accept_ama_licence, accepted_by), table)
    shown = _Shown()

    def ready(synced: SyncedSource) -> None:
        shown.finish()
        if synced.notice:
            click.echo(f"{synced.notice} The address known to have worked was used.", err=True)
        for file in synced.files:
            click.echo(f"{file.url}  {file.size} bytes  sha256 {file.sha256}")
        release = synced.release
        click.echo(f"{release.title} is ready: {release.row_count:,} rows, {release.validity}")

    sync_releases(session.settings.home, session.clock, request, shown, done=ready)


def _write_list(table: Path | None) -> None:
    from codewell.releases.publishers import read_publishers

    for entry in read_publishers(table):
        terms = "  (asks for --accept-ama-licence)" if entry.click_through else ""
        click.echo(", ".join(entry.feeds) + terms)
        click.echo(f"    {entry.page}")


class _Shown:
    """Shows a sync's steps on standard error."""

    def __init__(self) -> None:
        self._what = ""
        self._line: ProgressLine | None = None

    def fetching(self, url: str, done: int, total: int | None) -> None:
        self._of("Fetching " + url.rsplit("/", 1)[-1]).transferred(done, total)

    def importing(self, source: str, rows: int) -> None:
        self._of(f"Importing {source}").counted(rows)

    def finish(self) -> None:
        if self._line is not None:
            self._line.finish()
        self._line, self._what = None, ""

    def _of(self, what: str) -> ProgressLine:
        if self._line is None or what != self._what:
            self.finish()
            self._line, self._what = ProgressLine(what), what
        return self._line
