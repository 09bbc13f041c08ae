"""What a redacted document of fields still tells of its person, so that the corpus report can say so."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from codewell.documents.reading import read_document
from codewell.phi.policy import policy_named
from codewell.tasks.document_traits import traits_of_document
from codewell.tasks.redact_file import FileRequest, audit_of, redact_file

PATIENT = {
    "resourceType": "Bundle",
    "entry": [
        {
            "resource": {
                "resourceType": "Patient",
                "gender": "female",
                "birthDate": "1980-02-03",
                "address": [{"postalCode": "62704"}],
            }
        },
        {"resource": {"resourceType": "Condition", "recordedDate": "2021-03-04", "code": {"text": "Fabry disease"}}},
    ],
}
DOCUMENTS = {
    "a.json": json.dumps(PATIENT).encode(),
    "a.hl7": (
        b"MSH|^~\\&|LAB|H|EMR||20210304||ORU^R01|7|P|2.5.1\rPID|1||77||Quenbyworth^Anna||19800203|F|||^^Dayton^OH^62704\r"
        b"OBX|1|TX|1^Letter||She has Fabry disease.||||||F\r"
    ),
    "a.csv": b"sex,birth_date,visit_date,zip,note\nF,02/03/1980,03/04/2021,62704,She has Fabry disease.\n",
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_rare_condition_beside_age_and_area_is_noted(name):
    done = redact_file(FileRequest(DOCUMENTS[name], policy_named("safe-harbor"), name))
    told = traits_of_document(read_document(done.content, name))
    assert (told.sex, told.zip3, told.conditions) == ("f", "627", {"fabry disease"})
    audit = audit_of([done], policy_named("safe-harbor"), made_at=datetime(2026, 1, 1, tzinfo=UTC))
    notes = {one.id for one in audit.corpus.notes}
    assert "reidentification.rare-condition" in notes
    if name != "a.csv":
        assert {"reidentification.rare-age-zip", "reidentification.small-cell"} <= notes
        assert told.age == "41"
