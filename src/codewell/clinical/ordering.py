"""The order in which chosen codes are reported (guidelines II, III and IV.G-J)."""

from __future__ import annotations

from codewell.clinical.assertion import Assertion
from codewell.clinical.candidate import Candidate, Manner
from codewell.clinical.sections import Role

_EXTERNAL = ("V", "W", "X", "Y")
_LEADS = ("O", "Z00", "Z38", "Z510", "Z5111", "Z5112")
"""Chapter 15 before others (I.C.15.a.1), and reasons for an encounter that are only listed first (I.C.21.c.16)."""
_SYSTEMIC = ("A40", "A41", "A021", "A227", "A327", "A427", "A5486", "B377")
"""Sepsis before the infection of one place (I.C.1.d.4); severe sepsis is never first (I.C.1.d.2)."""


def reporting_order(candidate: Candidate) -> tuple[int, int, int, str]:
    """Return a key that sorts codes as they are reported.

    What the assessment or the diagnoses name comes first, in the writer's order; a combination code stands before the code
    that it asks for. Then come conditions told elsewhere, then status and history, and external causes last (I.C.20.a.6).
    """
    present = [s for s in candidate.supports if s.assertion is Assertion.PRESENT] or candidate.supports
    titled = [s for s in present if s.sentence.role is Role.TITLE]
    if candidate.code.startswith(_LEADS):
        group = -1
    elif candidate.code.startswith(_SYSTEMIC):
        group = 0 if titled else 1
    elif candidate.code.startswith("R652"):
        group = 1 if titled else 2
    elif candidate.code.startswith(_EXTERNAL):
        group = 3
    elif all(s.manner not in (Manner.CONDITION, Manner.COMBINATION) for s in present):
        group = 2
    else:
        group = 0 if titled else 1
    first = min((s.order for s in titled), default=present[0].order)
    joined = 0 if any(s.manner is Manner.COMBINATION for s in present) else 1
    if candidate.code.startswith(_SYSTEMIC) and titled:
        first = -1
    if any(s.manner is Manner.DRUG_EVENT for s in present) or "T36" <= candidate.code[:3] <= "T50":
        group, joined = min(group, 0 if titled else 1), -1 if candidate.code[5:6] in "1234" else 2
    if candidate.code.startswith(("B95", "B96", "B97", "F02")):
        joined = 2
    return group, first, joined, candidate.code
