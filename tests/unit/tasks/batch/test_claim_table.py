"""A table checked row by row says, byte for byte, what its claims say when each is read and checked alone."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codewell.claims.issue import Issue
from codewell.claims.rows import RowReader
from codewell.edits.checking import ClaimChecker
from codewell.kernel.claims import Claim
from codewell.releases.shelf import Shelf
from codewell.tasks.batch.check_claims import CheckClaims, open_claims_input
from codewell.tasks.batch.claim_chunks import begun, chunks, claims_of_chunk, claims_of_rows, table_header
from codewell.tasks.batch.claim_drafts import Draft
from codewell.tasks.batch.claim_table import TableReader
from codewell.tasks.batch.claim_writing import ClaimWriter, issue_line
from codewell.tasks.check_claims_file import ClaimsRequest, checked_together, screened
from codewell.tasks.claim_reference import ShelfClaimReference

HEADER = (
    "claim,line,date_of_service,last_day,place_of_service,procedure,modifiers,units,charge,diagnosis_pointers,diagnoses,sex,"
    "birth_date,rendering_npi,billing_npi,setting,payer,discharge,patient,state\n"
)
PLAIN = {
    "claim": "A",
    "date_of_service": "2024-07-02",
    "place_of_service": "11",
    "procedure": "77301",
    "units": "1",
    "charge": "100.00",
    "diagnosis_pointers": "A",
    "diagnoses": "C50.912 Z17.0",
    "sex": "F",
    "birth_date": "1951-05-04",
}
CELLS = {
    "claim": ["A", "A", "B", "Ü", " C", ""],
    "line": ["", "1", "2", "2", "07", "x"],
    "date_of_service": ["2024-07-02", "07/03/2024", "2024-09-30", "2024-10-01", "2025-10-01", "1999-01-01", "2024-02-31", ""],
    "last_day": ["", "", "2024-07-02", "2024-07-04", "2023-01-01"],
    "place_of_service": ["11", "21", "2", ""],
    "procedure": ["77301", "77014", "99213", "77263", "G6015", "99999", "0001f", " 77301", ""],
    "modifiers": ["", "", "25", "26 TC", "RT", "LT 50", "59", "ZZ"],
    "units": ["1", "1", "2", "40", "-1", "1.5", "many", ""],
    "charge": ["100.00", "0", "-5", "", "$1,000.00", "free"],
    "diagnosis_pointers": ["", "A", "AB", "1 9", "?"],
    "diagnoses": ["C50.912 Z17.0", "C50.912", "S72001A;Z33.1", "O80 P07.00", "W11XXXA", "E11", "S72.001", "NOPE", ""],
    "sex": ["F", "M", "", "?"],
    "birth_date": ["1951-05-04", "2030-01-01", "", "yesterday"],
    "rendering_npi": ["", "", "1234567893", "1234567890"],
    "billing_npi": ["", "1234567893", "12"],
    "setting": ["", "professional", "outpatient", "inpatient", "asc", "dental", "moon"],
    "payer": ["", "medicaid", "commercial", "nobody"],
    "discharge": ["", "", "2024-07-09"],
    "patient": ["", "M1", " m2"],
    "state": ["", "CA", "ny", "C4"],
}
NAMES = HEADER.strip().split(",")


def written(rows: list[dict[str, str]], end: str = "\n") -> str:
    return HEADER + "".join(",".join(row.get(name, "") for name in NAMES) + end for row in rows)


@st.composite
def tables(draw):
    """Rows of which most cells are as in PLAIN, so that a good part of the claims is regular."""
    rows = []
    for _ in range(draw(st.integers(1, 12))):
        odd = draw(st.lists(st.sampled_from(NAMES), max_size=3, unique=True))
        rows.append(
            {**PLAIN, "claim": draw(st.sampled_from("AAABC")), **{name: draw(st.sampled_from(CELLS[name])) for name in odd}}
        )
    return written(rows, draw(st.sampled_from(["\n", "\r\n"])))


@pytest.fixture(scope="module")
def reference(reference_home) -> ShelfClaimReference:
    return ShelfClaimReference(Shelf(reference_home))


def in_bulk(home: Path, place: Path, received: date | None) -> tuple[bytes, int, int]:
    source = open_claims_input(place, "medicare-mac")
    process = CheckClaims(home, source, received).open(None)
    outcomes = [process(record) for record in source.records()]
    return b"".join(one.line for one in outcomes), sum(one.failed for one in outcomes), sum(one.records for one in outcomes)


def alone(reference: ShelfClaimReference, place: Path, received: date | None) -> tuple[bytes, int, int]:
    """Every claim of the file read by the reader of rows and checked by itself."""
    table, checker, writer = table_header(place), ClaimChecker(reference), ClaimWriter()
    lines, lost, records = [], 0, 0
    for chunk in chunks(place):
        for record in claims_of_chunk(chunk.line, table):
            row, offset, content = begun(record.line)
            rows = claims_of_rows(content.decode(), row, offset, table, RowReader(table.header, "medicare-mac"))
            read = list(screened(rows, ClaimsRequest("medicare-mac", received)))
            told = [one if isinstance(one, Issue) else next(checked_together(checker, [one])) for one in read]
            lines += [issue_line(one) if isinstance(one, Issue) else writer.checked(one) for one in told]
            lost += any(isinstance(one, Issue) and one.lost for one in told)
            records += 1
    return "".join(lines).encode(), lost, records


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=tables(), received=st.sampled_from([None, date(2024, 8, 1), date(2026, 1, 1)]))
def test_bulk_is_the_same_bytes_as_one_at_a_time(reference_home, reference, tmp_path, text, received):
    place = tmp_path / "claims.csv"
    place.write_text(text, encoding="utf-8", newline="")
    assert in_bulk(reference_home, place, received) == alone(reference, place, received)


@pytest.mark.parametrize("name", NAMES)
def test_each_odd_cell_in_each_line_of_a_claim(reference_home, reference, tmp_path, name):
    place = tmp_path / "claims.csv"
    pair = {**PLAIN, "procedure": "77014", "modifiers": "59"}
    groups = []
    for value in dict.fromkeys(CELLS[name]):
        groups += [[{**PLAIN, name: value}, pair], [PLAIN, {**pair, name: value}], [PLAIN, pair]]
    rows = [{**row, "claim": row["claim"] if name == "claim" else f"{n}"} for n, group in enumerate(groups) for row in group]
    place.write_text(written(rows), encoding="utf-8")
    assert in_bulk(reference_home, place, None) == alone(reference, place, None)


def test_quotation_marks_far_down_and_bytes_that_are_no_utf_8_are_read_too(reference_home, reference, tmp_path):
    rows = [{**PLAIN, "claim": f"P{n}"} for n in range(1_100)]
    rows += [
        {**PLAIN, "claim": "Q", "diagnoses": '"C50.912, Z17.0"'},
        {**PLAIN, "claim": "R", "sex": '"F'},
        {**PLAIN, "claim": "S"},
    ]
    place = tmp_path / "claims.csv"
    place.write_bytes(
        written(rows).encode() + written([{**PLAIN, "claim": "Ü", "units": "2"}]).partition("\n")[2].encode("latin-1")
    )
    told, lost, records = in_bulk(reference_home, place, None)
    assert (lost, records) == (1, 1_104)
    assert [json.loads(line)["id"] for line in told.splitlines()[-4:]] == ["Q", None, "S", "Ü"]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=tables())
def test_a_draft_makes_the_claim_that_the_reader_of_rows_makes(reference, tmp_path, text):
    place = tmp_path / "claims.csv"
    place.write_text(text, encoding="utf-8", newline="")
    table = table_header(place)
    reader = TableReader(table, "medicare-mac", None, ClaimChecker(reference), reference)
    for record in chunks(place):
        row, offset, content = begun(record.line)
        whole = content.decode()
        for draft in reader.read(whole, row, offset):
            if isinstance(draft, Draft):
                rows = claims_of_rows(
                    whole[draft.begin : draft.end], *draft.rows[0], table, RowReader(table.header, "medicare-mac")
                )
                assert [reader.claim(draft)] == [_nowhere(one) for one in rows]


def _nowhere(claim: Claim | Issue) -> Claim | Issue:
    if isinstance(claim, Issue):
        return claim
    return replace(
        claim,
        lines=tuple(
            replace(line, position=None, rendering=line.rendering and replace(line.rendering, position=None))
            for line in claim.lines
        ),
        diagnoses=tuple(replace(one, position=None) for one in claim.diagnoses),
        patient=replace(claim.patient, position=None),
        billing=claim.billing and replace(claim.billing, position=None),
        position=None,
    )


@pytest.mark.parametrize("size", [1, 50, 300, 1_000_000])
def test_pieces_hold_whole_claims_and_every_row_once(tmp_path, size):
    rows = [{**PLAIN, "claim": claim} for claim in ("A", "A", "A", "Ü", "B", "B", "A")]
    place = tmp_path / "claims.csv"
    text = written(rows).rstrip("\n")
    place.write_text(text, encoding="utf-8")
    table = table_header(place)
    told = []
    for record in chunks(place, size):
        row, offset, content = begun(record.line)
        assert text[offset:].encode().startswith(content)
        assert text[:offset].count("\n") == row - 1
        told += [(one.number + 1, one.size) for one in claims_of_chunk(record.line, table)]
    length = len(text.split("\n")[1]) + 1
    assert [number for number, _ in told] == [2, 5, 6, 8]
    assert [size for _, size in told] == [3 * length, length + 1, 2 * length, length - 1]
