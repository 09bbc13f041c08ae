"""Answers as plain JSON values: the one form that the command line, the API and the page give out."""

from __future__ import annotations

from dataclasses import replace

from codewell.assistant.answer import Answer, Citation, Fact
from codewell.tasks.ask.conversation import Asked
from codewell.tasks.wire import Wire, to_wire


def answer_to_wire(answer: Answer) -> dict[str, Wire]:
    """Return an answer as an object: its text first, then its fields in order."""
    fields = to_wire(answer)
    assert isinstance(fields, dict)
    return {"text": answer.text, **fields, "declined": answer.declined}


def asked_to_wire(asked: Asked) -> dict[str, Wire]:
    """Return the answers to what was asked as an object."""
    return {"answers": [answer_to_wire(one) for one in asked.answers], "redacted": asked.redacted}


def line_of(asked: Asked) -> dict[str, Wire]:
    """Return the short form for streams: one text, all facts, all citations, and whether any part was declined.

    Of several answers the citations are numbered through, so that each fact still names its own.
    """
    facts: list[Fact] = []
    citations: list[Citation] = []
    for answer in asked.answers:
        numbers = {one.id: str(len(citations) + place) for place, one in enumerate(answer.citations, 1)}
        citations += [replace(one, id=numbers[one.id]) for one in answer.citations]
        facts += [replace(one, citation=numbers[one.citation]) for one in answer.facts]
    return {
        "answer": " ".join(filter(None, (one.text for one in asked.answers))),
        "facts": to_wire(facts),
        "citations": to_wire(citations),
        "declined": any(one.declined for one in asked.answers),
    }
