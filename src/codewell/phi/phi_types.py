"""The 18 identifiers of Safe Harbor, and what each finding is called."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class PhiType(Enum):
    """A kind of identifier; the value is its name in files and answers.

    Source: 45 CFR 164.514(b)(2)(i), whose paragraphs (A) to (R) `paragraph` names. Dates and ages over 89 are one
    paragraph and two kinds here, because they are replaced differently.
    """

    NAME = "NAME"
    LOCATION = "LOCATION"
    DATE = "DATE"
    AGE_OVER_89 = "AGE_OVER_89"
    PHONE = "PHONE"
    FAX = "FAX"
    EMAIL = "EMAIL"
    SSN = "SSN"
    MRN = "MRN"
    HEALTH_PLAN_ID = "HEALTH_PLAN_ID"
    ACCOUNT = "ACCOUNT"
    LICENSE = "LICENSE"
    VEHICLE_ID = "VEHICLE_ID"
    DEVICE_ID = "DEVICE_ID"
    URL = "URL"
    IP = "IP"
    BIOMETRIC = "BIOMETRIC"
    PHOTO = "PHOTO"
    OTHER_ID = "OTHER_ID"

    @property
    def paragraph(self) -> str:
        """Return the letter of the paragraph of 45 CFR 164.514(b)(2)(i)."""
        return _PARAGRAPHS[self]


_PARAGRAPHS = dict(zip(PhiType, "ABCCDEFGHIJKLMNOPQR", strict=True))


@dataclass(frozen=True, slots=True)
class Found:
    """An identifier found in a note; it holds offsets and never the text.

    Args:
        start: offset of the first character in the note as received.
        end: offset after the last one.
        type: what kind of identifier.
        rule: id of the rule that found it, `class.case`.
        confidence: 0 to 1, how often the rule is right; house estimate, not a probability.
    """

    start: int
    end: int
    type: PhiType
    rule: str
    confidence: float
