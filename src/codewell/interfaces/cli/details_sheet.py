"""Risk, work shown, questions and a model's verdicts, as a person reads them below the codes of a note."""

from __future__ import annotations

from collections.abc import Iterable

from codewell.clinical.gap import CoderQuery
from codewell.interfaces.cli.sheet import Sheet
from codewell.kernel.text import TextSpan
from codewell.tasks.code_note import CodedNote
from codewell.tasks.note_details import CodeDetails

_CODE_WIDTH = 10


def write_details(sheet: Sheet, coded: CodedNote, text: str) -> None:
    """Write what was asked for beside the codes; nothing where nothing was."""
    if coded.details is not None:
        for notice in coded.details.notices:
            sheet.notice(notice)
        sheet.heading("Risk and support")
        for one in coded.details.codes:
            _write_code(sheet, one, text)
        if coded.details.queries:
            sheet.heading("Questions to the writer")
        for query in coded.details.queries:
            _write_query(sheet, query, text)
    if coded.verification is not None:
        sheet.heading(f"Verified by {coded.verification.verified_by or 'nobody'}")
        for notice in coded.verification.notices:
            sheet.notice(notice)
        for verdict in coded.verification.verdicts:
            quoted = f" {_quoted([verdict.quote], text)}" if verdict.quote else ""
            sheet.row(str(verdict.code), verdict.stance.value + quoted, width=_CODE_WIDTH)


def _write_code(sheet: Sheet, one: CodeDetails, text: str) -> None:
    risk = "; ".join(
        f"{r.model} HCC {r.category} {r.label}" + (f", set aside by HCC {r.set_aside_by}" if r.set_aside_by else "")
        for r in one.risk
    )
    sheet.row(str(one.code), risk or "no HCC", width=_CODE_WIDTH)
    if not one.meat:
        sheet.row("", "nothing in the note shows it monitored, evaluated, assessed or treated", "dim", width=_CODE_WIDTH)
    for shown in one.meat:
        sheet.row("", f"{shown.work.value}: {_quoted([shown.span], text)}, {shown.because}", "dim", width=_CODE_WIDTH)


def _write_query(sheet: Sheet, query: CoderQuery, text: str) -> None:
    sheet.row(str(query.code or "—"), query.question, width=_CODE_WIDTH)
    sheet.row("", " / ".join(query.options), width=_CODE_WIDTH)
    sheet.row("", _quoted(query.evidence, text), "dim", width=_CODE_WIDTH)
    if query.would_allow:
        allowed = ", ".join(str(one.code) for one in query.would_allow)
        sheet.row("", f"would make possible: {allowed}", "dim", width=_CODE_WIDTH)
    sheet.row("", query.cites, "dim", width=_CODE_WIDTH)


def _quoted(spans: Iterable[TextSpan], text: str) -> str:
    return "; ".join(f"“{' '.join(text[span.start : span.end].split())}” at {span.start}–{span.end}" for span in spans)
