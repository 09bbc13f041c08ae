"""Questions as they are understood, and rows of the releases by independent SQL, for tests of answers on edits and payment."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

from codewell.assistant.answer import Answer
from codewell.assistant.question import CodeMention, Entities, Intent, Understood
from codewell.kernel.codes import possible_codes


def understood(intent: Intent, text: str, *codes: str, **entities: object) -> Understood:
    """Return a question that names the codes."""
    mentions = tuple(
        CodeMention(str(possible_codes(code)[0]), tuple(one.system for one in possible_codes(code)), 0, len(code))
        for code in codes
    )
    return Understood(text, intent, Entities(mentions, **entities), 0.9)


def on_day(intent: Intent, day: date, *codes: str, text: str = "", **entities: object) -> Understood:
    """Return a question that names a day."""
    return understood(intent, text or f"{' '.join(codes)} on {day}", *codes, days=(day,), **entities)


def rows(home: Path, release: str, question: str, *values: object) -> list[tuple]:
    """Return rows of a release's file; `release` is its source and label, `mpfs-RVU25A`."""
    (file,) = (home / "releases").glob(f"{release}-????????.sqlite")
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as database:
        return database.execute(question, values).fetchall()


def facts(answer: Answer, name: str, subject: str = "") -> list[str]:
    """Return the values of an answer's facts of a name, in order."""
    return [fact.value for fact in answer.facts if fact.name == name and subject in ("", fact.subject)]


def check_citations(answer: Answer) -> None:
    """Check that every fact and sentence cites a source of the answer, and that links stay inside the app."""
    known = {one.id for one in answer.citations}
    assert all(fact.citation in known for fact in answer.facts)
    assert all(set(sentence.citations) <= known for sentence in answer.sentences)
    assert all(one.link == "" or one.link.startswith("/") for one in answer.citations)
