"""`codewell ptp`."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING

import click

from codewell.interfaces.cli.parameters import json_option, on_option
from codewell.interfaces.cli.session import on_terminal, session_of, write_json
from codewell.interfaces.outcomes import DAY_NOT_LOADED, DONE
from codewell.kernel.claims import Setting
from codewell.tasks.wire import to_wire

if TYPE_CHECKING:
    from codewell.tasks.ptp_of_code import PtpOfCodeRequest
    from codewell.tasks.workplace import Workplace

_SETTINGS = (Setting.PROFESSIONAL.value, Setting.OUTPATIENT.value)
_TABLES = dict(zip(_SETTINGS, ("practitioner", "outpatient hospital"), strict=True))


_EPILOG = """\b
Examples:
  codewell ptp 77301 77014 --on 2024-07-02
  codewell ptp 77385 --on 2024-07-02
  codewell ptp 99213 --on 2024-07-02 --column 2 --indicator 0 --beginning 117

\b
Exit code 5: no release answers, or only an excerpt without the pair.
"""


@click.command("ptp", epilog=_EPILOG, short_help="Say whether two codes are paid together.")
@click.argument("first", metavar="CODE")
@click.argument("second", required=False, metavar="[CODE]")
@on_option
@click.option("--setting", type=click.Choice(_SETTINGS), help="Whose table answers.  [default: professional; for one code both]")
@click.option("--column", type=click.Choice(["1", "2"]), help="For one code: it is paid (1) or denied (2).")
@click.option("--indicator", type=click.Choice(["0", "1"]), help="For one code: no modifier releases the pair (0), one may (1).")
@click.option("--beginning", default="", metavar="TEXT", help="For one code: partners that begin so.")
@click.option("--page", type=int, default=1, show_default=True, metavar="N", help="For one code: which page of the list.")
@json_option
@click.pass_context
def command(
    context: click.Context,
    first: str,
    second: str | None,
    on: date | None,
    setting: str | None,
    column: str | None,
    indicator: str | None,
    beginning: str,
    page: int,
    as_json: bool,
) -> int:
    """Show the NCCI PTP edit between two codes on a day, or list the edits of one."""
    from codewell.codebook.ptp_pairs import PtpNarrowing
    from codewell.tasks.ptp_of_code import PtpOfCodeRequest

    workplace = session_of(context).workplace()
    if second is not None:
        if column or indicator or beginning:
            raise click.UsageError("--column, --indicator and --beginning narrow down the list of one code.")
        return _of_two(workplace, first.strip().upper(), second.strip().upper(), on, setting or _SETTINGS[0], as_json)
    narrowing = PtpNarrowing(
        _TABLES.get(setting or "", ""), int(column) if column else None, int(indicator) if indicator else None, beginning
    )
    return _of_one(workplace, PtpOfCodeRequest(first, on, narrowing, page), as_json)


def _of_one(workplace: Workplace, request: PtpOfCodeRequest, as_json: bool) -> int:
    from codewell.tasks.ptp_of_code import ptp_of_code

    found = ptp_of_code(workplace, request)
    if as_json:
        write_json(to_wire(found))
    else:
        from codewell.interfaces.cli.ptp_sheet import write_ptp_of_code
        from codewell.interfaces.cli.sheet import Sheet

        write_ptp_of_code(Sheet(sys.stdout, colour=on_terminal()), found)
    return DAY_NOT_LOADED.exit_code if found.absences and not found.pairs else DONE.exit_code


def _of_two(workplace: Workplace, first: str, second: str, on: date | None, setting: str, as_json: bool) -> int:
    from codewell.tasks.check_claim import look_up_ptp

    answer = look_up_ptp(workplace, first, second, on or workplace.today, Setting(setting))
    unsure = not answer.edits and not answer.whole
    if as_json:
        write_json(to_wire(answer))
    elif answer.missing:
        click.echo(f"Not known: {answer.missing}")
    elif not answer.edits:
        known = "no PTP edit holds" if answer.whole else "not known: only an excerpt is loaded, without this pair"
        click.echo(f"{first} and {second} on {answer.on}: {known} ({answer.release}).")
    for edit in () if as_json else answer.edits:
        released = "an NCCI-associated modifier releases it" if edit.modifier_indicator == 1 else "no modifier releases it"
        click.echo(f"{edit.column_1} (column 1) pays; {edit.column_2} (column 2) is denied on {answer.on}.")
        click.echo(f"  Modifier indicator {edit.modifier_indicator}: {released}. {edit.rationale} ({edit.release})")
    for edit in () if as_json else answer.others:
        if edit.modifier_indicator == 9:
            how = "deleted from its first day on; it never held"
        elif edit.deleted and edit.deleted < answer.on:
            how = f"ended on {edit.deleted}"
        else:
            how = f"begins on {edit.effective}"
        click.echo(f"  {edit.column_1} beside {edit.column_2}, modifier indicator {edit.modifier_indicator}: {how}.")
    return DAY_NOT_LOADED.exit_code if unsure else DONE.exit_code
