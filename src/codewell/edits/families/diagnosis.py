"""Diagnosis codes: valid and billable on the day, complete, in the order and company that the classification asks for."""

from __future__ import annotations

from collections.abc import Iterator

from codewell.edits.finding import Because, Found, Verdict
from codewell.edits.reference import DiagnosisFacts, Need, Standing, within
from codewell.edits.registry import MEDICAL, Trigger, claim_edit, diagnosis_edit
from codewell.edits.views import ClaimView, DiagnosisView
from codewell.kernel.claims import DiagnosisRole, Setting

_CODE_SETS = "45 CFR 162.1000 and 162.1002(c); ICD-10-CM Official Guidelines, section I.B.2"
_GUIDELINES = "ICD-10-CM Official Guidelines for Coding and Reporting"


@diagnosis_edit("diagnosis.not-in-any-list", mends="Correct the code.", cites=_CODE_SETS, needs=Need.DIAGNOSES)
def not_in_any_list(view: DiagnosisView) -> Iterator[Found]:
    """Deny a diagnosis that no loaded list has ever held; a wrong seventh character has an edit of its own."""
    facts = view.diagnosis
    if facts.standing is Standing.UNKNOWN and not facts.seventh_characters:
        message = f"{facts.display} is not a code of ICD-10-CM in any loaded list."
        yield Found(Verdict.FAIL, message, _facts(facts), "Correct the code.")


@diagnosis_edit("diagnosis.no-longer-valid", mends="Bill the code that holds on the day.", cites=_CODE_SETS, needs=Need.DIAGNOSES)
def no_longer_valid(view: DiagnosisView) -> Iterator[Found]:
    """Deny a diagnosis that ended before the day that decides (service, or discharge of an inpatient)."""
    facts = view.diagnosis
    if facts.standing is Standing.NO_LONGER:
        last = f": its last day was {facts.span.last_day}" if facts.span and facts.span.last_day else ""
        message = f"{facts.display} is not in force on the day{last}."
        yield Found(Verdict.FAIL, message, _facts(facts), "Bill the code that holds on the day.")


@diagnosis_edit("diagnosis.not-yet-valid", mends="Bill the code that held on the day.", cites=_CODE_SETS, needs=Need.DIAGNOSES)
def not_yet_valid(view: DiagnosisView) -> Iterator[Found]:
    """Deny a diagnosis that begins after the day that decides."""
    facts = view.diagnosis
    if facts.standing is Standing.NOT_YET:
        first = f": its first day is {facts.span.first_day}" if facts.span else ""
        message = f"{facts.display} is not yet in force on the day{first}."
        yield Found(Verdict.FAIL, message, _facts(facts), "Bill the code that held on the day.")


@diagnosis_edit(
    "diagnosis.header-not-billable",
    mends="Code to the highest detail that is documented.",
    cites=f"{_GUIDELINES}, section I.B.2",
    needs=Need.DIAGNOSES,
)
def header_not_billable(view: DiagnosisView) -> Iterator[Found]:
    """Deny a category or subcategory that has subdivisions; a missing seventh character has an edit of its own."""
    facts = view.diagnosis
    if facts.standing is Standing.IN_FORCE and facts.billable is False and not facts.seventh_characters:
        shown = ", ".join(facts.completions)
        message = f"{facts.display} is a header with subdivisions and is not valid for submission."
        yield Found(Verdict.FAIL, message, _facts(facts), f"Code to the highest detail documented: {shown}.")


@diagnosis_edit(
    "diagnosis.seventh-character-missing",
    mends="Add the seventh character, with X in the empty places before it.",
    cites=f"{_GUIDELINES}, section I.A.5",
    needs=Need.DIAGNOSES,
)
def seventh_character_missing(view: DiagnosisView) -> Iterator[Found]:
    """Deny a code that needs a seventh character and stops short of it."""
    facts = view.diagnosis
    if facts.standing is Standing.IN_FORCE and facts.billable is False and facts.seventh_characters:
        characters = ", ".join(facts.seventh_characters)
        message = f"{facts.display} needs a seventh character ({characters}), with X in the empty places before it."
        yield Found(Verdict.FAIL, message, _facts(facts), f"Such as {', '.join(facts.completions)}.")


@diagnosis_edit(
    "diagnosis.seventh-character-wrong",
    mends="Use a seventh character that the category defines.",
    cites=f"{_GUIDELINES}, sections I.A.4 and I.A.5",
    needs=Need.DIAGNOSES,
)
def seventh_character_wrong(view: DiagnosisView) -> Iterator[Found]:
    """Deny a seven-character code whose seventh character its category does not define."""
    facts = view.diagnosis
    if facts.standing is Standing.UNKNOWN and facts.seventh_characters:
        characters = ", ".join(facts.seventh_characters)
        message = f"{facts.display} does not exist: the seventh character may be {characters}."
        yield Found(Verdict.FAIL, message, _facts(facts), f"Such as {', '.join(facts.completions)}.")


@diagnosis_edit(
    "diagnosis.manifestation-first-listed",
    mends="List the underlying disease before it.",
    cites=f"{_GUIDELINES}, section I.A.13",
    needs=Need.DIAGNOSES,
)
def manifestation_first_listed(view: DiagnosisView) -> Iterator[Found]:
    """Deny a manifestation code as first-listed: a title "in diseases classified elsewhere" never stands first."""
    facts = view.diagnosis
    if facts.manifestation and view.role is DiagnosisRole.FIRST_LISTED:
        message = f"{facts.display} is a manifestation code and may not be listed first."
        yield Found(Verdict.FAIL, message, _facts(facts), "List the underlying disease before it.")


