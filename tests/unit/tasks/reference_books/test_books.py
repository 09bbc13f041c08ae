"""The books of reference: each entry once, dated entries on their days, links that name an entry that is there."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime

import pytest

from codewell.kernel.errors import UnknownEntryError
from codewell.tasks.reference_books.book import BookId, anchor_of, entry_link
from codewell.tasks.reference_books.books import open_book, shelf_of_books
from codewell.tasks.workplace import Workplace

BEFORE_2026, FROM_2026 = date(2025, 12, 31), date(2026, 1, 1)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    return Workplace(tmp_path_factory.mktemp("nothing-loaded"), lambda: datetime(2026, 6, 2, tzinfo=UTC))


def entries(desk, book, on):
    return {entry.anchor: entry for chapter in open_book(desk, book.value, on).chapters for entry in chapter.entries}


@pytest.mark.parametrize("on", [BEFORE_2026, FROM_2026])
def test_every_anchor_stands_once_in_its_book(desk, on):
    for book in shelf_of_books(desk, on):
        anchors = Counter(entry.anchor for chapter in book.chapters for entry in chapter.entries)
        anchors.update(chapter.anchor for chapter in book.chapters)
        assert [one for one, count in anchors.items() if count > 1 or not one] == []


def test_a_rule_of_radiation_oncology_stands_on_its_days_only(desk):
    # AMA CPT 2026: 77385, 77386 and 77014 were deleted on 2026-01-01, and the stated pairs with them
    before = entries(desk, BookId.RADIATION, BEFORE_2026)["rt-conflicts-stated-pairs"]
    after = entries(desk, BookId.RADIATION, FROM_2026)["rt-conflicts-stated-pairs"]
    assert "77301 77014 0" in dict(before.notes)["Pairs"]
    assert "77014" not in dict(after.notes)["Pairs"]
    assert before.validity is not None
    assert before.validity.last_day == BEFORE_2026


def test_an_indicator_value_stands_under_its_indicator(desk):
    found = entries(desk, BookId.INDICATORS, FROM_2026)
    assert "Packaged" in found["opps-status-n"].says[0]  # CMS, OPPS Addendum D1: N is packaged
    assert "Non-covered" in found["mpfs-status-n"].says[0]  # CMS, RVU25D Attachment A: N is non-covered


def test_a_place_of_service_says_which_rate_medicare_pays(desk):
    # Medicare Claims Processing Manual, chapter 26, section 10.5: 22 is paid at the facility rate, 11 is not
    found = entries(desk, BookId.PLACES, FROM_2026)
    assert dict(found["place-22"].notes)["Physician fee schedule"] == "facility rate"
    assert dict(found["place-11"].notes)["Physician fee schedule"] == "non-facility rate"


def test_see_also_of_the_glossary_leads_to_entries(desk):
    found = entries(desk, BookId.GLOSSARY, FROM_2026)
    led = {anchor for entry in found.values() for anchor, _ in entry.see}
    assert led
    assert led <= set(found)


def test_links_name_the_entry_and_the_day():
    assert entry_link(BookId.GLOSSARY, None, "E/M level") == "/reference/glossary#e-m-level"
    day = date(2025, 6, 2)
    assert entry_link(BookId.INDICATORS, day, "opps", "status", "N") == "/reference/indicators?on=2025-06-02#opps-status-n"
    assert anchor_of("rt.conflicts.stated-pairs") == "rt-conflicts-stated-pairs"


def test_an_unknown_book_names_those_there_are(desk):
    with pytest.raises(UnknownEntryError) as refused:
        open_book(desk, "cookbook", None)
    assert "glossary" in refused.value.next_step
