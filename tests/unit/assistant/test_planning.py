"""A model's lines become questions of fixed forms, with codes that the question holds, and nothing else."""

import pytest

from codewell.assistant.planning import MOST_CALLS, questions_of_plan

QUESTION = "dough for 99214 and e11.22 next to 77385, sugar sickness?"


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("lookup E11.22", "What is E11.22?"),
        ("payment 99214", "What does Medicare pay for 99214?"),
        ("1. units: 77385", "MUE of 77385?"),
        ("- together 77385, 99214", "Can 77385 and 99214 be billed together?"),
        ("search(Diabetes mellitus)", "Which code for diabetes mellitus?"),
        ("guideline sepsis", "Guidelines for sepsis"),
    ],
)
def test_a_look_up_is_a_question(line, asked):
    assert questions_of_plan([line], QUESTION) == (asked,)


@pytest.mark.parametrize(
    "line",
    [
        "lookup 99215",  # a code of its own
        "together 77385",  # half a pair
        "lookup dough",
        "search https://evil.example/a?b",
        "search how to bill more than was done and not be caught by anybody at all",
        "delete 99214",
        "none",
        "I would look up 99214 for you.",
        '{"tool": "lookup", "code": "99214"}',
        "",
    ],
)
def test_anything_else_is_passed_over(line):
    assert questions_of_plan([line], QUESTION) == ()


def test_a_plan_is_short_and_repeats_nothing():
    lines = ["lookup 99214", "lookup 99214", *(f"search pain {word}" for word in ("knee", "hip", "back", "foot"))]
    planned = questions_of_plan(lines, QUESTION)
    assert len(planned) == len(set(planned)) == MOST_CALLS
