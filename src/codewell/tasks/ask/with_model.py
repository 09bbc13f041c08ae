"""Answers with a language model beside them, where somebody set one up and the question asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from codewell.assistant.answer import Answer, Outcome, Sentence
from codewell.assistant.question import Intent
from codewell.phi.redaction import RedactedText
from codewell.tasks.ask.conversation import Asked
from codewell.tasks.ask.redacting import question_for_model
from codewell.tasks.ask.screened_questions import ONLY_QUESTIONS
from codewell.tasks.workplace import Workplace

NONE_SET_UP = "No language model is set up for questions; this is the answer from stored facts."
_LONGEST_PLANNED = 240
"""Characters; a longer text may hold something pasted, which is never read as instructions."""
_SURE = 0.5
"""Confidence below which words were searched for only because nothing else was recognised."""
_QUOTED = frozenset('\n"“”«»`{}<>')
_DECLINED = frozenset({Intent.UNSAFE, Intent.CLINICAL_ADVICE, Intent.OUT_OF_SCOPE, Intent.GREETING})


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence of the model, checked, while the others are still to come.

    Args:
        answer: number of the answer, from 0.
        sentence: with its sources.
    """

    answer: int
    sentence: Sentence


def steps_with_model(
    workplace: Workplace, received: str, asked: Asked, ask_again: Callable[[str], Asked]
) -> Iterator[Asked | Told]:
    """Yield the answers, the model's sentences as they come, and last the answers with those that stay beside them.

    Args:
        workplace: with the model; without one a notice is added.
        received: the text as a person sent it; only its shape is looked at.
        asked: from stored facts.
        ask_again: answers a look-up that the model planned, from stored facts, screened like any question.
    """
    if workplace.phraser is None:
        yield replace(asked, answers=tuple(_noticed(one, NONE_SET_UP) for one in asked.answers))
        return
    if _is_typed(received):
        asked = _planned(workplace, asked, ask_again)
    yield asked
    answers: list[Answer] = []
    for number, answer in enumerate(asked.answers):
        telling = workplace.phraser.told(_redacted(answer.question), answer)
        while True:
            try:
                yield Told(number, next(telling))
            except StopIteration as end:
                answers.append(end.value)
                break
    yield replace(asked, answers=tuple(answers))


def _planned(workplace: Workplace, asked: Asked, ask_again: Callable[[str], Asked]) -> Asked:
    """Return what the look-ups of the model answer, before what was found without, where the question was hardly understood."""
    if workplace.phraser is None or len(asked.answers) != 1 or not _may_be_planned(asked.answers[0]):
        return asked
    (answer,) = asked.answers
    planned, failure = workplace.phraser.planned(_redacted(answer.question))
    found = [(text, one) for text in planned for one in ask_again(text).answers if one.outcome is Outcome.ANSWERED]
    if not found:
        return replace(asked, answers=(_noticed(answer, failure),)) if failure else asked
    name = workplace.phraser.name
    read = [
        _noticed(one, f"A language model ({name}) read your question as: “{text}” See whether this is what you asked.")
        for text, one in found
    ]
    first = tuple(replace(one, notices=(*answer.notices, *one.notices)) for one in read)
    return replace(asked, answers=first if answer.outcome is Outcome.UNCLEAR else (*first, answer))


def _is_typed(received: str) -> bool:
    """Say whether a text holds nothing pasted or quoted, as far as its shape tells."""
    text = received.strip()
    return 0 < len(text) <= _LONGEST_PLANNED and not _QUOTED & set(text)


def _may_be_planned(answer: Answer) -> bool:
    unsure = answer.intent is Intent.FIND and answer.confidence < _SURE
    passed_over = ONLY_QUESTIONS in answer.notices
    return (unsure or answer.outcome is Outcome.UNCLEAR) and answer.intent not in _DECLINED and not passed_over


def _redacted(question: str) -> RedactedText:
    return question_for_model(question if any(letter.isalnum() for letter in question) else "question")


def _noticed(answer: Answer, notice: str) -> Answer:
    return replace(answer, notices=(*answer.notices, notice))
