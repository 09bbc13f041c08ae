"""What people said of answers: counts, single judgements, and both as a file; a question only where the person sent it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence

from fastapi import APIRouter
from starlette.responses import Response

from codewell.accounts.answer_feedback import FeedbackEntry
from codewell.interfaces.claim_outputs.as_csv import guarded
from codewell.interfaces.web.admin.side import admin_page
from codewell.interfaces.web.keeping.keeper import NOT_KEPT, actor
from codewell.interfaces.web.rendering import Pages
from codewell.interfaces.web.service import Service
from codewell.kernel.errors import InputError

_PATH = "/admin/feedback"
_SHOWN = 200
_COLUMNS = ("at", "intent", "outcome", "helped", "question")


def feedback_routes(pages: Pages, service: Service) -> APIRouter:
    """Return the routes of `/admin/feedback`."""
    routes = APIRouter(prefix=_PATH, include_in_schema=False)

    @routes.get("")
    def feedback() -> Response:
        counts = service.accounts.answer_feedback.counts()
        return admin_page(
            pages,
            service,
            "feedback.html",
            _PATH,
            counts=counts,
            given=sum(one.given for one in counts),
            helped=sum(one.helped for one in counts),
            entries=service.accounts.answer_feedback.entries(_SHOWN),
            most=_SHOWN,
        )

    @routes.get("/export/{form}")
    def export(form: str) -> Response:
        if form not in _FORMS:
            raise InputError("There is no such form.", next_step="Forms: csv, json.", slug="input.unknown-format")
        write, media = _FORMS[form]
        service.accounts.audit.record(actor(), "feedback.exported", "", {"form": form})
        headers = {**NOT_KEPT, "Content-Disposition": f'attachment; filename="feedback.{form}"'}
        return Response(write(service.accounts.answer_feedback.entries()), media_type=media, headers=headers)

    return routes


def _cells(one: FeedbackEntry) -> tuple[str, ...]:
    return one.at.isoformat(), one.intent, one.outcome, "yes" if one.helped else "no", one.question


def _csv(entries: Sequence[FeedbackEntry]) -> str:
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(_COLUMNS)
    table.writerows([guarded(cell) for cell in _cells(one)] for one in entries)
    return out.getvalue()


def _json(entries: Sequence[FeedbackEntry]) -> str:
    rows = [dict(zip(_COLUMNS, _cells(one), strict=True)) for one in entries]
    return json.dumps({"feedback": rows}, ensure_ascii=False, indent=1) + "\n"


_FORMS: dict[str, tuple[Callable[[Sequence[FeedbackEntry]], str], str]] = {
    "csv": (_csv, "text/csv; charset=utf-8"),
    "json": (_json, "application/json"),
}
