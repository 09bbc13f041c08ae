"""What the conversion table adds: codes newer than any list, days before the first list, codes that replaced others."""

from __future__ import annotations

from datetime import date

import pytest

from codewell.codebook.entry import Standing
from codewell.kernel.codes import CodeSystem
from codewell.kernel.validity import Validity

CM = CodeSystem.ICD10CM


@pytest.fixture
def book(book_of, code_list, published):
    changes = [
        {"code": "U071", "day": "2020-04-01", "action": "added"},
        {"code": "D711", "day": "2025-10-01", "action": "added", "other": "D71"},
        {"code": "D718", "day": "2025-10-01", "action": "added", "other": "D71"},
        {"code": "I4200", "day": "2026-10-01", "action": "added", "other": "I420"},
        {"code": "A00", "day": "2026-10-01", "action": "deleted"},
        {"code": "B00", "day": "2018-10-01", "action": "converted", "other": "B01"},
        {"code": "B00", "day": "2018-10-01", "action": "deleted"},
    ]
    return book_of(
        code_list("FY2025", "2024-10-01", "2025-09-30", "A00", "D71", "E11", "I42-", "I420", "U071"),
        code_list("FY2026", "2025-10-01", "2026-09-30", "A00", "D71-", "D711", "D718", "E11", "I42-", "I420", "U071"),
        published("icd10cm-conversion", "FY2027", "2015-10-01", "2027-09-30", {"changes": changes}),
    )


@pytest.mark.parametrize(
    ("code", "day", "standing"),
    [
        pytest.param("I4200", "2026-09-30", Standing.NOT_YET, id="newer-than-any-list-day-before"),
        pytest.param("I4200", "2026-10-01", Standing.NOT_LOADED, id="newer-than-any-list-first-day"),
        pytest.param("A00", "2026-09-30", Standing.IN_FORCE, id="deleted-after-the-last-list-last-day"),
        pytest.param("A00", "2026-10-01", Standing.NO_LONGER, id="deleted-after-the-last-list-day-after"),
        pytest.param("U071", "2020-03-31", Standing.NOT_YET, id="added-before-the-first-list-day-before"),
        pytest.param("U071", "2020-04-01", Standing.NOT_LOADED, id="added-before-the-first-list-first-day"),
        pytest.param("E11", "2015-09-30", Standing.NOT_YET, id="no-change-named-before-adoption"),
        pytest.param("E11", "2015-10-01", Standing.NOT_LOADED, id="no-change-named-since-adoption"),
        pytest.param("B00", "2018-10-01", Standing.NO_LONGER, id="deleted-before-the-first-list"),
    ],
)
def test_standing_where_only_the_conversion_table_speaks(book, code, day, standing):
    on = date.fromisoformat(day)
    assert book.entry(code, CM, on=on).standing is standing
    assert book.standing(code, CM, on=on).standing is standing


def test_code_newer_than_any_list_has_no_words_and_says_so(book):
    entry = book.entry("I4200", CM, on=date(2026, 11, 23))
    assert entry.billable is None
    assert entry.descriptors.display == ""
    assert entry.validity == Validity(date(2026, 10, 1), None)
    assert entry.statement == (
        "No ICD-10-CM code list for 2026-11-23 is loaded; the conversion table names I42.00 from 2026-10-01."
    )
    assert [place.key for place in entry.breadcrumbs] == ["I42", "I42.0"]


def test_billable_code_of_an_ended_list_with_new_codes_below_it_is_a_header(book):
    last, after = date(2026, 9, 30), date(2026, 10, 1)
    assert book.entry("I420", CM, on=last).billable is True
    assert book.entry("I420", CM, on=after).billable is False
    assert "adds codes below it from 2026-10-01" in book.entry("I420", CM, on=after).statement
    assert book.entry("E11", CM, on=after).billable is True


def test_validity_before_the_first_list_comes_from_the_conversion_table(book):
    day = date(2025, 1, 1)
    assert book.entry("U071", CM, on=day).validity == Validity(date(2020, 4, 1), None)
    assert book.entry("E11", CM, on=day).validity == Validity(date(2015, 10, 1), None)
    assert book.entry("A00", CM, on=day).validity == Validity(date(2015, 10, 1), date(2026, 9, 30))


def test_replacements_in_both_directions(book):
    day = date(2026, 1, 1)
    assert [(other.code, other.relation) for other in book.entry("D71", CM, on=day).related] == [
        ("D71.1", "replaced_by"),
        ("D71.8", "replaced_by"),
    ]
    (old,) = book.entry("D711", CM, on=day).related
    assert (old.code, old.relation, old.label, old.note) == ("D71", "replaces", "long D71", "since 2025-10-01")


def test_history_tells_what_was_reported_before(book):
    (event,) = book.entry("D711", CM, on=date(2026, 1, 1)).history
    assert (event.day, event.action, event.note) == (date(2025, 10, 1), "added", "New; before this day reported as D71")


def test_deleted_code_names_its_successor(book):
    entry = book.entry("B00", CM, on=date(2020, 1, 1))
    assert entry.statement == "B00 is not in force on 2020-01-01: its last day was 2018-09-30. Replaced by B01."
