"""Modifiers that indicators speak for; the indicators of real codes were read in PPRRVU2025_Oct.csv."""

from __future__ import annotations

from datetime import date

import pytest

from codewell.codebook.book import CodeBook
from codewell.kernel.codes import CodeSystem
from codewell.releases.shelf import Shelf

DAY = date(2025, 11, 3)


@pytest.fixture(scope="module")
def modifiers(reference_home):
    book = CodeBook(Shelf(reference_home))
    return lambda code: {one.modifier: one for one in book.entry(code, CodeSystem.CPT, on=DAY).likely_modifiers}


def test_a_joint_replacement(modifiers):
    found = modifiers("27447")  # global 090, multiple 2, bilateral 1, assistant 2, co-surgeon 1, team 0, PC/TC 0
    assert {"50", "RT", "LT", "51", "54", "55", "58", "78", "79", "62", "80", "82", "AS"} <= found.keys()
    assert not {"66", "26", "TC"} & found.keys()
    assert "150 %" in found["50"].reason
    assert (found["50"].origin.source, found["50"].origin.release) == ("mpfs", "RVU25D")
    assert "ch. 12, sec. 40.7" in found["50"].cites


def test_a_service_with_two_parts(modifiers):
    found = modifiers("77334")  # PC/TC 1, global XXX
    assert {"26", "TC"} <= found.keys()
    assert not {"54", "55", "78", "80"} & found.keys()


def test_pairs_that_a_modifier_releases(book_of, published):
    live = {"column_2": "77385", "effective": "2015-01-01", "deleted": None}
    pack = {"codes": [{"code": "77385", "system": "cpt", "period_first_day": "2015-01-01", "label": "a"}]}
    edits = [live | {"column_1": "77300", "modifier_indicator": 1}, live | {"column_1": "77301", "modifier_indicator": 0}]
    book = book_of(
        published("starter-pack", "1", "2015-01-01", None, pack),
        published("ncci-ptp-practitioner", "2025-Q4", "2025-10-01", "2025-12-31", {"edits": edits}),
    )
    found = book.entry("77385", CodeSystem.CPT, on=DAY).likely_modifiers
    assert [one.modifier for one in found] == ["59", "XE", "XS", "XP", "XU"]
    assert found[0].reason.startswith("1 loaded PTP pair denies it and lets a modifier release it")


def test_pairs_that_nothing_releases_speak_for_no_modifier(book_of, published):
    pack = {"codes": [{"code": "77385", "system": "cpt", "period_first_day": "2015-01-01", "label": "a"}]}
    edit = {"column_1": "77300", "column_2": "77385", "effective": "2015-01-01", "modifier_indicator": 0}
    book = book_of(
        published("starter-pack", "1", "2015-01-01", None, pack),
        published("ncci-ptp-practitioner", "2025-Q4", "2025-10-01", "2025-12-31", {"edits": [edit]}),
    )
    assert book.entry("77385", CodeSystem.CPT, on=DAY).likely_modifiers == ()


def test_the_same_service_in_the_other_system(reference_home):
    book = CodeBook(Shelf(reference_home))
    related = book.entry("G6015", CodeSystem.HCPCS, on=DAY).related
    assert {one.code for one in related if one.relation == "equivalent"} == {"77385", "77386"}
    # stated at 77412 only, and read from there
    related = book.entry("G6011", CodeSystem.HCPCS, on=DAY).related
    assert [one.code for one in related if one.relation == "equivalent"] == ["77412"]
