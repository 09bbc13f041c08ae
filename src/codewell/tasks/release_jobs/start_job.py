"""Start a job beside the service, look at it, and ask it to stop."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable
from pathlib import Path

from codewell.kernel.clock import Clock
from codewell.kernel.errors import InputError, LicenceError
from codewell.releases.publishers import download_for, read_publishers
from codewell.sources.registry import source
from codewell.tasks.release_jobs.job import JobKind, JobRequest, JobState, JobStatus
from codewell.tasks.release_jobs.job_files import JobFiles
from codewell.tasks.release_jobs.run_job import run_job

Starter = Callable[[Path, str, Clock, Path | None, Callable[[], None]], None]
"""Runs `run_job`, here or elsewhere, and calls what it is given once that is over."""


def in_a_process(home: Path, job_id: str, clock: Clock, publishers: Path | None, over: Callable[[], None]) -> None:
    """Run a job in a process of its own, so that pages are answered as quickly as before; it ends with the service."""
    arguments = (home, job_id, clock, publishers)
    process = multiprocessing.get_context("spawn").Process(target=run_job, args=arguments, name=f"job-{job_id}", daemon=True)
    process.start()

    def wait() -> None:
        process.join()
        over()

    threading.Thread(target=wait, name=f"after-{job_id}", daemon=True).start()


class ReleaseJobs:
    """The jobs of a home; one runs at a time.

    Args:
        home: folder of the releases.
        clock: tells the present instant; the process of a job gets it.
        publishers: another table of addresses than ours, or None.
        starter: runs a job.
        ended: called with a job that is over.
    """

    def __init__(
        self,
        home: Path,
        clock: Clock,
        publishers: Path | None = None,
        starter: Starter = in_a_process,
        ended: Callable[[JobState], None] = lambda state: None,
    ) -> None:
        self.files = JobFiles(home)
        self.publishers = publishers
        self._home = home
        self._clock = clock
        self._starter = starter
        self._ended = ended

    def new_id(self) -> str:
        """Return the id of a new job, whose folder is made for what is uploaded."""
        return self.files.new_id(self._clock())

    def start(self, job_id: str, request: JobRequest) -> JobState:
        """Start a job.

        Raises:
            InputError: the source is unknown, or another job is running.
            LicenceError: the source carries AMA codes or text and nobody accepted the licence.
        """
        needs_licence(request.source, request.kind, request.licence_accepted_by, self.publishers)
        if self.under_way() is not None:
            raise InputError(
                "Another job is running.",
                next_step="Start this one when that is over, or stop that one.",
                slug="input.job-running",
            )
        state = JobState(job_id, request, JobStatus.WAITING, "Waiting", 0, 0, self._clock())
        self.files.write(state)
        self.files.forget_old()
        self._starter(self._home, job_id, self._clock, self.publishers, lambda: self._ended(self.files.read(job_id)))
        return state

    def under_way(self) -> JobState | None:
        """Return the job that waits or runs, or None."""
        return next((one for one in self.files.all() if not one.status.is_over), None)


def needs_licence(source_id: str, kind: JobKind, accepted_by: str, publishers: Path | None = None) -> None:
    """See that a source is known and that its licence is accepted, before anything is fetched or kept.

    Raises:
        InputError: the source is unknown, or cannot be synced.
        LicenceError: nobody accepted.
    """
    room = source(source_id)
    asks = room.rights.carries_ama
    if kind is JobKind.SYNC:
        asks = download_for(source_id, read_publishers(publishers)).click_through or asks
    if asks and not accepted_by.strip():
        raise LicenceError(
            f"{room.title} carries AMA codes or text.", next_step="If you hold the licence, accept its terms with your name."
        )
