"""`codewell doctor`."""

from __future__ import annotations

import sys

import click

from codewell.interfaces.cli.parameters import json_option
from codewell.interfaces.cli.session import on_terminal, session_of, write_json
from codewell.interfaces.outcomes import outcome_of
from codewell.kernel.errors import ConfigurationError
from codewell.tasks.check_installation import Condition, InstallationCheck, check_installation
from codewell.tasks.wire import to_wire
from codewell.tasks.workplace import Workplace

_SIGNS = {Condition.GOOD: ("ok", "green"), Condition.WARNING: ("note", "yellow"), Condition.FAULT: ("FAULT", "red")}


@click.command("doctor", short_help="Check this installation.")
@json_option
@click.pass_context
def command(context: click.Context, as_json: bool) -> int:
    """Check the program, the home folder, every release file and the search index; exit code 7 where something is at fault."""
    session = session_of(context)
    checked = check_installation(Workplace(session.settings.home, session.clock))
    if as_json:
        write_json(to_wire(checked))
    else:
        _write(checked)
    return 0 if checked.is_sound else outcome_of(ConfigurationError("")).exit_code


def _write(checked: InstallationCheck) -> None:
    from codewell.interfaces.cli.sheet import Sheet

    sheet = Sheet(sys.stdout, colour=on_terminal())
    width = max(len(thing.what) for thing in checked.things) + 2
    for thing in checked.things:
        word, style = _SIGNS[thing.condition]
        remedy = f" → {thing.remedy}" if thing.remedy else ""
        sheet.row(word.ljust(7) + thing.what, thing.found + remedy, style, width=min(width, 44) + 7, left_style="")
