"""Files of prose: their parts are one document to the redactor, and come back in their own format."""

from __future__ import annotations

import pytest

from codewell.kernel.errors import InputError
from codewell.phi.phi_types import Found, PhiType
from codewell.phi.policy import policy_named
from codewell.tasks.redact_file import FileRequest, redact_file
from codewell.tasks.restore_file import restore_file, vault_with

PAGE = (
    b"<html><head><title>Okonkwo</title></head><body><!-- Okonkwo --><h1>Patient: Adaeze Okonkwo</h1>"
    b"<p>Ms. Okon<b>kwo</b> came on 3/4/2021 &amp; left. MRN 7508165</p></body></html>"
)
KEY = b"k" * 32


def test_a_name_that_one_part_gives_away_is_taken_in_all():
    done = redact_file(FileRequest(PAGE, policy_named("tags"), verify=True))
    assert done.format == "html"
    assert b"okonkwo" not in done.content.lower()
    assert b"<title>[NAME]</title>" in done.content
    assert b"&amp; left. MRN [MRN]" in done.content
    assert done.verification.passed


def test_one_person_has_one_surrogate_in_all_parts():
    text = redact_file(FileRequest(PAGE, policy_named("surrogates"), secret=KEY)).content.decode()
    family = text[text.index("<title>") + 7 : text.index("</title>")]
    assert f" {family}</h1>" in text
    assert f"Ms. {family}" in text


def test_what_was_taken_out_of_a_page_comes_back():
    done = redact_file(FileRequest(PAGE, policy_named("tags")))
    back = restore_file(done.content, vault_with(done, KEY), KEY)
    assert back.count(b"Okonkwo") == 3
    assert b"3/4/2021 &amp; left. MRN 7508165" in back


def test_a_person_may_point_out_a_place_and_let_another_stand():
    note = b"Mr. Okonkwo saw the blue door."
    where, stays = note.index(b"blue"), note.index(b"Okonkwo")
    done = redact_file(
        FileRequest(
            note,
            policy_named("tags"),
            verify=True,
            extra=((0, Found(where, where + 4, PhiType.OTHER_ID, "person.taken", 1.0)),),
            keep=((0, Found(stays, stays + 7, PhiType.NAME, "person.kept", 1.0)),),
        )
    )
    assert done.content == b"Mr. Okonkwo saw the [OTHER_ID] door."


@pytest.mark.parametrize("content", [b"", b"  \n"])
def test_an_empty_document_is_refused(content):
    with pytest.raises(InputError):
        redact_file(FileRequest(content, policy_named("tags")))


def test_a_document_of_fields_goes_by_its_tables_and_keeps_no_place_in_them():
    patient = b'{"resourceType":"Patient","name":[{"family":"Okonkwo"}],"birthDate":"1980-02-03"}'
    done = redact_file(FileRequest(patient, policy_named("tags"), "patient.json", verify=True))
    assert done.format == "fhir"
    assert b"Okonkwo" not in done.content
    assert b"1980-02-03" not in done.content
    assert done.verification.passed
    place = (1, Found(0, 7, PhiType.NAME, "person.kept", 1.0))
    with pytest.raises(InputError, match="Part 1 is a field"):
        redact_file(FileRequest(patient, policy_named("tags"), "patient.json", keep=(place,)))
