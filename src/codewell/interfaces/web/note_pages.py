"""The page where a note is coded, reviewed and exported; it keeps nothing, the form carries the state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from starlette.responses import Response

from codewell.clinical.facts import FactKind, PatientFacts
from codewell.interfaces.fact_words import fact_words
from codewell.interfaces.web.asked import parse_day
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.links import Links
from codewell.interfaces.web.note_form import FORM_FIELDS, AskedNote, read_note_form
from codewell.interfaces.web.rendering import Frame, Pages
from codewell.interfaces.web.views.note_page import note_page
from codewell.kernel.errors import InputError, NotLoadedError
from codewell.tasks.code_note import CodedNote, code_note
from codewell.tasks.export_coded_note import ExportedNote, ExportRequest, export_coded_note
from codewell.tasks.index_of_wording import with_index_entry
from codewell.tasks.patient_facts import as_stated
from codewell.tasks.read_guidelines import list_guidelines
from codewell.tasks.review_codes import Decision, ReviewedCode, reviewed
from codewell.tasks.workplace import Workplace

NOT_KEPT = {"Cache-Control": "no-store"}


def note_routes(desk: Desk, pages: Pages) -> APIRouter:
    """Return the routes of the note page."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/code-note")
    def form(on: str | None = None) -> Response:
        asked = parse_day(on)
        frame = Frame(Links(asked), asked or desk.current().today, "/code-note")
        return pages.page("code_note.html", frame, headers=NOT_KEPT, text="", asked=dict.fromkeys(FORM_FIELDS, ""))

    @routes.post("/code-note")
    async def note(request: Request) -> Response:
        asked = await read_note_form(request)
        return await run_in_threadpool(_coded_page, desk.current(), pages, asked)

    @routes.post("/code-note/export")
    async def export(request: Request) -> Response:
        asked = await read_note_form(request)
        wanted = ExportRequest(asked.request, asked.format, asked.reviews)
        return exported(await run_in_threadpool(export_coded_note, desk.current(), wanted))

    return routes


def exported(made: ExportedNote) -> Response:
    """Return an export as a file to keep; the browser keeps no copy of its own."""
    headers = {**NOT_KEPT, "Content-Disposition": f'attachment; filename="{made.file_name}"'}
    body = made.content.encode("utf-8", "replace")
    return Response(body, media_type=f"{made.format.media_type}; charset=utf-8", headers=headers)


def _coded_page(workplace: Workplace, pages: Pages, asked: AskedNote) -> Response:
    coded = code_note(workplace, asked.request)
    led_on = tuple(replace(one, trace=with_index_entry(workplace, one.code, one.trace, coded.on)) for one in coded.codes)
    coded = replace(coded, codes=led_on)
    codes, refusals = _reviewed(workplace, coded, asked)
    text, links = asked.request.text.reveal(), Links(asked.request.on)
    known = fact_words(coded.facts, coded.setting, text)
    details = coded.details.notices if coded.details else ()
    return pages.page(
        "coded_note.html",
        Frame(links, coded.on, "/code-note"),
        headers=NOT_KEPT,
        text=text,
        coded=coded,
        page=note_page(coded, codes, text, links, _titles(workplace, coded), known),
        notices_shown=(*coded.notices, *details, *asked.notices, *refusals),
        asked=_kept(asked, coded.facts),
        known=known,
    )


def _kept(asked: AskedNote, facts: PatientFacts) -> Mapping[str, str]:
    """Return the form's fields, with what a document's own fields stated: the page holds its text alone from here on."""
    fields = dict(asked.fields)
    stated = asked.request.document
    if stated.sex is not None and not fields["sex"] and not facts.spans_of(FactKind.SEX) and facts.sex is stated.sex:
        fields["sex"] = stated.sex.value
    if stated.born is not None and facts.age is not None and not fields["age"] and not facts.spans_of(FactKind.AGE):
        fields["age"] = as_stated(facts.age)
    return fields


def _reviewed(workplace: Workplace, coded: CodedNote, asked: AskedNote) -> tuple[tuple[ReviewedCode, ...], tuple[str, ...]]:
    """Return the codes after review; a replacement that is refused leaves its code open and is said."""
    try:
        return reviewed(workplace, coded, asked.reviews), ()
    except InputError as refusal:
        rest = [one for one in asked.reviews if one.decision is not Decision.REPLACED]
        return reviewed(workplace, coded, rest), (f"{refusal} No replacement was made.",)


def _titles(workplace: Workplace, coded: CodedNote) -> Mapping[str, str]:
    try:
        return {heading.section: heading.title for heading in list_guidelines(workplace, coded.on).headings}
    except NotLoadedError:
        return {}
