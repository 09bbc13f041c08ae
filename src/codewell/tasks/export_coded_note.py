"""Export the codes of a note as reviewed: plain text, JSON, CSV, or a FHIR Bundle of Conditions."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from codewell.tasks.code_note import CodedNote, NoteRequest, code_note
from codewell.tasks.condition_bundle import condition_bundle
from codewell.tasks.file_format import FileFormat
from codewell.tasks.review_codes import Review, ReviewedCode, reviewed
from codewell.tasks.reviewed_tables import as_csv, as_text
from codewell.tasks.wire import to_wire
from codewell.tasks.workplace import Workplace


class ExportFormat(FileFormat):
    """A form in which codes leave; the value is its name on the command line and in the API."""

    TEXT = "text", "text/plain", ".txt"
    JSON = "json", "application/json", ".json"
    CSV = "csv", "text/csv", ".csv"
    FHIR = "fhir", "application/fhir+json", ".fhir.json"


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """A note to code and export.

    Args:
        note: the note with its day, profile and setting.
        format: the form wanted.
        reviews: a reviewer's word on the codes; codes without one are exported as proposed.
    """

    note: NoteRequest
    format: ExportFormat
    reviews: tuple[Review, ...] = ()


@dataclass(frozen=True, slots=True)
class ExportedNote:
    """The codes of a note in a form that others read.

    Args:
        content: the file's text. It quotes the words of the note that support each code.
        format: the form.
        file_name: a name for it, which tells the day and nothing of the note.
    """

    content: str
    format: ExportFormat
    file_name: str


def export_coded_note(workplace: Workplace, request: ExportRequest) -> ExportedNote:
    """Return the codes of a note as reviewed; the same note, day, releases and review give the same bytes.

    Raises:
        InputError: the note is empty or too long, or a code that replaces another is not billable on the day.
        NotLoadedError: what the coder reads is not loaded.
    """
    coded = code_note(workplace, replace(request.note, details=True))
    codes = reviewed(workplace, coded, request.reviews)
    content = _content(request, coded, codes)
    return ExportedNote(content, request.format, f"codes-{coded.on}{request.format.suffix}")


def _content(request: ExportRequest, coded: CodedNote, codes: tuple[ReviewedCode, ...]) -> str:
    text = request.note.text.reveal()
    if request.format is ExportFormat.CSV:
        return as_csv(codes, coded, text)
    if request.format is ExportFormat.FHIR:
        return _json(condition_bundle(codes, coded, text, recorded=request.note.on))
    if request.format is ExportFormat.TEXT:
        return as_text(codes, coded, text)
    wire = to_wire(coded)
    assert isinstance(wire, dict)
    return _json({**wire, "reviewed": to_wire(codes)} if request.reviews else wire)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
