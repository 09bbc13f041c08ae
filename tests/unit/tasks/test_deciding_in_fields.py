"""Documents of fields: a person decides on places in them, and the second pass looks at everything that is written."""

from __future__ import annotations

import json

import pytest

from codewell.documents.document import Format
from codewell.kernel.errors import InputError
from codewell.kernel.text import ClinicalText
from codewell.phi.phi_types import Found, PhiType
from codewell.phi.policy import policy_named
from codewell.phi.redaction import redact
from codewell.tasks.redact_any import redact_any
from codewell.tasks.redact_file import FileRequest, RedactedFile, audit_of_one, redact_file
from codewell.tasks.second_pass import PartSeen, Written, looked_over, refuse_unless_passed

TAGS = policy_named("tags")
LETTER = "Mrs. Quenbyworth saw the blue door. A Hutchens retractor was used."
DOCUMENTS = {
    "table.csv": f'patient_name,note\nAnna Quenbyworth,"{LETTER}"\n'.encode(),
    "one.json": json.dumps({"patient": {"lastName": "Quenbyworth"}, "note": LETTER}).encode(),
    "message.hl7": (
        f"MSH|^~\\&|LAB|H|EMR||20240314||ORU^R01|7|P|2.5.1\rPID|1||77||Quenbyworth^Anna\rOBX|1|TX|1^L||{LETTER}\r".encode()
    ),
    "one.fhir.json": json.dumps(
        {"resourceType": "Observation", "status": "final", "note": [{"text": LETTER}], "subject": {"display": "Quenbyworth"}}
    ).encode(),
}


def done(name: str, content: bytes, **given: object) -> RedactedFile:
    return redact_file(FileRequest(content, TAGS, name, verify=True, **given))


def place(file: RedactedFile, word: str, kind: PhiType = PhiType.OTHER_ID) -> tuple[int, Found]:
    """Return where a word stands in the part that holds the letter."""
    part = next(one for one in file.parts if LETTER in one.received.reveal())
    start = part.received.reveal().index(word)
    return part.number, Found(start, start + len(word), kind, "person.taken", 1.0)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_person_decides_on_places_in_text_that_lies_in_fields(name):
    content = DOCUMENTS[name]
    first = done(name, content)
    assert b"Quenbyworth" not in first.content
    assert [one.rule for one in first.verification.suspects if one.fails] == ["verify.name-word"]
    taken, kept = place(first, "blue"), place(first, "Hutchens", PhiType.NAME)
    second = done(name, content, extra=(taken,), keep=(kept,))
    assert second.verification.passed
    assert b"saw the [OTHER_ID] door. A Hutchens retractor" in second.content


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_place_that_is_not_there_is_refused(name):
    for number, start in ((99, 0), (0, 10_000)):
        with pytest.raises(InputError, match="There is no place"):
            done(name, DOCUMENTS[name], extra=((number, Found(start, start + 2, PhiType.OTHER_ID, "person.taken", 1.0)),))


def test_what_a_table_keeps_can_be_taken():
    content = b'{"resourceType":"Observation","status":"final","valueQuantity":{"value":7,"unit":"mg"}}'
    second = done("a.json", content, extra=((1, Found(0, 5, PhiType.OTHER_ID, "person.taken", 1.0)),))
    assert b"final" not in second.content


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b'{"resourceType":"Observation","status":"Call 559-555-0143"}', "verify.phone"),
        (b'{"resourceType":"Observation","status":"Mr. Young"}', "verify.title"),
        (b'{"resourceType":"Observation","status":"seen 2021-03-04"}', "verify.iso-date"),
        (b'{"resourceType":"Observation","code":{"coding":[{"system":"https://h.example/mrn/7508165"}]}}', "verify.url"),
        (b'{"resourceType":"Observation","code":{"coding":[{"code":"order 7508165"}]}}', "verify.long-number"),
    ],
)
def test_a_field_that_a_table_keeps_is_looked_at_too(content, rule):
    seen = done("a.json", content).verification
    assert [one.rule for one in seen.suspects if one.fails] == [rule]
    assert not seen.passed


def test_codes_and_names_of_code_systems_pass():
    coding = {"system": "http://snomed.info/sct", "code": "195967001"}
    content = json.dumps({"resourceType": "Condition", "code": {"coding": [coding]}}).encode()
    file = done("a.json", content)
    assert file.verification.passed
    assert file.parts == ()
    assert json.loads(file.content)["code"]["coding"] == [coding]


def test_the_audit_names_shortened_days_areas_and_ids_of_fields():
    address = [{"postalCode": "62704"}]
    patient = {"resourceType": "Patient", "id": "998877665", "birthDate": "1980-02-03", "address": address}
    audit = audit_of_one(1, done("a.json", json.dumps(patient).encode()), TAGS)
    assert {(one.type, one.rule) for one in audit.taken_out} == {
        ("OTHER_ID", "field.link"),
        ("DATE", "field.birth-date"),
        ("LOCATION", "location.zip"),
    }


def test_what_the_writer_adds_of_itself_is_not_let_through():
    text = ClinicalText("Plan: rest.")
    seen = looked_over([PartSeen(0, text, redact(text))], Written(b"Plan: rest. Then Hernandez came.", Format.TEXT), TAGS)
    assert seen.unaccounted == ("part 0",)
    with pytest.raises(Exception, match="nobody looked at in part 0"):
        refuse_unless_passed(seen)


def test_what_cannot_be_read_again_is_not_let_through():
    text = ClinicalText("Plan: rest.")
    assert not looked_over([PartSeen(0, text, redact(text))], Written(b'{"note": ', Format.JSON), TAGS).passed


def test_a_moved_day_that_is_another_day_of_the_document_is_no_leak():
    secret = b"a secret of thirty-two bytes....."
    days = "\n".join(f"Seen on {month}/{day}/2021." for month in range(1, 13) for day in range(1, 29)).encode()
    assert redact_any(FileRequest(days, policy_named("surrogates"), secret=secret, verify=True)).verification.passed
