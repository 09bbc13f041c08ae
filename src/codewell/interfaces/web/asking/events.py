"""An answer as events, in the order in which they are read: a source before the sentence that names it."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextvars import copy_context

from codewell.assistant.answer import Answer
from codewell.tasks.ask.conversation import Asked
from codewell.tasks.ask.with_model import Told
from codewell.tasks.wire import Wire, to_wire

Event = dict[str, Wire]


def events_of(asked: Asked) -> Iterator[Event]:
    """Yield `answer`, its `citation`, `sentence`, `table` and `phrased` events, and `next`, for each answer in order.

    Each names the answer by its number, from 0. `done`, which carries the conversation on, is added by who sends them.
    """
    for number, answer in enumerate(asked.answers):
        for event in _of_answer(answer):
            kind = event.pop("event")
            yield {"event": kind, "answer": number, **event}


def first_step(steps: Iterator[Asked | Told]) -> Asked:
    """Return the answers from stored facts, which come before anything of a language model."""
    asked = next(steps)
    assert isinstance(asked, Asked)
    return asked


def event_of_told(told: Told) -> Event:
    """Return a language model's sentence, checked, as an event; `done` withdraws it where its answer holds it no more."""
    return {
        "event": "phrased",
        "answer": told.answer,
        "text": told.sentence.text,
        "citations": list(told.sentence.citations),
    }


def as_this_reader(lines: Iterator[bytes]) -> Iterator[bytes]:
    """Yield lines made as whoever asks now, although they are made after the request was answered for."""
    context = copy_context()
    try:
        while (line := context.run(next, lines, None)) is not None:
            yield line
    finally:
        context.run(_close, lines)


def _close(lines: Iterator[bytes]) -> None:
    """Stop asking the model where the reader has gone."""
    if isinstance(lines, Generator):
        lines.close()


def _of_answer(answer: Answer) -> Iterator[Event]:
    yield {
        "event": "answer",
        "question": answer.question,
        "intent": answer.intent.value,
        "outcome": answer.outcome.value,
        "on": to_wire(answer.on),
        "confidence": answer.confidence,
        "notices": list(answer.notices),
        "phrased_by": answer.phrased_by,
    }
    told: set[str] = set()

    def sources(ids: tuple[str, ...]) -> Iterator[Event]:
        for one in answer.citations:
            if one.id in ids and one.id not in told:
                told.add(one.id)
                fields = to_wire(one)
                assert isinstance(fields, dict)
                yield {"event": "citation", **fields}

    for sentence in answer.sentences:
        yield from sources(sentence.citations)
        yield {"event": "sentence", "text": sentence.text, "citations": list(sentence.citations)}
    for table in answer.tables:
        yield from sources(tuple(one for cited in table.citations for one in cited))
        fields = to_wire(table)
        assert isinstance(fields, dict)
        yield {"event": "table", **fields}
    yield from sources(tuple(one.id for one in answer.citations))
    for sentence in answer.phrasing:
        yield {"event": "phrased", "text": sentence.text, "citations": list(sentence.citations)}
    if answer.facts:
        yield {"event": "facts", "facts": to_wire(answer.facts)}
    if answer.next_questions:
        yield {"event": "next", "questions": list(answer.next_questions)}
