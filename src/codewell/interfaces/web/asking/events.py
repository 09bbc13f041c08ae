"""An answer as events, in the order in which they are read: a source before the sentence that names it."""

from __future__ import annotations

from collections.abc import Iterator

from codewell.assistant.answer import Answer
from codewell.tasks.ask.conversation import Asked
from codewell.tasks.wire import Wire, to_wire

Event = dict[str, Wire]


def events_of(asked: Asked) -> Iterator[Event]:
    """Yield `answer`, its `citation`, `sentence` and `table` events, and `next`, for each answer in order.

    Each names the answer by its number, from 0. `done`, which carries the conversation on, is added by who sends them.
    """
    for number, answer in enumerate(asked.answers):
        for event in _of_answer(answer):
            kind = event.pop("event")
            yield {"event": kind, "answer": number, **event}


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
    if answer.facts:
        yield {"event": "facts", "facts": to_wire(answer.facts)}
    if answer.next_questions:
        yield {"event": "next", "questions": list(answer.next_questions)}
