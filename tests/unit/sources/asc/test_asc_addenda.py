"""ASC addenda: fields read off the publisher's rows, and what is refused."""

from __future__ import annotations

import pytest

AA, AA_2025 = "asc/asc_addendum_AA_20260701.csv", "asc/asc_addendum_AA_20250101.csv"
BB, BB_JANUARY = "asc/asc_addendum_BB_20260701.csv", "asc/asc_addendum_BB_20260101.csv"
EE, FF, FF_JANUARY = "asc/asc_addendum_EE_20260701.csv", "asc/asc_addendum_FF_20260701.csv", "asc/asc_addendum_FF_20260101.csv"


def by_code(rows):
    return {row["code"]: row for row in rows}


def test_a_covered_procedure(read):
    assert by_code(read("asc-addendum-aa", AA))["G0260"] == {
        "code": "G0260",
        "short_descriptor": "Inj for sacroiliac jt anesth",
        "subject_to_discounting": 1,
        "comment_indicator": None,
        "payment_indicator": "A2",
        "payment_weight": "6.8793",
        "payment_rate": "387.46",
        "footnote": None,
        "pass_through_expires": None,
        "adjusted_copayment": None,
    }
    packaged = by_code(read("asc-addendum-aa", AA))["0095T"]
    assert (packaged["payment_indicator"], packaged["payment_rate"], packaged["subject_to_discounting"]) == ("N1", None, 0)
    assert by_code(read("asc-addendum-aa", AA_2025))["0102T"]["payment_rate"] == "1579.16"


def test_ancillary_services(read):
    july, january = by_code(read("asc-addendum-bb", BB)), by_code(read("asc-addendum-bb", BB_JANUARY))
    assert (july["77402"]["payment_indicator"], july["77402"]["payment_weight"], july["77402"]["payment_rate"]) == (
        "Z2",
        "0.9951",
        "56.05",
    )
    assert (july["77402"]["short_descriptor"], july["A9600"]["short_descriptor"]) == (None, "Sr89 strontium")
    assert (january["A9600"]["payment_rate"], july["A9600"]["payment_rate"]) == ("4146.34", "4146.335")
    assert len([code for code in january if code == "90684"]) == 1


def test_excluded_procedures(read):
    assert read("asc-addendum-ee", EE) == [
        {"code": "00176", "short_descriptor": None},
        {"code": "G0341", "short_descriptor": "Percutaneous islet celltrans"},
    ]


def test_percentages_are_the_same_however_they_are_written(read):
    july, january = by_code(read("asc-addendum-ff", FF)), by_code(read("asc-addendum-ff", FF_JANUARY))
    assert july["0202T"] == january["0202T"]
    assert (july["0202T"]["offset_percentage"], july["0202T"]["apc_offset_percentage"]) == ("61.60", "45.89")
    assert (july["0200T"]["offset_amount"], july["0200T"]["opps_payment_rate"], july["0200T"]["apc"]) == (
        "2212.85",
        "6878.6",
        "5114",
    )


@pytest.mark.parametrize(
    ("source_id", "name", "old", "new", "column", "expected"),
    [
        ("asc-addendum-aa", AA, "Subject to Multiple Procedure Discounting,July", "July 2026 Discounting,July", 4, "header"),
        (
            "asc-addendum-aa",
            AA,
            "G0260,,Inj for sacroiliac jt anesth,Y,A2",
            "G0260,,Inj for sacroiliac jt anesth,A2,Y",
            5,
            "indicator",
        ),
        ("asc-addendum-aa", AA, "6.8793,387.46", "6.8793,x", 7, "a decimal number"),
        ("asc-addendum-aa", AA, "0200T,,,Y,J8", "0200T,,,Q,J8", 4, "'Y' or 'N'"),
        ("asc-addendum-aa", AA, "0200T,,,Y,J8,83.7955,4719.53", "0200T,,", 5, "a payment indicator"),
        ("asc-addendum-bb", BB_JANUARY, "90684,,,,L1,,,\r\n90684,,,,L1", "90684,,,,L1,,,\r\n90684,,,,L6", 1, "each code once"),
        ("asc-addendum-bb", BB, "0331T", "331T", 1, "a CPT or HCPCS code"),
        ("asc-addendum-ee", EE, "HCPCS Code,Short", "Short,HCPCS Code", None, "a header row that begins with HCPCS CODE"),
        ("asc-addendum-ff", FF, "5114,0.2074", "5114,20.74", 6, "a percentage or a fraction of one"),
        ("asc-addendum-ff", FF, "J8,5114", "J8,511", 5, "an APC of four digits"),
    ],
)
def test_a_damaged_addendum_is_refused(refusal, source_id, name, old, new, column, expected):
    error = refusal(source_id, name, old, new)
    assert (error.column, expected in error.expected) == (column, True), error


def test_one_addendum_is_not_taken_for_another(refusal):
    error = refusal("asc-addendum-aa", FF, "HCPCS Code", "HCPCS Code")
    assert error.column == 4


@pytest.mark.parametrize("name", [AA, BB, EE, FF])
def test_the_name_says_the_quarter(identity, name):
    assert identity(f"asc-addendum-{name[17:19].lower()}", name) == ("2026-Q3", "2026-07-01 to 2026-09-30")


@pytest.mark.parametrize("name", [AA, BB, EE, FF])
def test_an_excerpt_is_no_whole_file(incomplete, name):
    assert "at least" in incomplete(f"asc-addendum-{name[17:19].lower()}", name).expected


@pytest.mark.parametrize(
    ("letters", "day", "rows"),
    [("AA", "20260701", 4833), ("AA", "20250101", 4183), ("BB", "20260101", 2504), ("BB", "20250101", 2454),
     ("EE", "20260701", 1559), ("FF", "20260701", 4834), ("FF", "20260101", 4821)],
)  # fmt: skip
def test_every_row_of_a_full_file_is_read(shared_data, read, letters, day, rows):
    assert len(read(f"asc-addendum-{letters.lower()}", shared_data / "opps_asc" / f"asc_addendum_{letters}_{day}.csv.gz")) == rows
