"""Fetch the publishers' current files and import them."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from codewell.kernel.clock import Clock
from codewell.kernel.errors import InputError, LicenceError
from codewell.releases.partial import Downloaded
from codewell.releases.publishers import PublishedDownload, download_for, read_publishers
from codewell.releases.release import Release
from codewell.releases.sync import download, find_links, open_client
from codewell.sources.registry import source
from codewell.tasks.import_release import ReleaseImport, import_release

if TYPE_CHECKING:
    import httpx


@dataclass(frozen=True, slots=True)
class SyncRequest:
    """Which sources to bring up to date.

    Args:
        sources: ids of source rooms.
        licence_accepted_by: name of who accepts the AMA licence; None where nobody did.
        publishers: another table of addresses than the one that ships with Codewell, or None.
    """

    sources: tuple[str, ...]
    licence_accepted_by: str | None = None
    publishers: Path | None = None


@dataclass(frozen=True, slots=True)
class SyncedSource:
    """A source that is up to date.

    Args:
        release: the release that was imported.
        files: what was fetched for it.
        notice: why the addresses known to have worked were used instead of the publisher's page; else empty.
    """

    release: Release
    files: tuple[Downloaded, ...]
    notice: str


class SyncProgress(Protocol):
    """Told of a sync's steps."""

    def fetching(self, url: str, done: int, total: int | None) -> None: ...
    def importing(self, source: str, rows: int) -> None: ...


def sync_releases(
    home: Path,
    clock: Clock,
    request: SyncRequest,
    progress: SyncProgress,
    *,
    done: Callable[[SyncedSource], None] = lambda synced: None,
    wait: Callable[[float], None] = time.sleep,
) -> tuple[SyncedSource, ...]:
    """Fetch and import each source; a file that feeds several is fetched once.

    Args:
        home: files go to its `downloads` folder.
        clock: dates the imports.
        request: which sources.
        progress: told of bytes and rows.
        done: called with each source as soon as it is ready; the ones before a failure stay.
        wait: sleeps between attempts.

    Raises:
        InputError: a source is unknown or cannot be synced.
        LicenceError: a source carries AMA codes or text and nobody accepted the licence; nothing was fetched.
        DownloadError: a server did not give the whole file; the next run goes on from there.
        PublisherFileError: a file is not as documented; the previous release stays.
        StorageError: the disk refused.
    """
    if not request.sources:
        raise InputError("No source is named.", next_step="`codewell sync --list` shows them.", slug="input.unknown-source")
    publishers = read_publishers(request.publishers)
    plan: dict[str, PublishedDownload] = {name: download_for(name, publishers) for name in request.sources}
    for name, entry in plan.items():
        _require_licence(name, entry, request)
    synced: list[SyncedSource] = []
    fetched: dict[PublishedDownload, tuple[tuple[Downloaded, ...], str]] = {}
    with closing(open_client()) as client:
        for name, entry in plan.items():
            if entry not in fetched:
                fetched[entry] = _fetch(client, entry, home / "downloads", progress, wait)
            files, notice = fetched[entry]
            synced.append(SyncedSource(_import(home, clock, name, files, request, progress), files, notice))
            done(synced[-1])
    return tuple(synced)


def _require_licence(name: str, entry: PublishedDownload, request: SyncRequest) -> None:
    room = source(name)
    if (entry.click_through or room.rights.carries_ama) and not request.licence_accepted_by:
        raise LicenceError(
            f"{room.title} carries AMA codes or text; the publisher asks for the AMA's terms to be accepted.",
            next_step=f"Read them at {entry.page}, then accept them with --accept-ama-licence.",
        )


def _fetch(
    client: httpx.Client, entry: PublishedDownload, folder: Path, progress: SyncProgress, wait: Callable[[float], None]
) -> tuple[tuple[Downloaded, ...], str]:
    links, notice = find_links(client, entry)
    files = []
    for url in links:

        def told(done: int, total: int | None, url: str = url) -> None:
            progress.fetching(url, done, total)

        files.append(download(client, url, folder, progress=told, wait=wait))
    return tuple(files), notice


def _import(
    home: Path, clock: Clock, name: str, files: tuple[Downloaded, ...], request: SyncRequest, progress: SyncProgress
) -> Release:
    wanted = ReleaseImport(
        source=name,
        files=tuple(file.path for file in files),
        licence_accepted_by=request.licence_accepted_by,
        url=", ".join(file.url for file in files),
    )
    return import_release(home, clock, wanted, lambda rows: progress.importing(name, rows))
