"""The list of codes exempt from present-on-admission reporting."""

from __future__ import annotations

import pytest

from codewell.sources.files import open_published
from codewell.sources.registry import source

ID = "icd10cm-poa-exempt"
NAME = "icd10cm/POAexemptCodesFY26.txt"


def test_codes_and_descriptors(read):
    rows = read(ID, NAME)
    assert rows[0] == {"code": "B900", "descriptor": "Sequelae of central nervous system tuberculosis"}
    assert rows[3] == {
        "code": "I69065",
        "descriptor": "Other paralytic syndrome following nontraumatic subarachnoid hemorrhage, bilateral",
    }


@pytest.mark.parametrize(
    ("old", "new", "line", "column"),
    [
        pytest.param("Order26", "Code", 1, None, id="header"),
        pytest.param("01239", "01237", 3, 1, id="order-falls"),
        pytest.param("01239", "1239", 3, 1, id="order-short"),
        pytest.param("B90.1", "B90.-", 3, 2, id="incomplete-code"),
        pytest.param("B90.1", "90.1", 3, 2, id="no-code"),
        pytest.param("\tSequelae of genitourinary tuberculosis", "", 3, None, id="no-descriptor"),
    ],
)
def test_a_line_not_as_documented_is_refused(refusal, old, new, line, column):
    error = refusal(ID, NAME, old, new)
    assert (error.line, error.column) == (line, column)


def test_release_and_completeness(identity, incomplete):
    assert identity(ID, NAME) == ("FY2026", "2025-10-01 to 2026-09-30")
    assert "35000 codes" in incomplete(ID, NAME).expected


def test_the_number_of_codes_that_the_package_states(shared_data, read):
    path = shared_data / "icd10cm/POAexemptCodesFY26.zip"
    rows = read(ID, path)
    assert len(rows) == 38_349
    source(ID).check(open_published(path), {"exempt_codes": len(rows)}, excerpt=False)
