"""For what a note is coded: which conditions count, and under which rules."""

from __future__ import annotations

from enum import Enum


class Profile(Enum):
    """Which documented conditions are coded."""

    US_BILLING = "us-billing"
    """What is managed, evaluated, treated or affects care (guidelines III and IV.J)."""
    COMPLETE = "complete"
    """Every documented finding."""


class Setting(Enum):
    """Where the encounter took place; decides over uncertain diagnoses (guidelines II.H and IV.H)."""

    OUTPATIENT = "outpatient"
    INPATIENT = "inpatient"
