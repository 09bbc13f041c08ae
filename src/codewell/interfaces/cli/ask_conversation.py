"""A conversation in the terminal: a question a line, each follow-up with what was understood before; nothing is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from codewell.interfaces.cli.ask_sheet import write_asked
from codewell.interfaces.cli.sheet import Sheet
from codewell.kernel.errors import CodewellError
from codewell.tasks.ask.conversation import Asked, AskRequest

_LEAVES = frozenset({"exit", "quit", ":q"})
_WELCOME = "Ask about codes, payment, edits, modifiers, guidelines. A follow-up may be short: “and in 2025?”. `exit` leaves."


def converse(sheet: Sheet, base: AskRequest, read: Callable[[], str], ask: Callable[[AskRequest], Asked]) -> None:
    """Answer question after question until the person leaves.

    Args:
        sheet: where answers are written.
        base: day, locality and whether a model may phrase.
        read: returns the next line.
        ask: answers.
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
            asked = ask(replace(request, text=line))
        except CodewellError as refused:
            sheet.notice(str(refused))
            continue
        write_asked(sheet, asked)
        sheet.line()
        request = replace(base, before=asked.understood)
