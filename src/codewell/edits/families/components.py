"""Professional and technical components: modifiers 26 and TC against the PC/TC indicator and the place of service."""

from __future__ import annotations

from collections.abc import Iterator

from codewell.edits.finding import Because, Found, Verdict
from codewell.edits.reference import FeeIndicators, Need
from codewell.edits.registry import FEE_SCHEDULE, line_edit
from codewell.edits.views import LineView

_LAYOUT = "CMS, physician fee schedule record layout (RVU25D), PC/TC indicator"
_TAKES = {"1": ("26", "TC"), "6": ("26",), "8": ("26",)}
"""Indicators with which 26 or TC may be billed."""
_HOSPITAL_PLACES = ("19", "21", "22", "23")


@line_edit(
    "components.modifier-without-split",
    mends="Remove the modifier, or bill the code of that component.",
    cites=_LAYOUT,
    settings=FEE_SCHEDULE,
    needs=Need.FEES,
)
def modifier_without_split(line: LineView) -> Iterator[Found]:
    """Deny 26 or TC on a code that is not split so: only PC/TC indicator 1 takes both, and 6 and 8 take 26."""
    fees = line.procedure.fees
    if fees is None or not fees.pctc:
        return
    for modifier in line.bears("26", "TC"):
        if modifier not in _TAKES.get(fees.pctc, ()):
            because = (Because("modifier", modifier), _indicator(fees))
            message = f"Modifier {modifier} does not apply to {line.code} (PC/TC indicator {fees.pctc})."
            yield Found(Verdict.FAIL, message, because, f"Remove modifier {modifier}, or bill the code of that component.")


@line_edit(
    "components.technical-part-in-hospital",
    mends="Bill the professional component with modifier 26, or remove the line.",
    cites="42 CFR 414.40 and 410.28; Medicare Claims Processing Manual, chapter 13, section 20.2.1",
    settings=FEE_SCHEDULE,
    needs=Need.FEES,
)
def technical_part_in_hospital(line: LineView) -> Iterator[Found]:
    """Deny a practitioner the technical part of a service in a hospital (places 19, 21, 22, 23): the hospital is paid for it.

    That is TC or the undivided code with PC/TC indicator 1, and every code of indicator 3 (technical only) or 5 (incident to).
    """
    fees = line.procedure.fees
    if fees is None or line.place_of_service not in _HOSPITAL_PLACES:
        return
    technical = fees.pctc == "1" and not line.bears("26")
    if technical or fees.pctc in ("3", "5"):
        because = (Because("place_of_service", line.place_of_service), _indicator(fees))
        message = f"The technical part of {line.code} is the hospital's in place of service {line.place_of_service}."
        remedy = "Bill the professional component with modifier 26." if fees.pctc == "1" else "Remove the line."
        yield Found(Verdict.FAIL, message, because, remedy)


def _indicator(fees: FeeIndicators) -> Because:
    return Because("pctc", fees.pctc, fees.release, fees.validity)
