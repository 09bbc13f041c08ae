"""Add-on codes: the form at hand, and what is refused."""

from __future__ import annotations

import pytest

NAME = "ncci_addon/ncci_addon_codes_2024-06-03.csv"


def test_add_on_codes(read):
    rows = read("ncci-addon", NAME)
    assert rows[0] == {"primary_code": "CCCCC", "addon_code": "0054T", "type": 2, "effective": None, "deleted": None}
    assert ("77295", "77293", 1) in [(row["primary_code"], row["addon_code"], row["type"]) for row in rows]


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        pytest.param("add_on_code,aoc_edit_type", "aoc_edit_type,add_on_code", 2, id="reordered"),
        pytest.param("77295,77293,1", "77295,77293,4", 3, id="type"),
        pytest.param("77295,77293,1", "77295,7729,1", 2, id="code"),
        pytest.param("77295,77293,1", "77295,77293", None, id="cell-lost"),
    ],
)
def test_a_damaged_table_is_refused(refusal, old, new, column):
    assert refusal("ncci-addon", NAME, old, new).column == column


def test_the_publication_day_begins_the_release(identity):
    assert identity("ncci-addon", NAME) == ("2024-06-03", "2024-06-03 to 2024-09-30")


def test_an_excerpt_is_no_whole_file(incomplete):
    assert "at least 6000" in incomplete("ncci-addon", NAME).expected


def test_every_row_of_the_full_file_is_read(shared_data, read):
    assert len(read("ncci-addon", shared_data / "ncci" / "ncci_addon_codes_2024-06-03.csv")) == 7465
