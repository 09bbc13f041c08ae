"""Ask a question: identifiers out, understood, answered from stored facts, one answer for each question in the text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from codewell.assistant.answer import Answer, Outcome, SourceKind
from codewell.assistant.glossary import asks_for_term
from codewell.assistant.question import Entities, Intent, Understood
from codewell.assistant.safety.cleaning import clean
from codewell.assistant.understanding.understanding import understand
from codewell.kernel.errors import CodewellError
from codewell.tasks.ask import answering
from codewell.tasks.ask.answerers import ANSWERERS, Answerer
from codewell.tasks.ask.answering.declining import declined
from codewell.tasks.ask.composing import Draft
from codewell.tasks.ask.conversation import Asked, AskRequest
from codewell.tasks.ask.failing import failed
from codewell.tasks.ask.guidelines_beside import speaks_of, with_guidelines
from codewell.tasks.ask.help_asked import asks_for_help
from codewell.tasks.ask.indicators import asks_for_value
from codewell.tasks.ask.other_publishers import other_publisher
from codewell.tasks.ask.redacting import LONGEST_QUESTION, question_redacted
from codewell.tasks.ask.screened_questions import AskedQuestion, Understands, language_notice, screened_questions
from codewell.tasks.ask.with_model import Told, steps_with_model
from codewell.tasks.workplace import Workplace

REDACTED = "Identifiers were taken out of the question before it was read."
EXAMPLES = (
    "What is CPT code 99213?",
    "ICD-10 for left knee osteoarthritis",
    "Can 77301 and 77014 be billed together on 2024-07-02?",
    "Guidelines for E/M services",
    "Which code replaced 77385 and when?",
    "MUE of J1100 in a hospital?",
    "What does status indicator N mean?",
)
"""Questions of several kinds that what ships with Codewell answers; the first four are suggested where nothing was understood."""
_WARMING = 4


_WITHOUT_DAY = frozenset(
    {Intent.DEFINITION, Intent.HOW_TO, Intent.COMPLIANCE, Intent.GUIDELINE, Intent.CROSSWALK, Intent.UNCLEAR}
)


def ask(workplace: Workplace, request: AskRequest, *, understands: Understands | None = None) -> Asked:
    """Return an answer to every question in the text; what cannot be answered is said, never guessed.

    Args:
        workplace: the desk.
        request: the question.
        understands: reads the text; None for the assistant's own reading.
    """
    *_, last = (one for one in ask_in_steps(workplace, request, understands=understands) if isinstance(one, Asked))
    return last


def ask_in_steps(workplace: Workplace, request: AskRequest, *, understands: Understands | None = None) -> Iterator[Asked | Told]:
    """Yield the answers from stored facts, then, where a language model phrases them, its sentences and the answers with them.

    Args:
        workplace: the desk.
        request: the question.
        understands: reads the text; None for the assistant's own reading.
    """
    asked = _asked(workplace, request, understands)
    if not request.use_model:
        yield asked
        return

    def again(text: str) -> Asked:
        return _asked(workplace, replace(request, text=text, before=None), None)

    yield from steps_with_model(workplace, request.text, asked, again)


def _asked(workplace: Workplace, request: AskRequest, understands: Understands | None) -> Asked:
    if len(request.text) > LONGEST_QUESTION:
        sentence = f"The text has {len(request.text)} characters; at most {LONGEST_QUESTION} are read as a question."
        return _unread(request, sentence, "Shorten it, or code a whole note on the page for notes.")
    cleaned = clean(request.text)
    if not any(letter.isalnum() for letter in cleaned.text):
        return _unread(request, "The question is empty.", "Ask about a code, a payment, an edit or a guideline.")
    text, redacted = question_redacted(cleaned.text)
    screened = screened_questions(text, request.before, understands or understand, marked=bool(cleaned.notices))
    notices = (*((REDACTED,) if redacted else ()), *cleaned.notices, *screened.notices, *language_notice(text))
    answers = tuple(_noticed(_answered(workplace, request, one), notices) for one in screened.asked)
    return Asked(answers, screened.before or request.before or screened.asked[-1].understood, redacted)


def prepare(workplace: Workplace) -> None:
    """Load what answering takes, so that the first person who asks need not wait for it: examples are asked for nobody."""
    for example in EXAMPLES[:_WARMING]:
        ask(workplace, AskRequest(example))


def day_of(workplace: Workplace, request: AskRequest, understood: Understood) -> date:
    """Return the day that decides: the question's, else the request's, else today."""
    days = understood.entities.days
    return days[0] if days else request.on or workplace.today


def _answered(workplace: Workplace, request: AskRequest, one: AskedQuestion) -> Answer:
    if one.screened is not None:
        return declined(one.screened, one.understood.text)
    understood = one.understood
    on = day_of(workplace, request, understood)
    asked = _completed(understood, request)
    if understood.intent not in _WITHOUT_DAY and asked.entities.days and on > _last_covered(workplace):
        return _beyond(Draft(asked, on), workplace)
    answerer = _answerers().get(_intent_of(asked, on))
    try:
        answer = answerer(workplace, asked, on) if answerer else _unanswered(asked)
        if not speaks_of(workplace, asked, answer, on):
            return with_guidelines(workplace, asked, answer, on)
        return _answerers()[Intent.GUIDELINE](workplace, replace(asked, intent=Intent.GUIDELINE), on)
    except CodewellError as failure:
        return failed(Draft(asked, on), failure)


def _last_covered(workplace: Workplace) -> date:
    """Return the last day that any loaded release covers; a publication without an end speaks for no day to come."""
    return max((one.validity.last_day for one in workplace.shelf if one.validity.last_day), default=date.max)


def _beyond(draft: Draft, workplace: Workplace) -> Answer:
    loaded = draft.cite(SourceKind.APP, "what is loaded", "releases", "/releases")
    draft.say(
        f"Nothing that is loaded reaches {draft.on}: the last day that a release covers is {_last_covered(workplace)}.", loaded
    )
    return draft.finished(Outcome.NOT_LOADED)


def _intent_of(asked: Understood, on: date) -> Intent:
    """Return what is wanted: the words of the app's help and the words that are defined decide before the cues of intents."""
    entities = asked.entities
    if not entities.codes and not entities.modifiers and asks_for_help(asked.text):
        return Intent.HOW_TO
    publisher = other_publisher(asked.text)
    if publisher is not None and publisher.quoted:
        return Intent.GUIDELINE
    return Intent.DEFINITION if _is_for_a_word(asked, on) else asked.intent


