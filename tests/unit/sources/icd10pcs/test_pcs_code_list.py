"""The ICD-10-PCS order file."""

from __future__ import annotations

import pytest

NAME = "icd10pcs/icd10pcs_order_2026.txt"


def test_tables_and_codes(read):
    rows = read("icd10pcs", NAME)
    assert rows[0] == {
        "code": "001",
        "billable": 0,
        "short_descriptor": "Central Nervous System and Cranial Nerves, Bypass",
        "long_descriptor": "Central Nervous System and Cranial Nerves, Bypass",
        "parent": None,
        "sequence": 1,
    }
    assert (rows[1]["code"], rows[1]["billable"], rows[1]["parent"]) == ("0016070", 1, "001")


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        pytest.param("00002 0016070", "00003 0016070", 1, id="out-of-sequence"),
        pytest.param("00002 0016070", "00002 O016070", 7, id="letter-o"),
        pytest.param("00002 0016070", "00002 001607 ", 7, id="six-characters"),
        pytest.param("00002 0016070 1", "00002 0016070 X", 15, id="flag"),
    ],
)
def test_a_line_not_as_documented_is_refused(refusal, old, new, column):
    error = refusal("icd10pcs", NAME, old, new)
    assert (error.line, error.column) == (2, column)


def test_release_and_completeness(identity, incomplete):
    assert identity("icd10pcs", NAME) == ("FY2026", "2025-10-01 to 2026-09-30")
    assert "at least 79000" in incomplete("icd10pcs", NAME).expected


@pytest.mark.parametrize(("year", "rows"), [(2024, 79_543), (2025, 79_856), (2026, 80_029)])
def test_every_row_of_the_full_file_is_read(shared_data, read, year, rows):
    assert len(read("icd10pcs", shared_data / "icd10pcs" / f"cms_{year}_pcs_order.zip")) == rows
