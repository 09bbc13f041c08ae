"""Seventh characters: nearest definition, placeholder, exceptions; against the official lists."""

from __future__ import annotations

from pathlib import Path

import pytest

from codewell.sources.files import open_published
from codewell.sources.icd10cm.seventh import SeventhCharacterException, complete, exception_in, rules_from
from codewell.sources.registry import source

NAME = "icd10cm/icd10c-tabular-April-1-2026.xml"


@pytest.fixture
def rules(publisher_file):
    return rules_from(source("icd10cm-tabular").rows([publisher_file(NAME)]))


@pytest.mark.parametrize(
    ("stem", "codes"),
    [
        pytest.param("T360X1", ("T360X1A", "T360X1D", "T360X1S"), id="inherited-from-category"),
        pytest.param("E11321", ("E113211", "E113212", "E113213", "E113219"), id="inherited-from-subcategory"),
        pytest.param("W11", ("W11XXXA", "W11XXXD", "W11XXXS"), id="three-placeholders"),
        pytest.param("T2000", ("T2000XA", "T2000XD", "T2000XS"), id="one-placeholder"),
        pytest.param("S061X6", ("S061X6A", "S061X6D", "S061X6S"), id="survived"),
        pytest.param("S061X7", ("S061X7A",), id="died: D and S do not apply"),
        pytest.param("E1122", (), id="takes-none"),
        pytest.param("H540X33", (), id="already-complete"),
    ],
)
def test_a_stem_expands_to_its_valid_codes(rules, stem, codes):
    assert rules.codes_of(stem) == codes


def test_a_fracture_takes_the_sixteen_of_its_category(rules):
    codes = rules.codes_of("S72001")
    assert codes[0] == "S72001A"
    assert len(codes) == 16


def test_stems_are_the_codes_without_subdivisions(rules):
    assert list(rules.stems()) == [
        "E11321", "H34811", "S061X6", "S061X7", "S52001", "S72001", "T07", "T2000", "T360X1", "W08", "W11",
    ]  # fmt: skip


@pytest.mark.parametrize(("stem", "character"), [("W1", "A"), ("S72001A", "A"), ("W11", ""), ("W11", "AB")])
def test_only_a_stem_and_one_character_make_a_code(stem, character):
    with pytest.raises(ValueError, match="not a stem"):
        complete(stem, character)


def test_a_note_may_take_characters_back():
    note = (
        "7th characters D and S do not apply to codes in category S06 with 6th character 7 - death due to brain injury prior "
        "to regaining consciousness, or 8 - death due to other cause prior to regaining consciousness."
    )
    assert exception_in(note) == SeventhCharacterException("S06", frozenset("78"), frozenset("DS"))
    assert exception_in("aftercare for healing fracture-code to fracture with 7th character D") is None


def _rules_and_list(shared_data: Path, tabular: str, package: str):
    rules = rules_from(source("icd10cm-tabular").rows(open_published(shared_data / "icd10cm" / tabular)))
    rows = source("icd10cm").rows(open_published(shared_data / "icd10cm" / package))
    return rules, {str(row[0]) for _, row in rows if row[1]}


@pytest.mark.parametrize(
    ("tabular", "package"),
    [
        pytest.param("icd10c-tabular-April-1-2026.xml.gz", "cms_2026_code_descriptions_order.zip", id="FY2026"),
        pytest.param("icd10cm-tabular-April-2025.xml.gz", "Code-descriptions-April-2025.zip", id="FY2025"),
    ],
)
def test_the_expansion_of_the_tabular_list_is_the_official_code_list(shared_data, tabular, package):
    rules, billable = _rules_and_list(shared_data, tabular, package)
    expanded = {code for stem in rules.stems() for code in rules.codes_of(stem)}
    above = set(rules.parents.values())
    printed = {place for place in rules.parents if place not in above and not rules.for_code(place)}
    assert expanded | printed == billable
    assert {code for code in billable if len(code) == 7} - expanded <= printed
