"""The form of a note, read without its text ever touching the disk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Request
from starlette.datastructures import FormData, UploadFile

from codewell.clinical.profile import Profile
from codewell.interfaces.web.asked import parse_day, parse_setting
from codewell.interfaces.web.form_in_memory import form_in_memory
from codewell.interfaces.web.shield import MOST_BYTES
from codewell.kernel.codes import Icd10CmCode
from codewell.kernel.errors import InputError
from codewell.kernel.text import ClinicalText
from codewell.tasks.code_note import NoteRequest
from codewell.tasks.document_facts import NO_FIELDS
from codewell.tasks.export_coded_note import ExportFormat
from codewell.tasks.patient_facts import FIELDS, stated_facts
from codewell.tasks.read_note import read_note
from codewell.tasks.review_codes import Decision, Review

_MOST_FIELDS = 4000
FORM_FIELDS = ("profile", "setting", *FIELDS)
"""Fields of the form beside the note, its day and its review."""
_DECISION, _INSTEAD = "decision-", "instead-"


@dataclass(frozen=True, slots=True)
class AskedNote:
    """What the form asks.

    Args:
        request: the note with its day, profile and setting.
        reviews: the reviewer's word on each code.
        fields: profile, setting and facts of the patient as the form has them; empty where the note is to say it.
        format: the export wanted.
        notices: what could not be read of an uploaded document.
    """

    request: NoteRequest
    reviews: tuple[Review, ...]
    fields: Mapping[str, str]
    format: ExportFormat
    notices: tuple[str, ...]


async def read_note_form(request: Request) -> AskedNote:
    """Return what the form of a note asks; a document that was chosen goes before the text.

    Raises:
        InputError: the document cannot be read, or a field has a value that the form never sends.
    """
    form = await form_in_memory(request, most_fields=_MOST_FIELDS, most_bytes=MOST_BYTES)
    text = _value(form, "text").replace("\r\n", "\n")
    notices: tuple[str, ...] = ()
    document = NO_FIELDS
    upload = form.get("document")
    if isinstance(upload, UploadFile) and (upload.size or upload.filename):
        found = read_note(await upload.read(), upload.filename or "")
        text, notices, document = found.text.reveal(), found.notices, found.patient
    fields = {name: _value(form, name) for name in FORM_FIELDS}
    try:
        profile = Profile(_value(form, "profile") or Profile.US_BILLING.value)
        export = ExportFormat(_value(form, "format") or ExportFormat.CSV.value)
    except ValueError:
        raise InputError("The form has a value that is none of its choices.", slug="input.malformed-form") from None
    setting = parse_setting(fields["setting"])
    patient = stated_facts(**{name: fields[name] for name in FIELDS})
    asked = NoteRequest(
        ClinicalText(text), parse_day(_value(form, "on")), profile, setting, details=True, patient=patient, document=document
    )
    return AskedNote(asked, tuple(_reviews(form)), fields, export, notices)


def _value(form: FormData, name: str) -> str:
    found = form.get(name, "")
    return found if isinstance(found, str) else ""


def _reviews(form: FormData) -> list[Review]:
    found: list[Review] = []
    for name, value in form.multi_items():
        if name.startswith(_DECISION) and isinstance(value, str) and value != Decision.OPEN.value:
            found.append(_review(name.removeprefix(_DECISION), value, _value(form, _INSTEAD + name.removeprefix(_DECISION))))
        elif name == "add" and isinstance(value, str):
            found.append(_review(value, Decision.ADDED.value, ""))
    return found


def _review(code: str, decision: str, instead: str) -> Review:
    try:
        kind = Decision(decision)
    except ValueError:
        raise InputError("The form has a decision that is none of its choices.", slug="input.malformed-form") from None
    other = Icd10CmCode.parse(instead) if kind is Decision.REPLACED and instead.strip() else None
    return Review(Icd10CmCode.parse(code), kind, other)
