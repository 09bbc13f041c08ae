"""Outpatient hospital payment (OPPS): what Addendum B does not pay, and what is packaged."""

from __future__ import annotations

from collections.abc import Iterator

from codewell.edits.finding import Because, Found, Verdict
from codewell.edits.reference import Need, OutpatientStatus
from codewell.edits.registry import Trigger, claim_edit, line_edit
from codewell.edits.views import ClaimView, LineView
from codewell.kernel.claims import Setting

_OUTPATIENT = frozenset({Setting.OUTPATIENT})
_ADDENDUM = "OPPS final rule, Addenda B and D1; Medicare Claims Processing Manual, chapter 4, section 10.1.1"
_REFUSED = {
    "B": "is not recognized on hospital outpatient bills (12x, 13x)",
    "D": "is discontinued",
    "E1": "is not paid on outpatient claims (not covered or excluded)",
    "E2": "is not paid on outpatient claims (no pricing information)",
    "M": "is not billable to the contractor",
    "Y": "is durable equipment, which is billed to the DME contractor",
}
_PACKS = {"Q1": ("J1", "S", "T", "V"), "Q2": ("J1", "T"), "Q4": ("J1", "J2", "S", "T", "V", "Q1", "Q2", "Q3")}
"""Addendum D1: with these status indicators on the claim a conditionally packaged service is not paid apart; J1 packs all."""


@line_edit(
    "outpatient.inpatient-only",
    mends="Admit the patient and bill as inpatient, or correct the code.",
    cites=_ADDENDUM,
    settings=_OUTPATIENT,
    needs=Need.OUTPATIENT,
)
def inpatient_only(line: LineView) -> Iterator[Found]:
    """Deny an outpatient a procedure that Medicare pays for inpatients only (status indicator C)."""
    status = line.procedure.outpatient
    if status is not None and status.status_indicator == "C":
        message = f"{line.code} is paid for inpatients only (status indicator C)."
        yield Found(Verdict.FAIL, message, (_fact(status),), "Admit the patient and bill as inpatient, or correct the code.")


@line_edit(
    "outpatient.not-paid",
    mends="Bill the code that OPPS recognizes, or to the payer of the item.",
    cites=_ADDENDUM,
    settings=_OUTPATIENT,
    needs=Need.OUTPATIENT,
)
def not_paid(line: LineView) -> Iterator[Found]:
    """Deny a code whose status indicator (B, D, E1, E2, M, Y) keeps it from payment on an outpatient claim."""
    status = line.procedure.outpatient
    if status is not None and status.status_indicator in _REFUSED:
        message = f"{line.code} {_REFUSED[status.status_indicator]} (status indicator {status.status_indicator})."
        yield Found(Verdict.FAIL, message, (_fact(status),), "Bill the code that OPPS recognizes, or to the payer of the item.")


@claim_edit(
    "outpatient.conditionally-packaged",
    mends="Nothing: report the service; its payment is part of the other's.",
    cites=_ADDENDUM,
    settings=_OUTPATIENT,
    needs=Need.OUTPATIENT,
    trigger=Trigger.PACKAGED_WHEN,
)
def conditionally_packaged(claim: ClaimView) -> Iterator[Found]:
    """Say that a conditionally packaged service (Q1, Q2, Q4) is not paid apart beside what packages it on the claim.

    That is no denial and nothing is to be corrected, so the verdict is a pass that explains the payment of zero.
    """
    for line, facts in zip(claim.claim.lines, claim.procedures, strict=True):
        status = facts.outpatient
        if status is None or status.status_indicator not in _PACKS:
            continue
        packing = [
            other.procedure
            for other, known in zip(claim.claim.lines, claim.procedures, strict=True)
            if known.outpatient is not None
            and known.code != facts.code
            and known.outpatient.status_indicator in _PACKS[status.status_indicator]
        ]
        if packing:
            shown = ", ".join(dict.fromkeys(packing))
            message = f"{line.procedure} ({status.status_indicator}) is packaged into the payment for {shown}."
            remedy = "Nothing to correct: report it; its payment is part of the other's."
            yield Found(Verdict.PASS, message, (_fact(status),), remedy, (line.number,))


@claim_edit(
    "outpatient.only-packaged-services",
    mends="Add the service that they belong to.",
    cites="CMS, Integrated Outpatient Code Editor specifications, edit 27 (only incidental services reported)",
    settings=_OUTPATIENT,
    needs=Need.OUTPATIENT,
    trigger=Trigger.PACKAGED,
)
def only_packaged_services(claim: ClaimView) -> Iterator[Found]:
    """Deny an outpatient claim on which every coded service is packaged (status indicator N)."""
    statuses = [facts.outpatient for line, facts in zip(claim.claim.lines, claim.procedures, strict=True) if line.procedure]
    if all(status is not None and status.status_indicator == "N" for status in statuses):
        message = "Every service on the claim is packaged; nothing is left that is paid."
        because = tuple(dict.fromkeys(_fact(status) for status in statuses if status is not None))
        yield Found(Verdict.FAIL, message, because, "Add the service that they belong to.")


def _fact(status: OutpatientStatus) -> Because:
    return Because("status_indicator", status.status_indicator, status.release, status.validity)
