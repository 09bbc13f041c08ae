"""OPPS addenda: fields read off the publisher's rows, and what is refused."""

from __future__ import annotations

import pytest

A, B, B_QUARTER = "opps/2025_NFRM_Addendum_A.txt", "opps/2025_NFRM_Addendum_B.txt", "opps/opps_addendum_b_2026-04.csv"
D1, D2, E = "opps/2025_NFRM_Addendum_D1.txt", "opps/2025_NFRM_Addendum_D2.txt", "opps/2025_NFRM_Addendum_E.txt"


def by_code(rows):
    return {row["code"]: row for row in rows}


def test_an_apc(read):
    rows = {row["apc"]: row for row in read("opps-addendum-a", A)}
    assert rows["5622"] == {
        "apc": "5622",
        "title": "Level 2 Radiation Therapy",
        "status_indicator": "S",
        "relative_weight": "2.9492",
        "payment_rate": "262.98",
        "national_copayment": None,
        "minimum_copayment": "52.60",
    }
    assert (rows["0701"]["relative_weight"], rows["0701"]["payment_rate"]) == (None, "1740.720")


def test_a_service(read):
    rows = by_code(read("opps-addendum-b", B))
    assert rows["G0465"] == {
        "code": "G0465",
        "short_descriptor": "Autolog prp diab wound ulcer",
        "comment_indicator": None,
        "status_indicator": "T",
        "apc": "5054",
        "relative_weight": "20.5142",
        "payment_rate": "1829.23",
        "national_copayment": None,
        "minimum_copayment": "365.85",
    }
    assert rows["77385"]["apc"] == "5623"
    assert (rows["0526U"]["comment_indicator"], rows["0526U"]["status_indicator"]) == ("NI", "Q4")
    assert "A4341" in rows


def test_the_quarterly_form_has_status_and_rate_only(read):
    rows = by_code(read("opps-addendum-b", B_QUARTER))
    assert (rows["77402"]["status_indicator"], rows["77402"]["payment_rate"], rows["77402"]["apc"]) == ("S", "104.24", None)
    assert (rows["G0465"]["status_indicator"], rows["G0465"]["payment_rate"]) == ("T", "2107.97")


@pytest.mark.parametrize(("source_id", "name"), [("opps-addendum-b", B), ("opps-addendum-b", B_QUARTER), ("opps-addendum-e", E)])
def test_licensed_codes_have_no_words(read, source_id, name):
    for row in read(source_id, name):
        assert row["short_descriptor"] is None or row["code"][0] in "ABCEGHJKLMPQRSTUV"


def test_status_indicators_in_words(read):
    rows = {row["indicator"]: row for row in read("opps-addendum-d1", D1)}
    assert " ".join(rows) == "A B C D E1 E2 F G H H1 J1 J2 K K1 L M N P Q1 Q2 Q3 Q4 R S T U V Y"
    assert rows["S"]["item"] == "Procedure or Service, Not Discounted When Multiple"
    assert rows["S"]["payment_status"] == "Paid under OPPS; separate APC payment."
    assert "Diagnostic Mammography" in rows["A"]["item"]
    assert "Screening Mammography: Not subject to deductible or coinsurance." in rows["A"]["payment_status"].split("\n")
    assert rows["A"]["payment_status"].split("\n")[-1].startswith("* Note -- Payments")
    assert rows["Y"]["payment_status"].endswith("bill to a DME MAC.")
    assert "hospital's charges" in rows["H1"]["payment_status"]
    assert '"S", "T", or "V"' in rows["Q1"]["payment_status"]
    assert "pass-through" in rows["H"]["payment_status"]


def test_comment_indicators_in_words(read):
    rows = {row["indicator"]: row["meaning"] for row in read("opps-addendum-d2", D2)}
    assert list(rows) == ["NI", "CH", "NP", "NC"]
    assert rows["CH"].startswith("Active HCPCS code in current year")


def test_inpatient_only(read):
    assert read("opps-addendum-e", E)[1] == {
        "code": "G0412",
        "short_descriptor": "Open tx iliac spine uni/bil",
        "comment_indicator": None,
    }


