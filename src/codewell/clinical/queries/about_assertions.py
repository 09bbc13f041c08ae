"""Questions about what a note leaves uncertain, and about what it says both ways."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from codewell.clinical.assertion import Assertion
from codewell.clinical.coder import Assignment, Rejection
from codewell.clinical.gap import CoderQuery, GapKind
from codewell.clinical.queries.templates import OTHER, PRACTICE, UNABLE
from codewell.kernel.text import TextSpan

_CONFLICT = ("Excludes1 with",)
_SYMPTOMS = ("R",)
_EXCLUSIVE = (("E10", "E11"), ("E10", "E13"), ("E11", "E13"), ("J452", "J453", "J454", "J455"))
"""Groups of codes of which a patient has one: types of diabetes, grades of asthma."""


def uncertain_queries(rejected: Sequence[Rejection], assigned: Sequence[Assignment]) -> Iterator[CoderQuery]:
    """Yield one question for each condition that is only possible at an outpatient visit (guideline IV.H)."""
    coded = {one.code for one in assigned}
    for one in rejected:
        if one.assertion is Assertion.POSSIBLE and one.code not in coded:
            yield CoderQuery(
                "uncertain-diagnosis",
                GapKind.UNCERTAIN,
                one.code,
                "whether the condition is established",
                f"The documentation marked names “{one.display}” as uncertain. At the end of this encounter, how does the record "
                "stand?",
                ("Established", "Ruled out", "Still uncertain: the signs and symptoms are (please name them)", OTHER, UNABLE),
                one.evidence,
                (),
                f"Official Guidelines, sec. IV.H; {PRACTICE}",
            )


def conflict_queries(
    assigned: Sequence[Assignment], rejected: Sequence[Rejection], denied: Mapping[str, Sequence[TextSpan]]
) -> Iterator[CoderQuery]:
    """Yield one question for each condition that a note states and denies, and for each pair that no patient has at once.

    Args:
        assigned: the codes of a note.
        rejected: what was not coded.
        denied: code without dot -> where the note denies the condition.
    """
    for one in assigned:
        places = denied.get(one.code.value, ())
        if places and not one.code.value.startswith(_SYMPTOMS):
            other = Rejection(one.code, one.display, tuple(places), Assertion.ABSENT)
            yield _asked("stated-and-denied", one, other, "states the condition at one place and denies it at another")
        for other in rejected:
            integral = other.code.value.startswith(_SYMPTOMS) or one.code.value.startswith(_SYMPTOMS)
            if not integral and other.assertion is Assertion.PRESENT and other.reason == f"{_CONFLICT[0]} {one.code.value}":
                yield _asked(
                    "excluded-together", one, other, "names two conditions that the classification never reports together"
                )
    for group in _EXCLUSIVE:
        found = [next((one for one in assigned if one.code.value.startswith(prefix)), None) for prefix in group]
        present = [one for one in found if one is not None]
        if len(present) > 1:
            yield _asked("one-of-a-kind", present[0], present[1], "names two conditions of which a patient has one")


def _asked(name: str, one: Assignment, other: Assignment | Rejection, said: str) -> CoderQuery:
    displays = tuple(dict.fromkeys((one.display, other.display)))
    return CoderQuery(
        name,
        GapKind.CONFLICT,
        one.code,
        "which of the statements holds",
        f"The documentation marked {said}. Based on your clinical judgment, please clarify which holds.",
        (*displays, "Both", "Neither", OTHER, UNABLE) if len(displays) > 1 else ("Present", "Not present", OTHER, UNABLE),
        tuple(sorted({*one.evidence, *other.evidence})),
        (),
        PRACTICE,
    )
