"""Check digits, by the examples that their publishers give."""

from __future__ import annotations

import pytest

from codewell.phi.finding import find_identifiers
from codewell.phi.identifiers.check_digits import is_dea_number, is_npi, passes_luhn


def test_luhn_of_the_standard_example():
    assert passes_luhn([int(digit) for digit in "4111111111111111"])
    assert not passes_luhn([int(digit) for digit in "4111111111111112"])


@pytest.mark.parametrize(
    ("digits", "holds"), [("1234567893", True), ("1234567890", False), ("3234567893", False), ("123456789", False)]
)
def test_npi_of_the_publishers_example(digits, holds):
    """CMS works out 123456789 and finds 3 as its check digit."""
    assert is_npi(digits) is holds


@pytest.mark.parametrize(
    ("value", "holds"), [("ab1234563", True), ("ab1234564", False), ("a91234563", True), ("1b1234563", False)]
)
def test_dea_number(value, holds):
    """1+3+5 = 9, twice 2+4+6 = 24, together 33: the last digit is 3."""
    assert is_dea_number(value) is holds


def test_a_number_with_a_dash_is_no_npi():
    assert [one.rule for one in find_identifiers("see 1234567-89 and 99123456-1 there")] == [
        "other-id.dashed",
        "other-id.long-number",
    ]
