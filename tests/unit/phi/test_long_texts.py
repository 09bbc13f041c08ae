"""Long and hostile texts: read in pieces with the same findings, in bounded memory and time."""

from __future__ import annotations

import time

import pytest

from codewell.phi import finding
from codewell.phi.finding import find_identifiers
from codewell.phi.policy import policy_named
from codewell.tasks.redact_file import FileRequest, redact_file

NOTE = "Patient: Odalys Quillfeather   MRN: 83920175\nMrs. Quillfeather came on 3/4/2021. Lungs clear. Plan: rest.\n"


def test_a_text_read_in_pieces_gives_the_same_findings(monkeypatch):
    text = NOTE * 100
    whole = find_identifiers(text)
    monkeypatch.setattr(finding, "_LONGEST_AT_ONCE", 3_001)
    monkeypatch.setattr(finding, "_AROUND", 300)
    pieces = find_identifiers(text)
    assert {(one.start, one.end, one.type) for one in pieces} == {(one.start, one.end, one.type) for one in whole}


def test_a_name_that_one_piece_gives_away_is_taken_in_all(monkeypatch):
    text = NOTE + "Lungs clear. " * 200 + "Later Quillfeather slept."
    monkeypatch.setattr(finding, "_LONGEST_AT_ONCE", 500)
    monkeypatch.setattr(finding, "_AROUND", 50)
    assert text.rindex("Quillfeather") in {one.start for one in find_identifiers(text)}


@pytest.mark.parametrize("unit", ["1-", "1.", "a@", "(", "Anna ", "1/2/", "A, ", "Aa", "Dr. ", "mrn number is ", "12 N Oak "])
def test_a_hundred_kilobytes_made_to_be_slow_take_seconds_of_one_processor(unit):
    began = time.process_time()
    redact_file(FileRequest((unit * (100_000 // len(unit))).encode(), policy_named("tags"), verify=True))
    assert time.process_time() - began < 15  # quadratic reading took minutes
