"""Units of drugs: what a descriptor counts by, and how a dose is counted."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codewell.codebook.billing_units import Dose, billing_units, dose_in, drug_codes
from codewell.releases.shelf import Shelf


@pytest.mark.parametrize(
    ("dose", "per", "units", "arithmetic"),
    [
        ("40 mg", "Injection, triamcinolone acetonide, not otherwise specified, 10 mg", 4, "40 mg ÷ 10 mg = 4 units"),
        ("1 g", "Injection, ceftriaxone sodium, per 250 mg", 4, "1 g ÷ 250 mg = 4 units"),
        ("30 mg", "Injection, ketorolac tromethamine, per 15 mg", 2, "30 mg ÷ 15 mg = 2 units"),
        ("45 mg", "per 10 mg", 5, "45 mg ÷ 10 mg = 4.5, billed as 5 units"),
        ("10,000 units", "Injection, epoetin alfa, (for non-esrd use), 1000 units", 10, "10,000 units ÷ 1,000 units = 10 units"),
        ("1000 mcg", "Injection, vitamin b-12 cyanocobalamin, up to 1000 mcg", 1, "1,000 mcg ÷ 1,000 mcg = 1 unit"),
        ("0.5 mg", "Injection, palonosetron hcl, 25 mcg", 20, "0.5 mg ÷ 25 mcg = 20 units"),
    ],
)
def test_a_dose_makes_units(dose, per, units, arithmetic):
    given_dose, each = dose_in(dose), dose_in(per)
    assert given_dose is not None
    assert each is not None
    counted = billing_units(given_dose, each)
    assert counted is not None
    assert (counted.units, counted.arithmetic) == (units, arithmetic)


def test_what_is_measured_otherwise_makes_no_units():
    assert billing_units(Dose(Decimal(5), "ml"), Dose(Decimal(10), "mg")) is None


@given(st.integers(1, 5000), st.integers(1, 500))
def test_units_cover_the_dose_and_one_less_would_not(dose, per):
    counted = billing_units(Dose(Decimal(dose), "mg"), Dose(Decimal(per), "mg"))
    assert counted is not None
    assert counted.units * per >= dose > (counted.units - 1) * per


def test_drugs_stand_below_the_words_that_name_them(reference_home):
    drugs = drug_codes(Shelf(reference_home), date(2025, 11, 3))
    assert [one.code for one in drugs["ketorolac"]] == ["J1885"]
    assert "J7325" in [one.code for one in drugs["synvisc"]]
    assert not {"acetate", "sodium", "injection", "mg"} & drugs.keys()
