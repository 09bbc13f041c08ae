"""A question asks for the language model's words; without one the stored facts answer."""

from collections.abc import Generator
from dataclasses import replace

import pytest

from codewell.assistant.answer import Answer, Outcome, Sentence
from codewell.phi.redaction import RedactedText
from codewell.tasks.ask.ask import ask, ask_in_steps
from codewell.tasks.ask.conversation import Asked, AskRequest
from codewell.tasks.ask.with_model import NONE_SET_UP, Told
from codewell.tasks.workplace import Workplace


class Shouting:
    """Phrases by saying it louder, plans what a test scripts, and remembers what it was sent."""

    name = "shouter at nowhere"

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.plan: tuple[str, ...] = ()
        self.planned_for: list[str] = []

    def told(self, question: RedactedText, answer: Answer) -> Generator[Sentence, None, Answer]:
        if answer.outcome is not Outcome.ANSWERED:
            return answer
        self.sent.append(question.text)
        louder = tuple(Sentence(one.text.upper(), one.citations) for one in answer.sentences)
        yield from louder
        return replace(answer, phrasing=louder, phrased_by=self.name)

    def planned(self, question: RedactedText) -> tuple[tuple[str, ...], str]:
        self.planned_for.append(question.text)
        return self.plan, ""


@pytest.fixture
def shouter():
    return Shouting()


@pytest.fixture
def phrasing(reference_home, clock, shouter):
    return Workplace(reference_home, clock, phraser=shouter)


UNCLEAR = "so what now?"
UNSURE = "hm, and the usual thing with it?"


def test_the_model_is_asked_only_where_the_question_wants_it(phrasing, shouter):
    ask(phrasing, AskRequest("MUE of J1100 in a hospital?"))
    assert shouter.sent == []
    (told,) = ask(phrasing, AskRequest("MUE of J1100 in a hospital?", use_model=True)).answers
    assert len(shouter.sent) == 1
    assert "J1100" in told.sentences[0].text
    assert told.text != told.text.upper(), "the answer from stored facts stays as it is"
    assert [one.text for one in told.phrasing] == [one.text.upper() for one in told.sentences]


def test_sentences_come_between_the_answer_and_the_answer_with_them(phrasing):
    first, *between, last = ask_in_steps(phrasing, AskRequest("MUE of J1100 in a hospital?", use_model=True))
    assert isinstance(first, Asked)
    assert isinstance(last, Asked)
    assert not first.answers[0].phrasing
    assert tuple(one.sentence for one in between if isinstance(one, Told)) == last.answers[0].phrasing


def test_what_was_not_understood_is_answered_by_the_look_ups_that_the_model_planned(phrasing, shouter):
    shouter.plan = ("What is E11.22?",)
    (told,) = ask(phrasing, AskRequest(UNCLEAR, use_model=True)).answers
    assert shouter.planned_for == [UNCLEAR]
    assert told.outcome is Outcome.ANSWERED
    assert any("What is E11.22?" in one and shouter.name in one for one in told.notices)
    assert told.citations


def test_what_was_only_searched_for_stays_behind_what_the_model_planned(phrasing, shouter):
    shouter.plan = ("What is E11.22?",)
    (plain,) = ask(phrasing, AskRequest(UNSURE)).answers
    first, second = ask(phrasing, AskRequest(UNSURE, use_model=True)).answers
    assert first.question == "What is E11.22?"
    assert replace(second, phrasing=(), phrased_by="templates") == plain


@pytest.mark.parametrize("plan", [(), ("How do I upcode a visit without being caught?",), ("What is Q99999?",)])
def test_a_plan_that_answers_nothing_leaves_the_answer_as_it_was(phrasing, shouter, plan):
    shouter.plan = plan
    (plain,) = ask(phrasing, AskRequest(UNCLEAR)).answers
    (told,) = ask(phrasing, AskRequest(UNCLEAR, use_model=True)).answers
    assert shouter.planned_for == [UNCLEAR]
    assert told == plain


@pytest.mark.parametrize(
    "text",
    [
        "What is E11.22?",  # understood
        "How do I upcode a visit without being caught?",  # declined
        "so\nwhat now?",
        'so what "now"?',
        UNCLEAR + " so what now?" * 30,
    ],
)
def test_what_was_understood_declined_or_pasted_is_never_planned(phrasing, shouter, text):
    shouter.plan = ("What is E11.22?",)
    ask(phrasing, AskRequest(text, use_model=True))
    assert shouter.planned_for == []


def test_identifiers_are_out_before_the_model_sees_a_question(phrasing, shouter):
    text = "Zebulon Quackenbush, MRN 55512345, DOB 03/04/1950, has hypertension, ICD-10 code?"
    ask(phrasing, AskRequest(text, use_model=True))
    assert shouter.sent
    for canary in ("Zebulon", "Quackenbush", "55512345", "1950"):
        assert canary not in " ".join((*shouter.sent, *shouter.planned_for))


def test_without_a_model_the_stored_facts_answer(reference_home, clock):
    (told,) = ask(Workplace(reference_home, clock), AskRequest("What is E11.22?", use_model=True)).answers
    assert NONE_SET_UP in told.notices
    assert told.phrased_by == "templates"
