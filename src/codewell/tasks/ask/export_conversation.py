"""A conversation as a file to keep: Markdown for people, JSON for programs; every sentence with its sources."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from codewell.assistant.answer import Answer, Citation
from codewell.tasks.ask.asked_wire import asked_to_wire
from codewell.tasks.ask.conversation import Asked

_SIGNS = re.compile(r"([\\`*_{}\[\]<>|#])")


IN_ITS_WORDS = "In a language model's words"


def conversation_as_json(turns: Sequence[Asked]) -> str:
    """Return the questions and answers of a conversation, in order."""
    return json.dumps({"conversation": [asked_to_wire(one) for one in turns]}, ensure_ascii=False, indent=2) + "\n"


def conversation_as_markdown(turns: Sequence[Asked]) -> str:
    """Return the questions and answers of a conversation, in order, each with its sources below."""
    parts = ["# Questions and answers"]
    parts += [_markdown(answer) for asked in turns for answer in asked.answers]
    return "\n\n".join(parts) + "\n"


def answer_as_text(answer: Answer) -> str:
    """Return an answer with its sources as plain text, for the clipboard."""
    lines = [f"{one.text}{_marks(one.citations)}" for one in answer.sentences]
    if answer.phrasing:
        lines += ["", f"{IN_ITS_WORDS}:", *(f"{one.text}{_marks(one.citations)}" for one in answer.phrasing)]
    for table in answer.tables:
        lines += ["", table.title, "\t".join(table.headings)]
        lines += ["\t".join(row) + _marks(cited) for row, cited in zip(table.rows, table.citations, strict=True)]
    if answer.citations:
        lines += ["", "Sources", *(f"[{one.id}] {_source(one)}" for one in answer.citations)]
    return "\n".join(lines)


def _markdown(answer: Answer) -> str:
    head = f"## {_plain(answer.question)}" + (f"\n\nFor {answer.on}." if answer.on else "")
    return "\n\n".join([head, *_paragraphs(answer)])


def _paragraphs(answer: Answer) -> Iterator[str]:
    yield from (f"> {_plain(one)}" for one in answer.notices)
    if answer.sentences:
        yield " ".join(f"{_plain(one.text)}{_marks(one.citations)}" for one in answer.sentences)
    if answer.phrasing:
        said = " ".join(f"{_plain(one.text)}{_marks(one.citations)}" for one in answer.phrasing)
        yield f"{IN_ITS_WORDS} ({_plain(answer.phrased_by)}): {said}"
    for table in answer.tables:
        rows = zip(table.rows, table.citations, strict=True)
        cells = [[*map(_plain, row), _marks(cited).strip()] for row, cited in rows]
        lines = [[*map(_plain, table.headings), "Source"], ["---"] * (len(table.headings) + 1), *cells]
        yield f"**{_plain(table.title)}**\n\n" + "\n".join(f"| {' | '.join(line)} |" for line in lines)
    if answer.citations:
        yield "Sources:\n\n" + "\n".join(f"- [{one.id}] {_plain(_source(one))}" for one in answer.citations)


def _source(one: Citation) -> str:
    days = f", {one.first_day} to {one.last_day or 'no announced end'}" if one.first_day else ""
    quote = f": “{one.quote}”" if one.quote else ""
    return ", ".join(filter(None, (one.title, one.place))) + days + quote + (f" {one.link}" if one.link else "")


def _marks(citations: Sequence[str]) -> str:
    return "".join(f" [{one}]" for one in citations)


def _plain(text: str) -> str:
    """Return a text on one line, whose signs mean themselves in Markdown."""
    return _SIGNS.sub(r"\\\1", " ".join(text.split()))
