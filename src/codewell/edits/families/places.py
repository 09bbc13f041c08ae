"""Places of service and revenue codes: billed, well formed, and in their code set on the day."""

from __future__ import annotations

import re
from collections.abc import Iterator

from codewell.edits.finding import Because, Found, Verdict
from codewell.edits.registry import Trigger, claim_edit, line_edit
from codewell.edits.tables import place_label, place_table
from codewell.edits.views import ClaimView, LineView
from codewell.kernel.claims import Setting

_ON_THE_PROFESSIONAL_FORM = frozenset({Setting.PROFESSIONAL, Setting.SURGICAL_CENTER, Setting.SUPPLIER})
_ON_THE_INSTITUTIONAL_FORM = frozenset({Setting.OUTPATIENT, Setting.INPATIENT})
_FL_42 = "Medicare Claims Processing Manual, chapter 25, section 75.4, FL 42"
_FOUR_DIGITS = re.compile(r"[0-9]{4}")


@claim_edit(
    "places.not-in-code-set",
    mends="Correct the place of service.",
    cites="CMS, Place of Service Codes for Professional Claims; Medicare Claims Processing Manual, chapter 26, section 10.5",
    settings=_ON_THE_PROFESSIONAL_FORM,
    trigger=Trigger.ODD_PLACE,
)
def not_in_code_set(claim: ClaimView) -> Iterator[Found]:
    """Deny a place of service that is not in the code set on the day of service.

    The set is kept by hand, with the first days of 02, 10, 19, 27, 58 and 66; the others are taken to have always been in it.
    """
    known = place_table("known")
    for line in claim.claim.lines:
        place = claim.claim.place_of(line)
        if place and not known.holds(place, line.date_of_service):
            begins = known.entries[place].first_day if place in known else None
            since = f"; it ({place_label(place)}) begins on {begins}" if begins else ""
            message = f"{place} is not a place of service on {line.date_of_service}{since}."
            because = (Because("place_of_service", place), Because("date_of_service", line.date_of_service.isoformat()))
            yield Found(Verdict.FAIL, message, because, "Correct the place of service.", (line.number,))


@line_edit(
    "places.missing",
    mends="Add the place of service.",
    cites="Medicare Claims Processing Manual, chapter 26, section 10.4, item 24B",
    settings=_ON_THE_PROFESSIONAL_FORM,
)
def missing(line: LineView) -> Iterator[Found]:
    """Deny a line of the professional form for which neither it nor the claim names a place of service."""
    if not line.place_of_service:
        yield Found(Verdict.FAIL, "The line bills no place of service.", (), "Add the place of service.")


@line_edit(
    "places.revenue-code-missing",
    mends="Add the revenue code.",
    cites=_FL_42,
    settings=_ON_THE_INSTITUTIONAL_FORM,
)
def revenue_code_missing(line: LineView) -> Iterator[Found]:
    """Deny a line of an institutional claim without a revenue code."""
    if not line.revenue_code:
        yield Found(Verdict.FAIL, "The line bills no revenue code.", (), "Add the revenue code.")


@line_edit(
    "places.revenue-code-malformed",
    mends="Correct the revenue code.",
    cites=_FL_42,
    settings=_ON_THE_INSTITUTIONAL_FORM,
)
def revenue_code_malformed(line: LineView) -> Iterator[Found]:
    """Deny a revenue code that is not four digits.

    Which of them exist is the National Uniform Billing Committee's list, of which there is no free source: it is not asked.
    """
    if line.revenue_code and not _FOUR_DIGITS.fullmatch(line.revenue_code):
        shown = line.revenue_code[:10]
        message = f"{shown} is not a revenue code of four digits."
        yield Found(Verdict.FAIL, message, (Because("revenue_code", shown),), "Correct the revenue code.")
