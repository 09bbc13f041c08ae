"""An answer in a language model's words, where somebody set one up and the question asks for it."""

from __future__ import annotations

from dataclasses import replace

from codewell.assistant.answer import Answer
from codewell.kernel.text import ClinicalText
from codewell.tasks.redact_note import RedactionRequest, redact_note
from codewell.tasks.workplace import Workplace

NONE_SET_UP = "No language model is set up for questions; this is the answer from stored facts."


def phrased_by_model(workplace: Workplace, answer: Answer) -> Answer:
    """Return the answer phrased by the model of a workplace; with a notice where there is none.

    The question is redacted once more as a note is, days included: the model needs none of them.
    """
    if workplace.phraser is None:
        return replace(answer, notices=(*answer.notices, NONE_SET_UP))
    question = answer.question if any(letter.isalnum() for letter in answer.question) else "question"
    return workplace.phraser.phrased(redact_note(RedactionRequest(ClinicalText(question))).redacted, answer)
