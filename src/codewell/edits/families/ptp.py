"""Procedure-to-procedure edits: two codes of one provider and one day of which the second is not paid."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from codewell.edits.finding import Because, Found, Verdict
from codewell.edits.reference import Need, PtpEdit
from codewell.edits.registry import NCCI, Trigger, claim_edit
from codewell.edits.tables import in_range, modifier_table
from codewell.edits.views import ClaimView, PtpPair
from codewell.kernel.claims import ClaimLine
from codewell.kernel.validity import Validity

_MANUAL = "NCCI Policy Manual for Medicare Services, chapter I, sections A, D and E"

EITHER_LINE_FROM = date(2019, 7, 1)
"""CMS change request 11168: from then on 59 and X{EPSU} count on either line."""


@claim_edit(
    "ptp.column-two-not-payable",
    mends="With indicator 1, append the modifier that says how the services were distinct; else bill column 1 alone.",
    cites=_MANUAL,
    settings=NCCI,
    needs=Need.PAIRS,
    trigger=Trigger.PTP_PAIR,
)
def column_two_not_payable(claim: ClaimView) -> Iterator[Found]:
    """Deny a column two code billed with its column one code by one provider on one day.

    With modifier indicator 1, an NCCI-associated modifier on either line releases the pair; with 0 nothing does. 24, 25,
    27 and 57 count on evaluation and management codes only; before 2019-07-01, 59 and X{EPSU} counted on the column two
    line only.
    """
    for pair in claim.pairs:
        edit, released_by = pair.edit, releasing_modifiers(pair)
        facts = (*_facts(edit), *(Because("modifier", modifier) for modifier in released_by))
        both = f"{edit.column_2} (column 2) is not paid beside {edit.column_1} (column 1)"
        lines = (pair.second.number, pair.first.number)
        if edit.modifier_indicator != 1:
            remedy = f"Bill {edit.column_1} alone; no modifier releases this pair."
            yield Found(Verdict.FAIL, f"{both}; modifier indicator {edit.modifier_indicator}.", facts, remedy, lines)
        elif released_by:
            yield Found(Verdict.BYPASSED, f"{both}, but modifier {', '.join(released_by)} releases the pair.", facts, "", lines)
        else:
            remedy = (
                f"If the services were distinct (site, encounter, practitioner), append the NCCI-associated modifier that "
                f"says so to {edit.column_2}; else remove it."
            )
            yield Found(Verdict.FAIL, f"{both} without an NCCI-associated modifier.", facts, remedy, lines)


@claim_edit(
    "ptp.pair-not-loaded",
    mends="Import the PTP edits of that quarter and check again.",
    cites=_MANUAL,
    settings=NCCI,
    trigger=Trigger.PTP_UNKNOWN,
    needs=Need.PAIRS,
)
def pair_not_loaded(claim: ClaimView) -> Iterator[Found]:
    """Say which pairs of lines could not be looked up.

    The PTP file of the day is not loaded, or only an excerpt of it is, in which the absence of a pair proves nothing.
    """
    for lines, missing in claim.unpaired:
        yield Found(Verdict.NO_DATA, missing.reason, (missing.because,), "Import the PTP edits of that quarter.", lines)


def releasing_modifiers(pair: PtpPair) -> tuple[str, ...]:
    """Return the modifiers on either line that count as NCCI-associated for the pair on its day."""
    if not pair.first.modifiers and not pair.second.modifiers:
        return ()
    day = pair.second.date_of_service
    first = [m for m in pair.first.modifiers if _counts(m, pair.first) and _counts_on_column_1(m, pair)]
    second = [m for m in pair.second.modifiers if _counts(m, pair.second)]
    associated = modifier_table("ncci_associated")
    return tuple(dict.fromkeys(m for m in (*second, *first) if associated.holds(m, day)))


def _counts(modifier: str, line: ClaimLine) -> bool:
    return modifier not in modifier_table("evaluation_only") or in_range(line.procedure, "evaluation")


def _counts_on_column_1(modifier: str, pair: PtpPair) -> bool:
    return modifier not in modifier_table("distinct_service") or pair.first.date_of_service >= EITHER_LINE_FROM


@lru_cache(maxsize=20_000)
def _facts(edit: PtpEdit) -> tuple[Because, ...]:
    validity = Validity(edit.effective, edit.deleted) if edit.effective else None
    return (
        Because("column_1", edit.column_1, edit.release, validity),
        Because("column_2", edit.column_2, edit.release, validity),
        Because("modifier_indicator", str(edit.modifier_indicator), edit.release, validity),
        Because("rationale", edit.rationale, edit.release),
    )
