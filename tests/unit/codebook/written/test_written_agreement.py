"""What a page states is compared with the loaded releases: agreement, disagreement, and no data, which is neither."""

from __future__ import annotations

from datetime import date

import pytest

from codewell.codebook.written.agreement import compare
from codewell.codebook.written.reading import read_page

TODAY = date(2026, 11, 30)


@pytest.fixture
def releases(published):
    """A fee schedule of the last quarter of 2025 and a starter pack that ends 77385."""
    return (
        published(
            "mpfs",
            "RVU25D",
            "2025-10-01",
            "2025-12-31",
            {"fees": [{"code": "77385", "modifier": "", "status": "I"}, {"code": "77386", "modifier": "", "status": "I"}]},
        ),
        published(
            "starter-pack",
            "pack",
            "2026-01-01",
            None,
            {
                "codes": [
                    {
                        "code": code,
                        "system": "cpt",
                        "period_first_day": "2015-01-01",
                        "period_last_day": "2025-12-31",
                        "label": "a label",
                        "section": "Delivery",
                        "family": "Radiation",
                        "reviewed_through": "2026-01-01",
                        "cites": "",
                    }
                    for code in ("77385", "77386")
                ],
                "relations": [
                    {
                        "code": "77385",
                        "system": "cpt",
                        "other": "77407",
                        "other_system": "cpt",
                        "relation": "replaced_by",
                        "note": "one isocenter",
                        "cites": "",
                    }
                ],
            },
        ),
    )


@pytest.fixture
def book(book_of, releases):
    return book_of(*releases)


def agreement(book, page_text, *facts: str, **changes: str):
    head, tail = page_text.split("facts = [", 1)
    text = f"{head}facts = [\n" + "".join(f"  {{ {fact} }},\n" for fact in facts) + "]" + tail.split("\n]", 1)[1]
    for old, new in changes.values():
        text = text.replace(old, new)
    return compare(read_page("tubes.md", text), lambda code, on: book.entry(code, on=on), today=TODAY)


@pytest.mark.parametrize(
    "fact",
    [
        'code = "77385", last_day = 2025-12-31',
        'code = "77385", first_day = 2015-01-01',
        'code = "77385", on = 2025-12-31, standing = "in_force"',
        'code = "77385", on = 2026-01-01, standing = "no_longer_in_force"',
        'code = "77385", on = 2025-12-31, fact = "mpfs.status", value = "I"',
        'code = "77385", on = 2025-12-31, relation = "replaced_by", other = "77407"',
        'code = "77385", on = 2025-12-31, relation = "replaced_by", other = "77407", detail = "one isocenter"',
    ],
)
def test_what_the_releases_hold_agrees(book, page_text, fact):
    found = agreement(book, page_text, fact)
    assert (found.faults, found.compared, found.not_compared) == ((), 1, ())


@pytest.mark.parametrize(
    ("fact", "loaded"),
    [
        ('code = "77385", last_day = 2026-12-31', "2025-12-31"),
        ('code = "77385", on = 2026-01-01, standing = "in_force"', "no_longer_in_force"),
        ('code = "77385", on = 2025-12-31, fact = "mpfs.status", value = "A"', "loaded: I"),
        ('code = "77385", on = 2025-12-31, relation = "replaced_by", other = "77412"', "77407"),
        ('code = "77385", on = 2025-12-31, relation = "replaced_by", other = "77407", detail = "two"', "one isocenter"),
    ],
)
def test_what_differs_is_a_fault_that_says_what_is_loaded(book, page_text, fact, loaded):
    found = agreement(book, page_text, fact)
    assert len(found.faults) == 1
    assert loaded in found.faults[0].sentence
    assert found.faults[0].line == 11


@pytest.mark.parametrize(
    "fact",
    [
        pytest.param('code = "77385", on = 2024-05-05, fact = "mpfs.status", value = "I"', id="day-without-release"),
        pytest.param('code = "77385", on = 2025-12-31, fact = "mue.practitioner", value = "1"', id="source-not-loaded"),
        pytest.param('code = "77385", on = 2025-12-31, relation = "column_1_of", other = "77387"', id="no-pairs-loaded"),
    ],
)
def test_no_data_is_no_agreement(book, page_text, fact):
    found = agreement(book, page_text, fact)
    assert (found.faults, found.compared) == ((), 0)
    assert len(found.not_compared) == 1


def test_words_of_an_imported_cpt_descriptor_are_found(book_of, releases, published, page_text):
    book = book_of(
        *releases,
        published(
            "cpt",
            "2025",
            "2025-01-01",
            "2025-12-31",
            {"descriptors": [{"code": "77385", "long_descriptor": "invented words that nobody has ever printed before"}]},
        ),
    )
    same = ("The length decides.", "The invented words that nobody has ever printed.")
    found = agreement(book, page_text, 'code = "77385", last_day = 2025-12-31', change=same)
    assert [fault.sentence for fault in found.faults] == [
        "The line has 6 words in a row in common with the CPT descriptor of 77385."
    ]
    other = ("The length decides.", "Words that nobody has ever said.")
    assert agreement(book, page_text, 'code = "77385", last_day = 2025-12-31', change=other).faults == ()


def test_a_detail_that_the_release_does_not_have_is_told_with_those_that_it_has(book, page_text):
    found = agreement(
        book, page_text, 'code = "77385", on = 2025-12-31, fact = "mpfs.status", value = "I", detail = "modifier 26"'
    )
    assert [fault.sentence for fault in found.faults] == [
        "The page states mpfs.status (modifier 26) = I of 77385 on 2025-12-31; loaded: no such detail, but none."
    ]


def test_a_title_or_label_that_is_the_descriptor_is_found_however_short(book_of, releases, published, page_text):
    book = book_of(
        *releases,
        published(
            "cpt",
            "2025",
            "2025-01-01",
            "2025-12-31",
            {
                "descriptors": [
                    {"code": "77385", "long_descriptor": "Two tubes"},
                    {"code": "77386", "short_descriptor": "THE LONG TUBE", "long_descriptor": "a third text"},
                ]
            },
        ),
    )
    found = agreement(book, page_text, 'code = "77385", last_day = 2025-12-31')
    assert [fault.sentence for fault in found.faults] == [
        "The title repeats words of the CPT descriptor of 77385.",
        "The label repeats words of the CPT descriptor of 77386.",
    ]


def test_a_review_after_the_day_of_the_check_is_told(book, page_text):
    late = ("reviewed = 2026-11-30", "reviewed = 2026-12-01")
    found = agreement(book, page_text, 'code = "77385", last_day = 2025-12-31', change=late)
    assert [fault.sentence for fault in found.faults] == [
        "The page was reviewed on 2026-12-01, after the day of this check, 2026-11-30."
    ]
