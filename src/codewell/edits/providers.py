"""The National Provider Identifier's check digit."""

from __future__ import annotations

from functools import lru_cache

_PREFIX_SUM = 24
"""What the prefix 80840 of the card issuer adds to the sum of a ten-digit identifier."""


@lru_cache(maxsize=65_536)
def is_npi(text: str) -> bool:
    """Say whether a text is ten digits, begins with 1 or 2, and its check digit is right.

    Source:
        45 CFR 162.406; CMS, "Requirements for National Provider Identifier (NPI) and NPI Check Digit": Luhn formula
        over the identifier with the prefix 80840.
    """
    if len(text) != 10 or not text.isascii() or not text.isdigit() or text[0] not in "12":
        return False
    total = _PREFIX_SUM
    for place, character in enumerate(text):
        digit = int(character) * (2 if place % 2 == 0 else 1)
        total += digit - 9 if digit > 9 else digit
    return total % 10 == 0
