"""HCC: mappings with the labels of their categories, and what is refused."""

from __future__ import annotations

import pytest

MAPPINGS, LABELS = "hcc/ra_dx_to_cc_2026.csv", "hcc/ra_labels_2026.csv"


def test_a_diagnosis_in_every_model(read):
    found = {(row["model"], row["category"]) for row in read("hcc", MAPPINGS) if row["code"] == "E1122"}
    assert found == {
        ("CMS-HCC ESRD Model V21", "18"),
        ("CMS-HCC ESRD Model V21", "139"),
        ("CMS-HCC ESRD Model V24", "18"),
        ("CMS-HCC Model V22", "18"),
        ("CMS-HCC Model V24", "18"),
        ("CMS-HCC Model V28", "37"),
        ("RxHCC Model V08", "30"),
    }


def test_labels_use_the_names_of_the_mappings(read):
    labels = {(row["model"], row["category"]): row["label"] for row in read("hcc", MAPPINGS, LABELS, table="categories")}
    assert labels["CMS-HCC Model V28", "37"] == "Diabetes with Chronic Complications"
    assert labels["CMS-HCC Model V28", "23"] == "Prostate, Breast, and Other Cancers and Tumors"
    assert labels["CMS-HCC ESRD Model V24", "18"] == "Diabetes with Chronic Complications"
    assert labels["RxHCC Model V08", "30"] == "Diabetes with Complications"
    assert read("hcc", MAPPINGS, table="categories") == []


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        pytest.param("cc,model_name", "model_name,cc", 2, id="reordered"),
        pytest.param("C61,12", "C6,12", 1, id="code"),
        pytest.param("C61,12", "C61,HCC12", 2, id="category"),
        pytest.param("RxHCC Model V08", "Another Model V08", 3, id="model"),
    ],
)
def test_damaged_mappings_are_refused(refusal, old, new, column):
    assert refusal("hcc", MAPPINGS, old, new).column == column


def test_a_payment_year_answers_for_services_of_the_year_before(identity, incomplete):
    assert identity("hcc", MAPPINGS) == ("PY2026", "2025-01-01 to 2025-12-31")
    assert "at least 30000" in incomplete("hcc", MAPPINGS).expected


@pytest.mark.parametrize(("year", "rows"), [(2026, 55297), (2027, 44860)])
def test_every_row_of_a_full_file_is_read(shared_data, read, year, rows):
    assert len(read("hcc", shared_data / "hcc" / f"ra_dx_to_cc_{year}.csv.gz")) == rows


@pytest.mark.parametrize("year", [2026, 2027])
def test_every_category_has_its_label(shared_data, read, year):
    files = [shared_data / "hcc" / f"ra_dx_to_cc_{year}.csv.gz", shared_data / "hcc" / "ra_labels_2026.csv.gz"]
    labelled = {(row["model"], row["category"]) for row in read("hcc", *files, table="categories")}
    assert {(row["model"], row["category"]) for row in read("hcc", *files)} <= labelled
