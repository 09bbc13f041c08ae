"""Which number may follow which, and what it is called in a section id."""

from __future__ import annotations

import pytest

from codewell.sources.guidelines.numbering import Place, following, markers_of, section_id


def place_after(*headings: str) -> Place:
    place: Place = ()
    for heading in headings:
        opened = following(place, markers_of(heading))
        assert opened is not None, heading
        place = opened
    return place


@pytest.mark.parametrize(
    ("headings", "section"),
    [
        pytest.param(["Section I. Conventions"], "I", id="section"),
        pytest.param(["Section I. Conventions", "A. Conventions", "1. The Index"], "I.A.1", id="number"),
        pytest.param(
            ["Section I. X", "A. X", "1. X", "a. Excludes1", "b. Excludes2", "2. Next"], "I.A.2", id="back-up-two-levels"
        ),
        pytest.param(
            ["Section I. X", "A. X", "1. X", "a. X", "1) X", "(a) Sepsis", "(i) Cultures", "(ii) Urosepsis"],
            "I.A.1.a.1.a.ii",
            id="roman-below-letter",
        ),
        pytest.param(
            ["Section I. X", "A. X", "1. X", "a. X", "1) X", *(f"({letter}) X" for letter in "abcdefghi")],
            "I.A.1.a.1.i",
            id="the-ninth-letter-is-no-roman-numeral",
        ),
        pytest.param(
            ["Section I. X", "A. X", "1. X", "a. X", "b. X", "1) X", "a. When", "b. When", "c. Next"],
            "I.A.1.b.1.c",
            id="letters-below-a-number-count-by-themselves",
        ),
        pytest.param(
            ["Section I. X", "A. X", "1. X", "a. X", "b. X", "c. X", "1) X", "a. When", "b. When", "d. Next"],
            "I.A.1.d",
            id="the-outer-letters-go-on",
        ),
        pytest.param(["Section I. X", "Section II. X", "A. X"], "II.A", id="second-section"),
        pytest.param(["Section I. X", "Appendix I"], "Appendix I", id="appendix"),
    ],
)
def test_a_number_continues_the_numbering(headings, section):
    assert section_id(place_after(*headings)) == section


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("c. Skips b", id="gap"),
        pytest.param("(b) first of its list", id="list-that-begins-with-b"),
        pytest.param("Section III. Reporting", id="section-after-next"),
        pytest.param("(e.g., civilian, military)", id="parenthesis"),
        pytest.param("I.C.1.d.9.", id="a-reference"),
        pytest.param("7th character “A”", id="no-marker"),
        pytest.param("(xx) no such numeral", id="roman-beyond-the-list"),
    ],
)
def test_other_lines_open_nothing(line):
    assert following(place_after("Section I. X", "A. X", "1. X", "a. X"), markers_of(line)) is None
