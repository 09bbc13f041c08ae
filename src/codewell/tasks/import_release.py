"""Import a publisher's files as a release."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from codewell.kernel.clock import Clock
from codewell.kernel.errors import InputError
from codewell.kernel.validity import Validity
from codewell.releases.importing import ImportRequest
from codewell.releases.importing import import_release as store_release
from codewell.releases.release import Release
from codewell.sources.contract import ReleaseIdentity
from codewell.sources.files import PublishedFile, open_published
from codewell.sources.registry import source


@dataclass(frozen=True, slots=True)
class ReleaseImport:
    """Files to import and how to file them.

    Args:
        source: id of the source room.
        files: paths of the publisher's files, plain, .gz, .xz or .zip.
        release: label; None to read label and days from the files.
        first_day: first day of service; needed with `release`.
        last_day: last day of service, or None where no end is announced.
        excerpt: True where the files are known to hold a part only.
        licence_accepted_by: name of who accepts the AMA licence; None where nobody did.
        url: the address the files came from; empty where they were downloaded by hand.
    """

    source: str
    files: tuple[Path, ...]
    release: str | None = None
    first_day: date | None = None
    last_day: date | None = None
    excerpt: bool = False
    licence_accepted_by: str | None = None
    url: str = ""


def import_release(
    home: Path, clock: Clock, request: ReleaseImport, progress: Callable[[int], None] = lambda rows: None
) -> Release:
    """Store the files as a ready release and return it.

    Args:
        home: the folder of the releases.
        clock: dates the import and the acceptance of a licence.
        request: what to import.
        progress: called with the number of rows stored so far.

    Raises:
        InputError: unknown source, missing or unreadable file, or nobody says which release it is.
        LicenceError: the source carries AMA codes or text and nobody accepted the licence.
        PublisherFileError: a file is not as documented; the previous release stays.
        StorageError: the disk refused; the previous release stays.
    """
    room = source(request.source)
    if not request.files:
        raise InputError("No file is named.", next_step="Name the publisher's files.", slug="input.no-such-file")
    identity = _identity(request)
    published: list[PublishedFile] = []
    for path in request.files:
        _require_readable(path)
        published.extend(open_published(path))
    at = clock().isoformat(timespec="seconds")
    return store_release(
        home,
        ImportRequest(
            source=room,
            files=published,
            identity=identity,
            excerpt=request.excerpt,
            imported_at=at,
            accepted_by=acceptance(request.licence_accepted_by, clock()),
            url=request.url,
        ),
        progress,
    )


def acceptance(name: str | None, at: datetime) -> str:
    """Return what is recorded of who accepted the licence and when; empty where nobody did."""
    return f"{name.strip()}, {at.isoformat(timespec='seconds')}" if name and name.strip() else ""


def _identity(request: ReleaseImport) -> ReleaseIdentity | None:
    if request.release is None and request.first_day is None and request.last_day is None:
        return None
    if request.release is None or request.first_day is None:
        raise InputError(
            "A release needs its label and its first day together.",
            next_step="Give --release LABEL --first-day DAY and, where the publisher names one, --last-day DAY.",
            slug="input.release-incomplete",
        )
    if request.last_day is not None and request.last_day < request.first_day:
        raise InputError(
            f"The release would end on {request.last_day}, before it begins on {request.first_day}.",
            slug="input.release-incomplete",
        )
    return ReleaseIdentity(request.release, Validity(request.first_day, request.last_day))


def _require_readable(path: Path) -> None:
    """A file that may not be read is the user's to mend, not a full disk."""
    if path.is_file() and not os.access(path, os.R_OK):
        raise InputError(
            f"The file {path} may not be read by this user.", next_step="Change its permissions.", slug="input.no-such-file"
        )
