"""Which triggers of claim edits a line, a diagnosis or a claim's own facts set off; as numbers, for they are asked very often."""

from __future__ import annotations

from datetime import date

from codewell.edits.providers import is_npi
from codewell.edits.reference import DiagnosisFacts
from codewell.edits.registry import Trigger
from codewell.edits.tables import always_a_place, modifier_table
from codewell.edits.views import LineView
from codewell.kernel.claims import Claim

_CONDITIONAL_PACKAGING = ("Q1", "Q2", "Q4")
_GLOBAL_DAYS = ("000", "010", "090")

REPEATED_PROCEDURE = Trigger.REPEATED_PROCEDURE.value
ODD_DATES = Trigger.ODD_DATES.value
ODD_PROVIDER = Trigger.ODD_PROVIDER.value
ODD_POINTER = Trigger.ODD_POINTER.value
DIAGNOSES_MISSING = Trigger.DIAGNOSES_MISSING.value
HISTORY = Trigger.HISTORY.value
PTP_PAIR = Trigger.PTP_PAIR.value
PTP_UNKNOWN = Trigger.PTP_UNKNOWN.value
_ADD_ON = Trigger.ADD_ON.value
_EVALUATION = Trigger.EVALUATION.value
_GLOBAL_PERIOD = Trigger.GLOBAL_PERIOD.value
_PAID_ALONE_ONLY = Trigger.PAID_ALONE_ONLY.value
_PACKAGED_WHEN = Trigger.PACKAGED_WHEN.value
_PACKAGED = Trigger.PACKAGED.value
_COVERED_DIAGNOSES = Trigger.COVERED_DIAGNOSES.value
_DAY_LIMIT = Trigger.DAY_LIMIT.value
_OVER_LIMIT = Trigger.OVER_LIMIT.value
_ODD_PLACE = Trigger.ODD_PLACE.value
_SIDED_MODIFIER = Trigger.SIDED_MODIFIER.value
_SIDED_DIAGNOSIS = Trigger.SIDED_DIAGNOSIS.value
_CODE_FIRST = Trigger.CODE_FIRST.value
_PATIENT_DIAGNOSIS = Trigger.PATIENT_DIAGNOSIS.value


def line_triggers(line: LineView) -> int:
    """Return what a line sets off by itself, as a number."""
    facts, found = line.procedure, 0
    if facts.add_on is not None:
        found |= _ADD_ON
    if facts.evaluation:
        found |= _EVALUATION
    if facts.fees is not None:
        if facts.fees.global_days in _GLOBAL_DAYS:
            found |= _GLOBAL_PERIOD
        if facts.fees.status in ("T", "P"):
            found |= _PAID_ALONE_ONLY
    if facts.outpatient is not None:
        if facts.outpatient.status_indicator in _CONDITIONAL_PACKAGING:
            found |= _PACKAGED_WHEN
        elif facts.outpatient.status_indicator == "N":
            found |= _PACKAGED
    if facts.articles:
        found |= _COVERED_DIAGNOSES
    limit = facts.limit
    if limit is not None and limit.mai != 1:
        found |= _DAY_LIMIT
        if limit.mue_value and line.units > limit.mue_value * line.days:
            found |= _OVER_LIMIT
    if line.place_of_service and not always_a_place(line.place_of_service):
        found |= _ODD_PLACE
    if line.modifiers:
        sides = modifier_table("sides")
        if any(fact.modifier in sides for fact in line.modifiers):
            found |= _SIDED_MODIFIER
    return found


def diagnosis_triggers(facts: DiagnosisFacts) -> int:
    """Return what a diagnosis sets off by itself, as a number."""
    found = 0
    if facts.side is not None:
        found |= _SIDED_DIAGNOSIS
    if facts.code_first:
        found |= _CODE_FIRST
    if facts.code[:1] in ("O", "P") or facts.code[:3] in ("Z33", "Z34", "Z38"):
        found |= _PATIENT_DIAGNOSIS
    return found


def claim_triggers(claim: Claim, filing_days: int | None) -> int:
    """Return what the claim's own facts set off, as a number: repeated codes, odd dates, providers and pointers."""
    lines, count = claim.lines, len(claim.diagnoses)
    found = REPEATED_PROCEDURE if len({line.procedure for line in lines}) < len(lines) else 0
    if dates_are_odd(claim, filing_days):
        found |= ODD_DATES
    if not count:
        found |= DIAGNOSES_MISSING
    if claim.earlier:
        found |= HISTORY
    for provider in (claim.billing, claim.rendering):
        if provider is not None and not is_npi(provider.npi):
            found |= ODD_PROVIDER
    for line in lines:
        if line.rendering is not None and not is_npi(line.rendering.npi):
            found |= ODD_PROVIDER
        pointers = line.diagnosis_pointers
        if pointers and (max(pointers) > count or min(pointers) < 1):
            found |= ODD_POINTER
    return found


def dates_are_odd(claim: Claim, filing_days: int | None) -> bool:
    """Say whether some day of the claim may lie where it cannot."""
    first = last = None
    for line in claim.lines:
        day, end = line.date_of_service, line.last_day
        if end is not None and end < day:
            return True
        end = end or day
        first = day if first is None or day < first else first
        last = end if last is None or end > last else last
    if first is None or last is None:
        return False
    if claim.setting.is_institutional and (claim.admission or claim.discharge):
        return True
    return days_are_odd(first, last, claim.patient.birth_date, claim.received, filing_days)


def days_are_odd(first: date, last: date, born: date | None, received: date | None, filing_days: int | None) -> bool:
    """Say whether services from the first to the last day lie before birth, after receipt, or may be filed too late."""
    if born is not None and first < born:
        return True
    return received is not None and (last > received or (filing_days is not None and (received - first).days > filing_days))