@diagnosis_edit(
    "diagnosis.external-cause-first-listed",
    mends="List the injury or condition first.",
    cites=f"{_GUIDELINES}, section I.C.20.a.6",
)
def external_cause_first_listed(view: DiagnosisView) -> Iterator[Found]:
    """Deny an external cause code (V00-Y99) as first-listed: it can never be the principal diagnosis."""
    facts = view.diagnosis
    if view.role is DiagnosisRole.FIRST_LISTED and facts.code[:1] in ("V", "W", "X", "Y"):
        message = f"{facts.display} is an external cause code and may not be listed first."
        yield Found(Verdict.FAIL, message, _facts(facts), "List the injury or condition first.")


@claim_edit(
    "diagnosis.excludes1",
    mends="Keep the one that the documentation supports, unless the two conditions are unrelated.",
    cites=f"{_GUIDELINES}, section I.A.12.a",
    settings=MEDICAL,
    needs=Need.TABULAR,
    trigger=Trigger.EXCLUDES,
)
def excludes1(claim: ClaimView) -> Iterator[Found]:
    """Deny two diagnoses of which an Excludes1 note of one names the other.

    The guidelines allow both where the two conditions are unrelated; a claim cannot say so, and payers deny the pair.
    """
    seen: set[frozenset[int]] = set()
    for place, facts in enumerate(claim.diagnoses, start=1):
        for other_place, other in enumerate(claim.diagnoses, start=1):
            pair = frozenset((place, other_place))
            if other.code == facts.code or pair in seen or other.code[:3] not in facts.barred:
                continue
            note = next((one for one in facts.excludes if within(other.code, one.ranges)), None)
            if note is not None:
                seen.add(pair)
                because = (
                    Because("excludes1_at", note.place, facts.tabular),
                    Because("excludes1_note", note.text, facts.tabular),
                )
                message = f"{facts.display} and {other.display} exclude each other (Excludes1 at {note.place})."
                remedy = "Keep the one that the documentation supports, unless the two conditions are unrelated."
                yield Found(Verdict.FAIL, message, because, remedy, diagnoses=(place, other_place))


@claim_edit(
    "diagnosis.code-first-missing",
    mends="List the code that the note asks for before it.",
    cites=f"{_GUIDELINES}, sections I.A.13 and I.B.7",
    settings=MEDICAL,
    needs=Need.TABULAR,
    trigger=Trigger.CODE_FIRST,
)
def code_first_missing(claim: ClaimView) -> Iterator[Found]:
    """Deny a code whose "code first" note asks for a code that does not stand before it.

    Notes that say "if applicable" ask for nothing that a claim can show. Where a note names examples only, any other code
    before it serves.
    """
    first_listed = next((n for n, d in enumerate(claim.claim.diagnoses) if d.role is DiagnosisRole.FIRST_LISTED), 0)
    order = [first_listed, *(n for n in range(len(claim.diagnoses)) if n != first_listed)]
    for rank, number in enumerate(order):
        facts = claim.diagnoses[number]
        before = [claim.diagnoses[n].code for n in order[:rank]]
        for note in facts.code_first:
            if not note.always or (facts.manifestation and not before):
                continue
            asked = note.ranges if note.exhaustive and note.ranges else ()
            served = any(within(code, asked) for code in before) if asked else bool(before)
            if not served:
                because = (
                    Because("code_first_at", note.place, facts.tabular),
                    Because("code_first_note", note.text, facts.tabular),
                )
                message = f"{facts.display} asks to code first: {note.text}."
                yield Found(Verdict.FAIL, message, because, "List that code before it.", diagnoses=(number + 1,))
                break


@claim_edit(
    "diagnosis.missing",
    mends="Add the diagnoses that the documentation supports.",
    cites="Medicare Claims Processing Manual, chapter 26, section 10.4, item 21; chapter 25, section 75.6, FL 67",
    settings=MEDICAL - {Setting.SUPPLIER},
    trigger=Trigger.DIAGNOSES_MISSING,
)
def missing(claim: ClaimView) -> Iterator[Found]:
    """Deny a claim without any diagnosis."""
    yield Found(Verdict.FAIL, "The claim bills no diagnosis.", (), "Add the diagnoses that the documentation supports.")


@claim_edit(
    "diagnosis.pointer-without-diagnosis",
    mends="Correct the pointer.",
    cites="Medicare Claims Processing Manual, chapter 26, section 10.4, item 24E",
    trigger=Trigger.ODD_POINTER,
)
def pointer_without_diagnosis(claim: ClaimView) -> Iterator[Found]:
    """Deny a line that points to a diagnosis which the claim does not list."""
    count = len(claim.claim.diagnoses)
    for line in claim.claim.lines:
        astray = sorted({pointer for pointer in line.diagnosis_pointers if not 1 <= pointer <= count})
        if astray:
            shown = ", ".join(str(pointer) for pointer in astray)
            message = f"Line {line.number} points to diagnosis {shown}; the claim lists {count}."
            yield Found(Verdict.FAIL, message, (Because("diagnosis_pointer", shown),), "Correct the pointer.", (line.number,))


def _facts(facts: DiagnosisFacts) -> tuple[Because, ...]:
    return (Because("diagnosis", facts.display, facts.release, facts.span),)
