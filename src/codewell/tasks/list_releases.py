"""List the releases on this machine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from codewell.releases.release import Release
from codewell.tasks.workplace import Workplace


@dataclass(frozen=True, slots=True)
class ListedRelease:
    """A ready release and whether it answers for the day.

    Args:
        in_force: True where it is the one that answers for its source on the day.
        release: what the catalogue says of it.
    """

    in_force: bool
    release: Release


@dataclass(frozen=True, slots=True)
class ReleaseList:
    """All ready releases.

    Args:
        on: the day by which `in_force` was decided.
        releases: by source and first day.
        sources: ids of all sources that can be imported.
    """

    on: date
    releases: tuple[ListedRelease, ...]
    sources: tuple[str, ...]


def list_releases(workplace: Workplace, on: date | None = None) -> ReleaseList:
    """Return every ready release; `on` (None: today) decides which of each source is in force."""
    from codewell.sources.registry import ROOMS

    day = on or workplace.today
    shelf = workplace.shelf
    listed = []
    for release in shelf:
        answering = shelf.in_force(release.source, day)
        listed.append(ListedRelease(answering is not None and answering.release == release, release))
    return ReleaseList(day, tuple(listed), tuple(ROOMS))
