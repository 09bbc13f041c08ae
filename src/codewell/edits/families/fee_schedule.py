"""What the physician fee schedule does not pay for, by status code and by place of service."""

from __future__ import annotations

from collections.abc import Iterator

from codewell.edits.finding import Because, Found, Verdict
from codewell.edits.reference import FeeIndicators, Need
from codewell.edits.registry import FEE_SCHEDULE, Basis, Trigger, claim_edit, line_edit
from codewell.edits.tables import place_table
from codewell.edits.views import ClaimView, LineView

_LAYOUT = "CMS, physician fee schedule record layout (RVU25D), Attachment A, status code"
_REFUSED = {
    "B": ("is bundled: payment is always part of another service", "Remove it; it is not paid even when billed alone."),
    "I": ("is not valid for Medicare, which uses another code for the service", "Bill the code that Medicare uses."),
    "G": ("is not valid for Medicare, which uses another code for the service", "Bill the code that Medicare uses."),
    "N": ("is not covered by Medicare", "Bill the patient, with GY or an ABN where one was needed."),
}


@line_edit(
    "fee-schedule.bundled",
    mends="Remove it; it is not paid even when billed alone.",
    cites=_LAYOUT,
    settings=FEE_SCHEDULE,
    needs=Need.FEES,
)
def bundled(line: LineView) -> Iterator[Found]:
    """Deny a code of status B: Medicare pays it as part of another service, even when it is billed alone."""
    yield from _refused(line, "B")


@line_edit(
    "fee-schedule.not-valid-for-medicare",
    mends="Bill the code that Medicare uses.",
    cites=_LAYOUT,
    settings=FEE_SCHEDULE,
    needs=Need.FEES,
)
def not_valid_for_medicare(line: LineView) -> Iterator[Found]:
    """Deny a code of status I or G: Medicare reports and pays the service by another code."""
    yield from _refused(line, "I", "G")


@line_edit(
    "fee-schedule.non-covered",
    mends="Bill the patient, with GY or an ABN where one was needed.",
    cites=_LAYOUT,
    settings=FEE_SCHEDULE,
    needs=Need.FEES,
)
def non_covered(line: LineView) -> Iterator[Found]:
    """Deny a code of status N: Medicare does not cover it."""
    yield from _refused(line, "N")


@line_edit(
    "fee-schedule.restricted-coverage",
    mends="Look at the contractor's coverage of the code.",
    cites=_LAYOUT,
    settings=FEE_SCHEDULE,
    needs=Need.FEES,
)
def restricted_coverage(line: LineView) -> Iterator[Found]:
    """Say that special coverage instructions decide over a code of status R, which no loaded release holds."""
    fees = line.procedure.fees
    if fees is not None and fees.status == "R":
        message = f"{line.code} has restricted coverage (status R); the contractor's instructions decide."
        yield Found(Verdict.NO_DATA, message, (_status(fees),), "Look at the contractor's coverage of the code.")


@claim_edit(
    "fee-schedule.paid-only-alone",
    mends="Remove it.",
    cites=_LAYOUT,
    settings=FEE_SCHEDULE,
    needs=Need.FEES,
    trigger=Trigger.PAID_ALONE_ONLY,
)
def paid_only_alone(claim: ClaimView) -> Iterator[Found]:
    """Deny a code of status T, or P, beside another fee schedule service of the provider on the day."""
    for lines in claim.same_day_lines().values():
        for line, facts in lines:
            if facts.fees is None or facts.fees.status not in ("T", "P"):
                continue
            mine = claim.claim.renderer_of(line)
            others = [
                other.procedure
                for other, known in lines
                if known.fees is not None and known.fees.status in ("A", "C", "R") and claim.claim.renderer_of(other) == mine
            ]
            if others:
                message = f"{line.procedure} (status {facts.fees.status}) is not paid beside {', '.join(dict.fromkeys(others))}."
                yield Found(Verdict.FAIL, message, (_status(facts.fees),), "Remove it.", (line.number,))


@line_edit(
    "fee-schedule.place-rarely-used",
    mends="Correct the place of service or the code.",
    cites="house policy, decision 9, on the NA indicators of the physician fee schedule record layout",
    basis=Basis.HOUSE,
    settings=FEE_SCHEDULE,
    needs=Need.FEES,
)
def place_rarely_used(line: LineView) -> Iterator[Found]:
    """Deny a service in a kind of place (facility or not) in which the fee schedule marks it NA: rarely or never done there.

    The mark of a split service speaks of its technical part; the physician's part (26) has a row without it.
    """
    fees, place = line.procedure.fees, line.place_of_service
    if fees is not None and line.bears("26") and "26" in fees.components:
        return
    if fees is None or place not in place_table("known") or fees.status not in ("A", "T", "R"):
        return
    in_facility = place in place_table("facility")
    if (fees.facility_na and in_facility) or (fees.nonfacility_na and not in_facility):
        where = "facilities" if in_facility else "non-facility places"
        because = (Because("place_of_service", place), Because("na_indicator", "NA", fees.release, fees.validity))
        message = f"{line.code} is rarely or never done in {where} (place of service {place})."
        yield Found(Verdict.FAIL, message, because, "Correct the place of service or the code.")


def _refused(line: LineView, *statuses: str) -> Iterator[Found]:
    fees = line.procedure.fees
    if fees is not None and fees.status in statuses:
        why, remedy = _REFUSED[fees.status]
        yield Found(Verdict.FAIL, f"{line.code} {why} (status {fees.status}).", (_status(fees),), remedy)


def _status(fees: FeeIndicators) -> Because:
    return Because("status", fees.status, fees.release, fees.validity)
