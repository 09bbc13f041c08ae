"""Claims as tables and as JSON: what is read, and what is refused with its place."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest

from codewell.claims.csv_file import LONGEST_LINE, read_csv
from codewell.claims.formats import ClaimFormat, DecodedText, sniffed
from codewell.claims.issue import Issue
from codewell.claims.json_claims import read_json_claims
from codewell.kernel.claims import Claim, DiagnosisRole, Setting, Sex
from codewell.kernel.errors import InputError

HEADER = "claim,date_of_service,procedure,modifiers,units,charge,diagnoses,diagnosis_pointers,pos,sex,birth_date\n"
ROW = "A,2024-07-02,77301,26,1,100.00,C50.912 Z17.0,AB,11,F,1951-05-04\n"


def read(text: str) -> tuple[list[Claim], list[Issue]]:
    told = list(read_csv(io.StringIO(text, newline="")))
    return [one for one in told if isinstance(one, Claim)], [one for one in told if isinstance(one, Issue)]


def test_rows_of_one_claim_are_its_lines():
    claims, issues = read(HEADER + ROW + "A,07/03/2024,77014,,2,,,1,2,,\nB,20240704,g6002,,,,,,,,\n")
    assert issues == []
    first, second = claims
    assert (first.id, first.patient.sex, first.patient.birth_date) == ("A", Sex.FEMALE, date(1951, 5, 4))
    assert [(one.code, one.role) for one in first.diagnoses] == [
        ("C50912", DiagnosisRole.FIRST_LISTED),
        ("Z170", DiagnosisRole.OTHER),
    ]
    assert [line.number for line in first.lines] == [1, 2]
    assert first.lines[0].modifiers == ("26",)
    assert first.lines[0].diagnosis_pointers == (1, 2)
    assert first.lines[1].date_of_service == date(2024, 7, 3)
    assert first.lines[1].units == Decimal(2)
    assert first.lines[1].place_of_service == "02"  # a spreadsheet took the zero away
    assert second.lines[0].procedure == "G6002"


def test_a_line_stands_where_the_file_has_it():
    text = HEADER + ROW + ROW.replace("77301", "77014")
    claims, _ = read(text)
    position = claims[0].lines[1].position
    assert position is not None
    assert (position.line, text[position.character :][:1]) == (3, "A")


def test_separate_columns_for_diagnoses_and_modifiers():
    claims, _ = read("claim;dos;cpt;modifier_1;modifier_2;diagnosis_a;diagnosis_b\nA;2024-07-02;77301;26;;C50.912;Z17.0\n")
    assert claims[0].lines[0].modifiers == ("26",)
    assert [one.code for one in claims[0].diagnoses] == ["C50912", "Z170"]


@pytest.mark.parametrize(
    ("row", "slug"),
    [
        pytest.param("A,2024-02-30,77301,,,,,,,,\n", "claims.bad-date-of-service", id="impossible-day"),
        pytest.param("A,0000-01-01,77301,,,,,,,,\n", "claims.bad-date-of-service", id="year-zero"),
        pytest.param("A,,77301,,,,,,,,\n", "claims.bad-date-of-service", id="no-day"),
        pytest.param("A,2024-07-02,77301,,NaN,,,,,,\n", "claims.bad-units", id="not-a-number"),
        pytest.param("A,2024-07-02,77301,,1e999999999,,,,,,\n", "claims.bad-units", id="huge"),
        pytest.param("A,2024-07-02,77301,,,=1+1,,,,,\n", "claims.bad-charge", id="formula"),
        pytest.param("A,2024-07-02,,,,,,,,,\n", "claims.bad-procedure", id="no-code"),
        pytest.param(",2024-07-02,77301,,,,,,,,\n", "claims.no-claim-number", id="no-claim"),
    ],
)
def test_a_bad_row_costs_itself_and_says_where(row, slug):
    claims, issues = read(HEADER + row + ROW.replace("A,", "GOOD,"))
    assert [claim.id for claim in claims] == ["GOOD"]
    assert issues[0].slug == slug
    assert issues[0].lost
    assert (issues[0].position.line, issues[0].position.character) == (2, len(HEADER))


def test_negative_units_are_read_for_the_edits_to_judge():
    claims, _ = read(HEADER + "A,2024-07-02,77301,,-3,,,,,,\n")
    assert claims[0].lines[0].units == Decimal(-3)


def test_a_quotation_mark_that_never_ends_costs_no_claim_after_it():
    broken = 'A,2024-07-02,"' + "x" * 140_000 + "\n"
    claims, issues = read(HEADER + broken + ROW.replace("A,", "GOOD,"))
    assert [claim.id for claim in claims] == ["GOOD"]
    assert [issue.slug for issue in issues] == ["claims.bad-row"]


def test_a_line_that_never_ends_is_refused_with_its_place():
    with pytest.raises(InputError, match=f"Line 2, character {len(HEADER)}:"):
        read(HEADER + "x" * (LONGEST_LINE + 10))


@pytest.mark.parametrize(
    "header", ["a,b,c\n", "claim,procedure\n", "claim,dos,dos,cpt\n", "claim,date_of_service,from_date,cpt\n"]
)
def test_another_header_is_refused(header):
    with pytest.raises(InputError, match="Line 1, character 0"):
        read(header + ROW)


def test_a_column_that_is_not_read_is_told():
    _, issues = read("claim,dos,cpt,remarks\nA,2024-07-02,77301,-\n")
    assert [(one.slug, one.position.element, one.lost) for one in issues] == [("claims.unread-column", 4, False)]


def test_bytes_that_are_no_utf_8_are_latin_1():
    text = DecodedText(io.BytesIO("Ü ".encode() + b"\xdcber"))
    assert text.stream.read() == "Ü Über"
    assert text.latin_1 == 1


@pytest.mark.parametrize(
    ("head", "format"),
    [
        (b"\xef\xbb\xbf\r\nISA*00*", ClaimFormat.X12),
        (b"GS*HC*", ClaimFormat.X12),
        (b'{"resourceType": "Claim"}', ClaimFormat.FHIR),
        (b'{"id": "A", "lines": []}', ClaimFormat.JSON),
        (b'{"id": "A"}\n{"id": "B"}\n', ClaimFormat.NDJSON),
        (b"PAR1\x15", ClaimFormat.PARQUET),
        (HEADER.encode(), ClaimFormat.CSV),
        ("\ufeff" + HEADER).encode("utf-16-le") and (("\ufeff" + HEADER).encode("utf-16-le"), ClaimFormat.CSV),
    ],
)
def test_the_format_is_told_from_the_content(head, format):
    assert sniffed(head) is format


@pytest.mark.parametrize("head", [b"", b" \n", b"PK\x03\x04", b"\x1f\x8b\x08", b"%PDF-1.7", b"Dear payer"])
def test_what_is_no_claim_is_refused(head):
    with pytest.raises(InputError, match="Line 1, character 0"):
        sniffed(head)


LINE = {"procedure": "77301", "date_of_service": "2024-07-02"}


def test_json_claims():
    told = list(
        read_json_claims(
            {
                "claims": [
                    {
                        "id": "A",
                        "setting": "outpatient",
                        "diagnoses": ["C50.912", {"code": "Z17.0", "role": "other"}],
                        "lines": [LINE],
                    },
                    {"id": "B", "lines": [{**LINE, "units": "many"}]},
                    {"id": "C", "lines": [{**LINE, "modifiers": ["26"], "units": 2, "diagnosis_pointers": [1]}]},
                ]
            }
        )
    )
    first, bad, last = told
    assert isinstance(first, Claim)
    assert first.setting is Setting.OUTPATIENT
    assert [one.code for one in first.diagnoses] == ["C50912", "Z170"]
    assert isinstance(bad, Issue)
    assert (bad.claim, bad.position.path, bad.lost) == ("B", "[1].lines[0].units", True)
    assert isinstance(last, Claim)
    assert (last.lines[0].modifiers, last.lines[0].units, last.lines[0].diagnosis_pointers) == (("26",), Decimal(2), (1,))


@pytest.mark.parametrize("value", [{}, [], 3, None, {"claims": []}, [1], "x"])
def test_json_without_claims_is_refused(value):
    with pytest.raises(InputError, match="no claim"):
        list(read_json_claims(value))
