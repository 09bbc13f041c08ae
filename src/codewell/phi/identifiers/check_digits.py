"""Check digits that identifiers carry."""

from __future__ import annotations

from collections.abc import Sequence


def passes_luhn(digits: Sequence[int]) -> bool:
    """Say whether the last digit is the check digit of ISO/IEC 7812-1, as payment cards and NPIs carry it."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = digit * 2 if place % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def is_npi(digits: str) -> bool:
    """Say whether ten digits are a National Provider Identifier: 1 or 2 first, Luhn behind the prefix 80840.

    Source: 45 CFR 162.406(a); CMS, "Requirements for National Provider Identifier (NPI) and NPI Check Digit", 2004.
    """
    return len(digits) == 10 and digits[0] in "12" and passes_luhn([8, 0, 8, 4, 0, *map(int, digits)])


def is_dea_number(value: str) -> bool:
    """Say whether a letter, a letter or 9, and seven digits carry the check digit of a DEA registration number.

    Digits one, three and five plus twice digits two, four and six end in digit seven.
    """
    if len(value) != 9 or not value[0].isalpha() or not (value[1].isalpha() or value[1] == "9") or not value[2:].isdigit():
        return False
    digits = [int(digit) for digit in value[2:]]
    return (digits[0] + digits[2] + digits[4] + 2 * (digits[1] + digits[3] + digits[5])) % 10 == digits[6]
