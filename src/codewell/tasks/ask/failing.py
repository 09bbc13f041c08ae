"""What cannot be answered, said honestly: an error becomes an answer with what to do next."""

from __future__ import annotations

from codewell.assistant.answer import Answer, Outcome
from codewell.kernel.errors import CodewellError, ConfigurationError, InputError, NotLoadedError, UnknownCodeError
from codewell.tasks.ask.composing import Draft

_OUTCOMES: tuple[tuple[type[CodewellError], Outcome], ...] = (
    (UnknownCodeError, Outcome.NO_SOURCE),
    (NotLoadedError, Outcome.NOT_LOADED),
    (ConfigurationError, Outcome.NOT_LOADED),
    (InputError, Outcome.UNCLEAR),
)


def failed(draft: Draft, failure: CodewellError) -> Answer:
    """Return the answer that says why there is none; facts gathered before it are left out."""
    empty = Draft(draft.understood, draft.on, notices=list(draft.notices))
    empty.say(failure.message)
    if failure.next_step:
        empty.say(failure.next_step)
    if isinstance(failure, UnknownCodeError):
        empty.suggest(*(f"What is {code}?" for code in failure.suggestions))
    outcome = next((outcome for kind, outcome in _OUTCOMES if isinstance(failure, kind)), Outcome.NO_SOURCE)
    return empty.finished(outcome)
