"""Sides of the body: the side of a line's modifier against the side that its diagnoses name."""

from __future__ import annotations

from collections.abc import Iterator

from codewell.edits.finding import Because, Found, Verdict
from codewell.edits.reference import Need, Side
from codewell.edits.registry import MEDICAL, Basis, Trigger, claim_edit
from codewell.edits.tables import modifier_table
from codewell.edits.views import ClaimView
from codewell.kernel.claims import ClaimLine


@claim_edit(
    "laterality.modifier-against-diagnosis",
    mends="Correct the modifier, the diagnosis or the pointer.",
    cites="house policy, decision 9, on ICD-10-CM Official Guidelines, section I.B.13",
    basis=Basis.HOUSE,
    settings=MEDICAL,
    needs=Need.DIAGNOSES,
    trigger=Trigger.SIDED_MODIFIER | Trigger.SIDED_DIAGNOSIS,
)
def modifier_against_diagnosis(claim: ClaimView) -> Iterator[Found]:
    """Deny a line whose modifier names one side while every sided diagnosis of the line names the other.

    A line without pointers is compared with all diagnoses. Diagnoses without a side, or of both, contradict nothing; with
    modifier 50 a diagnosis of one side contradicts unless diagnoses name both.
    """
    for line in claim.claim.lines:
        side = side_of(line.modifiers)
        if side is None:
            continue
        places = line.diagnosis_pointers or tuple(range(1, len(claim.diagnoses) + 1))
        sided = [(p, f) for p in places if 1 <= p <= len(claim.diagnoses) and (f := claim.diagnoses[p - 1]).side is not None]
        sides = {facts.side for _, facts in sided if facts.side is not None}
        one_sided = len(sides) == 1 and Side.BOTH not in sides
        if one_sided and side not in sides:
            named = ", ".join(facts.display for _, facts in sided)
            because = (
                Because("modifier", ", ".join(_of_sides(line))),
                *(Because("diagnosis", facts.display, facts.release) for _, facts in sided),
            )
            message = f"Line {line.number} says {side.value}, its diagnoses {named} say {next(iter(sides)).value}."
            remedy = "Correct the modifier, the diagnosis or the pointer."
            yield Found(Verdict.FAIL, message, because, remedy, (line.number,), tuple(place for place, _ in sided))


def side_of(modifiers: tuple[str, ...]) -> Side | None:
    """Return the side that modifiers name: both for 50 or a left and a right one; None where none names a side."""
    left = any(m in modifier_table("left") for m in modifiers)
    right = any(m in modifier_table("right") for m in modifiers)
    if "50" in modifiers or (left and right):
        return Side.BOTH
    return Side.LEFT if left else Side.RIGHT if right else None


def _of_sides(line: ClaimLine) -> list[str]:
    return [m for m in line.modifiers if m in modifier_table("sides")]
