"""Questions put to a desk over the built reference, and the releases' own rows read past the program."""

from __future__ import annotations

import re
import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path

from codewell.assistant.answer import Answer
from codewell.assistant.question import CodeMention, Entities, Intent, Side, Understood
from codewell.kernel.codes import CodeSystem, possible_codes
from codewell.tasks.ask.ask import ask
from codewell.tasks.ask.conversation import AskRequest
from codewell.tasks.workplace import Workplace

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def desk(home: Path) -> Workplace:
    """Return a desk at which it is 2026-11-23."""
    return Workplace(home, lambda: NOON)


def mention(text: str, system: CodeSystem | None = None) -> CodeMention:
    """Return a code as a question names it."""
    found = possible_codes(text)
    systems = (system,) if system else tuple(code.system for code in found)
    code = next(code for code in found if code.system is systems[0])
    return CodeMention(str(code), systems, 0, len(text))


def asked(workplace: Workplace, intent: Intent, *codes: str, on: date | None = None, text: str = "", **entities) -> Answer:
    """Return the answer to one question that was understood as stated."""
    mentions = tuple(mention(code) for code in codes)
    understood = Understood(text or " ".join(codes), intent, Entities(codes=mentions, days=(on,) if on else (), **entities), 0.9)
    answers = ask(workplace, AskRequest(understood.text), understands=lambda _, __: (understood,)).answers
    assert len(answers) == 1
    return answers[0]


def facts(answer: Answer, subject: str, name: str) -> list[str]:
    """Return the values of a fact, in order."""
    return [fact.value for fact in answer.facts if (fact.subject, fact.name) == (subject, name)]


def rows(home: Path, source: str, release: str, sql: str, *values: str) -> list[tuple]:
    """Return rows of one release, read with sqlite alone."""
    with sqlite3.connect(home / "catalogue.sqlite") as catalogue:
        found = catalogue.execute("SELECT file_name FROM releases WHERE source = ? AND release = ?", (source, release)).fetchone()
    with sqlite3.connect(home / "releases" / found[0]) as file:
        return file.execute(sql, values).fetchall()


def side_of(words: str) -> Side | None:
    """Return the side that words name."""
    found = re.search(r"\b(left|right)\b", words)
    return Side(found.group(1)) if found else None
