"""Bring the reference of one machine to its replicas, so that all of them answer alike."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from codewell.releases.bundle import missing_bundled
from codewell.releases.mirroring.exporting import Progress as ExportProgress
from codewell.releases.mirroring.exporting import export_reference
from codewell.releases.mirroring.fetching import Fetched, Mirror, Progress, fetch_reference
from codewell.releases.mirroring.manifest import Manifest
from codewell.releases.mirroring.places import FolderMirror, WebMirror
from codewell.releases.shelf import Shelf
from codewell.tasks.readiness import LICENSED, has_licensed, index_folder, mark_built


def export_releases(
    home: Path, target: Path, *, with_licensed: bool = False, progress: ExportProgress = lambda place: None
) -> tuple[Manifest, str]:
    """Write the releases of a home, its index and its dictionaries into a folder; return the manifest and its SHA-256.

    Args:
        home: folder of the releases.
        target: folder of the export.
        with_licensed: also licensed text, for replicas within the same licence.
        progress: told of each file.

    Raises:
        NotLoadedError: no release is ready.
        StorageError: the disk refused.
    """
    if with_licensed or not has_licensed(Shelf(home)):
        indexes = {folder.name: folder for folder in (index_folder(home), index_folder(home, unlicensed=True))}
        return export_reference(home, target, indexes, progress=progress)
    indexes = {index_folder(home).name: index_folder(home, unlicensed=True)}
    return export_reference(home, target, indexes, withheld=LICENSED, progress=progress)


def fetch_releases(
    home: Path,
    source: str,
    *,
    manifest_sha256: str = "",
    drop_own: bool = False,
    progress: Progress = lambda place, done, total: None,
) -> Fetched:
    """Bring the releases of an export into a home.

    Args:
        home: folder of the releases.
        source: folder, or address beginning with https:// (http:// on this machine).
        manifest_sha256: of the manifest that is wanted; empty for the one that is there.
        drop_own: also where that drops releases which were imported here.
        progress: told of each file.

    Raises:
        CodewellError: as `fetch_reference` says; the home answers as before.
    """

    def fetched(mirror: Mirror) -> Fetched:
        found = fetch_reference(home, mirror, manifest_sha256=manifest_sha256, drop_own=drop_own, progress=progress)
        if not missing_bundled(home):
            mark_built(home)
        return found

    if not source.startswith(("https://", "http://")):
        return fetched(FolderMirror(Path(source).expanduser()))
    from codewell.releases.sync import open_client

    with closing(open_client()) as client:
        return fetched(WebMirror(client, source))
