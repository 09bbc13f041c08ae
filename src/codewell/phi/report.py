"""What was taken out of a note, told without its text."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from codewell.phi.phi_types import Found
from codewell.phi.redaction import RedactedText


@dataclass(frozen=True, slots=True)
class RedactionReport:
    """The audit of one note: kinds, rules, confidence and offsets, never text.

    Args:
        policy: what stands in the identifiers' place.
        characters: length of the note as received.
        counts: kind -> how many, by name of the kind.
        found: each identifier in order.
        doubtful: those whose rule is often wrong; a person may look at them.
    """

    policy: str
    characters: int
    counts: tuple[tuple[str, int], ...]
    found: tuple[Found, ...]
    doubtful: int


DOUBTFUL = 0.75
"""House estimate: below it a rule is wrong often enough that a person should look."""


def report_of(redacted: RedactedText) -> RedactionReport:
    """Return the audit of a redacted note."""
    counts = Counter(one.type.value for one in redacted.found)
    return RedactionReport(
        redacted.policy,
        redacted.segments[-1].from_end if redacted.segments else 0,
        tuple(sorted(counts.items())),
        redacted.found,
        sum(one.confidence < DOUBTFUL for one in redacted.found),
    )
