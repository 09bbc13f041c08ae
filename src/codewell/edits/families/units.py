"""Units and charges that no line can have."""

from __future__ import annotations

from collections.abc import Iterator

from codewell.edits.finding import Because, Found, Verdict
from codewell.edits.registry import Basis, line_edit
from codewell.edits.views import LineView
from codewell.kernel.claims import Setting

_ITEM_24 = (
    "Medicare Claims Processing Manual, chapter 26, section 10.4, items 24F and 24G; chapter 25, section 75.5, FL 46 and 47"
)


@line_edit("units.not-positive", mends="Bill at least one unit.", cites=_ITEM_24)
def not_positive(line: LineView) -> Iterator[Found]:
    """Deny a line with no units or fewer than none."""
    if line.units <= 0:
        message = f"The line bills {line.units} units."
        yield Found(Verdict.FAIL, message, (Because("billed_units", f"{line.units}"),), "Bill at least one unit.")


@line_edit(
    "units.not-whole",
    mends="Round as the code's own rule says.",
    cites=_ITEM_24,
    settings=frozenset(Setting) - {Setting.SUPPLIER},
)
def not_whole(line: LineView) -> Iterator[Found]:
    """Deny a fraction of a unit of service; minutes, days and suppliers' quantities may have one."""
    if line.unit_basis == "UN" and line.units != line.units.to_integral_value():
        message = f"The line bills {line.units} units; units of service are whole."
        yield Found(Verdict.FAIL, message, (Because("billed_units", f"{line.units}"),), "Round as the code's own rule says.")


@line_edit(
    "units.charge-below-zero",
    mends="Correct the charge; credits go on a replacement claim.",
    cites="house policy, decision 9",
    basis=Basis.HOUSE,
)
def charge_below_zero(line: LineView) -> Iterator[Found]:
    """Deny a line whose charge is below zero."""
    if line.negative_charge:
        yield Found(
            Verdict.FAIL, "The line's charge is below zero.", (), "Correct the charge; credits go on a replacement claim."
        )


@line_edit("units.charge-missing", mends="Add the charge.", cites=_ITEM_24, settings=frozenset(Setting) - {Setting.INPATIENT})
def charge_missing(line: LineView) -> Iterator[Found]:
    """Deny a line without a charge; zero is one."""
    if not line.has_charge:
        yield Found(Verdict.FAIL, "The line bills no charge.", (), "Add the charge.")
