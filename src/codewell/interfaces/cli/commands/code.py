"""`codewell code`."""

from __future__ import annotations

import codecs
import sys
from datetime import date
from typing import IO

import click

from codewell.clinical.profile import Profile, Setting
from codewell.documents.decoding import decoded
from codewell.documents.document import Format
from codewell.documents.sniffing import format_of
from codewell.interfaces.cli.parameters import DayType, json_option, ndjson_option, on_option
from codewell.interfaces.cli.patient_options import patient_options
from codewell.interfaces.cli.session import on_terminal, session_of, write_json
from codewell.interfaces.cli.streams import answer_lines
from codewell.kernel.errors import InputError
from codewell.kernel.text import ClinicalText
from codewell.tasks.code_note import NoteRequest, code_note
from codewell.tasks.code_record import coded_record
from codewell.tasks.document_facts import NO_FIELDS, DocumentFacts
from codewell.tasks.export_coded_note import ExportFormat, ExportRequest, export_coded_note
from codewell.tasks.patient_facts import stated_facts
from codewell.tasks.read_note import read_note
from codewell.tasks.wire import to_wire

_MOST_BYTES = 20_000_000
"""Of a document that holds a note; the note itself is held to its own limit."""
_LIKE_TEXT = (Format.CSV, Format.TSV)
"""A note with many commas looks like a table."""

_EPILOG = """\b
Examples:
  codewell code note.txt --on 2026-03-14
  codewell code note.txt --age 67 --sex F --not-pregnant --encounter subsequent
  codewell code note.txt --format fhir > conditions.json
  cat note.txt | codewell code - --json
  codewell code --ndjson < notes.ndjson

\b
A line in of --ndjson: {"id": ..., "text": "...", "on": "2026-03-14"}; "on" may be left out. So may
"age" (67, "8 months", "3d") or "born", "sex" (F, M), "pregnant" (true, false), "weeks", "encounter"
and "setting"; what a line does not state is the option's, else read from its note.
The line out: {"id": ..., "codes": [{"code", "evidence": [[start, end], ...], "path", "confidence"}, ...]};
with --details everything else that is known of the note too. A bad line gives {"id", "error"} in its place;
evidence is half-open character offsets into the text. Notes are never stored or sent.
"""


@click.command("code", epilog=_EPILOG, short_help="Code a clinical note, with evidence.")
@click.argument("note", required=False, type=click.File("rb"), metavar="NOTE|-")
@on_option
@click.option(
    "--profile",
    type=click.Choice([one.value for one in Profile]),
    default=Profile.US_BILLING.value,
    show_default=True,
    help="Conditions that are managed or affect care, or every documented one.",
)
@click.option(
    "--setting",
    type=click.Choice([one.value for one in Setting]),
    help="Where the encounter took place, if the note does not say it; inpatient codes uncertain diagnoses as if established.",
)
@patient_options
@click.option("--born", type=DayType(), metavar="DATE", help="Birth date, in place of --age.")
@click.option(
    "--details",
    is_flag=True,
    help="Also risk categories, the work shown on each condition and questions to the writer; --json always has them.",
)
@click.option(
    "--verify",
    is_flag=True,
    help="Ask the language model that CODEWELL_LLM_URL and CODEWELL_LLM_MODEL name; it sees the note redacted and adds no code.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice([one.value for one in ExportFormat]),
    default=ExportFormat.TEXT.value,
    show_default=True,
    help="text for a person, csv for a spreadsheet, fhir for a Bundle of Conditions; json is --json.",
)
@json_option
@ndjson_option
@click.pass_context
def command(
    context: click.Context,
    note: IO[bytes] | None,
    on: date | None,
    profile: str,
    setting: str | None,
    age: str | None,
    born: date | None,
    sex: str | None,
    pregnant: bool | None,
    weeks: str | None,
    encounter: str | None,
    details: bool,
    verify: bool,
    form: str,
    as_json: bool,
    ndjson: bool,
) -> None:
    """Code the NOTE: text, HTML, RTF, PDF, DOCX, C-CDA, FHIR or HL7 v2; - reads it from standard input."""
    source = note or (sys.stdin.buffer if ndjson else None)
    if source is None:
        raise click.UsageError("Name the file of a note, or - for standard input.")
    chosen = Setting(setting) if setting else None
    patient = stated_facts(age=age, sex=sex, pregnant=pregnant, weeks=weeks, encounter=encounter)
    if ndjson:
        workplace = session_of(context).workplace()
        asked = NoteRequest(ClinicalText(""), on, Profile(profile), chosen, details, verify, patient, born)
        answer_lines(source, sys.stdout.buffer, lambda record: coded_record(workplace, record, asked))
        return
    text, document = _text_of(source.read(_MOST_BYTES + 1), str(getattr(source, "name", "")))
    wanted = ExportFormat.JSON if as_json else ExportFormat(form)
    as_json = wanted is ExportFormat.JSON
    request = NoteRequest(ClinicalText(text), on, Profile(profile), chosen, details or as_json, verify, patient, born, document)
    if wanted in (ExportFormat.CSV, ExportFormat.FHIR):
        made = export_coded_note(session_of(context).workplace(), ExportRequest(request, wanted))
        sys.stdout.buffer.write(made.content.encode("utf-8", "replace"))
        return
    coded = code_note(session_of(context).workplace(), request)
    if as_json:
        write_json(to_wire(coded))
        return
    from codewell.interfaces.cli.details_sheet import write_details
    from codewell.interfaces.cli.results import write_coded_note
    from codewell.interfaces.cli.sheet import Sheet

    sheet = Sheet(sys.stdout, colour=on_terminal())
    write_coded_note(sheet, coded, text)
    write_details(sheet, coded, text)


def _text_of(content: bytes, name: str) -> tuple[str, DocumentFacts]:
    """Return the text of a note, or of a document that holds one, and what its fields state; offsets count in this text.

    Raises:
        InputError: it is too long, no text, or of no format that is read.
    """
    if len(content) > _MOST_BYTES:
        raise InputError(
            f"The note has more than {_MOST_BYTES // 1_000_000} megabytes.",
            next_step="Split it into its documents.",
            slug="input.note-too-long",
        )
    if content and format_of(content, name) not in (Format.TEXT, Format.MARKDOWN, *_LIKE_TEXT):
        found = read_note(content, name)
        return found.text.reveal(), found.patient
    text = _decoded(content)
    if "\0" in text:
        raise InputError("The note holds NUL characters; it is no text file.", slug="input.not-text")
    return text, NO_FIELDS


def _decoded(content: bytes) -> str:
    """Return the note's text; offsets count from its first character, so a byte order mark is not one.

    UTF-16 and UTF-32 are read where a mark names them; without one, bytes that are not UTF-8 are refused rather than guessed.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)):
        return decoded(content).text
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        raise InputError(
            f"The note is not UTF-8 text (byte {broken.start + 1}).",
            next_step="Save it as plain text in UTF-8.",
            slug="input.not-text",
        ) from None
