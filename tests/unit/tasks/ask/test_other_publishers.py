"""What only other publishers' words would answer is said to be theirs, never answered from ours."""

import pytest

from codewell.assistant.answer import Outcome
from codewell.tasks.ask.ask import ask
from codewell.tasks.ask.conversation import AskRequest
from codewell.tasks.workplace import Workplace


@pytest.fixture
def desk(reference_home, clock):
    return Workplace(reference_home, clock)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("What does Coding Clinic say about sepsis?", "Coding Clinic"),
        ("Coding Clinic advice on sepsis from Q3 2019", "Coding Clinic"),
        ("what is a CO-97 denial", "adjustment reason codes"),
        ("explain CARC 50", "adjustment reason codes"),
    ],
)
def test_words_of_others_are_not_made_up(desk, question, told):
    (answer,) = ask(desk, AskRequest(question)).answers
    assert answer.outcome in (Outcome.NOT_LOADED, Outcome.NO_SOURCE)
    assert told in answer.text
    assert not answer.facts