@pytest.mark.parametrize(
    ("source_id", "name", "old", "new", "column", "expected"),
    [
        ("opps-addendum-a", A, "APC \tGroup Title\tSI", "APC \tSI\tGroup Title", 2, "header 'GROUP TITLE'"),
        ("opps-addendum-a", A, "5622\t", "562\t", "APC", "an APC of four digits"),
        ("opps-addendum-a", A, "$262.98", "free", "PAYMENT RATE", "a decimal number"),
        ("opps-addendum-b", B, "HCPCS Code\tShort", "Code\tShort", None, "a header row that begins with HCPCS CODE"),
        ("opps-addendum-b", B, "77385\t\t\tS\t5623\t6.4874", "77385\t\t\tS\t562\t6.4874", "APC", "four digits"),
        ("opps-addendum-b", B, "77385\t\t\tS\t", "77385\t\t\t?\t", "SI", "a status indicator"),
        ("opps-addendum-b", B, "77385\t\t\tS\t5623\t6.4874\t$578.47\t.\t$115.70\t\t\t\t", "77385\t\t\tS", None, "13 cells"),
        ("opps-addendum-b", B, "77385", "7738", "HCPCS CODE", "a CPT or HCPCS code"),
        ("opps-addendum-b", B_QUARTER, "StatusIndicator,PaymentRate", "PaymentRate,StatusIndicator", 3, "STATUSINDICATOR"),
        ("opps-addendum-b", B_QUARTER, "77402,,S,104.24", "77402,,S,104.24,5621", None, "4 cells"),
        ("opps-addendum-d1", D1, "\nC\tInpatient", "\nCCC\tInpatient", "STATUS INDICATOR", "a status indicator"),
        ("opps-addendum-d2", D2, "\nCH \t", "\nC \t", "COMMENT INDICATOR", "two letters"),
        ("opps-addendum-e", E, "G0412\tOpen tx iliac spine uni/bil\t\tC", "G0412\tOpen tx iliac spine uni/bil\t\tT", "SI", "C"),
    ],
)
def test_a_damaged_addendum_is_refused(refusal, source_id, name, old, new, column, expected):
    error = refusal(source_id, name, old, new)
    assert (error.column, expected in error.expected) == (column, True), error


@pytest.mark.parametrize(
    ("source_id", "name", "release"),
    [
        ("opps-addendum-a", A, ("CY2025", "2025-01-01 to 2025-12-31")),
        ("opps-addendum-b", B, ("CY2025", "2025-01-01 to 2025-12-31")),
        ("opps-addendum-b", B_QUARTER, ("2026-Q2", "2026-04-01 to 2026-06-30")),
        ("opps-addendum-d1", D1, ("CY2025", "2025-01-01 to 2025-12-31")),
    ],
)
def test_title_or_name_say_the_release(identity, source_id, name, release):
    assert identity(source_id, name) == release


@pytest.mark.parametrize(("source_id", "name"), [("opps-addendum-a", A), ("opps-addendum-b", B), ("opps-addendum-e", E)])
def test_an_excerpt_is_no_whole_file(incomplete, source_id, name):
    assert "at least" in incomplete(source_id, name).expected


@pytest.mark.parametrize(
    ("source_id", "name", "rows"),
    [
        ("opps-addendum-a", "2025_NFRM_Addendum_A.redacted.txt.gz", 994),
        ("opps-addendum-b", "2025_NFRM_Addendum_B.redacted.txt.gz", 18682),
        ("opps-addendum-b", "opps_addendum_b_2024-01.csv.gz", 18109),
        ("opps-addendum-b", "opps_addendum_b_2026-04.csv.gz", 19059),
        ("opps-addendum-e", "2025_NFRM_Addendum_E.redacted.txt.gz", 1731),
    ],
)
def test_every_row_of_a_full_file_is_read(shared_data, read, source_id, name, rows):
    assert len(read(source_id, shared_data / "opps_asc" / name)) == rows
