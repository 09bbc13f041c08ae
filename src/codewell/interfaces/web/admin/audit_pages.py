"""The audit trail: filtered, exported, and verified."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.responses import Response, StreamingResponse

from codewell.accounts.audit_read import AuditAsked, AuditReader, TrailRow
from codewell.interfaces.web.admin.side import admin_page
from codewell.interfaces.web.asked import parse_day
from codewell.interfaces.web.keeping.keeper import NOT_KEPT, actor
from codewell.interfaces.web.rendering import Pages
from codewell.interfaces.web.service import Service
from codewell.kernel.errors import InputError

ROWS_ON_A_PAGE = 50
_COLUMNS = ("number", "at", "actor", "action", "subject", "detail", "seal")


def audit_routes(pages: Pages, service: Service) -> APIRouter:
    """Return the routes below `/admin/audit`."""
    routes = APIRouter(prefix="/admin/audit", include_in_schema=False)

    @routes.get("")
    def trail(
        actor: str = "", action: str = "", subject: str = "", first: str = "", last: str = "", before: str = ""
    ) -> Response:
        asked, reader = _asked(actor, action, subject, first, last), service.accounts.trail
        rows = reader.page(asked, before=_number(before), limit=ROWS_ON_A_PAGE + 1)
        kept = _written(actor, action, subject, first, last)
        return admin_page(
            pages,
            service,
            "audit.html",
            "/admin/audit",
            rows=rows[:ROWS_ON_A_PAGE],
            older="/admin/audit?" + urlencode(kept | {"before": str(rows[ROWS_ON_A_PAGE - 1].number)})
            if len(rows) > ROWS_ON_A_PAGE
            else "",
            newest="/admin/audit?" + urlencode(kept) if before else "",
            total=reader.count(asked),
            actions=reader.actions(),
            asked={"actor": "", "action": "", "subject": "", "first": "", "last": ""} | kept,
            query=urlencode(kept),
        )

    @routes.get("/verification")
    def verification() -> Response:
        report = service.accounts.audit_verifier.check()
        return admin_page(pages, service, "verification.html", "/admin/audit/verification", report=report)

    @routes.get("/checkpoint")
    def checkpoint() -> Response:
        report = service.accounts.audit_verifier.check()
        if not report.is_whole:
            raise InputError(
                "The audit trail is not as it was written, so no checkpoint was made.",
                next_step="Look at its verification.",
                slug="input.trail-not-whole",
            )
        name = f"checkpoint-{report.checkpoint.number}.json"
        headers = {**NOT_KEPT, "Content-Disposition": f'attachment; filename="{name}"'}
        return Response(report.checkpoint.as_text(), media_type="application/json", headers=headers)

    @routes.get("/export/{form}")
    def export(form: str, actor: str = "", action: str = "", subject: str = "", first: str = "", last: str = "") -> Response:
        asked = _asked(actor, action, subject, first, last)
        write = {"ndjson": _ndjson, "csv": _csv}.get(form)
        if write is None:
            raise InputError("There is no such form.", next_step="Forms: ndjson, csv.", slug="input.unknown-format")
        _note_export(service, form)
        media = {"ndjson": "application/x-ndjson", "csv": "text/csv; charset=utf-8"}[form]
        headers = {**NOT_KEPT, "Content-Disposition": f'attachment; filename="audit-trail.{form}"'}
        return StreamingResponse(write(service.accounts.trail, asked), media_type=media, headers=headers)

    return routes


def _note_export(service: Service, form: str) -> None:
    service.accounts.audit.record(actor(), "audit.exported", "", {"form": form})


def _asked(actor: str, action: str, subject: str, first: str, last: str) -> AuditAsked:
    for written in (actor, action, subject):
        if len(written) > 160 or not written.isprintable():
            raise InputError("That is too long.", slug="input.invalid")
    return AuditAsked(actor.strip(), action.strip(), subject.strip(), parse_day(first), parse_day(last))


def _written(actor: str, action: str, subject: str, first: str, last: str) -> dict[str, str]:
    named = {"actor": actor, "action": action, "subject": subject, "first": first, "last": last}
    return {name: value.strip() for name, value in named.items() if value.strip()}


def _number(written: str) -> int | None:
    if not written:
        return None
    if not (written.isascii() and written.isdigit() and len(written) < 18):
        raise InputError("The number of a row must be whole.", slug="input.page")
    return int(written)


def _cells(row: TrailRow) -> dict[str, object]:
    return {
        "number": row.number,
        "at": row.at.isoformat(),
        "actor": row.actor,
        "action": row.action,
        "subject": row.subject,
        "detail": row.detail,
        "seal": row.seal,
    }


def _ndjson(reader: AuditReader, asked: AuditAsked) -> Iterator[str]:
    for row in reader.each(asked):
        yield json.dumps(_cells(row), ensure_ascii=False) + "\n"


def _csv(reader: AuditReader, asked: AuditAsked) -> Iterator[str]:
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(_COLUMNS)
    for row in reader.each(asked):
        table.writerow([json.dumps(v, sort_keys=True) if isinstance(v, dict) else v for v in _cells(row).values()])
        yield out.getvalue()
        out.seek(0)
        out.truncate()
    yield out.getvalue()
