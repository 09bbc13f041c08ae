"""The two places that a reference is fetched from: a folder, such as a shared volume, and an address."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from codewell.kernel.errors import DownloadError, InputError
from codewell.releases.mirroring.manifest import FILES, MANIFEST
from codewell.releases.sync import download

if TYPE_CHECKING:
    import httpx


class FolderMirror:
    """An export in a folder.

    Args:
        folder: that holds the manifest.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def where(self) -> str:
        """Return the folder."""
        return str(self._folder)

    def manifest(self, folder: Path) -> Path:
        """Copy the manifest.

        Raises:
            InputError: there is none.
        """
        if not (self._folder / MANIFEST).is_file():
            raise InputError(f"{self._folder} holds no {MANIFEST}.", next_step="Make one with `codewell releases export`.")
        return Path(shutil.copyfile(self._folder / MANIFEST, folder / MANIFEST))

    def file(self, sha256: str, folder: Path) -> Path:
        """Copy a file.

        Raises:
            DownloadError: it is not there.
        """
        try:
            return Path(shutil.copyfile(self._folder / FILES / sha256, folder / sha256))
        except FileNotFoundError:
            raise DownloadError(
                f"{self._folder} lacks a file that its manifest names.",
                next_step="Wait for the export to end, then run it again.",
            ) from None


class WebMirror:
    """An export that a web server gives out.

    Args:
        client: from `open_client`.
        address: https, or http on this machine; of the folder that holds the manifest.
    """

    def __init__(self, client: httpx.Client, address: str) -> None:
        self._client = client
        self._address = address.rstrip("/")

    @property
    def where(self) -> str:
        """Return the address."""
        return self._address

    def manifest(self, folder: Path) -> Path:
        """Download the manifest."""
        return download(self._client, f"{self._address}/{MANIFEST}", folder).path

    def file(self, sha256: str, folder: Path) -> Path:
        """Download a file."""
        return download(self._client, f"{self._address}/{FILES}/{sha256}", folder).path
