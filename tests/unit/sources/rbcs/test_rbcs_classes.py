"""RBCS: the form at hand, and what is refused."""

from __future__ import annotations

import pytest

NAME = "rbcs/rbcs_2024.csv"


def test_classes_of_a_code(read):
    rows = read("rbcs", NAME)
    assert next(row for row in rows if row["code"] == "77385") == {
        "code": "77385",
        "rbcs_procedure": "Non-Procedure",
        "category": "Treatment",
        "subcategory": "Radiation Oncology",
        "family": "Intensity Modulated Radiation Therapy",
        "added": "2015-01-01",
        "ended": None,
        "effective": "2014-01-01",
    }
    assert [row["effective"] for row in rows if row["code"] == "0001U"] == ["2014-01-01", "2016-01-01"]
    assert next(row for row in rows if row["code"] == "0001M")["ended"] == "2018-12-31"


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        pytest.param("rbcs_procedure,rbcs_category", "rbcs_category,rbcs_procedure", 2, id="reordered"),
        pytest.param("77385,Non-Procedure", "77385,Minor", 2, id="procedure"),
        pytest.param("77385,Non-Procedure,Treatment", "77385,Non-Procedure,", 3, id="category"),
        pytest.param("2015-01-01", "2015-13-01", 6, id="day"),
        pytest.param("77385", "7738", 1, id="code"),
    ],
)
def test_a_damaged_table_is_refused(refusal, old, new, column):
    assert refusal("rbcs", NAME, old, new).column == column


def test_release_and_completeness(identity, incomplete):
    assert identity("rbcs", NAME) == ("CY2024", "2024-01-01 to 2024-12-31")
    assert "at least 14000" in incomplete("rbcs", NAME).expected


def test_every_row_of_the_full_file_is_read(shared_data, read):
    assert len(read("rbcs", shared_data / "hcpcs" / "rbcs_2024.csv.gz")) == 17033