def _is_for_a_word(understood: Understood, on: date) -> bool:
    """Say whether a question without a code only asks what a term or a value means, whatever subject it belongs to."""
    if understood.entities.codes or understood.entities.modifiers:
        return False
    return asks_for_term(understood.text) or asks_for_value(understood.text, on)


def _noticed(answer: Answer, notices: tuple[str, ...]) -> Answer:
    return replace(answer, notices=(*notices, *answer.notices)) if notices else answer


def _completed(understood: Understood, request: AskRequest) -> Understood:
    """Return the question with the day and locality that were chosen outside it, where it names none itself."""
    entities = understood.entities
    if not entities.days and request.on is not None:
        entities = replace(entities, days=(request.on,))
    if not entities.locality and request.locality:
        entities = replace(entities, locality=request.locality)
    return replace(understood, entities=entities)


def _unanswered(understood: Understood) -> Answer:
    draft = Draft(understood, None)
    draft.say("It is not clear what is asked.")
    draft.suggest(*EXAMPLES)
    return draft.finished(Outcome.UNCLEAR)


def _unread(request: AskRequest, *sentences: str) -> Asked:
    understood = Understood("", Intent.UNCLEAR, Entities(), 0.0)
    draft = Draft(understood, None)
    for sentence in sentences:
        draft.say(sentence)
    draft.suggest(*EXAMPLES)
    return Asked((draft.finished(Outcome.UNCLEAR),), request.before or understood, False)


@cache
def _answerers() -> dict[Intent, Answerer]:
    for module in iter_modules(answering.__path__):
        import_module(f"{answering.__name__}.{module.name}")
    return ANSWERERS
