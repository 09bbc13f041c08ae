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
    assert answer.notices == ()


def test_a_payment_year_that_is_not_loaded_is_said(reference_home):
    answer = risk_categories(Shelf(reference_home), [CKD_3B], date(2024, 5, 1))
    assert answer.by_code[CKD_3B][0].payment_year == 2026
    assert "2025 are not loaded" in answer.notices[0]


def test_nothing_loaded_is_said(tmp_path):
    answer = risk_categories(Shelf(tmp_path), [CKD_3B], date(2026, 5, 1))
    assert (dict(answer.by_code), answer.release) == ({}, "")
    assert "not loaded" in answer.notices[0]
