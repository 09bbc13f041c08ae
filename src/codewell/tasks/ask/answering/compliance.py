"""Documentation, signatures, medical necessity: only what a stored passage says."""

from __future__ import annotations

from datetime import date

from codewell.assistant.answer import Answer, Outcome
from codewell.assistant.passage import PassageSource
from codewell.assistant.question import Intent, Understood
from codewell.tasks.ask.answerers import answerer
from codewell.tasks.ask.answering.guideline import tell_passage
from codewell.tasks.ask.asked_words import asked_codes, asked_words
from codewell.tasks.ask.composing import Draft
from codewell.tasks.ask.passages import index_of, retrieve
from codewell.tasks.ask.quoting import answer_for_nearest
from codewell.tasks.workplace import Workplace

_SOURCES = (
    *(PassageSource.MANUAL, PassageSource.GUIDELINES, PassageSource.RULE, PassageSource.POLICY),
    *(PassageSource.MEANING, PassageSource.GLOSSARY),
)
"""Our written pages speak of a code's own documentation only, so they are asked where the question names one."""
LEAST_COVERAGE = 0.7
"""A duty is told only by a passage that speaks of nearly all of what was asked."""
_LEAST_SHARE = 0.4
"""Share of the best passage's score below which another is about something else."""


@answerer(Intent.COMPLIANCE)
def compliance(workplace: Workplace, understood: Understood, on: date) -> Answer:
    """Answer from at most three stored passages; where none speaks of it, say so."""
    draft, words, index = Draft(understood, on), asked_words(understood), index_of(workplace)
    codes = asked_codes(understood)
    sources = (*_SOURCES, PassageSource.WRITTEN_PAGE) if codes else _SOURCES
    near = retrieve(workplace, words, on, codes, sources, 6)
    found = [
        one for one in near if one.score >= _LEAST_SHARE * near[0].score and index.coverage(words, one.passage) >= LEAST_COVERAGE
    ][:3]
    if not found:
        draft.say("No source on this machine answers that.")
        draft.say("Payers' manuals and your organization's policy decide; a public manual that is loaded would be quoted.")
        draft.suggest("How do I add a manual?", "What do the guidelines say about documentation by other clinicians?")
        return draft.finished(Outcome.NO_SOURCE)
    answer_for_nearest(draft, found)
    for one in found:
        tell_passage(draft, one.passage, words)
    return draft.finished(Outcome.ANSWERED, 0.8)
