"""Exports of a reviewed note: what a reviewer said stands, nothing is invented, no cell computes."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from codewell.kernel.codes import Icd10CmCode
from codewell.kernel.errors import InputError
from codewell.kernel.text import ClinicalText
from codewell.tasks.code_note import NoteRequest, code_note
from codewell.tasks.export_coded_note import ExportFormat, ExportRequest, export_coded_note
from codewell.tasks.review_codes import Decision, Review, reviewed
from codewell.tasks.workplace import Workplace

ON = date(2026, 6, 2)
NOTE = "HPI: Denies fever.\nASSESSMENT\n1. Gout.\n2. Bronchiectasis.\n"
GOUT, BRONCHIECTASIS, FEVER = Icd10CmCode("M109"), Icd10CmCode("J479"), Icd10CmCode("R509")


@pytest.fixture(scope="module")
def desk(reference_home: Path) -> Workplace:
    return Workplace(reference_home, lambda: datetime(2026, 6, 2, 12, tzinfo=UTC))


def _made(desk: Workplace, form: ExportFormat, *reviews: Review, text: str = NOTE, on: date | None = ON) -> str:
    return export_coded_note(desk, ExportRequest(NoteRequest(ClinicalText(text), on), form, reviews)).content


def _rows(content: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content, newline="")))


def test_a_table_tells_each_code_with_its_words_and_places(desk: Workplace) -> None:
    rows = _rows(_made(desk, ExportFormat.CSV))
    assert [row["code"] for row in rows] == ["M10.9", "J47.9"]
    start, end = map(int, rows[0]["offsets"].split("-"))
    assert NOTE[start:end] == rows[0]["evidence"] == "Gout"
    assert "I.C.13" in rows[0]["guidelines"]


def test_a_rejected_code_stays_in_the_table_without_a_place_in_the_order(desk: Workplace) -> None:
    rows = _rows(_made(desk, ExportFormat.CSV, Review(GOUT, Decision.REJECTED)))
    assert [(row["sequence"], row["review"]) for row in rows] == [("", "rejected"), ("1", "open")]


@pytest.mark.parametrize("lead", ["=", "+", "-", "@"])
def test_no_cell_begins_as_a_formula(desk: Workplace, lead: str) -> None:
    from codewell.tasks.reviewed_tables import _plain

    assert _plain(f"{lead}HYPERLINK(1)") == f"'{lead}HYPERLINK(1)"
    assert _plain("a=b") == "a=b"
    for row in csv.reader(io.StringIO(_made(desk, ExportFormat.CSV, text=f"ASSESSMENT\n1. {lead}Gout.\n"), newline="")):
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)


def test_a_bundle_is_valid_fhir_and_invents_nothing(desk: Workplace) -> None:
    models = pytest.importorskip("fhir.resources.R4B.bundle", reason="fhir.resources is not installed")
    reviews = (Review(GOUT, Decision.ACCEPTED), Review(FEVER, Decision.ADDED))
    content = _made(desk, ExportFormat.FHIR, *reviews)
    models.Bundle.model_validate_json(content)
    conditions = [entry["resource"] for entry in json.loads(content)["entry"]]
    assert [one["code"]["coding"][0]["code"] for one in conditions] == ["M10.9", "J47.9", "R50.9"]
    status = [one["verificationStatus"]["coding"][0]["code"] for one in conditions]
    assert status == ["confirmed", "unconfirmed", "confirmed"]
    for one in conditions:
        assert not {"onsetDateTime", "clinicalStatus", "abatementDateTime"} & one.keys()
        assert one["recordedDate"] == "2026-06-02"
        detail = one["evidence"][0]["detail"][0]
        start, end = (part["valueUnsignedInt"] for part in detail["extension"][0]["extension"])
        assert NOTE[start:end] == detail["display"]


def test_an_empty_bundle_is_valid_too(desk: Workplace) -> None:
    models = pytest.importorskip("fhir.resources.R4B.bundle", reason="fhir.resources is not installed")
    content = _made(desk, ExportFormat.FHIR, text="Well today.")
    models.Bundle.model_validate_json(content)
    assert "entry" not in json.loads(content)


def test_a_day_that_nobody_named_is_not_recorded(desk: Workplace) -> None:
    (first, *_) = json.loads(_made(desk, ExportFormat.FHIR, on=None))["entry"]
    assert "recordedDate" not in first["resource"]


def test_the_same_review_gives_the_same_bytes(desk: Workplace) -> None:
    for form in ExportFormat:
        assert _made(desk, form) == _made(desk, form)


def test_a_code_is_replaced_by_a_billable_one_only(desk: Workplace) -> None:
    instead = Review(GOUT, Decision.REPLACED, Icd10CmCode("M1A9XX0"))
    first = _rows(_made(desk, ExportFormat.CSV, instead))[0]
    assert (first["code"], first["proposed_code"], first["review"]) == ("M1A.9XX0", "M10.9", "replaced")
    for wrong in ("M10", "Q9999"):
        with pytest.raises(InputError, match="billable"):
            _made(desk, ExportFormat.CSV, Review(GOUT, Decision.REPLACED, Icd10CmCode(wrong)))


def test_a_word_on_a_code_that_the_note_does_not_have_is_left_aside(desk: Workplace) -> None:
    coded = code_note(desk, NoteRequest(ClinicalText(NOTE), ON))
    assert [one.decision for one in reviewed(desk, coded, (Review(Icd10CmCode("I10"), Decision.REJECTED),))] == [
        Decision.OPEN,
        Decision.OPEN,
    ]


def test_text_says_whether_somebody_reviewed_it(desk: Workplace) -> None:
    assert "nobody has reviewed" in _made(desk, ExportFormat.TEXT)
    assert "Reviewed by a coder" in _made(desk, ExportFormat.TEXT, Review(GOUT, Decision.ACCEPTED))
