"""Where jobs are written: one folder each below the home, its state swapped in whole by rename."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO

from codewell.kernel.errors import StorageError, UnknownRecordError
from codewell.tasks.release_jobs.job import JobKind, JobRequest, JobState, JobStatus

KEPT = 30
"""Jobs whose state stays to be looked at; of older ones nothing does."""
_FOLDER = "jobs"
_SECONDS_TO_BEGIN = 60
_ID = re.compile(r"[0-9]{14}-[0-9a-f]{8}")


class JobFiles:
    """The jobs of a home.

    Args:
        home: folder of the releases.
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        self._folder = home / _FOLDER

    def new_id(self, now: datetime) -> str:
        """Return an id that sorts after those of earlier instants, and make the job's folder.

        Raises:
            StorageError: the home cannot be written.
        """
        made = f"{now.astimezone(UTC):%Y%m%d%H%M%S}-{secrets.token_hex(4)}"
        try:
            self.folder_of(made).mkdir(parents=True, mode=0o700)
        except OSError as refused:
            raise StorageError(f"The folder {self._folder} cannot be written: {refused.strerror}.") from None
        return made

    def folder_of(self, job_id: str) -> Path:
        """Return the folder of a job.

        Raises:
            UnknownRecordError: the id is none.
        """
        if not _ID.fullmatch(job_id):
            raise UnknownRecordError("There is no such job.")
        return self._folder / job_id

    def write(self, state: JobState) -> None:
        """Write a job's state; whoever reads sees the one before or this one, whole.

        Raises:
            StorageError: the disk refused.
        """
        held = asdict(state)
        file = self.folder_of(state.id) / "state.json"
        draft = file.with_suffix(f".{os.getpid()}.tmp")
        try:
            draft.write_text(json.dumps(held, default=_written), encoding="utf-8")
            os.replace(draft, file)
        except OSError as refused:
            raise StorageError(f"The state of the job cannot be written: {refused.strerror}.") from None

    def read(self, job_id: str) -> JobState:
        """Return a job; one that says it runs while nobody holds the turn was interrupted.

        Raises:
            UnknownRecordError: there is no such job.
        """
        try:
            held = json.loads((self.folder_of(job_id) / "state.json").read_text(encoding="utf-8"))
            state = _state(held)
        except (OSError, ValueError, KeyError, TypeError):
            raise UnknownRecordError("There is no such job.") from None
        if state.status.is_over or self.is_running() or (state.status is JobStatus.WAITING and self._is_fresh(job_id)):
            return state
        again = _reread(self.folder_of(job_id) / "state.json") or state
        return again if again.status.is_over else replace(again, status=JobStatus.INTERRUPTED, step="")

    def all(self) -> tuple[JobState, ...]:
        """Return the jobs, newest first."""
        found = []
        for name in sorted(self._names(), reverse=True):
            with suppress(UnknownRecordError):
                found.append(self.read(name))
        return tuple(found)

    def ask_to_stop(self, job_id: str) -> None:
        """Ask a job to stop; it does at its next step."""
        folder = self.folder_of(job_id)
        if folder.is_dir():
            with suppress(OSError):
                (folder / "stop").touch()

    def is_asked_to_stop(self, job_id: str) -> bool:
        """Say whether somebody asked it to."""
        return (self.folder_of(job_id) / "stop").exists()

    def forget_files(self, job_id: str) -> None:
        """Delete what was uploaded for a job."""
        shutil.rmtree(self.folder_of(job_id) / "files", ignore_errors=True)

    def forget_old(self) -> None:
        """Delete the folders of all but the newest jobs."""
        for name in sorted(self._names(), reverse=True)[KEPT:]:
            shutil.rmtree(self._folder / name, ignore_errors=True)

    @contextmanager
    def turn(self, *, patience: float = 0.0) -> Iterator[bool]:
        """Take the turn while the block runs; False where another process has it. It ends with the process, however that ends.

        Args:
            patience: seconds to try; whoever only looks takes the turn for a moment, which must not stop a job.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / "turn").open("a+b") as handle:
            taken, until = _locked(handle), time.monotonic() + patience
            while not taken and time.monotonic() < until:
                time.sleep(0.05)
                taken = _locked(handle)
            yield taken

    def is_running(self) -> bool:
        """Say whether some process has the turn."""
        if not self._folder.is_dir():
            return False
        with self.turn() as taken:
            return not taken

    def _is_fresh(self, job_id: str) -> bool:
        """Say whether a job's state was written within the time that its process takes to begin."""
        try:
            return time.time() - (self.folder_of(job_id) / "state.json").stat().st_mtime < _SECONDS_TO_BEGIN
        except OSError:
            return False

    def _names(self) -> list[str]:
        try:
            return [entry.name for entry in self._folder.iterdir() if _ID.fullmatch(entry.name)]
        except OSError:
            return []


def _locked(handle: IO[bytes]) -> bool:
    """Lock a file until it is closed; False where another process has it."""
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _written(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _reread(file: Path) -> JobState | None:
    """Return a state again: between the first look and the look at the turn the job may have ended."""
    try:
        return _state(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _state(held: dict[str, object]) -> JobState:
    asked: dict[str, object] = held["request"]  # type: ignore[assignment]
    request = JobRequest(
        kind=JobKind(str(asked["kind"])),
        source=str(asked["source"]),
        by=str(asked["by"]),
        files=tuple(asked["files"]),  # type: ignore[arg-type]
        licence_accepted_by=str(asked["licence_accepted_by"]),
        release=str(asked["release"]),
        first_day=_day(asked["first_day"]),
        last_day=_day(asked["last_day"]),
    )
    return JobState(
        id=str(held["id"]),
        request=request,
        status=JobStatus(str(held["status"])),
        step=str(held["step"]),
        done=int(str(held["done"])),
        total=int(str(held["total"])),
        began_at=datetime.fromisoformat(str(held["began_at"])),
        ended_at=datetime.fromisoformat(str(held["ended_at"])) if held["ended_at"] else None,
        made=str(held["made"]),
        fault=str(held["fault"]),
    )


def _day(written: object) -> date | None:
    return date.fromisoformat(str(written)) if written else None
