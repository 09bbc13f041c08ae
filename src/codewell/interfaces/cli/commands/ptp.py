"""`codewell ptp`."""

from __future__ import annotations

from datetime import date

import click

from codewell.interfaces.cli.parameters import json_option, on_option
from codewell.interfaces.cli.session import session_of, write_json
from codewell.interfaces.outcomes import DAY_NOT_LOADED, DONE
from codewell.kernel.claims import Setting
from codewell.tasks.wire import to_wire

_SETTINGS = (Setting.PROFESSIONAL.value, Setting.OUTPATIENT.value)


@click.command("ptp", short_help="Say whether two codes are paid together.")
@click.argument("first", metavar="CODE")
@click.argument("second", metavar="CODE")
@on_option
@click.option("--setting", type=click.Choice(_SETTINGS), default=_SETTINGS[0], show_default=True, help="Whose table answers.")
@json_option
@click.pass_context
def command(context: click.Context, first: str, second: str, on: date | None, setting: str, as_json: bool) -> int:
    """Show the NCCI PTP edit between two codes on a day. Exit code 5: no release answers, or only an excerpt without the pair."""
    from codewell.tasks.check_claim import look_up_ptp

    workplace = session_of(context).workplace()
    first, second = first.strip().upper(), second.strip().upper()
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
