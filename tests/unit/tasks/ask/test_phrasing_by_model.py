"""A question asks for the language model's words; without one the stored facts answer."""

import pytest

from codewell.assistant.answer import Answer, Sentence
from codewell.phi.redaction import RedactedText
from codewell.tasks.ask.ask import ask
from codewell.tasks.ask.conversation import AskRequest
from codewell.tasks.ask.phrasing_by_model import NONE_SET_UP
from codewell.tasks.workplace import Workplace


class Shouting:
    """Phrases by saying it louder, and remembers what it was sent."""

    name = "shouter at nowhere"

    def __init__(self) -> None:
        self.sent: list[str] = []

    def phrased(self, question: RedactedText, answer: Answer) -> Answer:
        from dataclasses import replace

        self.sent.append(question.text)
        return replace(answer, sentences=tuple(Sentence(one.text.upper(), one.citations) for one in answer.sentences))


@pytest.fixture
def shouter():
    return Shouting()


@pytest.fixture
def phrasing(reference_home, clock, shouter):
    return Workplace(reference_home, clock, phraser=shouter)


def test_the_model_is_asked_only_where_the_question_wants_it(phrasing, shouter):
    ask(phrasing, AskRequest("MUE of J1100 in a hospital?"))
    assert shouter.sent == []
    (told,) = ask(phrasing, AskRequest("MUE of J1100 in a hospital?", use_model=True)).answers
    assert len(shouter.sent) == 1
    assert "J1100" in told.sentences[0].text
    assert told.text == told.text.upper()


def test_identifiers_are_out_before_the_model_sees_a_question(phrasing, shouter):
    text = "Zebulon Quackenbush, MRN 55512345, DOB 03/04/1950, has hypertension, ICD-10 code?"
    ask(phrasing, AskRequest(text, use_model=True))
    assert shouter.sent
    for canary in ("Zebulon", "Quackenbush", "55512345", "1950"):
        assert canary not in " ".join(shouter.sent)


def test_without_a_model_the_stored_facts_answer(reference_home, clock):
    (told,) = ask(Workplace(reference_home, clock), AskRequest("What is E11.22?", use_model=True)).answers
    assert NONE_SET_UP in told.notices
    assert told.phrased_by == "templates"
