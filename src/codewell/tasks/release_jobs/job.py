"""An import or a sync that runs beside the service: what is asked, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class JobKind(StrEnum):
    """What a job does."""

    IMPORT = "import"
    SYNC = "sync"


class JobStatus(StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    """Its process ended without a word: the machine or the service stopped."""

    @property
    def is_over(self) -> bool:
        """Say whether nothing more comes of it."""
        return self not in (JobStatus.WAITING, JobStatus.RUNNING)


@dataclass(frozen=True, slots=True)
class JobRequest:
    """What a job is to do.

    Args:
        kind: import of files that were uploaded, or sync from the publisher.
        source: id of the source room.
        by: account that asked, as the audit trail names it.
        files: names of uploaded files in the job's folder; none for a sync.
        licence_accepted_by: name of who accepts the AMA licence; empty where nobody did.
        release: label; empty to read label and days from the files.
        first_day: first day of service; needed with `release`.
        last_day: last day of service; None where no end is announced.
    """

    kind: JobKind
    source: str
    by: str
    files: tuple[str, ...] = ()
    licence_accepted_by: str = ""
    release: str = ""
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class JobState:
    """A job and how far it is.

    Args:
        id: begins with the instant at which it was asked, so that ids sort by age.
        request: what it does.
        status: how far it is.
        step: what it does just now, in words.
        done: bytes or rows of the step.
        total: of the step; 0 where it is not known.
        began_at: instant, UTC.
        ended_at: instant, UTC; None while it goes on.
        made: the releases that became ready, in words.
        fault: why it failed, with what to do; empty where it did not.
    """

    id: str
    request: JobRequest
    status: JobStatus
    step: str
    done: int
    total: int
    began_at: datetime
    ended_at: datetime | None = None
    made: str = ""
    fault: str = ""

    @property
    def percent(self) -> int | None:
        """How much of the step is done; None where its size is not known."""
        return min(100, self.done * 100 // self.total) if self.total else None
