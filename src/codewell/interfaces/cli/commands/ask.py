"""`codewell ask`."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date

import click

from codewell.interfaces.cli.parameters import json_option, ndjson_option, on_option
from codewell.interfaces.cli.session import on_terminal, session_of, write_json
from codewell.interfaces.cli.streams import Record, answer_lines
from codewell.tasks.ask.ask import ask, ask_in_steps
from codewell.tasks.ask.asked_wire import asked_to_wire, line_of
from codewell.tasks.ask.conversation import AskRequest
from codewell.tasks.wire import Wire
from codewell.tasks.workplace import Workplace

_EPILOG = """\b
Examples:
  codewell ask "What is CPT code 99213?"
  codewell ask "Can 77301 and 77014 be billed together?" --on 2024-07-02
  codewell ask "MUE of J1100 in a hospital?" --json
  codewell ask                                   a conversation; `exit` leaves it
  codewell ask --ndjson < questions.ndjson

\b
A line in of --ndjson: {"id": ..., "question": "...", "on": "2026-06-02"}; "on" may be left out.
The line out: {"id", "answer", "facts", "citations", "declined"}, in order; an "error" in the place of what cannot be read.
A day in the question wins over --on. Identifiers are taken out of a question before anything reads it; nothing is kept.
"""


@click.command("ask", epilog=_EPILOG, short_help="Ask a coding question; the answer cites its sources.")
@click.argument("words", nargs=-1, metavar="[QUESTION...|-]")
@on_option
@click.option("--locality", default="", metavar="DIGITS", help="Medicare locality of amounts, seven digits, as in 1320201.")
@click.option("--use-model", is_flag=True, help="Let the language model that is set up read and phrase, beside the answer.")
@json_option
@ndjson_option
@click.pass_context
def command(
    context: click.Context, words: tuple[str, ...], on: date | None, locality: str, use_model: bool, as_json: bool, ndjson: bool
) -> None:
    """Answer a QUESTION from the stored facts alone, each with its source.

    With - in its place the question is read from standard input; without one, at a terminal, a conversation begins.
    """
    base = AskRequest("", on, _locality(locality), None, use_model)
    if ndjson:
        if words not in ((), ("-",)):
            raise click.UsageError("--ndjson reads standard input; name no question.")
        workplace = session_of(context).workplace(searches=True)
        answer_lines(sys.stdin.buffer, sys.stdout.buffer, lambda record: _line(workplace, record, base))
        return
    if not words and sys.stdin.isatty() and not as_json:
        _converse(session_of(context).workplace(searches=True), base)
        return
    text = sys.stdin.read() if words in ((), ("-",)) else " ".join(words)
    workplace, request = session_of(context).workplace(searches=True), replace(base, text=text)
    if as_json:
        write_json(asked_to_wire(ask(workplace, request)))
        return
    from codewell.interfaces.cli.ask_sheet import write_asked, write_steps
    from codewell.interfaces.cli.sheet import Sheet

    sheet = Sheet(sys.stdout, colour=on_terminal())
    if base.use_model:
        write_steps(sheet, ask_in_steps(workplace, request))
    else:
        write_asked(sheet, ask(workplace, request))


def _line(workplace: Workplace, record: Record, base: AskRequest) -> dict[str, Wire]:
    request = replace(base, text=record.text("question"), on=record.day("on") or base.on)
    return line_of(ask(workplace, request))


def _converse(workplace: Workplace, base: AskRequest) -> None:
    from contextlib import suppress

    from codewell.interfaces.cli.ask_conversation import converse
    from codewell.interfaces.cli.sheet import Sheet

    with suppress(ImportError):
        import readline  # noqa: F401 -- arrow up recalls the questions of this conversation; none is written down

    sheet = Sheet(sys.stdout, colour=on_terminal())
    converse(sheet, base, lambda: input("ask> "), lambda request: ask_in_steps(workplace, request))


def _locality(written: str) -> str:
    plain = written.strip().replace("-", "")
    if plain and not (plain.isascii() and plain.isdigit() and len(plain) == 7):
        raise click.BadParameter("write contractor and locality, as in 1320201.", param_hint="--locality")
    return plain
