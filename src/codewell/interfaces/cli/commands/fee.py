"""`codewell fee`."""

from __future__ import annotations

import sys
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

import click

from codewell.fees.payment import dollars
from codewell.fees.schedule import PlaceRate, Track
from codewell.interfaces.cli.parameters import json_option, on_option
from codewell.interfaces.cli.session import on_terminal, session_of, write_json
from codewell.interfaces.cli.sheet import Sheet
from codewell.kernel.errors import InputError
from codewell.tasks.fee_history import FeeHistory, fee_history
from codewell.tasks.price_service import FeeRequest, localities, price_service
from codewell.tasks.wire import to_wire

if TYPE_CHECKING:
    from codewell.fees.schedule import Locality

_EPILOG = """\b
Examples:
  codewell fee 77407 --locality 1320201 --on 2026-07-01
  codewell fee 77263 --on 2025-11-03 --place facility --json
  codewell fee 77334 --modifier 26 --on 2025-11-03
  codewell fee 99213 --history
  codewell fee --localities --on 2026-07-01

\b
Amounts are what Medicare allows, before deductible, coinsurance and sequestration. A locality is
the contractor's five digits and the locality's two. Without one: before geographic adjustment.
"""


@click.command("fee", epilog=_EPILOG, short_help="Show what Medicare pays for a service, with the working.")
@click.argument("code", required=False, metavar="CODE")
@on_option
@click.option("--locality", default="", metavar="DIGITS", help="Medicare locality, seven digits, as in 1320201.")
@click.option("--modifier", "modifiers", multiple=True, metavar="MM", help="A modifier of the line; may be given again.")
@click.option("--place", type=click.Choice([one.value for one in PlaceRate]), help="Which practice expense; else both.")
@click.option("--units", default="1", metavar="N", help="Units of the line.  [default: 1]")
@click.option("--qpp", is_flag=True, help="The conversion factor of qualifying APM participants, from 2026.")
@click.option("--wage-index", metavar="N", help="Of the hospital's or center's area, for local facility rates.")
@click.option("--localities", "lists_localities", is_flag=True, help="List the localities of the day instead.")
@click.option("--history", is_flag=True, help="The national amounts over all loaded files instead.")
@json_option
@click.pass_context
def command(
    context: click.Context,
    code: str | None,
    on: date | None,
    locality: str,
    modifiers: tuple[str, ...],
    place: str | None,
    units: str,
    qpp: bool,
    wage_index: str | None,
    lists_localities: bool,
    history: bool,
    as_json: bool,
) -> None:
    """Price CODE under the physician fee schedule, in a hospital outpatient department and in a surgical center."""
    workplace = session_of(context).workplace()
    sheet = Sheet(sys.stdout, colour=on_terminal())
    if lists_localities:
        _write_localities(localities(workplace, on), sheet, as_json=as_json)
        return
    if code is None:
        raise click.UsageError("Name a code, or --localities.")
    if history:
        _write_history(fee_history(workplace, code), sheet, as_json=as_json)
        return
    request = FeeRequest(
        code,
        on,
        modifiers,
        locality,
        PlaceRate(place) if place else None,
        _number(units, "units"),
        Track.QPP if qpp else Track.NON_QPP,
        _number(wage_index, "wage index") if wage_index else None,
    )
    answer = price_service(workplace, request)
    if as_json:
        write_json(to_wire(answer))
        return
    from codewell.interfaces.cli.fee_sheet import write_fee

    write_fee(sheet, answer)


def _write_localities(found: list[Locality], sheet: Sheet, *, as_json: bool) -> None:
    if as_json:
        write_json(to_wire(found))
        return
    if not found:
        sheet.notice("no GPCI file for that day is loaded; `codewell import gpci FILE` loads one")
    for one in found:
        sheet.row(f"{one.mac}{one.number}", f"{one.state}  {one.name}", width=10)


def _number(text: str, what: str) -> Decimal:
    try:
        number = Decimal(text)
        if number.is_finite():
            return number
    except InvalidOperation:
        pass
    raise InputError(f"The {what} must be a number.", slug="input.number")


def _write_history(history: FeeHistory, sheet: Sheet, *, as_json: bool) -> None:
    if as_json:
        write_json(to_wire(history))
        return
    sheet.line(f"{history.code}, national amounts before geographic adjustment", "title")
    if not history.points:
        sheet.line("No loaded relative value file lists it.")
    for point in history.points:
        amounts = (("non-facility", point.nonfacility), ("facility", point.facility))
        said = ", ".join(f"{title} {dollars(amount)}" for title, amount in amounts if amount is not None)
        sheet.row(str(point.validity), f"{said or point.reason or 'no amount'} [{point.release}]", width=26)
