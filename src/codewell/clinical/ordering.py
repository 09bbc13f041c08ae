"""The order in which chosen codes are reported (guidelines II, III and IV.G-J)."""

from __future__ import annotations

from codewell.clinical.assertion import Assertion
from codewell.clinical.candidates import Candidate, Manner
from codewell.clinical.sections import Role

_EXTERNAL = ("V", "W", "X", "Y")
_LEADS = ("O", "Z00", "Z38", "Z510", "Z5111", "Z5112")
"""Chapter 15 before others (I.C.15.a.1), and reasons for an encounter that are only listed first (I.C.21.c.16)."""


def reporting_order(candidate: Candidate) -> tuple[int, int, int, str]:
    """Return a key that sorts codes as they are reported.

    What the assessment or the diagnoses name comes first, in the writer's order; a combination code stands before the code
    that it asks for. Then come conditions told elsewhere, then status and history, and external causes last (I.C.20.a.6).
    """
    present = [s for s in candidate.supports if s.assertion is Assertion.PRESENT] or candidate.supports
    titled = [s for s in present if s.sentence.role is Role.TITLE]
    if candidate.code.startswith(_LEADS):
        group = -1
    elif candidate.code.startswith(_EXTERNAL):
        group = 3
    elif all(s.manner not in (Manner.CONDITION, Manner.COMBINATION) for s in present):
        group = 2
    else:
        group = 0 if titled else 1
    first = min((s.order for s in titled), default=present[0].order)
    joined = 0 if any(s.manner is Manner.COMBINATION for s in present) else 1
    return group, first, joined, candidate.code
