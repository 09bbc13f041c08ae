"""Risk categories of a set of diagnoses: by the payment year that the services make, said where another one answers."""

from __future__ import annotations

from datetime import date

import pytest

from codewell.codebook.risk import risk_categories
from codewell.kernel.codes import Icd10CmCode
from codewell.releases.shelf import Shelf

CKD_3B, DIABETIC_CKD, ASTHMA = (Icd10CmCode(value) for value in ("N1832", "E1122", "J45909"))


@pytest.mark.parametrize(
    ("day", "payment_year"),
    [
        pytest.param(date(2025, 1, 1), 2026, id="first-day-of-services"),
        pytest.param(date(2025, 12, 31), 2026, id="last-day-of-services"),
        pytest.param(date(2026, 1, 1), 2027, id="day-after"),
    ],
)
def test_services_of_a_year_make_the_payment_of_the_next(reference_home, day, payment_year):
    answer = risk_categories(Shelf(reference_home), [DIABETIC_CKD, CKD_3B, ASTHMA], day)
    assert {code: [(one.category, one.payment_year) for one in found] for code, found in answer.by_code.items()} == {
        DIABETIC_CKD: [("37", payment_year)],
        CKD_3B: [("328", payment_year)],
    }
    assert len(answer.notices) == (payment_year > 2026), "past the reviewed payment year the hierarchy's age is told"


@pytest.mark.parametrize(
    ("codes", "counts", "aside"),
    [
        # CMS V28: 37 (chronic complications) sets 38 (without) aside; 326 to 329 are kidney disease, most serious first.
        pytest.param(("E1122", "E119"), {"37"}, {("38", "37")}, id="diabetes"),
        pytest.param(("N185", "N1832"), {"326"}, {("328", "326")}, id="kidney"),
        pytest.param(("N1832", "E1122"), {"328", "37"}, set(), id="unrelated"),
    ],
)
def test_the_more_serious_category_sets_the_other_aside(reference_home, codes, counts, aside):
    answer = risk_categories(Shelf(reference_home), [Icd10CmCode(code) for code in codes], date(2025, 6, 1))
    every = [one for some in answer.by_code.values() for one in some]
    assert {one.category for one in every if not one.set_aside_by} == counts
    assert {(one.category, one.set_aside_by) for one in every if one.set_aside_by} == aside


def test_a_payment_year_that_is_not_loaded_is_said(reference_home):
    answer = risk_categories(Shelf(reference_home), [CKD_3B], date(2024, 5, 1))
    assert answer.by_code[CKD_3B][0].payment_year == 2026
    assert "2025 are not loaded" in answer.notices[0]


def test_nothing_loaded_is_said(tmp_path):
    answer = risk_categories(Shelf(tmp_path), [CKD_3B], date(2026, 5, 1))
    assert (dict(answer.by_code), answer.release) == ({}, "")
    assert "not loaded" in answer.notices[0]
