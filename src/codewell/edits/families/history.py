"""Earlier claims of the same patient: what a claim alone cannot show. Asked only where earlier claims are given."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from codewell.edits.families.duplicates import explained
from codewell.edits.families.mue import units_per_day
from codewell.edits.families.surgery import DAYS_AFTER, excusing_modifiers, is_global_visit
from codewell.edits.finding import Because, Found, Verdict
from codewell.edits.reference import Need, UnitLimit
from codewell.edits.registry import FEE_SCHEDULE, NCCI, Trigger, claim_edit
from codewell.edits.tables import in_range
from codewell.edits.views import ClaimView
from codewell.kernel.claims import Claim, ClaimLine, EarlierLine, Setting

_CHAPTER_12 = "Medicare Claims Processing Manual, chapter 12, section"


@claim_edit(
    "history.visit-in-global-period",
    mends="If the visit was separate, as documented, append the modifier; else remove it.",
    cites=f"{_CHAPTER_12} 40.1 to 40.2",
    settings=FEE_SCHEDULE,
    needs=Need.HISTORY,
    trigger=Trigger.HISTORY,
)
def visit_in_global_period(claim: ClaimView) -> Iterator[Found]:
    """Deny a visit in the global period of a procedure that the same practitioner billed on an earlier claim.

    The modifiers that release it are those of `surgery.visit-in-global-period`. A visit that was paid before the procedure was
    billed is not looked for.
    """
    for visit, facts in zip(claim.claim.lines, claim.procedures, strict=True):
        if not is_global_visit(facts):
            continue
        for earlier in _of_renderer(claim.claim, visit):
            fees = claim.reference.procedure(earlier.line.procedure, earlier.line.date_of_service, Setting.PROFESSIONAL).fees
            if fees is None or fees.global_days not in DAYS_AFTER:
                continue
            allowed = excusing_modifiers(visit, earlier.line, fees.global_days)
            if not allowed:
                continue
            excused = [modifier for modifier in visit.modifiers if modifier in allowed]
            because = (
                Because("global_days", fees.global_days, fees.release, fees.validity),
                *_place(earlier),
                *(Because("modifier", modifier) for modifier in excused),
            )
            period = f"the global period of {earlier.line.procedure} ({fees.global_days}) on claim {earlier.claim}"
            if excused:
                message = f"{visit.procedure} lies in {period}; modifier {', '.join(excused)} releases it."
                yield Found(Verdict.BYPASSED, message, because, "", (visit.number,))
            else:
                message = f"{visit.procedure} lies in {period} and bears no modifier {' or '.join(allowed)}."
                remedy = "If it was separate, as documented, append the modifier; else remove the visit."
                yield Found(Verdict.FAIL, message, because, remedy, (visit.number,))


@claim_edit(
    "history.billed-before",
    mends="Remove it, or append 76, 77, 91 or 59 if the service was repeated; a correction goes on a replacement claim.",
    cites="Medicare Claims Processing Manual, chapter 1, sections 120 and 120.2 (exact and suspect duplicates)",
    needs=Need.HISTORY,
    trigger=Trigger.HISTORY,
)
def billed_before(claim: ClaimView) -> Iterator[Found]:
    """Deny a line that an earlier claim already billed: equal in code, modifiers, days, place and provider."""
    for line in claim.claim.lines:
        for earlier in claim.claim.earlier or ():
            if not _alike(claim.claim, line, earlier):
                continue
            modifiers = explained(line.modifiers, line.date_of_service)
            because = (*_place(earlier), *(Because("modifier", modifier) for modifier in modifiers))
            if modifiers:
                message = f"Line {line.number} repeats claim {earlier.claim}; modifier {', '.join(modifiers)} says why."
                yield Found(Verdict.BYPASSED, message, because, "", (line.number,))
            else:
                message = (
                    f"Line {line.number} was billed on claim {earlier.claim}: equal code, modifiers, day, place and provider."
                )
                remedy = "Remove it, or append 76, 77, 91 or 59 if the service was repeated."
                yield Found(Verdict.FAIL, message, because, remedy, (line.number,))
            break


@claim_edit(
    "history.units-on-day",
    mends="Correct the units; with MAI 3 and necessary units, bill them and appeal with the documentation.",
    cites="NCCI Policy Manual for Medicare Services, chapter I, section V (Medically Unlikely Edits)",
    settings=NCCI | {Setting.SUPPLIER},
    needs=Need.HISTORY,
    trigger=Trigger.HISTORY,
)
def units_on_day(claim: ClaimView) -> Iterator[Found]:
    """Deny lines whose units, with those of earlier claims of the day and provider, exceed the MUE value (MAI 2 or 3).

    A sum that this claim exceeds alone is told by the edits of the claim itself.
    """
    sums: dict[tuple[str, date, str], list[tuple[ClaimLine, UnitLimit]]] = {}
    for line, facts in zip(claim.claim.lines, claim.procedures, strict=True):
        if facts.limit is not None and facts.limit.mai in (2, 3) and facts.limit.mue_value:
            key = (line.procedure, line.date_of_service, claim.claim.renderer_of(line))
            sums.setdefault(key, []).append((line, facts.limit))
    for (code, day, renderer), found in sums.items():
        limit = found[0][1]
        before = [
            one
            for one in claim.claim.earlier or ()
            if (one.line.procedure, one.line.date_of_service, one.renderer) == (code, day, renderer)
        ]
        now = sum((units_per_day(line.units, line.days) for line, _ in found), Decimal(0))
        then = sum((units_per_day(one.line.units, one.line.days) for one in before), Decimal(0))
        if then and now <= limit.mue_value < now + then:
            because = (
                Because("mue_value", str(limit.mue_value), limit.release, limit.validity),
                Because("mai", str(limit.mai), limit.release, limit.validity),
                Because("units_on_claim", f"{now}"),
                Because("units_before", f"{then}"),
                *_place(before[0]),
            )
            message = f"{now} units of {code} on {day} and {then} on earlier claims exceed the MUE value {limit.mue_value}."
            remedy = "Correct the units; with MAI 3 and necessary units, bill them and appeal with the documentation."
            yield Found(Verdict.FAIL, message, because, remedy, tuple(line.number for line, _ in found))


@claim_edit(
    "history.not-a-new-patient",
    mends="Bill the code for an established patient.",
    cites=f"{_CHAPTER_12} 30.6.7.A",
    settings=FEE_SCHEDULE,
    needs=Need.HISTORY,
    trigger=Trigger.HISTORY,
)
def not_a_new_patient(claim: ClaimView) -> Iterator[Found]:
    """Deny a new patient's visit where the same practitioner billed a visit or a procedure within three years before it.

    The rule counts a group's practitioners of one specialty as one; a claim tells neither group nor specialty, so only the
    practitioner's own earlier services are seen.
    """
    for line in claim.claim.lines:
        if not in_range(line.procedure, "new_patient"):
            continue
        since = _three_years_before(line.date_of_service)
        for earlier in _of_renderer(claim.claim, line):
            day = earlier.line.date_of_service
            if since < day < line.date_of_service and _face_to_face(claim, earlier):
                message = (
                    f"{line.procedure} is for new patients; the practitioner billed {earlier.line.procedure} on {day} "
                    f"(claim {earlier.claim})."
                )
                yield Found(Verdict.FAIL, message, _place(earlier), "Bill the code for an established patient.", (line.number,))
                break


def _three_years_before(day: date) -> date:
    """Return the same day three years before; of a 29 February, the 28th."""
    try:
        return day.replace(year=day.year - 3)
    except ValueError:
        return date(day.year - 3, 2, 28)


def _face_to_face(claim: ClaimView, earlier: EarlierLine) -> bool:
    facts = claim.reference.procedure(earlier.line.procedure, earlier.line.date_of_service, Setting.PROFESSIONAL)
    return facts.evaluation or (facts.fees is not None and facts.fees.global_days in DAYS_AFTER)


def _of_renderer(claim: Claim, line: ClaimLine) -> Iterator[EarlierLine]:
    mine = claim.renderer_of(line)
    return (one for one in claim.earlier or () if one.renderer == mine and one.line.procedure)


def _alike(claim: Claim, line: ClaimLine, earlier: EarlierLine) -> bool:
    other = earlier.line
    return (
        line.procedure == other.procedure
        and (line.procedure != "" or (line.revenue_code, line.charge) == (other.revenue_code, other.charge))
        and frozenset(line.modifiers) == frozenset(other.modifiers)
        and line.date_of_service == other.date_of_service
        and (line.last_day or line.date_of_service) == (other.last_day or other.date_of_service)
        and claim.place_of(line) == earlier.place
        and claim.renderer_of(line) == earlier.renderer
    )


def _place(earlier: EarlierLine) -> tuple[Because, ...]:
    return (
        Because("earlier_claim", earlier.claim),
        Because("earlier_procedure", earlier.line.procedure or earlier.line.revenue_code),
        Because("earlier_day", earlier.line.date_of_service.isoformat()),
    )
