"""Imports and syncs beside the service: one at a time, stopped on request, and whatever happens the release before stays."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import codewell
from codewell.kernel.clock import Clock
from codewell.kernel.errors import InputError, LicenceError, UnknownRecordError
from codewell.releases.shelf import Shelf
from codewell.tasks.release_jobs.job import JobKind, JobRequest, JobStatus
from codewell.tasks.release_jobs.run_job import run_job
from codewell.tasks.release_jobs.start_job import ReleaseJobs

GPCI = Path(codewell.__file__).parent / "bundled" / "gpci"


def now() -> datetime:
    return datetime(2026, 6, 2, 12, tzinfo=UTC)


def here(home: Path, job_id: str, clock: Clock, publishers: Path | None, over: Callable[[], None]) -> None:
    """Run a job in this process."""
    run_job(home, job_id, clock, publishers)
    over()


def nowhere(home: Path, job_id: str, clock: Clock, publishers: Path | None, over: Callable[[], None]) -> None:
    """Start nothing: the job waits."""


def asked(**more) -> JobRequest:
    files = ("GPCI2026.csv.xz",)
    return JobRequest(**{"kind": JobKind.IMPORT, "source": "gpci", "by": "account:ada", "files": files} | more)


def uploaded(jobs: ReleaseJobs, request: JobRequest, content: bytes | None = None) -> str:
    job_id = jobs.new_id()
    folder = jobs.files.folder_of(job_id) / "files"
    folder.mkdir()
    for name in request.files:
        if content is None:
            shutil.copy(GPCI / name, folder / name)
        else:
            (folder / name).write_bytes(content)
    return job_id


LABELLED = {
    "release": "2026",
    "first_day": date(2026, 1, 1),
    "last_day": date(2026, 12, 31),
    "licence_accepted_by": "Ada",
}


def test_an_import_makes_a_release_ready_and_leaves_no_upload(tmp_path):
    ended = []
    jobs = ReleaseJobs(tmp_path, now, starter=here, ended=ended.append)
    request = asked(**LABELLED)
    job_id = uploaded(jobs, request)
    jobs.start(job_id, request)
    state = jobs.files.read(job_id)
    assert (state.status, state.fault) == (JobStatus.DONE, "")
    assert state.made.startswith("gpci 2026, ")
    assert [(release.source, release.accepted_by[:3]) for release in Shelf(tmp_path)] == [("gpci", "Ada")]
    assert not (jobs.files.folder_of(job_id) / "files").exists()
    assert [one.id for one in ended] == [job_id]
    assert jobs.under_way() is None


def test_a_file_that_is_not_as_documented_fails_the_job_and_the_release_before_stays(tmp_path):
    jobs = ReleaseJobs(tmp_path, now, starter=here)
    jobs.start(uploaded(jobs, asked(**LABELLED)), asked(**LABELLED))
    request = asked(files=("broken.csv",), **LABELLED)
    broken = uploaded(jobs, request, b"not,the,file\n1,2,3\n")
    jobs.start(broken, request)
    state = jobs.files.read(broken)
    assert state.status is JobStatus.FAILED
    assert state.fault
    assert [release.release for release in Shelf(tmp_path)] == ["2026"]


def test_a_job_stops_where_it_is_asked_to(tmp_path):
    waiting = ReleaseJobs(tmp_path, now, starter=nowhere)
    request = asked(**LABELLED)
    job_id = uploaded(waiting, request)
    waiting.start(job_id, request)
    assert waiting.files.read(job_id).status is JobStatus.WAITING
    waiting.files.ask_to_stop(job_id)
    run_job(tmp_path, job_id, now)
    assert waiting.files.read(job_id).status is JobStatus.CANCELLED
    assert list(Shelf(tmp_path)) == []


def test_one_job_at_a_time(tmp_path):
    jobs = ReleaseJobs(tmp_path, now, starter=nowhere)
    request = asked(**LABELLED)
    first = uploaded(jobs, request)
    jobs.start(first, request)
    with pytest.raises(InputError, match="Another job"):
        jobs.start(uploaded(jobs, request), request)
    under_way = jobs.under_way()
    assert under_way is not None
    assert under_way.id == first


def test_a_job_that_finds_the_turn_taken_says_so(tmp_path):
    jobs = ReleaseJobs(tmp_path, now, starter=nowhere)
    request = asked(**LABELLED)
    job_id = uploaded(jobs, request)
    jobs.start(job_id, request)
    with jobs.files.turn() as taken:
        assert taken
        run_job(tmp_path, job_id, now)
    assert "Another job" in jobs.files.read(job_id).fault


def test_a_job_whose_process_is_gone_was_interrupted(tmp_path):
    jobs = ReleaseJobs(tmp_path, now, starter=nowhere)
    request = asked(**LABELLED)
    job_id = uploaded(jobs, request)
    jobs.start(job_id, request)
    state = jobs.files.folder_of(job_id) / "state.json"
    os.utime(state, (1, 1))
    assert jobs.files.read(job_id).status is JobStatus.INTERRUPTED
    assert jobs.under_way() is None


@pytest.mark.parametrize(
    ("request_", "refusal"),
    [
        (asked(source="nothing"), InputError),
        (asked(source="mpfs"), LicenceError),
        (asked(kind=JobKind.SYNC, source="starter-pack", files=()), InputError),
        (asked(kind=JobKind.SYNC, source="mpfs", files=()), LicenceError),
    ],
)
def test_what_cannot_be_done_is_refused_before_it_begins(tmp_path, request_, refusal):
    jobs = ReleaseJobs(tmp_path, now, starter=nowhere)
    with pytest.raises(refusal):
        jobs.start(jobs.new_id(), request_)
    assert jobs.files.all() == ()


@pytest.mark.parametrize("job_id", ["", "..", "20260602120000-zzzzzzzz", "20260602120000-0123abcd", "../x"])
def test_an_id_that_is_none_leads_nowhere(tmp_path, job_id):
    with pytest.raises(UnknownRecordError):
        ReleaseJobs(tmp_path, now, starter=nowhere).files.read(job_id)
