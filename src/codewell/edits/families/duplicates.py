"""Duplicate lines: the same service twice on a day without a modifier that says why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from codewell.edits.finding import Because, Found, Verdict
from codewell.edits.registry import Trigger, claim_edit
from codewell.edits.tables import modifier_table
from codewell.edits.views import ClaimView
from codewell.kernel.claims import ClaimLine


@claim_edit(
    "duplicates.same-line-twice",
    mends="Remove it, bill the units on one line, or append 76, 77, 91 or 59 if it was repeated.",
    cites="Medicare Claims Processing Manual, chapter 1, sections 120 and 120.2 (exact and suspect duplicates)",
    trigger=Trigger.REPEATED_PROCEDURE,
)
def same_line_twice(claim: ClaimView) -> Iterator[Found]:
    """Deny a line that repeats another in code, modifiers, days, place and provider.

    Where both bear a modifier that says the service was repeated or lay elsewhere (76, 77, 91, 59, a side), the pair is
    bypassed. A line that bills a revenue code alone is compared by it.
    """
    alike: dict[tuple[object, ...], list[ClaimLine]] = defaultdict(list)
    for line in claim.claim.lines:
        alike[_identity(claim, line)].append(line)
    for lines in alike.values():
        for line in lines[1:]:
            reasons = explained(line.modifiers, line.date_of_service)
            because = (Because("procedure", line.procedure or line.revenue_code), *(Because("modifier", m) for m in reasons))
            places = (line.number, lines[0].number)
            if reasons:
                message = f"Line {line.number} repeats line {lines[0].number}; modifier {', '.join(reasons)} says why."
                yield Found(Verdict.BYPASSED, message, because, "", places)
            else:
                message = f"Line {line.number} repeats line {lines[0].number} in code, modifiers, day, place and provider."
                remedy = "Remove it, bill the units on one line, or append 76, 77, 91 or 59 if it was repeated."
                yield Found(Verdict.FAIL, message, because, remedy, places)


def _identity(claim: ClaimView, line: ClaimLine) -> tuple[object, ...]:
    return (
        line.procedure,
        "" if line.procedure else (line.revenue_code, line.charge),
        frozenset(line.modifiers),
        line.date_of_service,
        line.last_day or line.date_of_service,
        claim.claim.place_of(line),
        claim.claim.renderer_of(line),
    )


def explained(modifiers: tuple[str, ...], day: date) -> list[str]:
    """Return the modifiers that say why a service stands twice."""
    return [modifier for modifier in modifiers if modifier_table("repeats").holds(modifier, day)]
