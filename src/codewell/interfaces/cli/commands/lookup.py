"""`codewell lookup`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

import click

from codewell.interfaces.cli.parameters import SystemType, json_option, ndjson_option, on_option, parse_system
from codewell.interfaces.cli.session import on_terminal, session_of, write_json
from codewell.interfaces.outcomes import outcome_of, outcome_of_standing
from codewell.kernel.codes import CodeSystem
from codewell.kernel.errors import CodewellError, InputError
from codewell.tasks.look_up_code import LookUp, LookUpRequest, look_up_code
from codewell.tasks.wire import Wire, error_to_wire, to_wire
from codewell.tasks.workplace import Workplace

if TYPE_CHECKING:
    from codewell.interfaces.cli.streams import Record

_EPILOG = """\b
Examples:
  codewell lookup E11.22
  codewell lookup e1122 --json
  codewell lookup 77385 --on 2025-06-02
  codewell lookup J1100 --system icd10cm
  cut -f1 codes.tsv | codewell lookup -
  codewell lookup --ndjson < questions.ndjson

\b
A line in of --ndjson: {"id": ..., "code": "E11.22", "system": "icd10cm", "on": "2026-06-02"};
"system" and "on" may be left out. The line out is the entry, with that id.
Exit code 3: unknown code; 4: known, not in force on that day; 5: that day is not loaded.
With several codes the first that is not in force decides.
"""


@click.command("lookup", epilog=_EPILOG, short_help="Show what codes mean and whether they hold on a day.")
@click.argument("codes", nargs=-1, metavar="CODE...")
@on_option
@click.option("--system", type=SystemType(), metavar="SYSTEM", help="icd10cm, icd10pcs, hcpcs or cpt; else all that fit.")
@json_option
@ndjson_option
@click.option("--all", "everything", is_flag=True, help="Show every index entry, sibling, related code and written text.")
@click.pass_context
def command(
    context: click.Context,
    codes: tuple[str, ...],
    on: date | None,
    system: CodeSystem | None,
    as_json: bool,
    ndjson: bool,
    everything: bool,
) -> int:
    """Show the page of each CODE, in any case, with or without its dot; - reads codes from standard input, one a line."""
    if ndjson:
        if codes not in ((), ("-",)):
            raise click.UsageError("--ndjson reads standard input; name no code.")
        from codewell.interfaces.cli.streams import answer_lines

        workplace = session_of(context).workplace()
        answer_lines(sys.stdin.buffer, sys.stdout.buffer, lambda record: _line(workplace, record, on, system))
        return 0
    if not codes:
        raise click.UsageError("Name a code, or - to read codes from standard input.")
    workplace = session_of(context).workplace()
    asked = [LookUpRequest(text, on, system) for text in _texts(codes)] if as_json else None
    if asked is not None:
        return _write_json(workplace, asked)
    return _write_pages(workplace, (LookUpRequest(text, on, system) for text in _texts(codes)), everything)


def _texts(codes: Iterable[str]) -> Iterator[str]:
    for code in codes:
        if code == "-":
            yield from (line.strip() for line in sys.stdin if line.strip())
        else:
            yield code


def _line(workplace: Workplace, record: Record, on: date | None, system: CodeSystem | None) -> dict[str, Wire]:
    named = record.optional_text("system")
    if named is not None:
        try:
            system = parse_system(named)
        except ValueError:
            raise InputError("The field 'system' must be icd10cm, icd10pcs, hcpcs or cpt.", slug="input.bad-line") from None
    found = look_up_code(workplace, LookUpRequest(record.text("code"), record.day("on") or on, system))
    entry = to_wire(found.likeliest)
    assert isinstance(entry, dict)
    also: list[Wire] = [
        {"system": other.code.system.value, "code": str(other.code), "display": other.descriptors.display}
        for other in found.entries[1:]
    ]
    return {**entry, "notices": list(found.notices), "also": also}


def _write_json(workplace: Workplace, asked: list[LookUpRequest]) -> int:
    """Write one object for one code and an array for several; an error stands in its code's place."""
    exit_code = 0
    answers: list[Wire] = []
    for request in asked:
        try:
            found = look_up_code(workplace, request)
            answers.append(to_wire(found))
            exit_code = exit_code or outcome_of_standing(found.likeliest.standing).exit_code
        except CodewellError as error:
            answers.append({"text": request.text, "error": error_to_wire(error)})
            exit_code = exit_code or outcome_of(error).exit_code
    write_json(answers[0] if len(answers) == 1 else answers)
    return exit_code


def _write_pages(workplace: Workplace, asked: Iterable[LookUpRequest], everything: bool) -> int:
    from codewell.interfaces.cli.failures import tell
    from codewell.interfaces.cli.page import write_look_up
    from codewell.interfaces.cli.sheet import Sheet

    exit_code = 0
    sheet = Sheet(sys.stdout, colour=on_terminal())
    for number, request in enumerate(asked):
        if number:
            sheet.line()
        try:
            found: LookUp = look_up_code(workplace, request)
        except CodewellError as error:
            sys.stdout.flush()
            exit_code = exit_code or tell(error)
            continue
        write_look_up(sheet, found, everything=everything)
        exit_code = exit_code or outcome_of_standing(found.likeliest.standing).exit_code
    return exit_code
