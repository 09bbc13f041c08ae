"""Surgical modifiers against the fee schedule's indicators, and visits inside a global period."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from codewell.edits.finding import Because, Found, Verdict
from codewell.edits.reference import FeeIndicators, Need, ProcedureFacts
from codewell.edits.registry import FEE_SCHEDULE, Basis, Trigger, claim_edit, line_edit
from codewell.edits.tables import in_range
from codewell.edits.views import ClaimView, LineView
from codewell.kernel.claims import ClaimLine

_CHAPTER_12 = "Medicare Claims Processing Manual, chapter 12, section"
_LAYOUT = "physician fee schedule record layout (RVU25D)"
_BILATERAL = {
    "0": "the bilateral adjustment does not apply to it",
    "2": "its payment is already for both sides",
    "9": "the concept does not apply to it",
}
_NOT_PAID = {
    "assistant": {"1": "an assistant may not be paid by statute", "9": "the concept does not apply to it"},
    "co_surgeon": {"0": "co-surgeons are not permitted", "9": "the concept does not apply to it"},
    "team": {"0": "team surgeons are not permitted", "9": "the concept does not apply to it"},
}
_DOCUMENTED = {"assistant": "0", "co_surgeon": "1", "team": "1"}
"""Indicator value with which documentation of medical necessity decides."""
DAYS_AFTER = {"000": 0, "010": 10, "090": 90}


@line_edit(
    "surgery.bilateral-not-allowed",
    mends="Remove modifier 50.",
    cites=f"{_CHAPTER_12} 40.7; {_LAYOUT}",
    settings=FEE_SCHEDULE,
    needs=Need.FEES,
)
def bilateral_not_allowed(line: LineView) -> Iterator[Found]:
    """Deny modifier 50 on a code whose bilateral indicator is 0, 2 or 9.

    With 0 and 2 the record layout still pays the amount of a single code; the modifier is wrong all the same, and the manual
    says not to report it where the code is bilateral by its own words.
    """
    fees = line.procedure.fees
    if fees is not None and line.bears("50") and fees.bilateral in _BILATERAL:
        because = (Because("modifier", "50"), Because("bilateral", fees.bilateral, fees.release, fees.validity))
        message = f"Modifier 50 does not apply to {line.code}: {_BILATERAL[fees.bilateral]} (indicator {fees.bilateral})."
        yield Found(Verdict.FAIL, message, because, "Remove modifier 50.")


@line_edit(
    "surgery.bilateral-units", mends="Bill one unit with modifier 50.", cites=f"{_CHAPTER_12} 40.7.B", settings=FEE_SCHEDULE
)
def bilateral_units(line: LineView) -> Iterator[Found]:
    """Deny modifier 50 with more than one unit: Medicare takes a bilateral procedure as one line with one unit."""
    if line.bears("50") and line.units > 1:
        because = (Because("modifier", "50"), Because("billed_units", f"{line.units}"))
        message = f"{line.code} bears modifier 50 with {line.units} units; both sides are one unit."
        yield Found(Verdict.FAIL, message, because, "Bill one unit with modifier 50.")


@line_edit(
    "surgery.multiple-not-applicable",
    mends="Remove modifier 51.",
    cites="house policy, decision 9, on the multiple procedure indicator of the physician fee schedule record layout",
    basis=Basis.HOUSE,
    settings=FEE_SCHEDULE,
    needs=Need.FEES,
)
def multiple_not_applicable(line: LineView) -> Iterator[Found]:
    """Deny modifier 51 on a code to which no multiple-procedure reduction applies (indicator 0 or 9, add-on codes).

    The record layout says that no adjustment applies; that the modifier is therefore wrong is our reading.
    """
    fees = line.procedure.fees
    if fees is not None and line.bears("51") and fees.multiple_procedure in ("0", "9"):
        because = (Because("modifier", "51"), Because("multiple_procedure", fees.multiple_procedure, fees.release, fees.validity))
        message = f"Modifier 51 does not apply to {line.code} (multiple procedure indicator {fees.multiple_procedure})."
        yield Found(Verdict.FAIL, message, because, "Remove modifier 51.")


@line_edit(
    "surgery.assistant-not-paid",
    mends="Remove the modifier or the line; with indicator 0 send the documentation.",
    cites=f"{_CHAPTER_12} 20.4.3; {_LAYOUT}",
    settings=FEE_SCHEDULE,
    needs=Need.FEES,
)
def assistant_not_paid(line: LineView) -> Iterator[Found]:
    """Deny an assistant at surgery (80, 81, 82, AS) where the indicator is 1 or 9; with 0, documentation decides."""
    fees = line.procedure.fees
    if fees is not None:
        yield from _surgeons(line, fees, "assistant", fees.assistant, line.bears("80", "81", "82", "AS"))


@line_edit(
    "surgery.co-surgeon-not-paid",
    mends="Remove the modifier or the line; with indicator 1 send the documentation.",
    cites=f"{_CHAPTER_12} 40.8; {_LAYOUT}",
    settings=FEE_SCHEDULE,
    needs=Need.FEES,
)
def co_surgeon_not_paid(line: LineView) -> Iterator[Found]:
    """Deny co-surgeons (62) where the indicator is 0 or 9; with 1, documentation decides."""
    fees = line.procedure.fees
    if fees is not None:
        yield from _surgeons(line, fees, "co_surgeon", fees.co_surgeon, line.bears("62"))


@line_edit(
    "surgery.team-not-paid",
    mends="Remove the modifier or the line; with indicator 1 send the documentation.",
    cites=f"{_CHAPTER_12} 40.8; {_LAYOUT}",
    settings=FEE_SCHEDULE,
    needs=Need.FEES,
)
def team_not_paid(line: LineView) -> Iterator[Found]:
    """Deny team surgery (66) where the indicator is 0 or 9; with 1, documentation decides."""
    fees = line.procedure.fees
    if fees is not None:
        yield from _surgeons(line, fees, "team", fees.team, line.bears("66"))


@claim_edit(
    "surgery.visit-in-global-period",
    mends="If the visit was separate, as documented, append the modifier; else remove it.",
    cites=f"{_CHAPTER_12} 40.1 to 40.2 and 30.6.6",
    settings=FEE_SCHEDULE,
    needs=Need.FEES,
    trigger=Trigger.GLOBAL_PERIOD | Trigger.EVALUATION,
)
def visit_in_global_period(claim: ClaimView) -> Iterator[Found]:
    """Deny a visit that a procedure's global period includes, unless a modifier says why it does not belong to it.

    On the day of a procedure with 0 or 10 days, 25; on the day of one with 90 days or the day before, 57 or 25; within 10
    or 90 days after it, 24. Only this claim is seen: a procedure on another claim is not.
    """
    lines = list(zip(claim.claim.lines, claim.procedures, strict=True))
    surgeries = [(line, facts.fees) for line, facts in lines if facts.fees is not None and facts.fees.global_days in DAYS_AFTER]
    for visit, facts in lines:
        if not is_global_visit(facts):
            continue
        mine = claim.claim.renderer_of(visit)
        for surgery, fees in surgeries:
            allowed = excusing_modifiers(visit, surgery, fees.global_days)
            if not allowed or surgery is visit or claim.claim.renderer_of(surgery) != mine:
                continue
            excused = [modifier for modifier in visit.modifiers if modifier in allowed]
            because = (
                Because("global_days", fees.global_days, fees.release, fees.validity),
                Because("surgery", surgery.procedure),
                *(Because("modifier", modifier) for modifier in excused),
            )
            period = f"the global period of {surgery.procedure} ({fees.global_days})"
            places = (visit.number, surgery.number)
            if excused:
                message = f"{visit.procedure} lies in {period}; modifier {', '.join(excused)} releases it."
                yield Found(Verdict.BYPASSED, message, because, "", places)
            else:
                message = f"{visit.procedure} lies in {period} and bears no modifier {' or '.join(allowed)}."
                remedy = "If it was separate, as documented, append the modifier; else remove the visit."
                yield Found(Verdict.FAIL, message, because, remedy, places)


def is_global_visit(facts: ProcedureFacts) -> bool:
    """Say whether a global period includes this kind of visit."""
    return in_range(facts.code, "visits_in_global")


def excusing_modifiers(visit: ClaimLine, surgery: ClaimLine, global_days: str) -> tuple[str, ...]:
    """Return the modifiers that take a visit out of the global period; empty where it does not lie in it."""
    day, operated = visit.date_of_service, surgery.date_of_service
    if day == operated:
        return ("57", "25") if global_days == "090" else ("25",)
    if global_days == "090" and day == operated - timedelta(days=1):
        return ("57", "25")
    after = DAYS_AFTER[global_days]
    return ("24",) if operated < day <= operated + timedelta(days=after) else ()


def _surgeons(line: LineView, fees: FeeIndicators, kind: str, value: str, borne: tuple[str, ...]) -> Iterator[Found]:
    if not borne:
        return
    because = (Because("modifier", ", ".join(borne)), Because(kind, value, fees.release, fees.validity))
    if value in _NOT_PAID[kind]:
        message = f"Modifier {borne[0]} is not paid on {line.code}: {_NOT_PAID[kind][value]} (indicator {value})."
        yield Found(Verdict.FAIL, message, because, f"Remove modifier {borne[0]} or the line.")
    elif value == _DOCUMENTED[kind]:
        message = f"Modifier {borne[0]} on {line.code} is paid with documentation of medical necessity only (indicator {value})."
        yield Found(Verdict.NO_DATA, message, because, "Send the documentation with the claim.")
