"""General equivalence mappings in both directions."""

from __future__ import annotations

from collections import Counter

import pytest

FORWARD = "gems/2018_I9gem.txt"
BACKWARD = "gems/2018_I10gem.txt"


def test_from_icd9(read):
    rows = [(row["direction"], row["source_code"], row["target_code"], row["flags"]) for row in read("gems", FORWARD)]
    assert rows[0] == ("9to10", "0010", "A000", "00000")
    assert ("9to10", "36570", None, "11000") in rows
    assert [target for _, source, target, _ in rows if source == "25080"] == [
        "E11618", "E11620", "E11621", "E11622", "E11628", "E11630", "E11638", "E11649", "E1165", "E1169",
    ]  # fmt: skip


def test_from_icd10(read):
    rows = {row["source_code"]: (row["direction"], row["target_code"], row["flags"]) for row in read("gems", BACKWARD)}
    assert rows["E1122"] == ("10to9", "25040", "10000")
    assert rows["R29700"] == ("10to9", None, "11000")
    assert rows["T8853XD"] == ("10to9", "V5889", "10000")


@pytest.mark.parametrize(
    ("name", "old", "new", "column"),
    [
        pytest.param(FORWARD, "0010  A000    00000", "0010  A000    0000", None, id="short-line"),
        pytest.param(FORWARD, "0010  A000 ", "A000  A000 ", 1, id="source"),
        pytest.param(FORWARD, "0010  A000 ", "0010  9000 ", 7, id="target"),
        pytest.param(FORWARD, "A000    00000", "A000    00A00", 15, id="flags"),
        pytest.param(FORWARD, "A000    00000", "A000    01000", 15, id="no-map-with-a-target"),
        pytest.param(BACKWARD, "NoDx  11000", "NoDx  10000", 15, id="map-without-a-target"),
        pytest.param(BACKWARD, "A000    0010 ", "0010    0010 ", 1, id="source-of-icd10"),
    ],
)
def test_a_line_not_as_documented_is_refused(refusal, name, old, new, column):
    error = refusal("gems", name, old, new)
    assert error.line is not None
    assert error.column == column


def test_another_file_is_refused(refusal):
    assert "2018_I9gem.txt" in refusal("gems", FORWARD, "0010", "0010", as_name="gem.txt").expected


def test_release_and_completeness(identity, incomplete):
    assert identity("gems", FORWARD) == ("FY2018", "2017-10-01 to 2018-09-30")
    assert "both directions" in incomplete("gems", FORWARD, BACKWARD).expected


def test_every_mapping_of_the_full_files_is_read(shared_data, read):
    rows = read("gems", shared_data / "crosswalk/Dxgem_2018.zip")
    assert Counter(row["direction"] for row in rows) == {"9to10": 24_860, "10to9": 81_593}
    assert Counter(row["direction"] for row in rows if row["target_code"] is None) == {"9to10": 422, "10to9": 731}
