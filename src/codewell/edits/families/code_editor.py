"""Principal diagnosis, age and sex: what the Medicare Code Editor asks, and what the guidelines alone already decide."""

from __future__ import annotations

from collections.abc import Iterator

from codewell.edits.finding import Because, Found, Verdict
from codewell.edits.reference import Need
from codewell.edits.registry import MEDICAL, Basis, Trigger, claim_edit, diagnosis_edit
from codewell.edits.views import ClaimView, DiagnosisView
from codewell.kernel.claims import DiagnosisRole, Setting, Sex

_HOUSE = "house policy, decision 9"


@diagnosis_edit(
    "code-editor.unacceptable-principal",
    mends="List the condition first.",
    cites="CMS, Definitions of Medicare Code Edits, section 9 (unacceptable principal diagnosis)",
    settings=frozenset({Setting.INPATIENT}),
    needs=Need.CODE_EDITOR,
)
def unacceptable_principal(view: DiagnosisView) -> Iterator[Found]:
    """Deny a principal diagnosis that the Medicare Code Editor does not accept: a circumstance, not an illness.

    CMS's list is in no file that Codewell can load yet, so the edit ends in `no_data`.
    """
    facts = view.diagnosis
    if view.role is DiagnosisRole.FIRST_LISTED and "unacceptable_principal" in facts.code_editor:
        message = f"{facts.display} is not accepted as principal diagnosis."
        yield Found(Verdict.FAIL, message, (Because("diagnosis", facts.display, facts.release),), "List the condition first.")


@claim_edit(
    "code-editor.pregnancy-not-female",
    mends="Correct the sex or the diagnosis.",
    cites=_HOUSE,
    basis=Basis.HOUSE,
    settings=MEDICAL,
    trigger=Trigger.PATIENT_DIAGNOSIS,
)
def pregnancy_not_female(claim: ClaimView) -> Iterator[Found]:
    """Deny a diagnosis of pregnancy, childbirth or the puerperium (chapter 15, Z33, Z34) on the claim of a male patient.

    The guidelines keep chapter 15 to the maternal record; a transgender patient's claim needs the payer's own condition
    code or modifier, which a person has to add.
    """
    if claim.claim.patient.sex is not Sex.MALE:
        return
    for place, facts in enumerate(claim.diagnoses, start=1):
        if facts.code.startswith(_MATERNAL):
            because = (Because("diagnosis", facts.display, facts.release), Because("sex", "M"))
            message = f"{facts.display} is a diagnosis of pregnancy; the claim says the patient is male."
            yield Found(Verdict.FAIL, message, because, "Correct the sex or the diagnosis.", diagnoses=(place,))


@claim_edit(
    "code-editor.pregnancy-age",
    mends="Correct the birth date or the diagnosis.",
    cites=_HOUSE,
    basis=Basis.HOUSE,
    settings=MEDICAL,
    trigger=Trigger.PATIENT_DIAGNOSIS,
)
def pregnancy_age(claim: ClaimView) -> Iterator[Found]:
    """Deny a diagnosis of pregnancy (chapter 15, Z33, Z34) of a patient younger than 9 or older than 64 years."""
    age = claim.claim.patient.age_on(claim.decided_on)
    if age is None or 9 <= age <= 64:
        return
    for place, facts in enumerate(claim.diagnoses, start=1):
        if facts.code.startswith(_MATERNAL):
            because = (Because("diagnosis", facts.display, facts.release), Because("age", str(age)))
            message = f"{facts.display} is a diagnosis of pregnancy; the patient is {age} years old."
            yield Found(Verdict.FAIL, message, because, "Correct the birth date or the diagnosis.", diagnoses=(place,))


@claim_edit(
    "code-editor.newborn-on-maternal-record",
    mends="Bill mother and child apart.",
    cites="ICD-10-CM Official Guidelines, sections I.C.15.a.2 and I.C.16.a.1",
    settings=MEDICAL,
    trigger=Trigger.PATIENT_DIAGNOSIS,
)
def newborn_on_maternal_record(claim: ClaimView) -> Iterator[Found]:
    """Deny codes of chapter 15 and chapter 16 on one claim: neither belongs on the other's record."""
    mothers = [n for n, facts in enumerate(claim.diagnoses, start=1) if facts.code[:1] == "O"]
    newborns = [n for n, facts in enumerate(claim.diagnoses, start=1) if facts.code[:1] == "P"]
    if mothers and newborns:
        first, second = (claim.diagnoses[places[0] - 1].display for places in (mothers, newborns))
        message = f"{first} (maternal record) and {second} (newborn record) stand on one claim."
        yield Found(Verdict.FAIL, message, (), "Bill mother and child apart.", diagnoses=(*mothers, *newborns))


@claim_edit(
    "code-editor.birth-status-after-birth",
    mends="Remove it or correct the birth date.",
    cites="ICD-10-CM Official Guidelines, section I.C.16.a.2",
    settings=MEDICAL,
    trigger=Trigger.PATIENT_DIAGNOSIS,
)
def birth_status_after_birth(claim: ClaimView) -> Iterator[Found]:
    """Deny Z38 (liveborn infant) for a patient of one year or more: it is assigned once, at the time of birth."""
    age = claim.claim.patient.age_on(claim.decided_on)
    if not age:
        return
    for place, facts in enumerate(claim.diagnoses, start=1):
        if facts.code.startswith("Z38"):
            because = (Because("diagnosis", facts.display, facts.release), Because("age", str(age)))
            message = f"{facts.display} is for the birth record; the patient is {age} years old."
            yield Found(Verdict.FAIL, message, because, "Remove it or correct the birth date.", diagnoses=(place,))


_MATERNAL = ("O", "Z33", "Z34")
