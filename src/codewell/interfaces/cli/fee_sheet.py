"""Amounts as a person reads them: the sum first, then how it came about."""

from __future__ import annotations

from codewell.fees.payment import NotPriced, Payment, dollars
from codewell.interfaces.cli.sheet import Sheet
from codewell.tasks.price_service import FeeAnswer

_WIDTH = 14


def write_fee(sheet: Sheet, answer: FeeAnswer) -> None:
    """Write the amounts of a service, each with its working and releases."""
    for notice in answer.notices:
        sheet.notice(notice)
    with_modifiers = f" with {', '.join(answer.modifiers)}" if answer.modifiers else ""
    where = (
        f"{answer.locality.name} ({answer.locality.mac}{answer.locality.number})" if answer.locality.mac else answer.locality.name
    )
    sheet.line(f"{answer.code}{with_modifiers} on {answer.on}, {where}", "title")
    for one in answer.physician:
        _write(sheet, f"Physician fee schedule, {one.place.value}", one.price)
    _write(sheet, "Hospital outpatient department (OPPS)", answer.hospital)
    _write(sheet, "Ambulatory surgical center", answer.surgical_center)
    sheet.line()
    sheet.line("What Medicare allows, before deductible, coinsurance and sequestration.", "dim")


def _write(sheet: Sheet, heading: str, price: Payment | NotPriced) -> None:
    sheet.heading(heading)
    if isinstance(price, NotPriced):
        sheet.row("none", price.reason + (f" {price.next_step}" if price.next_step else ""), width=_WIDTH, left_style="dim")
        return
    sheet.row(dollars(price.amount), "", width=_WIDTH)
    for step in price.steps:
        sheet.row(dollars(step.amount), f"{step.label}: {step.formula}", width=_WIDTH, left_style="dim")
        sheet.row("", step.cites, "dim", width=_WIDTH)
    for notice in price.notices:
        sheet.notice(notice)
