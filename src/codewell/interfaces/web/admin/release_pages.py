"""Releases for administrators: what is loaded, what is due, imports and syncs as jobs."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from codewell.accounts.audit import Detail
from codewell.interfaces.web.admin.health_pages import is_due
from codewell.interfaces.web.admin.side import admin_page
from codewell.interfaces.web.admin.upload import streamed_form
from codewell.interfaces.web.asked import parse_day
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.form_in_memory import form_in_memory
from codewell.interfaces.web.keeping.keeper import NOT_KEPT, actor, keeper, sent_to, text
from codewell.interfaces.web.rendering import Pages
from codewell.interfaces.web.service import Service
from codewell.interfaces.web.views.cited import source_title
from codewell.interfaces.web.views.release_groups import release_groups
from codewell.kernel.errors import CodewellError, InputError, LicenceError
from codewell.releases.publishers import read_publishers
from codewell.sources.registry import ROOMS, source
from codewell.tasks.list_releases import list_releases
from codewell.tasks.release_jobs.job import JobKind, JobRequest, JobState, JobStatus
from codewell.tasks.release_jobs.start_job import ReleaseJobs


@dataclass(frozen=True, slots=True)
class SourceChoice:
    """A source that can be synced or imported.

    Args:
        id: of the source.
        title: in words.
        asks_licence: True where the AMA's terms must be accepted.
    """

    id: str
    title: str
    asks_licence: bool


def release_admin_routes(desk: Desk, pages: Pages, service: Service, jobs: ReleaseJobs) -> APIRouter:
    """Return the routes below `/admin/releases`."""
    routes = APIRouter(prefix="/admin/releases", include_in_schema=False)

    @routes.get("")
    def releases(chosen: str = "") -> Response:
        listed = list_releases(desk.current())
        return admin_page(
            pages,
            service,
            "releases.html",
            "/admin/releases",
            listed=listed,
            groups=release_groups(listed),
            due=lambda one: is_due(one, desk),
            synced=_choices(jobs, JobKind.SYNC),
            imported=_choices(jobs, JobKind.IMPORT),
            chosen=chosen,
            jobs=jobs.files.all()[:10],
            under_way=jobs.under_way(),
            name=keeper().name or keeper().email,
        )

    @routes.post("/sync")
    async def sync(request: Request) -> Response:
        form = await form_in_memory(request, most_fields=20, most_bytes=2_000)
        wanted, accepted = text(form, "source"), _accepted(text(form, "accept"), text(form, "accepted_by"))
        request_made = JobRequest(JobKind.SYNC, wanted, actor(), licence_accepted_by=accepted)
        return await run_in_threadpool(_begin, service, jobs, jobs.new_id(), request_made)

    @routes.post("/upload")
    async def upload(request: Request) -> Response:
        job_id = await run_in_threadpool(jobs.new_id)
        folder = jobs.files.folder_of(job_id)
        try:
            sent = await streamed_form(request, folder / "files")
            return await run_in_threadpool(_begin, service, jobs, job_id, _import_asked(sent.fields, sent.files))
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    @routes.get("/jobs/{job_id}")
    def job(job_id: str) -> Response:
        return admin_page(
            pages, service, "job.html", f"/admin/releases/jobs/{job_id}", job=jobs.files.read(job_id), title=source_title
        )

    @routes.get("/jobs/{job_id}/state")
    def state(job_id: str) -> JSONResponse:
        held = jobs.files.read(job_id)
        told = {"status": held.status.value, "step": held.step, "percent": held.percent, "over": held.status.is_over}
        return JSONResponse(told, headers=NOT_KEPT)

    @routes.post("/jobs/{job_id}/stop")
    async def stop(job_id: str, request: Request) -> Response:
        await form_in_memory(request, most_fields=10, most_bytes=2_000)
        if not (await run_in_threadpool(jobs.files.read, job_id)).status.is_over:
            jobs.files.ask_to_stop(job_id)
            await run_in_threadpool(service.accounts.audit.record, actor(), "release.job-stopped", job_id)
        return sent_to(f"/admin/releases/jobs/{job_id}")

    return routes


def note_end(service: Service, state: JobState) -> None:
    """Note in the audit trail how a job ended."""
    action = {JobStatus.DONE: "release.ready", JobStatus.CANCELLED: "release.job-cancelled"}
    detail: Detail = {"source": state.request.source, "kind": state.request.kind.value, "release": state.made[:120]}
    service.accounts.audit.record(state.request.by, action.get(state.status, "release.job-failed"), state.id, detail)


def _begin(service: Service, jobs: ReleaseJobs, job_id: str, asked: JobRequest) -> Response:
    detail: Detail = {"source": asked.source[:40], "licence_accepted": bool(asked.licence_accepted_by), "files": len(asked.files)}
    service.accounts.audit.record(asked.by, f"release.{asked.kind.value}-asked", job_id, detail)
    try:
        state = jobs.start(job_id, asked)
    except CodewellError:
        shutil.rmtree(jobs.files.folder_of(job_id), ignore_errors=True)
        raise
    return sent_to(f"/admin/releases/jobs/{state.id}")


def _import_asked(fields: Mapping[str, str], files: tuple[str, ...]) -> JobRequest:
    if not files:
        raise InputError("No file is chosen.", next_step="Choose the publisher's files.", slug="input.no-such-file")
    release = " ".join(fields.get("release", "").split())[:60]
    if release and not all(letter.isalnum() or letter in " ._-" for letter in release):
        raise InputError("The label of a release holds letters, digits, points and dashes.", slug="input.release-incomplete")
    return JobRequest(
        JobKind.IMPORT,
        fields.get("source", ""),
        actor(),
        files,
        _accepted(fields.get("accept", ""), fields.get("accepted_by", "")),
        release,
        parse_day(fields.get("first_day")),
        parse_day(fields.get("last_day")),
    )


def _accepted(checked: str, name: str) -> str:
    """Return who accepts the licence: the box must be checked and a name stand beside it; else nobody."""
    if checked != "yes":
        return ""
    plain = "".join(letter for letter in " ".join(name.split()) if letter.isprintable())[:120]
    if not plain:
        raise LicenceError("Nobody is named who accepts the licence.", next_step="Write the name beside the box.")
    return plain


def _choices(jobs: ReleaseJobs, kind: JobKind) -> tuple[SourceChoice, ...]:
    """Return the sources that a kind of job can bring, by title."""
    asks = {one: source(one).rights.carries_ama for one in ROOMS}
    if kind is JobKind.SYNC:
        entries = [(name, entry) for entry in read_publishers(jobs.publishers) for name in entry.feeds if name in ROOMS]
        asks = {name: entry.click_through or asks[name] for name, entry in entries}
    found = (SourceChoice(one, source_title(one), licence) for one, licence in asks.items())
    return tuple(sorted(found, key=lambda one: one.title.lower()))
