"""`DocumentReference/$code-note`: a note in, Conditions with their evidence out."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import date
from typing import Any

from codewell.clinical.profile import Setting
from codewell.interfaces.fhir.clinical.asked import Asked, day_of, one, several
from codewell.interfaces.fhir.exchange import FhirFault, FhirRequest, FhirResponse, FhirVersion, Issue, Resource
from codewell.interfaces.fhir.outcomes import operation_outcome
from codewell.kernel.claims import Sex
from codewell.kernel.text import ClinicalText
from codewell.tasks.code_note import CodedNote, NoteRequest, code_note
from codewell.tasks.condition_bundle import condition_bundle
from codewell.tasks.document_facts import DocumentFacts
from codewell.tasks.read_note import read_note
from codewell.tasks.review_codes import reviewed

_SEXES = {"female": Sex.FEMALE, "male": Sex.MALE}
_DATA = "DocumentReference.content.attachment.data"
_CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"


@dataclass(frozen=True, slots=True)
class SentNote:
    """A note out of a DocumentReference.

    Args:
        text: that offsets count in.
        on: the day that the document states; None for none.
        patient: what a contained Patient states.
        subject: whose note it is, as a Reference; empty for nobody's.
        notices: what of the document was not read.
    """

    text: ClinicalText
    on: date | None
    patient: DocumentFacts
    subject: Resource
    notices: tuple[str, ...]


def code_note_operation(request: FhirRequest) -> FhirResponse:
    """Return a Bundle with a Condition for each code, and an OperationOutcome that names the day and the releases.

    Raises:
        FhirFault: the body is no DocumentReference with a note.
    """
    asked = Asked(request, "document")
    note = sent_note(asked.resource)
    on = asked.day("on") or note.on
    wanted = NoteRequest(note.text, on, setting=_setting(asked.text("setting")), document=note.patient)
    coded = code_note(request.workplace, wanted)
    codes = reviewed(request.workplace, coded, ())
    bundle: Resource = dict(condition_bundle(codes, coded, note.text.reveal(), recorded=on))
    entries = [entry | {"resource": _condition(entry["resource"], note, request)} for entry in several(bundle, "entry")]
    bundle["entry"] = [*entries, {"resource": _told(coded, note)}]
    return FhirResponse(bundle)


def sent_note(document: Resource) -> SentNote:
    """Return the note that a DocumentReference holds.

    Raises:
        FhirFault: it is none, or its note is elsewhere or cannot be read.
        InputError: the document's format cannot be read, or holds no text.
    """
    if document.get("resourceType") != "DocumentReference":
        raise FhirFault(422, Issue("invalid", "A DocumentReference is asked for.", expression=("DocumentReference",)))
    attachments = [one(content, "attachment") for content in several(document, "content")]
    held = next((each for each in attachments if isinstance(each.get("data"), str) and each["data"]), None)
    if held is None:
        text = "The document holds no data; send the note as Base64, for an address is not fetched."
        raise FhirFault(422, Issue("required", text, expression=(_DATA,)))
    try:
        content = base64.b64decode("".join(held["data"].split()), validate=True)
    except (binascii.Error, ValueError):
        raise FhirFault(422, Issue("value", "The note is not Base64.", expression=(_DATA,))) from None
    period = one(document, "period") or one(one(document, "context"), "period")
    subject = one(document, "subject")
    written, notices = _text(content, str(held.get("contentType", "")))
    stated = _patient(document, subject)
    return SentNote(written, day_of(period.get("end")) or day_of(period.get("start")), stated, subject, notices)


def _text(content: bytes, mime: str) -> tuple[ClinicalText, tuple[str, ...]]:
    """Return the note's text; plain text as it is, so that offsets count in it."""
    if mime.partition(";")[0].strip().lower() in ("", "text/plain") and not content.startswith((b"%PDF", b"{\\rtf", b"PK")):
        try:
            return ClinicalText(content.decode("utf-8")), ()
        except UnicodeDecodeError:
            pass
    read = read_note(content)
    return read.text, ("Offsets count in the text of the document's parts, joined by an empty line.", *read.notices)


def _patient(document: Resource, subject: Resource) -> DocumentFacts:
    """Return sex and birth date of a contained Patient; of the only one where the subject names none."""
    patients = [each for each in several(document, "contained") if each.get("resourceType") == "Patient"]
    named = [each for each in patients if subject.get("reference") == f"#{each.get('id')}"]
    found = (named or patients)[0] if len(named or patients) == 1 else {}
    return DocumentFacts(_SEXES.get(str(found.get("gender"))), day_of(found.get("birthDate")))


def _setting(written: str) -> Setting | None:
    try:
        return Setting(written) if written else None
    except ValueError:
        raise FhirFault(400, Issue("value", "The parameter setting is outpatient or inpatient.")) from None


def _condition(condition: Resource, note: SentNote, request: FhirRequest) -> Resource:
    told = dict(condition)
    if isinstance(note.subject.get("reference"), str) and not note.subject["reference"].startswith("#"):
        told["subject"] = {"reference": note.subject["reference"]}
    if request.version is FhirVersion.R5:
        # R5 asks for a clinical status, and points at evidence by CodeableReference.
        told["clinicalStatus"] = {"coding": [{"system": _CLINICAL, "code": "unknown"}]}
        places = (place for each in several(told, "evidence") for place in several(each, "detail"))
        told["evidence"] = [{"reference": place} for place in places]
    return told


def _told(coded: CodedNote, note: SentNote) -> Resource:
    said = [f"Coded for {coded.on} ({coded.setting.value}).", f"Releases: {', '.join(coded.releases)}.", *coded.notices]
    issues: list[dict[str, Any]] = [
        {"severity": "information", "code": "informational", "details": {"text": text}} for text in (*said, *note.notices)
    ]
    return {**operation_outcome(()), "issue": issues}
