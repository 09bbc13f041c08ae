"""Relative value file: what is refused, and where the error points."""

from __future__ import annotations

import pytest

CSV, TEXT = "mpfs/PPRRVU2025_Oct.csv", "mpfs/PPRRVU2025_Oct.txt"
PRICED = "mpfs/PPRRVU2026_Jul_nonQPP.csv"
EXPANDER = "11970,,,A,,7.49,8.25,NA,8.25,,1.38,17.12,17.12,0,090"


def with_change(old: str, new: str) -> tuple[str, str]:
    assert old in EXPANDER
    return EXPANDER, EXPANDER.replace(old, new, 1)


@pytest.mark.parametrize(
    ("change", "column", "expected"),
    [
        pytest.param(("HCPCS,MOD,DESCRIPTION", "HCPCS,DESCRIPTION,MOD"), 2, "header 'MOD'", id="header-reordered"),
        pytest.param(("HCPCS,MOD,DESCRIPTION", "CODE,MOD,DESCRIPTION"), None, "begins with HCPCS", id="no-header"),
        pytest.param(with_change("11970", "1197"), "code", "a CPT or HCPCS code", id="code"),
        pytest.param(with_change(",A,", ",7,"), "status", "[A-Z]", id="status"),
        pytest.param(with_change("NA", "XX"), "nonfacility_na", "'NA' or blank", id="na"),
        pytest.param(with_change("7.49", "7,49"), None, "31 cells", id="cell-too-many"),
        pytest.param(with_change("7.49", "7.4x"), "work_rvu", "a decimal number", id="figure"),
        pytest.param(with_change("1.38,17.12", "1.39,17.12"), "nonfacility_total", "17.13", id="sum"),
        pytest.param(with_change("17.12,0,", "17.21,0,"), "facility_total", "17.12", id="facility-sum"),
        pytest.param(with_change("090", "90"), "global_days", "text like", id="global-days"),
        pytest.param((EXPANDER, EXPANDER[:20] + "\n" + EXPANDER), None, "31 cells", id="line-cut-off"),
        pytest.param(("4.10,0,000,0.00,0.00,0.00,3,0,1,0,0,43235,32.3465", "4.10,0,000,0.00,0.00,0.00,3,0,1,0,0,43235,33.4009"),
                     "conversion_factor", "32.3465", id="two-factors"),
    ],
)  # fmt: skip
def test_a_damaged_csv_is_refused(refusal, change, column, expected):
    error = refusal("mpfs", CSV, *change)
    assert error.column == column
    assert expected in error.expected
    assert error.line


def test_the_line_is_the_line_of_the_file(refusal, publisher_file):
    error = refusal("mpfs", CSV, *with_change("7.49", "x"))
    line = next(number for number, text in publisher_file(CSV).lines("latin-1") if text.startswith("11970"))
    assert (error.line, error.found) == (line, "x")


def test_a_32_column_header_above_31_cells_is_refused(refusal):
    error = refusal("mpfs", PRICED, "77402,,REDACTED,A,,0.00,", "77402,,REDACTED,A,0.00,")
    assert error.expected == "32 cells"


def test_a_text_record_of_another_length_is_refused(refusal):
    error = refusal("mpfs", TEXT, "11970     ", "11970      ")
    assert "171 or 200" in error.expected


def test_a_later_text_layout_is_refused_with_advice(refusal, publisher_file):
    record = next(text for _, text in publisher_file(TEXT).lines("latin-1") if text.startswith("11970"))
    error = refusal("mpfs", TEXT, record, record[:120] + "9" + record[121:])
    assert error.column == 121
    assert "CSV" in error.next_step


def test_an_excerpt_is_no_whole_file(incomplete):
    assert "at least 17000" in incomplete("mpfs", CSV).expected


def test_the_wrong_source_for_a_qpp_file_is_named(refusal):
    error = refusal("mpfs", PRICED, "77402", "77402", as_name="PPRRVU2026_Jul_QPP.csv")
    assert "mpfs-qpp" in error.expected
