"""`codewell compare`."""

from __future__ import annotations

import sys
from datetime import date

import click

from codewell.interfaces.cli.parameters import DayType, SystemType, json_option, on_option
from codewell.interfaces.cli.session import on_terminal, session_of, write_json
from codewell.kernel.codes import CodeSystem

_EPILOG = """\b
Examples:
  codewell compare 77385 --on 2025-12-31 --second-on 2026-01-01
  codewell compare 99213 99214 --on 2025-11-03
  codewell compare 77385 77407 --on 2025-11-03 --second-on 2026-11-03 --json
  codewell compare E11.22 E11.21 --on 2026-06-02 --all

\b
Words, standing, indicators, RVUs, amounts, MUE, PTP edits, notes and the codes below, field by field.
Without a second code: the same one. Without --second-on: the same day.
"""


@click.command("compare", epilog=_EPILOG, short_help="Show what differs between two codes, or two days of one.")
@click.argument("first", metavar="CODE")
@click.argument("second", required=False, default="", metavar="[CODE]")
@on_option
@click.option("--second-on", type=DayType(), metavar="DATE", help="Day of service of the second; else that of the first.")
@click.option("--system", type=SystemType(), metavar="SYSTEM", help="icd10cm, icd10pcs, hcpcs or cpt; else what fits best.")
@click.option("--locality", default="", metavar="DIGITS", help="Medicare locality of the amounts, seven digits.")
@click.option("--all", "everything", is_flag=True, help="Show what is the same, too.")
@json_option
@click.pass_context
def command(
    context: click.Context,
    first: str,
    second: str,
    on: date | None,
    second_on: date | None,
    system: CodeSystem | None,
    locality: str,
    everything: bool,
    as_json: bool,
) -> None:
    """Set two codes, or two days of one, side by side."""
    from codewell.tasks.compare_codes import CompareRequest, compare_codes
    from codewell.tasks.look_up_code import LookUpRequest

    request = CompareRequest(LookUpRequest(first, on, system), LookUpRequest(second or first, second_on or on, system), locality)
    compared = compare_codes(session_of(context).workplace(), request)
    if as_json:
        from codewell.tasks.wire import to_wire

        write_json(to_wire(compared))
        return
    from codewell.interfaces.cli.compare_sheet import write_comparison
    from codewell.interfaces.cli.sheet import Sheet

    write_comparison(Sheet(sys.stdout, colour=on_terminal()), compared, everything=everything)
