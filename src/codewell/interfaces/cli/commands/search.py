"""`codewell search`."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date

import click

from codewell.interfaces.cli.parameters import SystemType, json_option, ndjson_option, on_option
from codewell.interfaces.cli.session import on_terminal, session_of, write_json
from codewell.interfaces.cli.streams import Record, answer_lines
from codewell.kernel.codes import CodeSystem
from codewell.tasks.search_codes import FoundCodes, SearchRequest, search_codes
from codewell.tasks.wire import Wire, to_wire
from codewell.tasks.workplace import Workplace

_EPILOG = """\b
Examples:
  codewell search heart attack
  codewell search "left femur fracture initial" --limit 5
  codewell search anaemia --system icd10cm --json
  codewell search --ndjson < queries.ndjson

\b
A line in of --ndjson: {"id": ..., "query": "pink eye", "on": "2026-06-02"}; "on" may be left out.
The line out: {"id": ..., "results": [{"system", "code", "display", "why", ...}, ...]}.
"""


@click.command("search", epilog=_EPILOG, short_help="Find codes by words, abbreviations or parts of a code.")
@click.argument("words", nargs=-1, metavar="WORDS...")
@on_option
@click.option("--limit", type=click.IntRange(1, 200), default=20, show_default=True, help="Most results.")
@click.option(
    "--system", "systems", type=SystemType(), multiple=True, metavar="SYSTEM", help="Only this system; may be repeated."
)
@click.option("--billable", is_flag=True, help="Only codes that are valid for submission on the day.")
@json_option
@ndjson_option
@click.pass_context
def command(
    context: click.Context,
    words: tuple[str, ...],
    on: date | None,
    limit: int,
    systems: tuple[CodeSystem, ...],
    billable: bool,
    as_json: bool,
    ndjson: bool,
) -> int:
    """Find codes by WORDS: descriptors, lay words, abbreviations, misspellings or parts of a code.

    With - in their place the words are read from standard input.
    """
    chosen = frozenset(systems) or None
    if ndjson:
        if words not in ((), ("-",)):
            raise click.UsageError("--ndjson reads standard input; name no words.")
        workplace = session_of(context).workplace(searches=True)
        base = SearchRequest("", on, limit, chosen, billable)
        answer_lines(sys.stdin.buffer, sys.stdout.buffer, lambda record: _line(workplace, record, base))
        return 0
    query = sys.stdin.read() if words == ("-",) else " ".join(words)
    if not query.strip():
        raise click.UsageError("Name the words to look for.")
    workplace = session_of(context).workplace(searches=True)
    found = search_codes(workplace, SearchRequest(query, on, limit, chosen, billable))
    if as_json:
        write_json(to_wire(found))
    else:
        _write_results(found)
    return 0


def _line(workplace: Workplace, record: Record, base: SearchRequest) -> dict[str, Wire]:
    request = replace(base, query=record.text("query"), on=record.day("on") or base.on, limit=record.count("limit", base.limit))
    found = search_codes(workplace, request)
    return {"results": to_wire(found.results), "on": found.on.isoformat(), "notices": list(found.notices)}


def _write_results(found: FoundCodes) -> None:
    from codewell.interfaces.cli.results import write_found_codes
    from codewell.interfaces.cli.sheet import Sheet

    write_found_codes(Sheet(sys.stdout, colour=on_terminal()), found)
