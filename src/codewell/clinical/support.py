"""What a note shows of the work on a condition: monitored, evaluated, assessed or treated (MEAT)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from codewell.kernel.text import TextSpan


class Work(Enum):
    """Kind of work on a condition that a note shows; one of them at least supports a diagnosis for risk adjustment."""

    MONITOR = "monitor"
    """Signs, symptoms, progress or regress of the disease; readings followed over time."""
    EVALUATE = "evaluate"
    """Results, response to treatment, findings of the examination."""
    ASSESS = "assess"
    """The condition's status is stated, or it is addressed by an order, a discussion or counselling."""
    TREAT = "treat"
    """Medicines, procedures, other therapies, referral."""


@dataclass(frozen=True, slots=True)
class WorkEvidence:
    """One place that shows work on a condition.

    Args:
        work: which kind.
        span: the words, as offsets into the text as received.
        cue: the cue of the list, or the drug, that says so.
        because: how the words belong to the condition, in words.
    """

    work: Work
    span: TextSpan
    cue: str
    because: str
