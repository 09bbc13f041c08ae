"""Days that cannot be: after receipt, before birth, backwards, outside the stay, or too long ago to be paid."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from codewell.edits.finding import Because, Found, Verdict
from codewell.edits.registry import Basis, Trigger, claim_edit
from codewell.edits.views import ClaimView
from codewell.kernel.claims import Setting

_HOUSE = "house policy, decision 9"
_INPATIENT = frozenset({Setting.INPATIENT})


@claim_edit(
    "dates.after-receipt",
    mends="Correct the day of service.",
    cites="Medicare Claims Processing Manual, chapter 1, section 80.3.2",
    trigger=Trigger.ODD_DATES,
)
def after_receipt(claim: ClaimView) -> Iterator[Found]:
    """Deny a service later than the day on which the payer received the claim."""
    received = claim.claim.received
    if received is None:
        return
    for line in claim.claim.lines:
        last = line.last_day or line.date_of_service
        if last > received:
            message = f"Line {line.number} is of {last}, after the claim was received ({received})."
            yield Found(Verdict.FAIL, message, _days(last, received), "Correct the day of service.", (line.number,))


@claim_edit(
    "dates.before-birth",
    mends="Correct the day of service or the birth date.",
    cites=_HOUSE,
    basis=Basis.HOUSE,
    trigger=Trigger.ODD_DATES,
)
def before_birth(claim: ClaimView) -> Iterator[Found]:
    """Deny a service before the patient was born. The finding does not repeat the birth date."""
    born = claim.claim.patient.birth_date
    if born is None:
        return
    for line in claim.claim.lines:
        if line.date_of_service < born:
            message = f"Line {line.number} is of {line.date_of_service}, before the patient's birth date."
            because = (Because("date_of_service", line.date_of_service.isoformat()),)
            yield Found(Verdict.FAIL, message, because, "Correct the day of service or the birth date.", (line.number,))


@claim_edit(
    "dates.backwards",
    mends="Correct the days of service.",
    cites="Medicare Claims Processing Manual, chapter 26, section 10.4, item 24A",
    trigger=Trigger.ODD_DATES,
)
def backwards(claim: ClaimView) -> Iterator[Found]:
    """Deny a line whose last day lies before its first."""
    for line in claim.claim.lines:
        if line.last_day is not None and line.last_day < line.date_of_service:
            message = f"Line {line.number} runs from {line.date_of_service} back to {line.last_day}."
            because = _days(line.date_of_service, line.last_day)
            yield Found(Verdict.FAIL, message, because, "Correct the days of service.", (line.number,))


@claim_edit(
    "dates.discharge-before-admission",
    mends="Correct the days of the stay.",
    cites="Medicare Claims Processing Manual, chapter 25, section 75.1, FL 6 and 12",
    settings=_INPATIENT,
    trigger=Trigger.ODD_DATES,
)
def discharge_before_admission(claim: ClaimView) -> Iterator[Found]:
    """Deny a stay that ends before it begins."""
    admission, discharge = claim.claim.admission, claim.claim.discharge
    if admission is not None and discharge is not None and discharge < admission:
        message = f"The stay ends on {discharge}, before the admission on {admission}."
        yield Found(Verdict.FAIL, message, _days(admission, discharge), "Correct the days of the stay.")


@claim_edit(
    "dates.line-outside-stay",
    mends="Correct the day or bill it apart.",
    cites="Medicare Claims Processing Manual, chapter 25, section 75.1, FL 6, and section 75.5, FL 45",
    settings=_INPATIENT,
    trigger=Trigger.ODD_DATES,
)
def line_outside_stay(claim: ClaimView) -> Iterator[Found]:
    """Deny an inpatient line after the last day of the statement, or earlier than the three days before admission."""
    admission, discharge = claim.claim.admission, claim.claim.discharge
    for line in claim.claim.lines:
        day = line.date_of_service
        late = discharge is not None and day > discharge
        early = admission is not None and (admission - day).days > _PAYMENT_WINDOW
        if late or early:
            message = f"Line {line.number} is of {day}, outside the stay."
            because = (Because("date_of_service", day.isoformat()),)
            yield Found(Verdict.FAIL, message, because, "Correct the day or bill it apart.", (line.number,))


@claim_edit(
    "dates.filed-too-late",
    mends="Not payable unless the payer's exception holds (Medicare: 42 CFR 424.44(b)).",
    cites="the payer profile's filing rule (Medicare: 42 CFR 424.44)",
    trigger=Trigger.ODD_DATES,
)
def filed_too_late(claim: ClaimView) -> Iterator[Found]:
    """Deny lines whose payer received the claim later than its profile allows: Medicare, one calendar year after the service.

    Professional lines count from their first day, institutional claims from the last day of the statement.
    """
    received = claim.claim.received
    if received is None or claim.profile.filing_days is None:
        return
    institutional = claim.claim.setting.is_institutional
    ends = [line.last_day or line.date_of_service for line in claim.claim.lines]
    statement = claim.claim.discharge or max(ends, default=received)
    for line in claim.claim.lines:
        counted = statement if institutional else line.date_of_service
        if received > last_filing_day(counted):
            message = f"Line {line.number} was received on {received}, more than {claim.profile.filing_rule} ({counted})."
            because = (*_days(counted, received), Because("filing_rule", claim.profile.filing_rule))
            yield Found(
                Verdict.FAIL, message, because, "Not payable unless an exception of 42 CFR 424.44(b) holds.", (line.number,)
            )


def last_filing_day(service: date) -> date:
    """Return the same day of the next year; a service on 29 February may be filed until 28 February."""
    try:
        return service.replace(year=service.year + 1)
    except ValueError:
        return date(service.year + 1, 2, 28)


_PAYMENT_WINDOW = 3
"""42 CFR 412.2(c)(5): services of the three days before admission belong to the stay."""


def _days(first: date, second: date) -> tuple[Because, ...]:
    return Because("day", first.isoformat()), Because("compared_with", second.isoformat())
