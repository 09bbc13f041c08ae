"""`encounter-discharge`: what the notes of the stay document and its coded conditions lack."""

from __future__ import annotations

from typing import Final

from codewell.clinical.profile import Setting
from codewell.interfaces.fhir.cds.coded import diagnoses_of, patient_of
from codewell.interfaces.fhir.cds.hook import MOST_CARDS, Call, CdsService, Indicator, MissingPrefetchError
from codewell.interfaces.fhir.clinical.asked import day_of, one, several
from codewell.interfaces.fhir.clinical.code_note_operation import sent_note
from codewell.interfaces.fhir.exchange import FhirFault, Resource
from codewell.kernel.errors import CodewellError
from codewell.tasks.code_note import LONGEST_NOTE, NoteRequest
from codewell.tasks.coding_gaps import CodingGaps, Gap, GapKind, coding_gaps
from codewell.tasks.document_facts import DocumentFacts

MOST_NOTES: Final = 20
_INPATIENT: Final = frozenset({"IMP", "ACUTE", "NONAC"})


def cards_at_discharge(call: Call) -> list[Resource]:
    """Return a card for each condition that is documented but not coded, or coded less precisely than it is documented.

    Raises:
        MissingPrefetchError: documents or conditions were not sent, or no document holds its note.
    """
    patient = patient_of(call.fetched("patient"))
    encounter = call.fetched("encounter")
    listed = list(diagnoses_of(call.fetched("conditions")))
    stated = DocumentFacts(patient.sex, patient.birth_date)
    notes = [_note(each, encounter, stated) for each in _documents(call)]
    if not notes:
        raise MissingPrefetchError(
            "No document of the call holds its note.",
            next_step="Send DocumentReference resources with content.attachment.data; addresses are not fetched.",
        )
    found = coding_gaps(call.workplace, notes, listed)
    return [_card(call, gap, found) for gap in found.gaps[:MOST_CARDS]]


def _documents(call: Call) -> list[Resource]:
    """Return the documents that hold a note which can be read; their notes together are as long as one may be."""
    held: list[Resource] = []
    length = 0
    for each in call.fetched("documents"):
        if each.get("resourceType") != "DocumentReference":
            continue
        try:
            length += len(sent_note(each).text)
        except (FhirFault, CodewellError):
            continue
        if len(held) >= MOST_NOTES or length > LONGEST_NOTE:
            break
        held.append(each)
    return held


def _note(document: Resource, encounter: list[Resource], patient: DocumentFacts) -> NoteRequest:
    note = sent_note(document)
    stay = next((each for each in encounter if each.get("resourceType") == "Encounter"), {})
    period = one(stay, "period")
    on = day_of(period.get("end")) or note.on or day_of(period.get("start"))
    return NoteRequest(note.text, on, setting=_setting(stay), document=patient)


def _setting(encounter: Resource) -> Setting | None:
    held = one(encounter, "class")
    codings = [held, *(coding for each in several(encounter, "class") for coding in several(each, "coding"))]
    codes = {str(each.get("code")) for each in codings} - {"None"}
    if not codes:
        return None
    return Setting.INPATIENT if codes & _INPATIENT else Setting.OUTPATIENT


def _card(call: Call, gap: Gap, found: CodingGaps) -> Resource:
    if gap.kind is GapKind.LESS_SPECIFIC:
        summary = f"{gap.listed} is coded; the note documents {gap.code} ({gap.display})"
    else:
        summary = f"{gap.code} is documented and not coded: {gap.display}"
    places = ", ".join(f"{span.start}–{span.end}" for span in gap.evidence[:5])
    detail = (
        f"**{gap.code}** {gap.display}\n\n"
        f"Document {gap.note}, characters {places}. Date of service {found.on}; confidence {gap.confidence:.2f}.\n\n"
        f"Releases: {', '.join(found.releases)}."
    )
    link = (f"{gap.code} in the code book", f"/code/icd10cm/{gap.code}?on={found.on}")
    indicator = Indicator.WARNING if gap.kind is GapKind.LESS_SPECIFIC else Indicator.INFO
    return call.card(f"{gap.kind.value}|{gap.code}", summary, detail, indicator, link)


ENCOUNTER_DISCHARGE: Final = CdsService(
    "codewell-coding-gaps",
    "encounter-discharge",
    "Coding gaps at discharge",
    "Conditions that the notes of the encounter document and that are not coded, or coded less precisely.",
    {
        "patient": "Patient/{{context.patientId}}",
        "encounter": "Encounter/{{context.encounterId}}",
        "conditions": "Condition?patient={{context.patientId}}&encounter={{context.encounterId}}",
        "documents": "DocumentReference?patient={{context.patientId}}&encounter={{context.encounterId}}",
    },
    cards_at_discharge,
)
