"""Add-on codes: services that are done with a primary one and not paid without it."""

from __future__ import annotations

from collections.abc import Iterator

from codewell.edits.finding import Because, Found, Verdict
from codewell.edits.reference import AddOn, Need
from codewell.edits.registry import NCCI, Trigger, claim_edit
from codewell.edits.views import ClaimView


@claim_edit(
    "addon.without-primary",
    mends="Bill it with its primary code on the same day, or remove it.",
    cites="NCCI Add-on Code edits; NCCI Policy Manual for Medicare Services, chapter I, section R",
    settings=NCCI,
    needs=Need.ADDONS,
    trigger=Trigger.ADD_ON,
)
def without_primary(claim: ClaimView) -> Iterator[Found]:
    """Deny an add-on code without one of its primary codes by the same provider on the same day.

    Type 1 lists every primary code. Type 2 lists none and type 3 not all: the contractor defines them, so another service
    on the day leaves the question open. Only this claim is seen; a primary code on another claim of the day would serve.
    """
    for line, facts in zip(claim.claim.lines, claim.procedures, strict=True):
        add_on = facts.add_on
        if add_on is None:
            continue
        mine = claim.claim.renderer_of(line)
        others = [
            (other, known)
            for other, known in zip(claim.claim.lines, claim.procedures, strict=True)
            if other.procedure
            and other is not line
            and other.date_of_service == line.date_of_service
            and claim.claim.renderer_of(other) == mine
        ]
        if any(other.procedure in add_on.primaries for other, _ in others):
            continue
        may_serve = sorted({other.procedure for other, known in others if known.add_on is None})
        lines = (line.number,)
        remedy = "Bill it with its primary code on the same day and claim, or remove it."
        if not may_serve or (add_on.type == 1 and add_on.whole):
            message = f"{line.procedure} is an add-on code (type {add_on.type}) and no primary code of it is billed for the day."
            yield Found(Verdict.FAIL, message, _facts(add_on), remedy, lines)
        else:
            why = (
                "only an excerpt of its primary codes is loaded"
                if add_on.type == 1
                else "the contractor defines its primary codes"
            )
            message = f"Whether {', '.join(may_serve)} is a primary code of add-on {line.procedure} is not known: {why}."
            yield Found(Verdict.NO_DATA, message, _facts(add_on), "Look it up with your contractor.", lines)


def _facts(add_on: AddOn) -> tuple[Because, ...]:
    listed = sorted(add_on.primaries)
    shown = ", ".join(listed[:12]) + (f" and {len(listed) - 12} more" if len(listed) > 12 else "")
    return (
        Because("add_on_type", str(add_on.type), add_on.release),
        Because("primary_codes", shown or "contractor-defined", add_on.release),
    )
