"""`codewell case`."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date

import click

from codewell.interfaces.cli.parameters import json_option, ndjson_option, on_option
from codewell.interfaces.cli.session import on_terminal, session_of, write_json
from codewell.interfaces.cli.streams import Record, answer_lines
from codewell.kernel.text import ClinicalText
from codewell.tasks.find_codes_for_case import MOST_CANDIDATES, CaseRequest, find_codes_for_case
from codewell.tasks.wire import Wire, to_wire
from codewell.tasks.workplace import Workplace

_EPILOG = """\b
Examples:
  codewell case "total knee replacement for osteoarthritis of the right knee" --on 2026-06-02
  codewell case "40 mg triamcinolone injected into the left knee" --on 2025-11-03 --json
  echo "58-year-old woman, left breast cancer, adjuvant IMRT" | codewell case -
  codewell case --ndjson < cases.ndjson

\b
A line in of --ndjson: {"id": ..., "text": "...", "on": "2026-06-02"}; "on" may be left out.
Offsets are half-open character positions in the text as received. Cases are never stored or sent.
"""


@click.command("case", epilog=_EPILOG, short_help="Find candidate codes of every system for a case.")
@click.argument("words", nargs=-1, metavar="WORDS...|-")
@on_option
@click.option(
    "--limit", type=click.IntRange(1, MOST_CANDIDATES), default=10, show_default=True, help="Most candidates of a group."
)
@json_option
@ndjson_option
@click.pass_context
def command(context: click.Context, words: tuple[str, ...], on: date | None, limit: int, as_json: bool, ndjson: bool) -> None:
    """Find codes for the case in WORDS: diagnoses, services, inpatient procedures, drugs and modifiers, each explained.

    With - in their place the case is read from standard input.
    """
    base = CaseRequest(ClinicalText(""), on, limit)
    if ndjson:
        if words not in ((), ("-",)):
            raise click.UsageError("--ndjson reads standard input; name no words.")
        workplace = session_of(context).workplace(searches=True)
        answer_lines(sys.stdin.buffer, sys.stdout.buffer, lambda record: _line(workplace, record, base))
        return
    text = sys.stdin.read() if words == ("-",) else " ".join(words)
    if not text.strip():
        raise click.UsageError("Name the words of the case, or - for standard input.")
    answer = find_codes_for_case(session_of(context).workplace(searches=True), replace(base, text=ClinicalText(text)))
    if as_json:
        write_json(to_wire(answer))
        return
    from codewell.interfaces.cli.case_sheet import write_case
    from codewell.interfaces.cli.sheet import Sheet

    write_case(Sheet(sys.stdout, colour=on_terminal()), answer, text)


def _line(workplace: Workplace, record: Record, base: CaseRequest) -> dict[str, Wire]:
    request = replace(
        base,
        text=ClinicalText(record.text("text")),
        on=record.day("on") or base.on,
        limit=record.count("limit", base.limit),
    )
    wire = to_wire(find_codes_for_case(workplace, request))
    assert isinstance(wire, dict)
    return wire
