"""What the fields of a document state of its patient."""

from __future__ import annotations

from datetime import date

import pytest

from codewell.clinical.facts import Age
from codewell.documents.document import Part, PartKind
from codewell.kernel.claims import Sex
from codewell.kernel.text import ClinicalText
from codewell.tasks.document_facts import DocumentFacts, document_facts
from codewell.tasks.patient_facts import as_stated, stated_facts
from codewell.tasks.read_note import read_note

HL7 = "MSH|^~\\&|A|B|C|D|20260602||ORU^R01|1|P|2.5\rPID|1||123||DOE^JANE||{born}|{sex}\rOBX|1|TX|1^Impression||1. Gout.||||||F\r"
FHIR = b"""{"resourceType": "Bundle", "type": "collection", "entry": [
{"resource": {"resourceType": "Patient", "gender": "male", "birthDate": "1958-03-14"}},
{"resource": {"resourceType": "DocumentReference",
 "content": [{"attachment": {"contentType": "text/plain", "data": "R291dC4="}}]}}]}"""


@pytest.mark.parametrize(
    ("born", "sex", "expected"),
    [
        ("19580314", "F", DocumentFacts(Sex.FEMALE, date(1958, 3, 14))),
        ("195803141230", "M", DocumentFacts(Sex.MALE, date(1958, 3, 14))),
        ("1958", "U", DocumentFacts()),
        ("19581314", "", DocumentFacts()),
    ],
)
def test_patient_segment(born: str, sex: str, expected: DocumentFacts) -> None:
    assert read_note(HL7.format(born=born, sex=sex).encode(), "a.hl7").patient == expected


def test_patient_resource() -> None:
    assert read_note(FHIR, "a.json").patient == DocumentFacts(Sex.MALE, date(1958, 3, 14))


def test_fields_of_several_patients_state_nothing() -> None:
    written = (("Patient.gender", "male"), ("Patient.gender", "female"), ("Patient.birthDate", "1958-03-14"))
    parts = [Part(n, path, path, PartKind.FIELD, ClinicalText(text)) for n, (path, text) in enumerate(written)]
    assert document_facts(parts) == DocumentFacts(None, date(1958, 3, 14))


def test_nothing_of_it_is_shown() -> None:
    assert "1958" not in repr(DocumentFacts(Sex.FEMALE, date(1958, 3, 14)))


@pytest.mark.parametrize(
    ("age", "written"),
    [
        (Age(67), "67"),
        (Age(2, 3), "2"),
        (Age(1, 2, 9), "14 months"),
        (Age(0, 1, 3), "1 months"),
        (Age(0, 0, 28), "28 days"),
        (Age(0), "0 days"),
    ],
)
def test_an_age_as_a_form_keeps_it(age: Age, written: str) -> None:
    assert as_stated(age) == written
    kept = stated_facts(age=written).age
    assert kept is not None
    assert (kept.years, kept.is_newborn) == (age.years, age.is_newborn)
