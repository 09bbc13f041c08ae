"""Values of X12 elements: days, amounts, codes; what is malformed is an issue and not a guess."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

_DAY = re.compile(r"[0-9]{8}")
_AMOUNT = re.compile(r"-?[0-9]*+\.?[0-9]*+")


def day(text: str) -> date | None:
    """Return a day written CCYYMMDD; None where it is no day."""
    if not _DAY.fullmatch(text[:8]):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return None


def days(qualifier: str, text: str) -> tuple[date | None, date | None]:
    """Return first and last day of a D8, DT or RD8 element; the last is None for one day."""
    first, _, last = text.partition("-")
    return (day(first), day(last) if qualifier == "RD8" and last else None)


def amount(text: str) -> Decimal | None:
    """Return an amount or quantity; None where it is none. Negative ones are returned as they are."""
    if not text or not _AMOUNT.fullmatch(text) or not any(letter.isdigit() for letter in text):
        return None
    return Decimal(text)


def code(text: str) -> str:
    """Return a code upper case, without dot and blanks."""
    return text.replace(".", "").replace(" ", "").upper()
