"""HCPCS: what is refused, and where the error points."""

from __future__ import annotations

import pytest

FIXED = "hcpcs/HCPC2026_JUL_ANWEB.txt"
NAMED = "hcpcs/hcpcs_level2_2024-07.csv"
REBUILT = "hcpcs/hcpcs_level2_2025-10.reconstructed.csv"


@pytest.mark.parametrize(
    ("name", "old", "new", "column", "expected"),
    [
        pytest.param(FIXED, "Q0111001003", "Z0111001003", 1, "a HCPCS Level II code", id="impossible-code"),
        pytest.param(FIXED, "C9742001003", "A0001001003", 1, "a code after A0080", id="out-of-order"),
        pytest.param(FIXED, "C9742001003", "A0080001003", 1, "a code after A0080", id="repeated"),
        pytest.param(FIXED, "A0080002004", "A0090002004", 1, "a continuation of A0080", id="foreign-continuation"),
        pytest.param(FIXED, "C9742001003", "C9742001005", 11, "record id 3, 4, 7 or 8", id="record-id"),
        pytest.param(FIXED, "20150101201701012016", "20151301201701012016", 269, "a day YYYYMMDD", id="impossible-day"),
        pytest.param(FIXED, "Laryngoscopy, flexible", "Laryngoscopy,  flexible", None, "a record of 293 characters", id="moved"),
        pytest.param(NAMED, "hcpcs_code,price", "price,hcpcs_code", None, "header", id="csv-reordered"),
        pytest.param(NAMED, ",cov,betos", ",betos,cov", 4, "header 'COV'", id="csv-columns-swapped"),
        pytest.param(NAMED, "51,A,D,O1E", "51,A,X,O1E", "cov", "coverage C, D, I, M or S", id="csv-coverage"),
        pytest.param(NAMED, ",Dexamethasone sodium phos", "", None, "21 cells", id="csv-cell-lost"),
        pytest.param(REBUILT, "0095O1E|1P ", "1P ", "RAW_TAIL", "coverage to day added", id="rebuilt-tail"),
        pytest.param(
            REBUILT, "trioxide injection  51", "trioxide injection   51", "RAW_SHORT_AND_PRICE", "short", id="rebuilt-moved"
        ),
    ],
)
def test_a_damaged_file_is_refused(refusal, name, old, new, column, expected):
    error = refusal("hcpcs", name, old, new)
    assert error.column == column
    assert expected in error.expected
    assert error.line or "header" in error.expected


def test_a_file_of_something_else_is_refused(refusal):
    error = refusal("hcpcs", "mpfs/PPRRVU2025_Oct.csv", "HCPCS,MOD", "HCPCS,MOD")
    assert "header" in error.expected


def test_an_excerpt_is_no_whole_file(incomplete):
    assert "at least 6000" in incomplete("hcpcs", FIXED).expected
    assert "at least 350" in incomplete("hcpcs-modifiers", FIXED).expected
