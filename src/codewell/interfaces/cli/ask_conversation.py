"""A conversation in the terminal: a question a line, each follow-up with what was understood before; nothing is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from codewell.interfaces.cli.ask_sheet import write_steps
from codewell.interfaces.cli.sheet import Sheet
from codewell.kernel.errors import CodewellError
from codewell.tasks.ask.conversation import Asked, AskRequest
from codewell.tasks.ask.with_model import Told

_LEAVES = frozenset({"exit", "quit", ":q"})
_WELCOME = "Ask about codes, payment, edits, modifiers, guidelines. A follow-up may be short: “and in 2025?”. `exit` leaves."


def converse(
    sheet: Sheet, base: AskRequest, read: Callable[[], str], ask: Callable[[AskRequest], Iterable[Asked | Told]]
) -> None:
    """Answer question after question until the person leaves.

    Args:
        sheet: where answers are written.
        base: day, locality and whether a model may phrase.
        read: returns the next line.
        ask: answers, in steps.
    """
    sheet.line(_WELCOME, "dim")
    request = base
    while True:
        try:
            line = read().strip()
        except (EOFError, KeyboardInterrupt):
            sheet.line()
            return
        if line.lower() in _LEAVES:
            return
        if not line:
            continue
        try:
            asked = write_steps(sheet, ask(replace(request, text=line)))
        except CodewellError as refused:
            sheet.notice(str(refused))
            continue
        sheet.line()
        request = replace(base, before=asked.understood)
