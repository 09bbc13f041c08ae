"""Length, grade, filler and unbacked days of a page's text; grades are worked out by hand from the published formula."""

from __future__ import annotations

import pytest

from codewell.codebook.written.language import count_syllables, count_words, language_faults, school_grade
from codewell.codebook.written.reading import read_page


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("arm", 1),
        ("the", 1),
        ("tissue", 2),
        ("radiation", 3),  # ra-di-a-tion has four; adjoining vowels count as one group
        ("made", 1),
        ("needle", 2),
        ("doses", 2),
        ("treated", 2),
        ("used", 1),
        ("makes", 1),
        ("physician", 3),
    ],
)
def test_syllables_are_groups_of_vowels_without_a_silent_e(word, count):
    assert count_syllables(word) == count


def test_the_grade_follows_the_published_formula():
    # 6 words, 1 sentence, 6 syllables: 0.39 * 6 + 11.8 * 1 - 15.59 = -1.45
    assert school_grade(["The cat sat on the mat."]) == pytest.approx(-1.45)
    # 2 sentences of 3 words, 8 syllables: 0.39 * 3 + 11.8 * 8 / 6 - 15.59 = 1.3133
    assert school_grade(["The needle hurts. The doctor stops."]) == pytest.approx(1.3133, abs=0.001)


def test_numbers_and_codes_count_as_words_but_not_for_the_grade():
    assert count_words("Code 77385, on 2025-12-31, is site-based.") == 6
    assert school_grade(["77385 77386"]) == 0.0


def sentences(text: str) -> list[tuple[int, str]]:
    return [(fault.line, fault.sentence) for fault in language_faults(read_page("tubes.md", text))]


def test_a_page_within_the_rules_has_no_fault(page_text):
    assert sentences(page_text) == []


def test_too_short_a_text_is_told_for_each_code(page_text):
    short = page_text.replace("The nurse sets a small clean tube into the vein of the arm and looks at it. ", "", 4)
    told = sentences(short)
    assert [line for line, _ in told] == [19, 23]
    assert "The plain-language text of 77385 has 102 words; 150 to 250 are asked for." in told[0][1]


def test_heavy_words_are_told(page_text):
    heavy = page_text.replace(
        "This one is long.", "Individualization necessitates interdisciplinary radiotherapeutic considerations. " * 12
    )
    assert any("of 77386 reads at grade" in sentence for _, sentence in sentences(heavy))
    assert not any("of 77385 reads at grade" in sentence for _, sentence in sentences(heavy))


def test_filler_is_told_with_its_line(page_text):
    told = sentences(page_text.replace("The length decides.", "A robust length is Crucial."))
    assert [(line, sentence.split(" say")[0]) for line, sentence in told] == [
        (46, "The words 'robust'"),
        (46, "The words 'crucial'"),
    ]
