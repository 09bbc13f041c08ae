"""Code a note: the billable diagnoses it documents, each with the places in the text that say so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from codewell.assistant.verdict import Verification
from codewell.clinical.coder import Assignment, Rejection
from codewell.clinical.facts import NOTHING_GIVEN, FactKind, PatientFacts, age_on
from codewell.clinical.profile import Profile, Setting
from codewell.kernel.errors import InputError
from codewell.kernel.text import ClinicalText
from codewell.tasks.asked_day import AnsweredDay, nearest_covered
from codewell.tasks.document_facts import NO_FIELDS, DocumentFacts
from codewell.tasks.note_details import NoteDetails, details_of
from codewell.tasks.workplace import Workplace

AssignedCode = Assignment
"""A code of a note, as the interfaces name it."""

LONGEST_NOTE = 1_000_000
"""Characters; a longer document is a chart of many notes."""


@dataclass(frozen=True, slots=True)
class NoteRequest:
    """A note to code.

    Args:
        text: the note as received.
        on: date of service or discharge; None where the person named none.
        profile: which documented conditions count.
        setting: where the encounter took place; decides over uncertain diagnoses. None lets the note say it.
        details: whether risk categories, the work shown on each condition and questions to the writer are wanted; they cost
            a second reading of the note.
        verify: whether a language model is asked about the codes, if one is set up; it sees the note redacted.
        patient: what is stated of the patient beside the note; it goes before what the note says.
        born: birth date, which gives the age on the day of service where `patient` has none.
        document: what the fields of the note's document state; it counts where nobody and the note's text state nothing.
    """

    text: ClinicalText
    on: date | None = None
    profile: Profile = Profile.US_BILLING
    setting: Setting | None = None
    details: bool = False
    verify: bool = False
    patient: PatientFacts = NOTHING_GIVEN
    born: date | None = None
    document: DocumentFacts = NO_FIELDS


@dataclass(frozen=True, slots=True)
class CodedNote:
    """The codes of a note.

    Args:
        on: the day the codes hold for.
        codes: chosen, each with its evidence as half-open character offsets and how the words led to it.
        not_coded: seen and not coded, with the reason.
        releases: what the answer was made from.
        notices: sentences about the day that a reader must see.
        details: risk categories, work shown and questions to the writer; None where they were not asked for.
        verification: a language model's verdicts on the codes; None where none was asked.
        setting: where the encounter took place, as stated or as the note shows it.
        facts: what is known of the patient, as stated or as the note says it, with the words that say it.
    """

    on: date
    codes: tuple[Assignment, ...]
    not_coded: tuple[Rejection, ...]
    releases: tuple[str, ...]
    notices: tuple[str, ...] = ()
    details: NoteDetails | None = None
    verification: Verification | None = None
    setting: Setting = Setting.OUTPATIENT
    facts: PatientFacts = NOTHING_GIVEN


def code_note(workplace: Workplace, request: NoteRequest) -> CodedNote:
    """Return the codes that the note documents on the day.

    A day that no loaded code list covers is answered from the nearest one, with a notice.

    Raises:
        InputError: the note is empty or longer than a note can be, or the birth date does not fit the day.
        NotLoadedError: what the coder reads is not loaded.
    """
    if not len(request.text) or request.text.reveal().isspace():
        raise InputError("The note is empty.", slug="input.empty-note")
    if len(request.text) > LONGEST_NOTE:
        raise InputError(
            f"The note has {len(request.text)} characters; at most {LONGEST_NOTE} are read.",
            next_step="Split it into its documents.",
            slug="input.note-too-long",
        )
    answered = _answered(workplace, request.on)
    given = _patient(request, answered.day)
    coded = workplace.coder.code(request.text, on=answered.day, profile=request.profile, setting=request.setting, given=given)
    filled = _filled(given, coded.facts, request.document, answered.day)
    if filled != given:
        coded = workplace.coder.code(
            request.text, on=answered.day, profile=request.profile, setting=request.setting, given=filled
        )
    notices = ((answered.notice,) if answered.notice else ()) + tuple(_DIFFERS[kind] for kind in coded.facts.differs)
    details = details_of(workplace, request.text, coded) if request.details else None
    verification = _verified(workplace, request.text, coded.assignments) if request.verify else None
    return CodedNote(
        answered.day,
        coded.assignments,
        coded.rejections,
        coded.releases,
        notices,
        details,
        verification,
        coded.setting,
        coded.facts,
    )


def _patient(request: NoteRequest, day: date) -> PatientFacts:
    """Return the stated facts, with the age that a birth date gives on the day."""
    if request.born is None or request.patient.age is not None:
        return request.patient
    try:
        return replace(request.patient, age=age_on(request.born, day))
    except ValueError:
        raise InputError("The birth date does not fit the date of service.", slug="input.bad-fact") from None


def _filled(given: PatientFacts, known: PatientFacts, document: DocumentFacts, day: date) -> PatientFacts:
    """Return the stated facts with those of the document's fields that are not known otherwise."""
    filled = given if known.sex is not None or document.sex is None else replace(given, sex=document.sex)
    if known.age is not None or document.born is None:
        return filled
    try:
        return replace(filled, age=age_on(document.born, day))
    except ValueError:
        return filled


_DIFFERS = {
    kind: f"The note states another {words} than was given with it; what was given is used."
    for kind, words in (
        (FactKind.AGE, "age"),
        (FactKind.SEX, "sex"),
        (FactKind.PREGNANT, "answer to whether the patient is pregnant"),
        (FactKind.WEEKS, "number of weeks of gestation"),
        (FactKind.ENCOUNTER, "kind of encounter"),
    )
}


def _verified(workplace: Workplace, text: ClinicalText, assigned: tuple[Assignment, ...]) -> Verification:
    """Return what the language model says of the codes; the note leaves this function redacted only."""
    if workplace.verifier is None:
        return Verification("", (), ("No language model is set up; the codes are the engine's alone.",))
    from codewell.phi.redaction import redact

    return workplace.verifier.verify(redact(text), assigned)


def _answered(workplace: Workplace, asked: date | None) -> AnsweredDay:
    """Return the day asked about, or today; where no code list covers it, say which one answers.

    A day that the person named is kept as it is; only an unnamed one moves into the list that answers.
    """
    day = asked or workplace.today
    opened = workplace.shelf.nearest("icd10cm", day)
    if opened is None:
        return AnsweredDay(day)
    nearest = nearest_covered(day, opened.release.release, opened.release.validity)
    return AnsweredDay(day, nearest.notice) if asked else nearest
