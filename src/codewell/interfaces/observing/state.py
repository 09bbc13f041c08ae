"""What stands in a service at an instant, for whoever runs it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import codewell
from codewell.accounts.connections import ConnectionsUsed
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.service import Service
from codewell.releases.mirroring.digest import reference_digest
from codewell.releases.shelf import Shelf
from codewell.tasks.release_jobs.job_files import JobFiles


@dataclass(frozen=True, slots=True)
class ReleaseAge:
    """How old the release is that answers today.

    Args:
        source: id of the source.
        release: its label.
        age_days: since its first day.
        left_days: until its last; below 0 where the nearest has ended; None where no end was announced.
    """

    source: str
    release: str
    age_days: int
    left_days: int | None


@dataclass(frozen=True, slots=True)
class ServiceState:
    """What stands now.

    Args:
        version: of the program.
        reference: digest of all releases.
        search_ready: whether the search index is open.
        jobs_running: imports and syncs that run in this home.
        releases: one of each source.
        connections: to PostgreSQL; None where the accounts are not open or lie in a file.
    """

    version: str
    reference: str
    search_ready: bool
    jobs_running: int
    releases: tuple[ReleaseAge, ...]
    connections: ConnectionsUsed | None


def state_of(desk: Desk, service: Service) -> ServiceState:
    """Return what stands now; opens nothing that is not open."""
    workplace = desk.everything()
    shelf = workplace.shelf
    return ServiceState(
        version=codewell.__version__,
        reference=reference_digest(shelf),
        search_ready=desk.search_state == "ready",
        jobs_running=sum(not one.status.is_over for one in JobFiles(workplace.home).all()),
        releases=tuple(_ages(shelf, workplace.today)),
        connections=service.accounts.database.connections_used() if service.is_open else None,
    )


def _ages(shelf: Shelf, today: date) -> Iterator[ReleaseAge]:
    for source in dict.fromkeys(release.source for release in shelf):
        opened = shelf.nearest(source, today)
        if opened is not None:
            validity = opened.release.validity
            left = (validity.last_day - today).days if validity.last_day else None
            yield ReleaseAge(source, opened.release.release, (today - validity.first_day).days, left)
