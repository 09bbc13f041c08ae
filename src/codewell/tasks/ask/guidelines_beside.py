"""Sections of the Official Guidelines that speak of what was asked: beside codes found, or where nothing else answers."""

from __future__ import annotations

from datetime import date
from typing import Any

from codewell.assistant.answer import Answer, Outcome
from codewell.assistant.passage import FoundPassage, PassageSource
from codewell.assistant.question import Intent, Understood
from codewell.kernel.codes import CodeSystem
from codewell.tasks.ask.asked_words import asked_codes, asked_words
from codewell.tasks.ask.composing import Draft
from codewell.tasks.ask.other_publishers import other_publisher
from codewell.tasks.ask.passages import index_of, retrieve, section_of
from codewell.tasks.ask.quoting import cite_passage, say_of_another_year
from codewell.tasks.workplace import Workplace

_MOST = 3
_BESIDE = 6.3
_INSTEAD = 6.5
"""What a section must reach, score times the share of the question it speaks of, to stand beside codes or to answer alone."""
_BESIDE_ANOTHER = 20.0
"""The same beside an answer of another kind, such as a term explained: only sections that are about it."""
_ALSO_OF_GUIDELINES = frozenset({Intent.DEFINITION, Intent.HISTORY, Intent.COMPLIANCE, Intent.NOTE_CODING, Intent.HOW_TO})
_UNANSWERED = frozenset({Outcome.UNCLEAR, Outcome.NO_SOURCE})
_NOT_FOR_GUIDELINES = frozenset({Intent.GUIDELINE, Intent.CLAIM_CHECK, Intent.COVERAGE, Intent.PAYMENT, Intent.GREETING})
_DIAGNOSES = frozenset({CodeSystem.ICD10CM})


def tell_guidelines(workplace: Workplace, draft: Draft, on: date) -> None:
    """Name the sections that speak of what was asked, the best with its words; nothing where none does."""
    least = _BESIDE if draft.understood.intent is Intent.FIND else _BESIDE_ANOTHER
    found = _found(workplace, draft.understood, on, least)
    if not found:
        return
    say_of_another_year(draft, found)
    words = asked_words(draft.understood)
    best, quoted = cite_passage(draft, found[0].passage, words)
    if quoted:
        draft.say(f"The Official Guidelines, {found[0].passage.place}, {found[0].passage.title}: “{quoted}”", best)
    others = [(one.passage, cite_passage(draft, one.passage, words)[0]) for one in found[1:]]
    if others:
        named = "; ".join(f"{section_of(passage)}, {passage.title}" for passage, _ in others)
        draft.say(f"See also {named}.", *(cited for _, cited in others))


def with_guidelines(workplace: Workplace, understood: Understood, answer: Answer, on: date) -> Answer:
    """Return an answer with the sections that are about what it answers, where it was read as a question of another kind."""
    if answer.intent not in _ALSO_OF_GUIDELINES or answer.outcome is not Outcome.ANSWERED:
        return answer
    lists = (answer.citations, answer.facts, answer.sentences, answer.tables, answer.notices, answer.next_questions)
    citations, facts, sentences, tables, notices, following = (list[Any](one) for one in lists)
    draft = Draft(understood, answer.on, citations, facts, sentences, tables, notices, following)
    tell_guidelines(workplace, draft, on)
    return draft.finished(answer.outcome, answer.confidence)


def speaks_of(workplace: Workplace, understood: Understood, answer: Answer, on: date) -> bool:
    """Say whether the guidelines answer a question that its answerer could not, or that was read as one of other things."""
    if answer.outcome not in _UNANSWERED and answer.intent is not Intent.OUT_OF_SCOPE:
        return False
    if answer.intent in _NOT_FOR_GUIDELINES or not understood.entities.topic:
        return False
    return bool(_found(workplace, understood, on, _INSTEAD))


def _found(workplace: Workplace, understood: Understood, on: date, least: float) -> list[FoundPassage]:
    named = understood.entities.codes
    if any(not mention.systems or mention.systems[0] not in _DIAGNOSES for mention in named):
        return []
    words = asked_words(understood)
    if other_publisher(words) is not None:
        return []
    found = retrieve(workplace, words, on, asked_codes(understood), (PassageSource.GUIDELINES,), _MOST)
    if not found:
        return []
    index = index_of(workplace)
    covered = max(index.coverage(words, one.passage) for one in found)
    return found if covered * found[0].score >= least else []
