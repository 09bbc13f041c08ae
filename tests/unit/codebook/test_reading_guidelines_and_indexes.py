"""Guidelines and indexes as pages show them; sections, pages and codes are read off the publications."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from codewell.codebook.guidelines import contents, on_code, passage
from codewell.codebook.index_pages import Index, IndexLine, index_page, index_titles
from codewell.kernel.codes import Icd10CmCode
from codewell.releases.shelf import Shelf

ON = date(2026, 6, 2)


@pytest.fixture(scope="module")
def shelf(reference_home: Path) -> Shelf:
    return Shelf(reference_home)


def _lines(line: IndexLine) -> list[IndexLine]:
    return [line, *(below for one in line.below for below in _lines(one))]


def test_a_passage_tells_its_page_its_place_and_its_release(shelf: Shelf) -> None:
    found = passage(shelf, "I.C.4.a.3", ON)
    assert found is not None
    assert found.title.startswith("Diabetes mellitus and the use of insulin")
    assert [heading.section for heading in found.above] == ["I", "I.C", "I.C.4", "I.C.4.a"]
    assert found.previous is not None
    assert (found.previous.section, found.page_first, found.origin.release) == ("I.C.4.a.2", 40, "FY2026")


def test_the_day_decides_which_edition_answers(shelf: Shelf) -> None:
    before, after = passage(shelf, "I.C.4.b", date(2025, 9, 30)), passage(shelf, "I.C.4.b", date(2025, 10, 1))
    assert before is None or before.origin.release == "FY2025-04"
    assert after is not None
    assert after.origin.release == "FY2026"


def test_a_day_without_an_edition_is_answered_from_the_nearest_and_says_so(shelf: Shelf) -> None:
    found = passage(shelf, "I.B.2", date(2030, 1, 1))
    assert found is not None
    assert not found.covers


@pytest.mark.parametrize("section", ["", "I.Z.9", "../..", "I.B.2' OR 1=1"])
def test_a_section_that_is_not_printed_is_none(shelf: Shelf, section: str) -> None:
    assert passage(shelf, section, ON) is None


@pytest.mark.parametrize(
    ("code", "section"),
    [("E1122", "I.C.4.a"), ("Z794", "I.C.4.a.3"), ("I69351", "I.C.9.d.1"), ("S72001A", "I.C.19.c"), ("J449", "I.C.10.a.1")],
)
def test_what_the_guidelines_say_of_a_code_names_it_or_its_range(shelf: Shelf, code: str, section: str) -> None:
    found = on_code(shelf, Icd10CmCode(code), ON)
    assert found is not None
    assert section in [heading.section for heading in found.headings]
    assert "I.C.20.a.1" not in [heading.section for heading in found.headings]


def test_words_find_the_passages_that_hold_them_all(shelf: Shelf) -> None:
    found = contents(shelf, ON, "underdosing noncompliance")
    assert found is not None
    assert "I.C.19.e.5.c" in [heading.section for heading in found.headings]
    everything = contents(shelf, ON)
    assert everything is not None
    assert len(found.headings) < len(everything.headings)


def test_an_entry_is_opened_at_its_place_with_its_code(shelf: Shelf) -> None:
    found = index_page(shelf, Index.ALPHABETIC, ON, "Disease, diseased", ("kidney", "chronic", "stage 3b"))
    assert found is not None
    assert found.at == ("Disease, diseased", "kidney", "chronic", "stage 3b")
    (entry,) = [line for line in _lines(found.main) if line.path == found.at]
    assert entry.codes == (("", "N18.32"),)


def test_a_small_entry_is_shown_whole_and_a_large_one_along_the_way(shelf: Shelf) -> None:
    gout, disease = (index_page(shelf, Index.ALPHABETIC, ON, term) for term in ("Gout, gouty", "Disease, diseased"))
    assert gout is not None
    assert disease is not None
    assert len(_lines(gout.main)) == gout.count
    shown = _lines(disease.main)
    assert len(shown) < disease.count
    assert len(shown) + sum(line.hidden for line in shown) == disease.count


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("Ulcer, stomach", ("Ulcer, ulcerated, ulcerating, ulceration, ulcerative", "stomach")),
        ("diabetes", ("Diabetes, diabetic",)),
        ("Gout, nothing of the kind", ("Gout, gouty",)),
    ],
)
def test_a_reference_leads_to_the_term_it_names(shelf: Shelf, text: str, path: tuple[str, ...]) -> None:
    found = index_page(shelf, Index.ALPHABETIC, ON, text)
    assert found is not None
    assert found.at == path


def test_a_row_of_the_neoplasm_table_has_its_columns(shelf: Shelf) -> None:
    found = index_page(shelf, Index.NEOPLASM, ON, "Neoplasm, neoplastic", ("colon",))
    assert found is not None
    (entry,) = [line for line in _lines(found.main) if line.path == found.at]
    assert dict(entry.codes)["Malignant Primary"] == "C18.9"


def test_main_terms_are_listed_by_letter_and_by_words(shelf: Shelf) -> None:
    by_letter = index_titles(shelf, Index.EXTERNAL, ON, letter="b")
    by_words = index_titles(shelf, Index.ALPHABETIC, ON, words="kidney horseshoe")
    assert by_letter is not None
    assert by_words is not None
    assert by_letter.titles
    assert all(title.startswith("B") for title in by_letter.titles)
    assert by_words.titles == ("Horseshoe kidney",)


def test_nothing_loaded_is_none(tmp_path: Path) -> None:
    empty = Shelf(tmp_path)
    assert passage(empty, "I", ON) is None
    assert contents(empty, ON) is None
    assert index_page(empty, Index.ALPHABETIC, ON, "Gout") is None
    assert index_titles(empty, Index.ALPHABETIC, ON) is None
    assert on_code(empty, Icd10CmCode("I10"), ON) is None
