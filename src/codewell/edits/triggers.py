"""Which triggers of claim edits a line, a diagnosis or a claim's own facts set off."""

from __future__ import annotations

from codewell.edits.providers import is_npi
from codewell.edits.reference import DiagnosisFacts
from codewell.edits.registry import Trigger
from codewell.edits.tables import modifier_table
from codewell.edits.views import LineView
from codewell.kernel.claims import Claim

_CONDITIONAL_PACKAGING = ("Q1", "Q2", "Q4")
_GLOBAL_DAYS = ("000", "010", "090")


def line_triggers(line: LineView) -> Trigger:
    """Return what a line sets off by itself."""
    facts, found = line.procedure, Trigger.ALWAYS
    if facts.add_on is not None:
        found |= Trigger.ADD_ON
    if facts.evaluation:
        found |= Trigger.EVALUATION
    if facts.fees is not None:
        if facts.fees.global_days in _GLOBAL_DAYS:
            found |= Trigger.GLOBAL_PERIOD
        if facts.fees.status in ("T", "P"):
            found |= Trigger.PAID_ALONE_ONLY
    if facts.outpatient is not None:
        if facts.outpatient.status_indicator in _CONDITIONAL_PACKAGING:
            found |= Trigger.PACKAGED_WHEN
        elif facts.outpatient.status_indicator == "N":
            found |= Trigger.PACKAGED
    if facts.articles:
        found |= Trigger.COVERED_DIAGNOSES
    if facts.limit is not None and facts.limit.mai != 1:
        found |= Trigger.DAY_LIMIT
        if line.units > facts.limit.mue_value * line.days:
            found |= Trigger.OVER_LIMIT
    sides = modifier_table("sides")
    if any(fact.modifier in sides for fact in line.modifiers):
        found |= Trigger.SIDED_MODIFIER
    return found


def diagnosis_triggers(facts: DiagnosisFacts) -> Trigger:
    """Return what a diagnosis sets off by itself."""
    found = Trigger.ALWAYS
    if facts.side is not None:
        found |= Trigger.SIDED_DIAGNOSIS
    if facts.code_first:
        found |= Trigger.CODE_FIRST
    if facts.code[:1] in ("O", "P") or facts.code[:3] in ("Z33", "Z34", "Z38"):
        found |= Trigger.PATIENT_DIAGNOSIS
    return found


def claim_triggers(claim: Claim, filing_days: int | None) -> Trigger:
    """Return what the claim's own facts set off: repeated codes, odd dates, providers and pointers."""
    found = Trigger.ALWAYS
    lines = claim.lines
    if len({line.procedure for line in lines}) < len(lines):
        found |= Trigger.REPEATED_PROCEDURE
    if _dates_are_odd(claim, filing_days):
        found |= Trigger.ODD_DATES
    for provider in (claim.billing, claim.rendering):
        if provider is not None and not is_npi(provider.npi):
            found |= Trigger.ODD_PROVIDER
    count = len(claim.diagnoses)
    if not count:
        found |= Trigger.DIAGNOSES_MISSING
    for line in lines:
        if line.rendering is not None and not is_npi(line.rendering.npi):
            found |= Trigger.ODD_PROVIDER
        if line.diagnosis_pointers and (max(line.diagnosis_pointers) > count or min(line.diagnosis_pointers) < 1):
            found |= Trigger.ODD_POINTER
    return found


def _dates_are_odd(claim: Claim, filing_days: int | None) -> bool:
    lines, born, received = claim.lines, claim.patient.birth_date, claim.received
    if not lines:
        return False
    first = min([line.date_of_service for line in lines])
    last = max([line.last_day or line.date_of_service for line in lines])
    if born is not None and first < born:
        return True
    if received is not None and (last > received or (filing_days is not None and (received - first).days > filing_days)):
        return True
    if claim.setting.is_institutional and (claim.admission or claim.discharge):
        return True
    return any(line.last_day is not None and line.last_day < line.date_of_service for line in lines)
