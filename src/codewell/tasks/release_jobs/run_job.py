"""Does a job, in a process of its own, and writes how far it is."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from codewell.kernel.clock import Clock
from codewell.kernel.errors import CodewellError, NotLoadedError
from codewell.tasks.build_reference import build_search_index
from codewell.tasks.import_release import ReleaseImport, import_release
from codewell.tasks.release_jobs.job import JobKind, JobState, JobStatus
from codewell.tasks.release_jobs.job_files import JobFiles
from codewell.tasks.sync_releases import SyncRequest, sync_releases

_SECONDS_BETWEEN_WRITES = 0.4
_SECONDS_FOR_THE_TURN = 3.0


class _StoppedError(CodewellError):
    """Somebody asked the job to stop."""

    slug = "job.stopped"


def run_job(home: Path, job_id: str, clock: Clock, publishers: Path | None = None) -> None:
    """Do a job that waits, unless another one has the turn; its end is in its state, whatever it was.

    Args:
        home: folder of the releases.
        job_id: of a job whose state was written.
        clock: tells the present instant.
        publishers: another table of addresses than ours, or None.
    """
    files = JobFiles(home)
    state = files.read(job_id)
    with files.turn(patience=_SECONDS_FOR_THE_TURN) as taken:
        if not taken:
            fault = "Another job was running. Start this one again when that is over."
            files.write(replace(state, status=JobStatus.FAILED, fault=fault, ended_at=clock()))
            return
        report = _Report(files, replace(state, status=JobStatus.RUNNING, step="Beginning"))
        try:
            made = _done(home, report, clock, publishers)
            end = replace(report.state, status=JobStatus.DONE, made=made)
        except _StoppedError:
            end = replace(report.state, status=JobStatus.CANCELLED)
        except CodewellError as refused:
            end = replace(report.state, status=JobStatus.FAILED, fault=str(refused))
        except Exception as defect:  # noqa: BLE001 - a defect ends the job and is told; the service goes on
            told = f"Codewell failed ({type(defect).__name__}); this is a defect of the program. The previous release is in use."
            end = replace(report.state, status=JobStatus.FAILED, fault=told)
        files.write(replace(end, step="", done=0, total=0, ended_at=clock()))
        files.forget_files(job_id)


def _done(home: Path, report: _Report, clock: Clock, publishers: Path | None) -> str:
    """Do what is asked and return what became ready, in words."""
    asked = report.state.request
    accepted = asked.licence_accepted_by or None
    if asked.kind is JobKind.SYNC:
        synced = sync_releases(home, clock, SyncRequest((asked.source,), accepted, publishers), report)
        made = [f"{one.release.title}, {one.release.row_count:,} rows" for one in synced]
    else:
        folder = report.files.folder_of(report.state.id) / "files"
        wanted = ReleaseImport(
            asked.source,
            tuple(folder / name for name in asked.files),
            asked.release or None,
            asked.first_day,
            asked.last_day,
            licence_accepted_by=accepted,
        )
        release = import_release(home, clock, wanted, lambda rows: report.importing(asked.source, rows))
        made = [f"{release.title}, {release.row_count:,} rows"]
    report.says("Building the search index", 0, 0, at_once=True)
    with suppress(NotLoadedError):  # where no code list is loaded there is nothing to search
        if build_search_index(home, lambda what, done, total: report.says("Building the search index", done, total)):
            # a service that saw the release become ready has the index of before open; this makes it look again
            (home / "catalogue.sqlite").touch()
    return "; ".join(made)


class _Report:
    """Writes a job's state as it goes, at most a few times a second, and stops it where it is asked to.

    Attributes:
        state: as last told.
        files: where it is written.
    """

    def __init__(self, files: JobFiles, state: JobState) -> None:
        self.files = files
        self.state = state
        self._written = 0.0
        self._publish()

    def fetching(self, url: str, done: int, total: int | None) -> None:
        """Tell of bytes that arrived."""
        self.says(f"Fetching {url.rsplit('/', 1)[-1][:80]}", done, total or 0)

    def importing(self, source: str, rows: int) -> None:
        """Tell of rows that were stored."""
        self.says(f"Importing {source}: {rows:,} rows", 0, 0)

    def says(self, step: str, done: int, total: int, *, at_once: bool = False) -> None:
        """Tell of a step.

        Raises:
            _StoppedError: somebody asked the job to stop.
        """
        self.state = replace(self.state, step=step, done=done, total=total)
        if self.files.is_asked_to_stop(self.state.id):
            raise _StoppedError("The job was stopped.")
        if at_once or time.monotonic() - self._written >= _SECONDS_BETWEEN_WRITES:
            self._publish()

    def _publish(self) -> None:
        self.files.write(self.state)
        self._written = time.monotonic()
