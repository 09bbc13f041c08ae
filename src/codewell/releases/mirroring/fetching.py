"""Brings a mirrored reference into a home: fetched beside, checked whole, then put in place."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from codewell.kernel.errors import ConfigurationError, DownloadError, InputError, StorageError
from codewell.releases.catalogue import Catalogue
from codewell.releases.importing import sweep
from codewell.releases.mirroring.manifest import LARGEST_MANIFEST, Manifest, MirroredFile, read_manifest, sha256_of

Progress = Callable[[str, int, int], None]
"""Called with a file's place, the files done and the files in all."""


class Mirror(Protocol):
    """Where a reference is fetched from."""

    @property
    def where(self) -> str:
        """Return the folder or address, for a reader."""
        ...

    def manifest(self, folder: Path) -> Path:
        """Bring the manifest into a folder and return it there."""
        ...

    def file(self, sha256: str, folder: Path) -> Path:
        """Bring a file into a folder and return it there."""
        ...


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a fetch did.

    Args:
        manifest: of the mirror.
        brought: files that were not here yet.
        removed: titles of releases that were here and that the mirror does not have.
    """

    manifest: Manifest
    brought: int
    removed: tuple[str, ...]


def fetch_reference(
    home: Path,
    mirror: Mirror,
    *,
    manifest_sha256: str = "",
    drop_own: bool = False,
    progress: Progress = lambda place, done, total: None,
) -> Fetched:
    """Make the home answer from the mirror's releases, and from no others; until every file was checked it answers as before.

    Args:
        home: folder of the releases.
        mirror: an export.
        manifest_sha256: of the manifest that is wanted; empty for the one that is there.
        drop_own: also where the home has releases that somebody imported here and that the mirror lacks.
        progress: told of each file.

    Raises:
        InputError: the manifest is none, or not the wanted one.
        ConfigurationError: the home has releases of its own.
        DownloadError: a file is missing or is not what the manifest says; the home is as it was.
        StorageError: the disk refused; the home is as it was, or has the new files without their rows.
    """
    staging = home / ".mirroring" / str(os.getpid())
    try:
        staging.mkdir(parents=True, exist_ok=True)
        manifest = _wanted(mirror, staging, manifest_sha256)
        gone = _gone(home, manifest, drop_own)
        brought = {}
        for number, one in enumerate(manifest.files, start=1):
            progress(one.place, number, len(manifest.files))
            if not _is_here(home / one.place, one):
                brought[one.place] = _checked(mirror, staging / str(number), one)
        for place, path in brought.items():
            _put(path, home / place)
        Catalogue(home).replace(manifest.releases)
        _sweep(home, manifest)
    except OSError as refused:
        raise StorageError(
            f"The releases could not be stored ({refused.strerror or type(refused).__name__}).",
            next_step=f"Free some space under {home}; the previous releases are still in use.",
        ) from refused
    finally:
        shutil.rmtree(staging, ignore_errors=True)
        with suppress(OSError):
            staging.parent.rmdir()
    return Fetched(manifest, len(brought), gone)


def _sweep(home: Path, manifest: Manifest) -> None:
    """Remove indexes that were replaced, which readers have mapped, and release files that nobody opens any more."""
    current = {one.place.split("/")[1] for one in manifest.files if one.place.startswith("search")}
    for folder in home.glob("search*/index-*"):
        if folder.name not in current:
            shutil.rmtree(folder, ignore_errors=True)
    sweep(home / "releases", Catalogue(home))


def _wanted(mirror: Mirror, staging: Path, manifest_sha256: str) -> Manifest:
    file = mirror.manifest(staging)
    if file.stat().st_size > LARGEST_MANIFEST:
        raise InputError(f"The manifest of {mirror.where} is too large.", slug="input.mirror-manifest")
    content = file.read_bytes()
    if manifest_sha256 and hashlib.sha256(content).hexdigest() != manifest_sha256.lower():
        raise InputError(
            f"The manifest of {mirror.where} is not the one that was asked for.",
            next_step="Compare the SHA-256 with what the export said.",
            slug="input.mirror-manifest",
        )
    return read_manifest(content, mirror.where)


def _gone(home: Path, manifest: Manifest, drop_own: bool) -> tuple[str, ...]:
    """Return the titles of what the mirror lacks; what somebody imported here is not dropped unasked."""
    kept = {(one.source, one.release) for one in manifest.releases}
    gone = [one for one in Catalogue(home).releases() if (one.source, one.release) not in kept]
    own = [one.title for one in gone if one.imported_at]
    if own and not drop_own:
        raise ConfigurationError(
            f"These releases were imported here and are not in the mirror: {', '.join(own)}.",
            next_step="Import them where the mirror is exported, or fetch with --drop-own.",
            slug="configuration.own-releases",
        )
    return tuple(one.title for one in gone)


def _is_here(path: Path, one: MirroredFile) -> bool:
    return path.is_file() and path.stat().st_size == one.size and sha256_of(path) == one.sha256


def _checked(mirror: Mirror, folder: Path, one: MirroredFile) -> Path:
    folder.mkdir()  # of its own: two places may hold the same bytes
    path = mirror.file(one.sha256, folder)
    if path.stat().st_size != one.size or sha256_of(path) != one.sha256:
        raise DownloadError(
            f"{one.place} in {mirror.where} is not what its manifest says.",
            next_step="Export the mirror again; the previous releases are still in use.",
        )
    return path


def _put(path: Path, place: Path) -> None:
    """Put a checked file in its place; who has the earlier one open goes on reading it."""
    place.parent.mkdir(parents=True, exist_ok=True)
    path.chmod(0o444)
    with path.open("rb") as content:
        os.fsync(content.fileno())
    os.replace(path, place)
