"""Medically unlikely edits: more units of a code than a beneficiary is likely to have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from codewell.edits.finding import Because, Found, Verdict
from codewell.edits.reference import Need, UnitLimit
from codewell.edits.registry import NCCI, Trigger, claim_edit, line_edit
from codewell.edits.views import ClaimView, LineView
from codewell.kernel.claims import ClaimLine, Setting

_SETTINGS = NCCI | {Setting.SUPPLIER}
_MANUAL = "NCCI Policy Manual for Medicare Services, chapter I, section V (Medically Unlikely Edits)"


@line_edit(
    "mue.not-payable",
    mends="Bill another code, or in a setting in which the code is paid.",
    cites=_MANUAL,
    settings=_SETTINGS,
    needs=Need.UNITS,
)
def not_payable(line: LineView) -> Iterator[Found]:
    """Deny a code whose MUE value is 0: it is not paid in this setting at all."""
    limit = line.procedure.limit
    if limit is not None and limit.mue_value == 0:
        remedy = "Bill another code, or in the setting in which the code is paid."
        yield Found(Verdict.FAIL, f"{line.code} has an MUE value of 0: no unit is paid in this setting.", _facts(limit), remedy)


@line_edit(
    "mue.units-on-line",
    mends="Correct the units, or bill further necessary units on lines of their own with 76, 77, 59 or a side.",
    cites=_MANUAL,
    settings=_SETTINGS,
    needs=Need.UNITS,
)
def units_on_line(line: LineView) -> Iterator[Found]:
    """Deny a line with more units than the MUE value where the adjudication indicator is 1 (line edit).

    Units of a line that spans days are divided by the days and rounded to a whole number first.
    """
    limit = line.procedure.limit
    if limit is None or limit.mai != 1 or not limit.mue_value:
        return
    units = units_per_day(line.units, line.days)
    if units > limit.mue_value:
        facts = (*_facts(limit), Because("units_on_line", f"{units}"))
        remedy = "Correct the units, or bill medically necessary further units on lines of their own with 76, 77, 59 or a side."
        yield Found(
            Verdict.FAIL, f"{units} units of {line.code} on one line exceed the MUE value {limit.mue_value}.", facts, remedy
        )


@claim_edit(
    "mue.units-on-day-policy",
    mends="Correct the code or the units; nothing raises this limit.",
    cites=_MANUAL,
    settings=_SETTINGS,
    needs=Need.UNITS,
    trigger=Trigger.DAY_LIMIT,
)
def units_on_day_policy(claim: ClaimView) -> Iterator[Found]:
    """Deny all lines of a code whose units of a day exceed the MUE value where the adjudication indicator is 2.

    Indicator 2 rests on statute, regulation or the code's own definition: no modifier and no appeal raises it.
    """
    remedy = "Correct the code or the units; with MAI 2 nothing raises the limit."
    yield from _day_sums(claim, 2, remedy)


@claim_edit(
    "mue.units-on-day-clinical",
    mends="Correct the units; if all were necessary and rightly coded, bill them and appeal with the documentation.",
    cites=_MANUAL,
    settings=_SETTINGS,
    needs=Need.UNITS,
    trigger=Trigger.DAY_LIMIT,
)
def units_on_day_clinical(claim: ClaimView) -> Iterator[Found]:
    """Deny all lines of a code whose units of a day exceed the MUE value where the adjudication indicator is 3.

    Indicator 3 rests on clinical likelihood: a contractor may pay more on appeal or with documentation it already has.
    """
    remedy = "Correct the units; if all were necessary and correctly coded, bill them and appeal with the documentation (MAI 3)."
    yield from _day_sums(claim, 3, remedy)


def units_per_day(units: Decimal, days: int) -> Decimal:
    """Return units of one day of a line that spans days, rounded to a whole number."""
    return units if days == 1 else (units / days).quantize(Decimal(1), ROUND_HALF_UP)


def _day_sums(claim: ClaimView, mai: int, remedy: str) -> Iterator[Found]:
    sums: dict[tuple[str, date, str], list[tuple[ClaimLine, UnitLimit]]] = defaultdict(list)
    for line, procedure in zip(claim.claim.lines, claim.procedures, strict=True):
        limit = procedure.limit
        if limit is not None and limit.mai == mai and limit.mue_value:
            sums[line.procedure, line.date_of_service, claim.claim.renderer_of(line)].append((line, limit))
    for (code, day, _), found in sums.items():
        limit = found[0][1]
        units = sum((units_per_day(line.units, line.days) for line, _ in found), Decimal(0))
        if units > limit.mue_value:
            facts = (*_facts(limit), Because("units_on_day", f"{units}"), Because("date_of_service", day.isoformat()))
            message = (
                f"{units} units of {code} on {day} exceed the MUE value {limit.mue_value}; all its units of the day are denied."
            )
            yield Found(Verdict.FAIL, message, facts, remedy, tuple(line.number for line, _ in found))


@lru_cache(maxsize=20_000)
def _facts(limit: UnitLimit) -> tuple[Because, ...]:
    return (
        Because("mue_value", str(limit.mue_value), limit.release, limit.validity),
        Because("mai", str(limit.mai), limit.release, limit.validity),
        Because("rationale", limit.rationale, limit.release),
    )
