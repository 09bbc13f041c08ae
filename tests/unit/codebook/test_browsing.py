"""The trees of the code systems, over small homes made of rows."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from codewell.codebook.browsing.node import BrowsedNode, Tree
from codewell.codebook.browsing.parts import LONGEST_LIST, cpt_part_of, hcpcs_parts
from codewell.codebook.browsing.trees import browse, is_loaded
from codewell.codebook.entry import Standing

DAY = date(2026, 6, 2)


def _labels(node: BrowsedNode | None) -> list[str]:
    assert node is not None
    return [branch.label for branch in node.branches]


@pytest.fixture
def diagnoses(book_of, code_list, published):
    """A tabular list with nested sections, and two years of codes of which the second adds one."""
    places = [
        ("2", "chapter", "Neoplasms (C00-D49)", None),
        ("C00-C96", "section", "Malignant neoplasms (C00-C96)", "2"),
        ("C00-C14", "section", "Malignant neoplasms of lip, oral cavity and pharynx (C00-C14)", "C00-C96"),
        ("C00", "code", "Malignant neoplasm of lip", "C00-C14"),
        ("D3A-D3A", "section", "Benign neuroendocrine tumors (D3A)", "2"),
        ("D3A", "code", "Benign neuroendocrine tumors", "D3A-D3A"),
    ]
    rows = [
        {"place": place, "kind": kind, "title": title, "parent": parent, "ordinal": number}
        for number, (place, kind, title, parent) in enumerate(places)
    ]
    return book_of(
        published("icd10cm-tabular", "FY2026", "2025-10-01", "2026-09-30", {"places": rows}),
        code_list("FY2025", "2024-10-01", "2025-09-30", "C00-", "C000", "D3A"),
        code_list("FY2026", "2025-10-01", "2026-09-30", "C00-", "C000", "C001", "D3A"),
    ).shelf


def test_chapters_lead_through_nested_sections_to_codes(diagnoses) -> None:
    top = browse(diagnoses, Tree.ICD10CM, "", DAY)
    assert [(one.key, one.label, one.title, one.below) for one in top.branches] == [("2", "Chapter 2", "Neoplasms (C00-D49)", 2)]
    assert _labels(browse(diagnoses, Tree.ICD10CM, "2", DAY)) == ["C00-C96", "D3A"]
    assert _labels(browse(diagnoses, Tree.ICD10CM, "C00-C96", DAY)) == ["C00-C14"]
    section = browse(diagnoses, Tree.ICD10CM, "C00-C14", DAY)
    assert section.title == "Malignant neoplasms of lip, oral cavity and pharynx"
    assert [step.key for step in section.above] == ["2", "C00-C96"]
    (category,) = section.branches
    assert (category.code, category.billable, category.standing, category.below) == ("C00", False, Standing.IN_FORCE, 2)
    code = browse(diagnoses, Tree.ICD10CM, "C00", DAY)
    assert [step.label for step in code.above] == ["Chapter 2", "C00-C96", "C00-C14"]
    assert [(one.code, one.billable, one.key) for one in code.branches] == [("C00.0", True, ""), ("C00.1", True, "")]


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        pytest.param(date(2025, 9, 30), ["C00.0"], id="day-before"),
        pytest.param(date(2025, 10, 1), ["C00.0", "C00.1"], id="effective-day"),
        pytest.param(date(2026, 9, 30), ["C00.0", "C00.1"], id="last-day"),
    ],
)
def test_codes_are_those_of_the_day(diagnoses, day: date, codes: list[str]) -> None:
    assert _labels(browse(diagnoses, Tree.ICD10CM, "C00", day)) == codes


def test_a_day_that_no_list_covers_is_said(diagnoses) -> None:
    node = browse(diagnoses, Tree.ICD10CM, "C00", date(2027, 1, 5))
    assert not node.covers
    assert {branch.standing for branch in node.branches} == {Standing.NOT_LOADED}


@pytest.mark.parametrize("key", ["99", "C99", "C00.9", "C00-C99", "x", "'", "C00/C00"])
def test_what_is_no_place_is_none(diagnoses, key: str) -> None:
    assert browse(diagnoses, Tree.ICD10CM, key, DAY) is None


def test_hcpcs_goes_by_letter_and_titled_part(book_of, published) -> None:
    codes = [{"code": code, "long_descriptor": f"words of {code}"} for code in ("A0021", "A9999", "E0100", "J9000", "U0001")]
    shelf = book_of(published("hcpcs", "2025-Q4", "2025-10-01", "2025-12-31", {"codes": codes})).shelf
    day = date(2025, 11, 3)
    assert _labels(browse(shelf, Tree.HCPCS, "", day)) == ["A", "E", "J", "U"]
    letter = browse(shelf, Tree.HCPCS, "a", day)
    assert [(one.key, one.title) for one in letter.branches] == [
        ("A0021-A0999", "Ambulance and other transport"),
        ("A9900-A9999", "Other supplies and equipment"),
    ]
    part = browse(shelf, Tree.HCPCS, "A0021-A0999", day)
    assert [(one.code, one.title, one.standing) for one in part.branches] == [("A0021", "words of A0021", Standing.IN_FORCE)]
    assert _labels(browse(shelf, Tree.HCPCS, "U", day)) == ["U0001"]
    for nowhere in ("B", "A9", "A0021", "A0021-A0998", "Z", "1"):
        assert browse(shelf, Tree.HCPCS, nowhere, day) is None


def test_a_part_too_long_to_read_is_split_by_hundreds(book_of, published) -> None:
    numbers = [120 + 2 * number for number in range(LONGEST_LIST + 1)]
    codes = [{"code": f"J{number:04}", "long_descriptor": "words"} for number in numbers]
    shelf = book_of(published("hcpcs", "2025-Q4", "2025-10-01", "2025-12-31", {"codes": codes})).shelf
    part = browse(shelf, Tree.HCPCS, "J0120-J3591", date(2025, 11, 3))
    assert [one.key for one in part.branches] == ["J01", "J02", "J03", "J04"]
    assert sum(one.below for one in part.branches) == len(codes)
    hundred = browse(shelf, Tree.HCPCS, "J01", date(2025, 11, 3))
    assert [step.key for step in hundred.above] == ["J", "J0120-J3591"]
    assert _labels(hundred)[0] == "J0120"


def test_parts_of_a_letter_do_not_overlap() -> None:
    for letter in "ABCDEFGHIJKLMNOPQRSTUV":
        ranges = [part.ranges[0] for part in hcpcs_parts(letter)]
        assert all(first <= last and first[0] == last[0] == letter for first, last in ranges)
        assert all(one[1] < other[0] for one, other in pairwise(ranges))


@pytest.mark.parametrize(
    ("code", "part"),
    [
        ("99213", "visits"), ("98008", "visits"), ("00142", "anesthesia"), ("27447", "surgery"), ("77385", "radiology"),
        ("80053", "laboratory"), ("93000", "medicine"), ("99153", "medicine"), ("0042T", "other"), ("3008F", "other"),
    ],
)  # fmt: skip
def test_cpt_goes_by_number(code: str, part: str) -> None:
    assert cpt_part_of(code).key == part


def test_cpt_has_our_sections_and_licensed_codes_beside_them(book_of, published) -> None:
    own = {"code": "77385", "system": "cpt", "label": "Our words", "section": "Treatment delivery"}
    own |= {"period_first_day": "2015-01-01", "period_last_day": "2025-12-31"}
    pack = published("starter-pack", "2026", "2015-01-01", None, {"codes": [own]})
    shelf = book_of(pack).shelf
    node = browse(shelf, Tree.CPT, "radiology", DAY)
    assert [(one.key, one.title) for one in node.branches] == [("radiology.treatment-delivery", "Treatment delivery")]
    assert "import cpt" in node.remark
    (code,) = browse(shelf, Tree.CPT, "radiology.treatment-delivery", DAY).branches
    assert (code.code, code.title, code.standing) == ("77385", "Our words", Standing.NO_LONGER)
    (earlier,) = browse(shelf, Tree.CPT, "radiology.treatment-delivery", date(2025, 12, 31)).branches
    assert earlier.standing is Standing.IN_FORCE


def test_licensed_codes_without_a_section_stand_by_hundreds(book_of, published) -> None:
    rows = [{"code": "77301", "long_descriptor": "invented"}, {"code": "77338", "long_descriptor": "invented"}]
    shelf = book_of(published("cpt", "2026", "2026-01-01", "2026-12-31", {"descriptors": rows})).shelf
    node = browse(shelf, Tree.CPT, "radiology", DAY)
    assert [(one.key, one.label) for one in node.branches] == [("radiology.773", "77301 to 77338")]
    assert node.remark == ""
    assert _labels(browse(shelf, Tree.CPT, "radiology.773", DAY)) == ["77301", "77338"]


def test_inpatient_procedures_go_by_their_characters(book_of, published) -> None:
    """Titles and codes of the order file of FY2026."""
    listed = [
        ("0DB", 0, "Gastrointestinal System, Excision"),
        ("0DB10ZX", 1, "Excision of Upper Esophagus, Open Approach, Diagnostic"),
        ("0DB10ZZ", 1, "Excision of Upper Esophagus, Open Approach"),
        ("092", 0, "Ear, Nose, Sinus, Change"),
        ("0920X0Z", 1, "Change Drainage Device in Right External Ear, External Approach"),
        ("BW0", 0, "Imaging, Anatomical Regions, Plain Radiography"),
        ("BW00ZZZ", 1, "Plain Radiography of Abdomen"),
    ]
    rows = [
        {"code": code, "billable": billable, "short_descriptor": words, "long_descriptor": words, "sequence": number}
        for number, (code, billable, words) in enumerate(listed)
    ]
    shelf = book_of(published("icd10pcs", "FY2026", "2025-10-01", "2026-09-30", {"codes": rows})).shelf
    top = browse(shelf, Tree.ICD10PCS, "", DAY)
    assert [(one.key, one.title) for one in top.branches] == [("0", "Medical and Surgical"), ("B", "Imaging")]
    systems = browse(shelf, Tree.ICD10PCS, "0", DAY)
    assert [(one.key, one.title) for one in systems.branches] == [("09", "Ear, Nose, Sinus"), ("0D", "Gastrointestinal System")]
    assert [one.title for one in browse(shelf, Tree.ICD10PCS, "B", DAY).branches] == ["Anatomical Regions"]
    assert [one.title for one in browse(shelf, Tree.ICD10PCS, "0D", DAY).branches] == ["Excision"]
    (part,) = browse(shelf, Tree.ICD10PCS, "0db", DAY).branches
    assert (part.key, part.title, part.below) == ("0DB1", "Excision of Upper Esophagus", 2)
    codes = browse(shelf, Tree.ICD10PCS, "0DB1", DAY)
    assert [(one.code, one.billable) for one in codes.branches] == [("0DB10ZX", True), ("0DB10ZZ", True)]
    assert [step.title for step in codes.above] == ["Medical and Surgical", "Gastrointestinal System", "Excision"]
    for nowhere in ("Z", "0DZ", "0DB10", "*", "0DB10ZZ"):
        assert browse(shelf, Tree.ICD10PCS, nowhere, DAY) is None


def test_modifiers_go_by_their_first_character(book_of, published) -> None:
    rows = [
        {"modifier": "XE", "long_descriptor": "Separate encounter"},
        {"modifier": "XP", "long_descriptor": "Separate practitioner", "added": "2025-11-10"},
        {"modifier": "ZA", "long_descriptor": "Ended", "terminated": "2025-11-01"},
    ]
    shelf = book_of(published("hcpcs-modifiers", "2025-Q4", "2025-10-01", "2025-12-31", {"modifiers": rows})).shelf
    day = date(2025, 11, 5)
    assert [one.key for one in browse(shelf, Tree.MODIFIERS, "", day).branches] == ["X", "Z", "numeric"]
    found = browse(shelf, Tree.MODIFIERS, "x", day).branches
    assert [(one.label, one.standing, one.code) for one in found] == [("XE", Standing.IN_FORCE, ""), ("XP", Standing.NOT_YET, "")]
    assert browse(shelf, Tree.MODIFIERS, "Z", day).branches[0].standing is Standing.NO_LONGER
    assert "26" in _labels(browse(shelf, Tree.MODIFIERS, "numeric", day))


def test_nothing_is_loaded_in_an_empty_home(book_of) -> None:
    shelf = book_of().shelf
    for tree in Tree:
        assert not is_loaded(shelf, tree)
        assert browse(shelf, tree, "", DAY) is None
