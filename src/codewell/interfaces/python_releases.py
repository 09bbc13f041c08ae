"""The releases of a home as a Python program manages them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from codewell.interfaces.python_desk import desk
from codewell.interfaces.settings import read_settings
from codewell.kernel.clock import system_clock

if TYPE_CHECKING:
    from codewell.releases.release import Release
    from codewell.tasks.build_reference import BuiltReference
    from codewell.tasks.list_releases import ReleaseList


def build(*, home: str | Path | None = None) -> BuiltReference:
    """Make a home ready: the bundled releases, then the search index; what is ready already is left alone.

    Args:
        home: the folder; None for the one that `CODEWELL_HOME` or the operating system names.

    Raises:
        StorageError: the disk refused.
    """
    from codewell.tasks.build_reference import build_reference

    return build_reference(_folder(home))


def list_releases(*, on: date | None = None, home: str | Path | None = None) -> ReleaseList:
    """Return every ready release and which of them answer on a day.

    Args:
        on: the day; None for today.
        home: folder of the releases; None for the default.

    Raises:
        NotLoadedError: there is none.
    """
    from codewell.tasks.list_releases import list_releases as listed

    return listed(desk(home), on)


def import_release(
    source: str,
    files: Iterable[str | Path],
    *,
    release: str | None = None,
    first_day: date | None = None,
    last_day: date | None = None,
    excerpt: bool = False,
    licence_accepted_by: str | None = None,
    home: str | Path | None = None,
) -> Release:
    """Store a publisher's files as a release; a refused file leaves the previous release in force.

    Args:
        source: id of the source, as `list_releases().sources` names them.
        files: paths, plain or packed.
        release: label; None to read label and days from the files.
        first_day: first day of service; needed with `release`.
        last_day: last day of service; None where no end is announced.
        excerpt: the files are known to hold a part only, so that absence proves nothing.
        licence_accepted_by: who accepts the AMA licence, for sources that carry its codes or text.
        home: folder of the releases; None for the default.

    Raises:
        InputError: there is no such source or file, or nobody says which release it is.
        LicenceError: the licence was not accepted.
        PublisherFileError: a file is not as documented.
        StorageError: the disk refused.
    """
    from codewell.tasks.import_release import ReleaseImport
    from codewell.tasks.import_release import import_release as store

    paths = tuple(Path(file) for file in files)
    wanted = ReleaseImport(source, paths, release, first_day, last_day, excerpt, licence_accepted_by)
    return store(_folder(home), system_clock, wanted)


def _folder(home: str | Path | None) -> Path:
    return read_settings(home=Path(home) if home is not None else None).home
