"""PTP partners and add-on codes by day, and how many of them an entry lists."""

from __future__ import annotations

from datetime import date

import pytest

from codewell.codebook.procedure_relations import MOST_PARTNERS
from codewell.kernel.codes import CodeSystem

QUARTER = ("2026-Q1", "2026-01-01", "2026-03-31")


def edit(column_1: str, column_2: str, effective: str | None, deleted: str | None, indicator: int) -> dict[str, object]:
    return {
        "column_1": column_1,
        "column_2": column_2,
        "effective": effective,
        "deleted": deleted,
        "modifier_indicator": indicator,
    }


@pytest.fixture
def partners(book_of, published):
    def ask(edits: list[dict[str, object]], day: str, code: str = "77385") -> list[tuple[str, str, bool]]:
        live = {"codes": [{"code": "77385", "system": "cpt", "period_first_day": "2015-01-01", "label": "a"}]}
        pack = published("starter-pack", "1", "2015-01-01", None, live)
        release = published("ncci-ptp-practitioner", *QUARTER, {"edits": edits})
        entry = book_of(pack, release).entry(code, CodeSystem.CPT, on=date.fromisoformat(day))
        return [(other.code, other.relation, "indicator 1" in other.note) for other in entry.related]

    return ask


@pytest.mark.parametrize(
    ("day", "listed"),
    [
        pytest.param("2026-01-14", False, id="day-before-effective"),
        pytest.param("2026-01-15", True, id="effective-day"),
        pytest.param("2026-02-15", True, id="last-active-day"),
        pytest.param("2026-02-16", False, id="day-after"),
    ],
)
def test_ptp_pair_is_listed_while_it_is_active(partners, day, listed):
    found = partners([edit("77385", "36000", "2026-01-15", "2026-02-15", 1)], day)
    assert found == ([("36000", "column_1_of", True)] if listed else [])


def test_each_modifier_indicator_and_both_columns(partners):
    found = partners(
        [
            edit("77385", "36000", "2015-01-01", None, 0),
            edit("77385", "36001", "2015-01-01", None, 1),
            edit("77385", "36002", "2015-01-01", "2015-01-01", 9),
            edit("77301", "77385", None, None, 0),
        ],
        "2026-02-01",
    )
    assert found == [("36000", "column_1_of", False), ("36001", "column_1_of", True), ("77301", "column_2_of", False)]


def test_pairs_of_a_release_that_ended_are_those_of_its_last_day(partners):
    edits = [edit("77385", "36000", "2015-01-01", "2026-03-30", 1), edit("77385", "36001", "2015-01-01", "2026-03-31", 1)]
    assert [code for code, *_ in partners(edits, "2026-06-02")] == ["36001"]


def test_more_partners_than_an_entry_lists_are_counted(book_of, published):
    edits = [edit("77385", f"{number:05}", "2015-01-01", None, 1) for number in range(MOST_PARTNERS + 5)]
    pack = published(
        "starter-pack",
        "1",
        "2015-01-01",
        None,
        {"codes": [{"code": "77385", "system": "cpt", "period_first_day": "2015-01-01", "label": "a"}]},
    )
    entry = book_of(pack, published("ncci-ptp-practitioner", *QUARTER, {"edits": edits})).entry(
        "77385", CodeSystem.CPT, on=date(2026, 2, 1)
    )
    assert len(entry.related) == MOST_PARTNERS
    (cut,) = [one for one in entry.absences if one.what.startswith("PTP partners")]
    assert (cut.what, cut.why) == ("PTP partners in column 2, practitioner", "the first 200 of 205 are listed")


@pytest.mark.parametrize(
    ("day", "found"),
    [
        pytest.param("2025-12-31", [], id="day-before"),
        pytest.param("2026-01-01", [("77385", "add_on_to")], id="first-day"),
        pytest.param("2026-02-28", [("77385", "add_on_to")], id="last-day"),
        pytest.param("2026-03-01", [], id="day-after"),
    ],
)
def test_add_on_codes_by_day(book_of, published, day, found):
    addons = [
        {"primary_code": "77385", "addon_code": "77293", "type": 1, "effective": "2026-01-01", "deleted": "2026-02-28"},
        {"primary_code": "CCCCC", "addon_code": "77293", "type": 2, "effective": "2026-01-01", "deleted": "2026-02-28"},
    ]
    codes = [{"code": code, "system": "cpt", "period_first_day": "2015-01-01", "label": code} for code in ("77385", "77293")]
    book = book_of(
        published("starter-pack", "1", "2015-01-01", None, {"codes": codes}),
        published("ncci-addon", "2026", "2025-01-01", "2026-12-31", {"addons": addons}),
    )
    on = date.fromisoformat(day)
    assert [(other.code, other.relation) for other in book.entry("77293", CodeSystem.CPT, on=on).related] == found
    back = [(other.code, other.relation) for other in book.entry("77385", CodeSystem.CPT, on=on).related]
    assert back == ([("77293", "has_add_on")] if found else [])
