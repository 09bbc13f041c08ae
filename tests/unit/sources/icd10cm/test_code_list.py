"""The ICD-10-CM order file: both packages, each layout error, and April over October on the shelf."""

from __future__ import annotations

from datetime import date

import pytest

from codewell.releases.importing import ImportRequest, import_release
from codewell.releases.shelf import Shelf
from codewell.sources.files import open_published
from codewell.sources.registry import source

OCTOBER = "icd10cm/icd10cm_order_2026.txt"
APRIL = "icd10cm/icd10cm-order-April-2025.txt"

LADDER = (
    "00001 T36     0 Poisoning by systemic antibiotics                            Poisoning by systemic antibiotics",
    "00002 T360    0 Poisoning by penicillins                                     Poisoning by penicillins",
    "00003 T360X   0 Poisoning by penicillins                                     Poisoning by penicillins",
    "00004 T360X1A 1 Poisoning by penicillins, accidental, initial encounter      Poisoning by penicillins, accidental, initial",
    "00005 W11     0 Fall on and from ladder                                      Fall on and from ladder",
    "00006 W11XXXA 1 Fall on and from ladder, initial encounter                   Fall on and from ladder, initial encounter",
)
"""Codes whose placeholder positions have no row of their own; in the columns of the publication."""


def test_codes_headers_and_parents(read):
    rows = {row["code"]: row for row in read("icd10cm", OCTOBER)}
    assert rows["A0102"] == {
        "code": "A0102",
        "billable": 1,
        "short_descriptor": "Typhoid fever with heart involvement",
        "long_descriptor": "Typhoid fever with heart involvement",
        "parent": "A010",
        "sequence": 9,
    }
    assert (rows["A010"]["billable"], rows["A010"]["parent"]) == (0, "A01")
    assert (rows["A01"]["billable"], rows["A01"]["parent"]) == (0, None)
    assert rows["A011"]["parent"] == "A01"


def test_the_parent_is_the_nearest_row_that_begins_the_code(read, tmp_path):
    file = tmp_path / "icd10cm_order_2026.txt"
    file.write_bytes("\r\n".join(LADDER).encode() + b"\r\n")
    assert {row["code"]: row["parent"] for row in read("icd10cm", file)} == {
        "T36": None,
        "T360": "T36",
        "T360X": "T360",
        "T360X1A": "T360X",
        "W11": None,
        "W11XXXA": "W11",
    }


def test_both_package_names_say_their_days(identity):
    assert identity("icd10cm", OCTOBER) == ("FY2026", "2025-10-01 to 2026-09-30")
    assert identity("icd10cm", APRIL) == ("FY2025-04", "2025-04-01 to 2025-09-30")


@pytest.mark.parametrize(
    ("old", "new", "line", "column"),
    [
        pytest.param("00003 A001", "00004 A001", 3, 1, id="out-of-sequence"),
        pytest.param("00003 A001", "3     A001", 3, 1, id="sequence-without-zeros"),
        pytest.param("00003 A001   ", "00003 1A01   ", 3, 7, id="impossible-code"),
        pytest.param("00003 A001   ", "00003 A000   ", 3, 7, id="repeated-code"),
        pytest.param("00003 A001    1", "00003 A001    2", 3, 15, id="billable-flag"),
        pytest.param("Typhoid meningitis" + " " * 43 + "Typhoid meningitis", " " * 60, 8, 17, id="no-descriptor"),
        pytest.param("00005 A01 ", "00005", 5, 7, id="shifted-columns"),
    ],
)
def test_a_line_not_as_documented_is_refused(refusal, old, new, line, column):
    error = refusal("icd10cm", OCTOBER, old, new)
    assert (error.file, error.line, error.column) == ("icd10cm_order_2026.txt", line, column)
    assert error.expected
    assert error.found is not None


def test_a_list_that_ends_early_is_refused(incomplete):
    assert "at least 90000" in incomplete("icd10cm", OCTOBER).expected


def test_a_package_without_the_order_file_is_refused(refusal):
    assert "order" in refusal("icd10cm", OCTOBER, "00001", "00001", as_name="icd10cm_codes_2026.txt").expected


@pytest.mark.parametrize(
    ("day", "label"),
    [
        pytest.param(date(2024, 9, 30), None, id="day-before"),
        pytest.param(date(2024, 10, 1), "FY2025", id="first-day"),
        pytest.param(date(2025, 3, 31), "FY2025", id="last-day-of-october"),
        pytest.param(date(2025, 4, 1), "FY2025-04", id="april-supersedes"),
        pytest.param(date(2025, 9, 30), "FY2025-04", id="last-day"),
        pytest.param(date(2025, 10, 1), None, id="day-after"),
    ],
)
def test_april_supersedes_october_on_the_shelf(tmp_path, publisher_file, day, label):
    october = tmp_path / "icd10cm_order_2025.txt"
    october.write_bytes(publisher_file(APRIL).read())
    for file in (publisher_file(APRIL), *open_published(october)):
        import_release(tmp_path / "home", ImportRequest(source("icd10cm"), [file], excerpt=True))
    found = Shelf(tmp_path / "home").in_force("icd10cm", day)
    assert (found.release.release if found else None) == label


@pytest.mark.parametrize(
    ("package", "label", "billable"),
    [
        pytest.param("cms_2023_code_descriptions_order.zip", "FY2023", 73_674, id="FY2023"),
        pytest.param("cms_2024_code_descriptions_order.zip", "FY2024", 74_044, id="FY2024"),
        pytest.param("icd10cm-Codes-Descriptions-April-2024.zip", "FY2024-04", 74_044, id="FY2024-04"),
        pytest.param("Code-descriptions-April-2025.zip", "FY2025-04", 74_260, id="FY2025-04"),
        pytest.param("cms_2026_code_descriptions_order.zip", "FY2026", 74_719, id="FY2026"),
    ],
)
def test_the_published_number_of_billable_codes(shared_data, read, package, label, billable):
    path = shared_data / "icd10cm" / package
    room = source("icd10cm")
    found = room.identify(open_published(path))
    assert found is not None
    assert found.release == label
    rows = read("icd10cm", path)
    assert sum(row["billable"] for row in rows) == billable
    room.check(open_published(path), {"codes": len(rows)}, excerpt=False)
