"""Answer a request that is declined with the compliant alternative, and a greeting with what can be asked."""

from __future__ import annotations

from datetime import date

from codewell.assistant.answer import Answer, Outcome, SourceKind
from codewell.assistant.question import Entities, Intent, Understood
from codewell.assistant.safety.alternatives import OURSELVES, Alternative, Policy, alternative
from codewell.assistant.safety.screening import Screened, screen
from codewell.tasks.ask.answerers import answerer
from codewell.tasks.ask.composing import Draft
from codewell.tasks.reference_books.book import BookId, entry_link
from codewell.tasks.workplace import Workplace

_OTHERWISE = {
    Intent.UNSAFE: "misstated-claim",
    Intent.CLINICAL_ADVICE: "medical-advice",
    Intent.OUT_OF_SCOPE: "other-subject",
    Intent.GREETING: "greeting",
}
"""What is said where the question was understood so, but no cue says of which kind it is."""


def declined(screened: Screened, question: str) -> Answer:
    """Return what is said to a screened question.

    Args:
        screened: what it is declined as, or that it is a greeting.
        question: cleaned, identifiers taken out.
    """
    return _told(Understood(question, screened.intent, Entities(), 1.0), screened.alternative)


@answerer(*_OTHERWISE)
def answer(workplace: Workplace, understood: Understood, on: date) -> Answer:
    """Return what is said to a question that was understood as one to decline, or as a greeting."""
    screened = screen(understood.text)
    if screened is not None:
        return declined(screened, understood.text)
    return _told(understood, alternative(_OTHERWISE[understood.intent]))


def _told(understood: Understood, told: Alternative) -> Answer:
    draft = Draft(understood, None)
    draft.say(told.refusal)
    for sentence in told.instead:
        draft.say(sentence.text, *(_cited(draft, policy) for policy in sentence.policies))
    draft.suggest(*told.next_questions)
    return draft.finished(Outcome.ANSWERED if understood.intent is Intent.GREETING else Outcome.DECLINED)


def _cited(draft: Draft, policy: Policy) -> str:
    kind = SourceKind.APP if policy.title == OURSELVES else SourceKind.POLICY
    return draft.cite(kind, policy.title, policy.place, entry_link(BookId.POLICIES, None, policy.id), quote=policy.says)
